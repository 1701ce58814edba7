"""What a member owns: pieces of the program's product sets that stay bought.

An order holds them as it holds what rules grant, so refunds, cancellations and their opposites
count back without rules of their own."""

from __future__ import annotations

from collections.abc import Mapping

from core.basis import Basis, pieces_left
from core.catalogue import Sets
from core.grants import Grant
from core.program.model import Program
from core.snapshot import OrderSnapshot


def owned(
    snapshot: OrderSnapshot, basis: Basis, program: Program, sets: Mapping[str, Sets]
) -> dict[str, Grant]:
    """What an order holds of each product set if it is paid. Also products that earn nothing are
    owned. `sets`, by the ids of lines: what their products belonged to."""
    found = {}
    for one in program.earning.owned:
        pieces = sum(
            pieces_left(line, basis.refunds)
            for line in snapshot.lines
            if one.match.takes(line, sets.get(line.line_id, frozenset()))
        )
        if pieces:
            found[one.counter] = Grant(pieces, pieces)
    return found
