"""The short form of a reward: stock, limit and a pause, into the draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from core.program.defaults import default_document
from functions.admin.stock_form import Refused, changed, seen_of

TODAY = date(2026, 11, 30)
DOCUMENT = default_document("USD")
REWARD = DOCUMENT["rewards"][0]


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    """Faults are said in the language of a request."""
    with Flask(__name__).test_request_context():
        yield


def sent(**form: str) -> dict[str, Any]:
    new = changed(DOCUMENT, reward_id=REWARD["id"], form=form, today=TODAY)
    return dict(new["rewards"][0])


def test_stock_and_limit_are_set_and_taken_away_and_nothing_else_changes() -> None:
    row = sent(stock="1,200", limit_per_member="３")
    assert row == REWARD | {"stock": 1200, "limit_per_member": 3}
    assert sent(stock="", limit_per_member="") == REWARD


def test_a_pause_leaves_what_is_typed_beside_it_alone() -> None:
    assert sent(do="pause", stock="x") == REWARD | {"paused": True}
    assert sent(do="resume") == REWARD


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"stock": "many"}, {"stock"}),
        ({"stock": "-1", "limit_per_member": "1.5"}, {"stock", "limit_per_member"}),
        ({"stock": "99999999"}, {"stock"}),
        ({"limit_per_member": "0"}, {"limit_per_member"}),
    ],
)
def test_what_is_no_number_is_said_beside_its_field(form: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        sent(**form)
    assert set(refused.value.problems) == fields
    assert refused.value.status == 422


def test_a_reward_that_somebody_changed_meanwhile_is_not_overwritten_unseen() -> None:
    with pytest.raises(Refused) as refused:
        sent(stock="5", seen=seen_of({**REWARD, "points": 1}))
    assert refused.value.status == 409
    assert sent(stock="5", seen=seen_of(REWARD))["stock"] == 5


def test_a_reward_that_is_not_there_is_none() -> None:
    with pytest.raises(KeyError):
        changed(DOCUMENT, reward_id="none", form={}, today=TODAY)
