"""Goods that do not keep: which batch is promised, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import batches, calendar
from core.program.batches import Batch

TODAY = "2027-03-10"
LOT = (Batch("a", "2027-03-31", 2), Batch("b", "2027-03-09", 9), Batch("c", "2027-03-10", 1))


def test_a_redemption_takes_from_the_batch_that_ends_first_and_has_not_ended() -> None:
    first = batches.following(LOT, {}, TODAY)
    assert first is not None
    assert first.id == "c", "its last day is today; b ended yesterday"
    then = batches.following(LOT, {"c": 1}, TODAY)
    assert then is not None
    assert then.id == "a"
    assert batches.following(LOT, {"c": 1, "a": 2}, TODAY) is None
    assert batches.left(LOT, {"a": 1}, TODAY) == 2


@given(
    lot=st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 4)), min_size=1, max_size=6),
    days=st.lists(st.integers(0, 2), max_size=20),
)
def test_none_is_promised_past_its_day_nor_more_than_there_are_nor_a_later_one_first(
    lot: list[tuple[int, int]], days: list[int]
) -> None:
    start = date(2027, 3, 10)
    stocked = [
        Batch(str(number), (start + timedelta(days=ends)).isoformat(), stock)
        for number, (ends, stock) in enumerate(lot)
    ]
    taken: dict[str, int] = {}
    today = start
    for passed in days:
        today += timedelta(days=passed)
        shown = today.isoformat()
        left = batches.left(stocked, taken, shown)
        found = batches.following(stocked, taken, shown)
        assert (found is None) == (left == 0)
        if found is None:
            continue
        assert found.best_before >= shown
        sooner = [one for one in stocked if shown <= one.best_before < found.best_before]
        assert all(taken.get(one.id, 0) == one.stock for one in sooner)
        taken[found.id] = taken.get(found.id, 0) + 1
        assert taken[found.id] <= found.stock
        assert batches.left(stocked, taken, shown) == left - 1


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [("2027-03-10", "Asia/Taipei", 24), ("2027-03-28", "Europe/Berlin", 23)],
)
def test_a_day_ends_with_its_last_second_where_the_store_is(
    day: str, zone: str, hours: int
) -> None:
    tz = ZoneInfo(zone)
    last = calendar.last_s(day, tz)
    assert calendar.day(last, tz).isoformat() == day
    assert calendar.day(last + 1, tz).isoformat() > day
    assert calendar.day(last + 1 - hours * 3600, tz).isoformat() == day
    assert calendar.day(last - hours * 3600, tz).isoformat() < day
