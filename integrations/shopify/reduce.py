"""What the two forms of a Shopify order (webhook JSON, GraphQL) have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.errors import BadInput
from core.snapshot import RefundLine
from integrations.payload import text

_GID = re.compile(r"gid://shopify/[A-Za-z]{1,40}/([1-9][0-9]{0,19})(?:\?.*)?", re.ASCII)


def gid_number(value: Any, what: str) -> str:
    """The number at the end of a global id. Raises BadInput."""
    match = _GID.fullmatch(text(value, what))
    if match is None:
        raise BadInput(f"{what} is not a Shopify id.")
    return match[1]


def what_stays(net_minor: int, quantity: int, removed: int) -> int:
    """A line's net amount after an edit took `removed` of its `quantity` away, half up."""
    if quantity <= 0 or removed <= 0:
        return net_minor
    stay = max(0, quantity - removed)
    return (2 * net_minor * stay + quantity) // (2 * quantity)


def with_difference(lines: Iterable[RefundLine], difference_minor: int) -> tuple[RefundLine, ...]:
    """The lines of a refund, corrected by what was given back beyond (+) or below (-) them.

    Points follow the money. More than the lines' worth is merchandise of no particular line; less
    (an item kept for a partial refund, a return whose money is still to come) takes the same
    share off every line, to the minor unit.
    """
    given = tuple(line for line in lines if line.net_minor > 0 or line.quantity)
    if difference_minor >= 0:
        extra = RefundLine(line_id="", net_minor=difference_minor)
        return (*given, extra) if difference_minor else given
    named = sum(line.net_minor for line in given)
    stay = max(0, named + difference_minor)
    kept: list[RefundLine] = []
    run = before = 0
    for line in given:
        run += line.net_minor
        share = run * stay // named if named else 0
        kept.append(replace(line, net_minor=share - before))
        before = share
    return tuple(line for line in kept if line.net_minor or line.quantity)
