"""The parts of a program that have pages, and where their rows stand in its document."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from functions.admin.forms.actions import ACTIONS
from functions.admin.forms.audience import CONTENT, PRODUCT_SETS, PROFILE, SALES, SEGMENTS
from functions.admin.forms.earning import BONUSES, CAMPAIGNS, COUNTING, RULES
from functions.admin.forms.events import EVENTS, SURVEYS
from functions.admin.forms.field import Document, Part, Row
from functions.admin.forms.kinds import Case
from functions.admin.forms.rest import EXPIRY, PERSONAL, POLICIES
from functions.admin.forms.rewards import REWARDS
from functions.admin.forms.shopfront import CHANNELS, COMMUNITY, LOOK, NEWS, QUESTIONS
from functions.admin.forms.tiers import TIER_RULES, TIERS

# As the overview shows them.
PARTS = {
    part.name: part
    for part in (
        *(RULES, COUNTING, CAMPAIGNS, BONUSES, ACTIONS),
        *(TIERS, TIER_RULES, REWARDS, EVENTS, SURVEYS, EXPIRY, POLICIES, PERSONAL),
        *(PROFILE, PRODUCT_SETS, SEGMENTS, CONTENT, SALES),
        *(NEWS, COMMUNITY, CHANNELS, QUESTIONS, LOOK),
    )
}


def case_of(document: Document) -> Case:
    """What fields have to know of the program around them."""
    rows = {name: rows for name, rows in document.items() if isinstance(rows, list)}
    named = {
        name: {row["id"]: row.get("name", {}) for row in found} for name, found in rows.items()
    }
    named["answers"] = {
        f"{field['id']}:{option['id']}": option["name"]
        for field in document.get("profile", ())
        for option in field["options"]
    }
    return Case(document["currency"], named)


def rows_of(document: Document, part: Part) -> list[Row]:
    """The rows of a part that has many."""
    found: Any = document
    for name in part.place.split("."):
        found = found.get(name) or {}
    return list(found)


def find(document: Document, part: Part, row_id: str) -> tuple[int, Row] | None:
    """A row and its number; None where there is none of that id."""
    rows = enumerate(rows_of(document, part))
    return next(((i, row) for i, row in rows if row["id"] == row_id), None)


def only(document: Document, part: Part) -> Row:
    """What a part that stands alone has, perhaps nothing."""
    row: Row = document.get(part.place) or {}
    return row


def with_rows(document: Document, part: Part, rows: list[Row]) -> dict[str, Any]:
    """A copy of the document with these rows. A list that is empty goes, unless the document
    always has it."""
    new = copy.deepcopy(dict(document))
    holder = new
    *above, last = part.place.split(".")
    for name in above:
        holder = holder[name]
    if rows or part.place in ("earning.rules", "tiers", "rewards"):
        holder[last] = rows
    else:
        holder.pop(last, None)
    return new


def with_only(document: Document, part: Part, row: Row) -> dict[str, Any]:
    """A copy of the document with this part, or without it where it says nothing."""
    new = copy.deepcopy(dict(document))
    if row:
        new[part.place] = row
    else:
        new.pop(part.place, None)
    return new


def fresh_id(document: Document, part: Part, name: Mapping[str, str] | None) -> str:
    """An id for a new row, from its English name where it has one. Members' rows count by the ids
    of campaigns and bonuses alike, so no two rows of any part share one, nor has one that of the
    referral."""
    taken = {row["id"] for one in PARTS.values() if one.many for row in rows_of(document, one)}
    taken.add((document.get("referral") or {}).get("id", ""))
    english = (name or {}).get("en", "").lower()
    base = re.sub(r"[^a-z0-9]+", "-", english).strip("-")[: part.id_length].strip("-") or part.stem
    numbered = (f"{base}-{n}" for n in range(2, 1000))
    return next(one for one in (base, *numbered) if one not in taken)
