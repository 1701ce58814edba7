"""What of the program begins or ends in the next days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from functions.admin.ahead import DAYS, turns

TODAY = date(2026, 11, 29)


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def named(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one.on, one.what, one.row_id) for one in turns(document, TODAY)]


@pytest.mark.parametrize("place", ["rewards", "draws", "groups", "events", "news", "channels"])
def test_rows_with_days_are_told_on_the_day_they_begin_and_the_day_they_end(place: str) -> None:
    document = {place: [{"id": "a", "from": day(1), "until": day(2)}]}
    assert named(document) == [(day(1), "starts", "a"), (day(2), "ends", "a")]


def test_a_campaign_is_told_by_its_window() -> None:
    row = {"id": "double", "name": {"en": "Double"}, "window": {"from": day(0), "until": day(30)}}
    assert named({"earning": {"multipliers": [row]}}) == [(day(0), "starts", "double")]


def test_an_event_is_told_on_the_day_it_is_held() -> None:
    assert named({"events": [{"id": "tasting", "at": f"{day(4)}T19:00"}]}) == [
        (day(4), "held", "tasting")
    ]


def test_neither_the_past_nor_what_is_further_away_is_told() -> None:
    rows = [{"id": "a", "until": day(-1)}, {"id": "b", "from": day(DAYS + 1)}]
    assert named({"rewards": [*rows, {"id": "c", "from": day(DAYS)}]}) == [
        (day(DAYS), "starts", "c")
    ]


def test_a_document_without_any_days_tells_nothing() -> None:
    assert named({}) == []
    assert named({"earning": None, "rewards": [{"id": "a", "until": None, "window": None}]}) == []
