"""What of the program begins or ends in the next days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.planned import Planned, planned
from core.program.defaults import default_document
from core.program.model import load
from functions.admin.ahead import DAYS, turns

TODAY = date(2026, 11, 29)


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def item(kind: Any, **window: Any) -> Planned:
    """Something with those days, named by its kind."""
    document = default_document("USD")
    row = {"id": "tea", "name": {"en": "Tea"}, "text": {"en": "Tea."}}
    [news] = planned(load({**document, "news": [row | window]}, 1, 0))[-1:]
    return replace(news, kind=kind)


def told(*items: Planned) -> list[tuple[str, str]]:
    return [(one.on.isoformat(), one.what) for one in turns(items, TODAY)]


def test_it_is_told_on_the_day_it_begins_and_the_day_it_ends() -> None:
    shown = item("news", **{"from": day(1), "until": day(2)})
    assert told(shown) == [(day(1), "starts"), (day(2), "ends")]


def test_what_goes_on_is_told_only_when_it_ends() -> None:
    assert told(item("news", **{"from": day(-30), "until": day(DAYS)})) == [(day(DAYS), "ends")]
    assert told(item("news", **{"from": day(-30), "until": day(DAYS + 1)})) == []
    assert told(item("news", **{"from": day(-1), "until": day(0)})) == [(day(0), "ends")]


def test_an_event_is_told_on_the_day_it_is_held() -> None:
    assert told(item("events", **{"from": day(4), "until": day(4)})) == [(day(4), "held")]


def test_neither_the_past_nor_what_is_further_away_nor_what_is_always_there_is_told() -> None:
    past, later = item("news", until=day(-1)), item("news", **{"from": day(DAYS + 1)})
    assert told(past, later, item("news")) == []
    assert told(item("news", **{"from": day(DAYS)})) == [(day(DAYS), "starts")]


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 20)), max_size=5))
def test_nothing_is_told_but_days_of_the_next_week_in_order(spans: list[tuple[int, int]]) -> None:
    items = [item("news", **{"from": day(a), "until": day(a + n)}) for a, n in spans]
    days = [on for on, _ in told(*items)]
    assert days == sorted(days)
    assert all(day(0) <= one <= day(DAYS) for one in days)
    inside = sum(0 <= a <= DAYS for a, _ in spans) + sum(0 <= a + n <= DAYS for a, n in spans)
    assert len(days) == inside
