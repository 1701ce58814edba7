"""The form of a group purchase: what goes through it comes back as it was."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from functions.admin.group_form import Refused, fields_of, kept, row_of
from tests.unit.core.group_worlds import EVENT, document

WHOLE: dict[str, Any] = EVENT | {
    "preview": "2026-09-10",
    "settle_days": 3,
    "target": {"amount": "500"},
    "match": {"products": ["10", "11"], "collections": ["rice"], "sale_items": True},
    "tag": "rice",
    "link": "rice-2026",
    "award": {"points": 100, "reward": "off-small"},
    "early_bird": {"until": "2026-09-22", "award": {"reward": "off-small"}, "price": "8.50"},
    "organiser": {"award": {"points": 3}, "per": "unit"},
    "lost": "take_back",
    "missed_award": {"points": 5},
}


@pytest.mark.parametrize("event", [WHOLE, EVENT | {"lost": "keep"}])
def test_an_event_that_nobody_changed_comes_back_as_it_was(event: dict[str, Any]) -> None:
    before = document(event)
    [row] = before["groups"]
    assert kept(before, fields_of(row), "rice", ["rice"]) == before


def test_what_the_form_does_not_show_is_kept_and_what_is_emptied_goes() -> None:
    [row] = document(WHOLE)["groups"]
    sent = fields_of(row) | {"early_until": "", "early_reward": "", "early_price": "", "tag": ""}
    after = row_of(sent, row, set())
    assert "early_bird" not in after
    assert "tag" not in after
    assert after["match"]["collections"] == ["rice"]


def test_a_new_event_never_takes_an_id_that_was_used() -> None:
    sent = fields_of(document(WHOLE)["groups"][0]) | {"name.en": "Rice"}
    after = kept(document(), sent, "", ["rice", "rice-2"])
    assert [one["id"] for one in after["groups"]] == ["rice", "rice-3"]


def test_a_fault_of_another_part_is_said_above_the_form() -> None:
    sent = fields_of(document(WHOLE)["groups"][0]) | {"reward": "nothing"}
    app = Flask(__name__)
    with app.test_request_context(), pytest.raises(Refused) as raised:
        kept(document(), sent, "", [])
    assert list(raised.value.problems) == ["form"]


def test_an_event_that_has_gone_is_not_made_anew() -> None:
    with pytest.raises(KeyError):
        kept(document(), fields_of({}), "tea", [])
