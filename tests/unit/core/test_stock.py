"""How rewards stand: what is left, and what a merchant should look at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import stock
from core.program.batches import Batch
from core.program.rewards import Reward

TODAY = date(2026, 11, 30)


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def stand(
    left: int | None = None, taken: int = 0, pool: int = 0, gave: Any = None, **said: Any
) -> stock.Stand:
    plain: dict[str, Any] = {"kind": "fixed", **said}
    reward = Reward(id="r", names={}, points=1, value_minor=1, percent=0, **plain)
    return stock.stand(reward, left, taken, pool, gave or {}, TODAY)


@pytest.mark.parametrize(
    ("said", "warnings"),
    [
        ({}, ()),
        ({"left": 0, "stock": 5}, ("out",)),
        ({"left": 10, "stock": 200}, ("low",)),
        ({"left": 20, "stock": 200}, ("low",)),
        ({"left": 21, "stock": 200}, ()),
        ({"left": 5, "stock": 5}, ()),  # a small stock that is whole is not low
        ({"left": 2, "stock": 5}, ("low",)),
        ({"left": 8, "pool": 8, "kind": "voucher"}, ("low",)),
        ({"last_day": on(-1)}, ("ended",)),
        ({"last_day": on(14)}, ("ends",)),
        ({"last_day": on(15)}, ()),
        ({"first_day": on(1)}, ("waits",)),
        ({"paused": True}, ("paused",)),
    ],
)
def test_what_should_be_looked_at_is_said(said: dict[str, Any], warnings: tuple[str, ...]) -> None:
    assert stand(**said).warnings == warnings


def test_batches_that_end_soon_or_have_ended_are_said_while_something_lies_in_them() -> None:
    batches = (Batch("a", on(-1), 4), Batch("b", on(3), 4), Batch("c", on(90), 4))
    one = stand(8, kind="goods", batches=batches)
    assert one.warnings == ("batch_ended", "batch_ends")
    assert [shelf.left for shelf in one.shelves] == [4, 4, 4]
    empty = stand(4, kind="goods", batches=batches, gave={"a": 4, "b": 4})
    assert empty.warnings == ("low",)
    assert empty.taken == 8


def test_nothing_is_urgent_about_a_reward_that_nobody_can_have_anyway() -> None:
    assert stand(0, stock=5).urgent == ("out",)
    assert stand(0, stock=5, paused=True).urgent == ()
    assert stand(0, stock=5, last_day=on(-1)).urgent == ()
    assert stand(last_day=on(3)).urgent == ()


@given(st.integers(1, 10_000), st.data())
def test_whoever_has_more_left_is_not_lower(whole: int, data: st.DataObject) -> None:
    left = data.draw(st.integers(0, whole))
    if not stock.is_low(left, whole):
        assert not stock.is_low(data.draw(st.integers(left, whole)), whole)
    assert not stock.is_low(whole, whole)
