"""What a preview tells the widget: the Shopper API's own answers, over a document alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.ledger import table
from core.program.model import load
from functions.admin.preview_answers import Shown, answer
from functions.storefront.shapes import program_json
from integrations import templates

TZ = ZoneInfo("Asia/Taipei")
NOW_S = 1_795_330_000
ROOT = Path(__file__).parents[4]
# What rooms ask with GET, less what they ask about something that has happened already.
ASKED = [
    *("member", "program", "redemptions", "entries", "orders", "cases", "events", "surveys"),
    *("actions", "referral", "content", "profile", "personal", "card", "groups", "draws"),
]


def shown(name: str, points: int | None = 500, tier_id: str | None = None) -> Shown:
    return Shown(load(templates.document(name), 0, 0), points, tier_id, NOW_S, TZ)


@pytest.fixture(autouse=True)
def no_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a preview reads no ledger")

    monkeypatch.setattr(table, "read_rows", refuse)
    monkeypatch.setattr(table.Row, "query", refuse)


@pytest.mark.parametrize("name", templates.names())
@pytest.mark.parametrize("points", [None, 0, 1200])
def test_everything_the_widget_asks_is_told_of_every_template_without_a_ledger(
    name: str, points: int | None
) -> None:
    look = shown(name, points)
    for path in ASKED:
        found = answer(look, path)
        if points is None and path not in ("program", "groups", "draws"):
            assert found is None, path
        elif path != "referral" or look.program.referral is not None:
            json.dumps(found)
            assert found, path


def test_a_program_is_told_by_the_maker_of_the_storefronts_own_json() -> None:
    look = shown("bakery")
    found = answer(look, "program")
    assert found is not None
    made = program_json("preview", look.program, look.today, {})
    assert {name: found[name] for name in made} == made


def test_what_a_member_can_have_depends_on_the_points_and_the_tier_that_were_chosen() -> None:
    def reasons(points: int, tier_id: str | None = None) -> dict[str, str]:
        found = answer(shown("bakery", points, tier_id), "member")
        assert found is not None
        return {one["id"]: one.get("reason", {}).get("code", "") for one in found["rewards"]}

    assert set(reasons(0).values()) & {"insufficient_points"}
    assert "insufficient_points" not in reasons(99_999).values()


def test_a_partners_vouchers_count_as_added_and_no_reward_is_sold_out() -> None:
    for name in templates.names():
        found = answer(shown(name, 99_999), "program")
        assert found is not None
        for reward in found["rewards"]:
            assert reward.get("reason", {}).get("code") != "reward_out_of_stock", reward["id"]


def test_every_path_that_a_room_asks_for_is_known() -> None:
    """Read off the rooms, so that a new one is not forgotten here."""
    rooms = ROOT / "integrations" / "storefront" / "rooms"
    source = "\n".join(path.read_text("utf-8") for path in rooms.glob("*.js"))
    asked = set(re.findall(r"(?:k\.get|k\.open|api\.call)\('([a-z]+)'\)", source))
    assert len(asked) > 8
    assert asked - set(ASKED) == set()


def test_what_no_preview_knows_is_told_to_nobody() -> None:
    for path in ("", "none", "redemptions/r-1", "orders/1", "draws/none/entries", "content/none"):
        assert answer(shown("bakery"), path) is None
