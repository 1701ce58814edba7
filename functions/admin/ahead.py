"""What of the program begins or ends in the next days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.planned import Planned

DAYS = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """`what`: it starts on that day, ends with it, or is held on it."""

    on: date
    what: Literal["starts", "ends", "held"]
    names: Mapping[str, str]
    row_id: str


def turns(items: Iterable[Planned], today: date) -> list[Turn]:
    """The soonest first, from today on, DAYS days ahead; of what comes every week its next days."""
    until = today + DAYS * _DAY
    found = []
    for item in (one for one in items if not one.always):
        # A day more at both ends tells what goes on there from what begins or ends.
        runs = item.runs(today - _DAY, until + _DAY)
        starts = [first for first, _ in runs if today <= first <= until][:1]
        ends = [last for _, last in runs if today <= last <= until][:1]
        if item.kind == "events":
            found += [Turn(on, "held", item.names, item.id) for on in starts]
            continue
        found += [Turn(on, "starts", item.names, item.id) for on in starts]
        found += [Turn(on, "ends", item.names, item.id) for on in ends]
    return sorted(found, key=lambda one: (one.on, one.what, one.row_id))
