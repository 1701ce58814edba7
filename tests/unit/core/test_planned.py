"""What a calendar of campaigns shows: days, states, and where two of them meet."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import month, planned
from core.program.conditions import Window
from core.program.defaults import default_document
from core.program.model import load
from core.program.schema import validate
from integrations import templates

TODAY = date(2026, 11, 30)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
months = st.dates(date(2020, 1, 1), date(2035, 1, 1)).map(lambda day: day.isoformat()[:7])


def window(**said: Any) -> Window:
    kept = {"from_day": "", "until_day": "", "weekdays": frozenset(), "month_days": frozenset()}
    return Window(**{**kept, **said})


def item(**said: Any) -> planned.Planned:
    return planned.Planned(
        "campaigns", "one", {"en": "One"}, "earning.multipliers.0", window(**said)
    )


def with_campaigns(stacking: str, *rows: dict[str, Any]) -> dict[str, Any]:
    document = default_document("USD")
    named = [
        {"id": f"c{n}", "name": {"en": f"C{n}"}, "factor": "2", **row} for n, row in enumerate(rows)
    ]
    earning = document["earning"] | {"stacking": stacking, "multipliers": named}
    return validate(document | {"earning": earning}, TODAY)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first, last = sorted((draw(days), draw(days)))
    return window(
        from_day=draw(st.sampled_from(["", first.isoformat()])),
        until_day=draw(st.sampled_from(["", last.isoformat()])),
        weekdays=draw(st.frozensets(st.integers(1, 7), max_size=3)),
        month_days=draw(st.frozensets(st.integers(1, 31), max_size=3)),
    )


@given(windows(), days, st.integers(0, 60))
def test_the_runs_of_a_window_are_exactly_the_days_that_it_covers(
    of: Window, first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    runs = planned.Planned("news", "n", {}, "news.0", of).runs(first, last)
    shown = {
        begin + timedelta(days=n) for begin, end in runs for n in range((end - begin).days + 1)
    }
    every = [first + timedelta(days=n) for n in range(length + 1)]
    assert shown == {day for day in every if of.covers(day)}
    for (_, end), (begin, _) in pairwise(runs):
        assert begin > end + timedelta(days=1)


@given(months, st.lists(st.tuples(days, st.integers(0, 40)), max_size=8))
def test_bars_of_a_month_never_lie_upon_each_other_and_show_each_day_once(
    shown: str, given_runs: list[tuple[date, int]]
) -> None:
    first, last = month.bounds(shown)
    runs = []
    for number, (begin, length) in enumerate(sorted(given_runs)):
        begin = first + timedelta(days=begin.day - 1)
        runs.append((number, (min(begin, last), min(begin + timedelta(days=length), last))))
    seen = set()
    for week in month.weeks(shown, runs):
        assert len(week.days) == 7
        assert week.days[0].isoweekday() == 1
        for lane in week.lanes:
            taken = 0
            for bar in lane:
                assert bar.start >= taken
                taken = bar.start + bar.span
                assert taken <= 7
                seen |= {(bar.what, week.days[n]) for n in range(bar.start, taken)}
    assert seen == {
        (number, begin + timedelta(days=n))
        for number, (begin, end) in runs
        for n in range((end - begin).days + 1)
    }


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"until_day": "2026-11-29"}, "past"),
        ({"until_day": "2026-11-30"}, "now"),
        ({"from_day": "2026-12-01"}, "next"),
        ({"from_day": "2026-11-30"}, "now"),
        ({"weekdays": frozenset({7})}, "now"),  # today is a Monday
        ({"festival": "qixi", "spans": (("2026-08-19", "2026-08-19"),)}, "past"),
        ({"festival": "qixi", "spans": (("2027-08-08", "2027-08-08"),)}, "next"),
        ({"festival": "qixi", "spans": (("2026-11-29", "2026-12-01"),)}, "now"),
    ],
)
def test_something_is_over_on_or_still_to_come(said: dict[str, Any], state: str) -> None:
    assert item(**said).state(TODAY) == state


def test_everything_in_the_templates_that_has_days_is_planned() -> None:
    for name in templates.names():
        document = validate(templates.document(name), TODAY)
        found = {(one.kind, one.id) for one in planned.planned(load(document, 1, 0))}
        for kind in ("events", "draws", "groups", "surveys", "news", "rewards", "sales"):
            assert {(kind, row["id"]) for row in document.get(kind) or ()} <= found, name
        for row in document["earning"].get("multipliers") or ():
            assert ("campaigns", row["id"]) in found


@pytest.mark.parametrize(("stacking", "factor"), [("best", 3), ("sum", 4), ("product", 6)])
def test_two_campaigns_on_the_same_days_are_told_with_what_stacking_makes_of_them(
    stacking: str, factor: int
) -> None:
    document = with_campaigns(
        stacking,
        {"window": {"from": "2026-11-20", "until": "2026-11-28"}},
        {"window": {"from": "2026-11-25", "until": "2026-12-05"}, "factor": "3"},
    )
    program = load(document, 1, 0)
    [both] = planned.together(document, program, date(2026, 11, 1), date(2026, 11, 30))
    assert (both.one.id, both.other.id, both.factor) == ("c0", "c1", Fraction(factor))
    assert both.runs == [(date(2026, 11, 25), date(2026, 11, 28))]
    assert planned.together(document, program, date(2026, 12, 1), date(2026, 12, 31)) == []


def test_campaigns_for_other_members_or_other_products_do_not_meet() -> None:
    days_of = {"window": {"from": "2026-11-20", "until": "2026-11-28"}}
    for one, other in (
        ({"tiers": ["silver"]}, {"tiers": ["gold"]}),
        ({"match": {"products": ["1"]}}, {"match": {"products": ["2"]}}),
    ):
        document = with_campaigns("sum", {**days_of, **one}, {**days_of, **other})
        found = planned.together(document, load(document, 1, 0), TODAY, TODAY)
        assert found == []
        first = date(2026, 11, 20)
        assert planned.together(document, load(document, 1, 0), first, TODAY) == []


def test_what_comes_soonest_stands_first_and_what_is_always_there_in_no_month() -> None:
    late, soon = item(from_day="2026-11-20"), item(from_day="2026-11-02", until_day="2026-11-03")
    order = planned.in_order([late, item(), soon], date(2026, 11, 1), date(2026, 11, 30))
    assert [one for one, _ in order] == [soon, late]
