"""Small group purchases for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.program.defaults import default_document
from core.program.groups import Group, load_groups
from core.program.model import Program, load
from core.program.schema import validate
from core.snapshot import Line, OrderSnapshot
from tests.unit.core.worlds import snapshot

NAMES = {"en": "Rice of the new year", "zh-Hant": "新米團購"}
# T0 of the worlds is 2026-09-21 in Taipei.
EVENT: dict[str, Any] = {
    "id": "rice",
    "name": NAMES,
    "from": "2026-09-20",
    "until": "2026-09-30",
    "target": {"units": 10},
    "match": {"products": ["10"]},
    "award": {"points": 100},
}


def document(*events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The default program with these events, or the one of EVENT."""
    given = {"groups": [EVENT | one for one in events or ({},)]}
    return validate(default_document("USD") | given | changes)


def program(*events: dict[str, Any], version: int = 1, at_s: int = 0, **changes: Any) -> Program:
    return load(document(*events, **changes), version, at_s)


def event(**fields: Any) -> Group:
    """The event of EVENT with other fields."""
    return load_groups(document(fields)["groups"], "USD")[0]


def purchase(
    pieces: int = 3, each_minor: int = 1_000, product: str = "10", **fields: Any
) -> OrderSnapshot:
    """A paid order of one line."""
    made = snapshot(**fields)
    return replace(made, lines=(Line("1", product, "0", pieces, pieces * each_minor),))
