"""The last twenty products of ninety days, each once."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.viewing import DAYS, MOST, Views, kept, looked, together

TODAY = date(2026, 11, 29)
IDS = st.sampled_from([str(number) for number in range(30)])
DAY = st.integers(0, 120).map(lambda days: (TODAY - timedelta(days=days)).isoformat())
STEPS = st.lists(st.tuples(st.integers(0, 20), st.lists(IDS, min_size=1, max_size=20)), max_size=9)


@given(STEPS)
def test_they_are_the_last_few_each_once_and_none_is_older_than_ninety_days(
    steps: list[tuple[int, list[str]]],
) -> None:
    views: Views = ()
    day = TODAY
    seen: dict[str, date] = {}
    for days, products in steps:
        day += timedelta(days=days)
        views = looked(views, products, day)
        for one in products:
            seen.pop(one, None)
            seen[one] = day
    wanted = [(one, at) for one, at in reversed(seen.items()) if (day - at).days < DAYS]
    assert views == tuple((one, at.isoformat()) for one, at in wanted[:MOST])


@given(st.lists(st.tuples(IDS, DAY)), st.lists(st.tuples(IDS, DAY)))
def test_two_who_are_one_person_have_looked_at_what_either_did(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    views, more = kept(one, TODAY), kept(other, TODAY)
    both = together(views, more, TODAY)
    assert {each for each, _ in both} <= {each for each, _ in (*views, *more)}
    assert [day for _, day in both] == sorted((day for _, day in both), reverse=True)
    assert len(both) == len({each for each, _ in both}) <= MOST
    assert sorted(both) == sorted(together(more, views, TODAY)) or len(both) == MOST
