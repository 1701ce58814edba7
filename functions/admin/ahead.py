"""What of the program begins or ends in the next days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DAYS = 7
# Where the document has rows with days, and the page on which one looks at them.
_PLACES = (
    ("earning.multipliers", "program.edit"),
    ("earning.bonuses", "program.edit"),
    ("actions", "program.edit"),
    ("rewards", "program.edit"),
    ("channels", "channels.listing"),
    ("draws", "draws.listing"),
    ("groups", "groups.listing"),
    ("events", "gatherings.listing"),
    ("news", "program.edit"),
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Turn:
    """`what`: "starts" (on its first day), "ends" (on its last one) or "held"."""

    on: str
    what: str
    names: Mapping[str, str]
    row_id: str
    endpoint: str


def turns(document: Mapping[str, Any], today: date) -> list[Turn]:
    """The soonest first, from today on, DAYS days ahead."""
    until = today + timedelta(days=DAYS)
    found = []
    for place, endpoint in _PLACES:
        for row in _rows(document, place):
            for what, on in _days(row):
                if today.isoformat() <= on <= until.isoformat():
                    names = row.get("name") or {}
                    found.append(Turn(on, what, names, str(row.get("id", "")), endpoint))
    return sorted(found, key=lambda one: (one.on, one.what, one.row_id))


def _rows(document: Mapping[str, Any], place: str) -> list[Mapping[str, Any]]:
    at: Any = document
    for part in place.split("."):
        at = (at or {}).get(part)
    return list(at or ())


def _days(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Days of a row itself, or of its conditions."""
    for holder in (row, row.get("window") or {}):
        for name, what in (("from", "starts"), ("until", "ends"), ("at", "held")):
            told = holder.get(name)
            if isinstance(told, str) and _DAY.match(told):
                yield what, told[:10]
