"""A storefront leads to no empty room."""

from __future__ import annotations

from typing import Any

import pytest

from functions.storefront.room_shapes import rooms_json
from tests.unit.core.worlds import program

NAME = {"en": "One"}
AWARD = {"points": 10}
QUESTION = {"id": "q", "kind": "text", "text": NAME}
PARTS = {
    "draws": {
        "id": "one",
        "name": NAME,
        "from": "2026-11-01",
        "until": "2026-11-30",
        "cost": 10,
        "prizes": [{"name": NAME, "count": 1, "award": AWARD}],
    },
    "groups": {
        "id": "one",
        "name": NAME,
        "from": "2026-11-01",
        "until": "2026-11-30",
        "target": {"units": 5},
        "link": "one",
        "award": AWARD,
    },
}


def test_a_program_of_nothing_but_points_leads_nowhere() -> None:
    assert rooms_json(program(), "2026-11-15") == []


@pytest.mark.parametrize(
    ("part", "day", "there"),
    [
        ("draws", "2026-10-01", True),
        ("draws", "2027-01-29", True),
        ("draws", "2027-01-30", False),
        ("groups", "2026-10-31", False),
        ("groups", "2026-11-01", True),
        ("groups", "2026-12-30", True),
        ("groups", "2026-12-31", False),
    ],
)
def test_what_is_over_for_long_is_led_to_no_more(part: str, day: str, there: bool) -> None:
    parts: Any = {part: [PARTS[part]]}
    assert rooms_json(program(**parts), day) == ([part] if there else [])
