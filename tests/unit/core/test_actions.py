"""How often somebody may earn by doing something besides buying."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import actions
from core.actions import Done
from core.program.actions import Action, load_actions

DAY0 = date(2026, 11, 29)  # a Sunday
PERS = ("day", "week", "month", "year", "ever")


def action(**fields: Any) -> Action:
    document = {"id": "share", "name": {"en": "Share"}, "kind": "custom", "award": {"points": 5}}
    return load_actions([document | fields])[0]


def limited(times: int, per: str, **fields: Any) -> Action:
    return action(limit={"times": times, "per": per}, **fields)


def done_on(*days: date) -> Done:
    done = Done()
    for day in days:
        done = actions.once_more(done, day)
    return done


def refused(one: Action, done: Done, today: date, taken: int = 0, tier: str = "") -> str | None:
    found = actions.refusal(one, done, taken, today, tier)
    assert found is None or (found.text["en"] and found.text["zh-Hant"])
    return found.code if found else None


@pytest.mark.parametrize(
    ("per", "again"),
    [
        ("day", "2026-11-30"),
        ("week", "2026-11-30"),
        ("month", "2026-12-01"),
        ("year", "2027-01-01"),
        ("ever", ""),
    ],
)
def test_once_in_a_period_and_again_in_the_next(per: str, again: str) -> None:
    one, done = limited(1, per), done_on(DAY0)
    found = actions.refusal(one, done, 0, DAY0, "")
    assert found is not None
    assert (found.code, found.again_on) == ("action_limit_reached", again)
    if again:
        assert refused(one, done, date.fromisoformat(again)) is None
        assert refused(one, done, date.fromisoformat(again) - timedelta(days=1))
    else:
        assert refused(one, done, date(2999, 1, 1)) == "action_limit_reached"


def test_so_many_times_a_month_means_the_stores_calendar_month() -> None:
    one = limited(2, "month")
    done = done_on(date(2026, 10, 31), date(2026, 11, 1))
    assert refused(one, done, DAY0) is None
    assert refused(one, actions.once_more(done, DAY0), DAY0) == "action_limit_reached"


def test_what_a_shopper_says_of_themselves_is_limited_even_where_the_program_says_nothing() -> None:
    assert refused(action(kind="review"), done_on(DAY0), DAY0) == "action_limit_reached"
    assert refused(action(kind="social_follow"), done_on(DAY0), date(2099, 1, 1))
    assert refused(action(kind="survey"), done_on(*[DAY0] * 99), DAY0) is None


def test_days_tiers_and_a_total_are_asked_before_the_members_own_limit() -> None:
    one = action(
        window={"from": "2026-12-01", "until": "2026-12-31"}, tiers=["gold"], limit_total=3
    )
    inside = date(2026, 12, 5)
    assert refused(one, Done(), DAY0, tier="gold") == "action_not_started"
    assert refused(one, Done(), date(2027, 1, 1), tier="gold") == "action_ended"
    assert refused(one, Done(), inside, tier="silver") == "action_not_for_tier"
    assert refused(one, Done(), inside, taken=3, tier="gold") == "action_none_left"
    assert refused(one, Done(), inside, taken=2, tier="gold") is None
    sundays = action(window={"weekdays": [7]})
    assert refused(sundays, Done(), DAY0) is None
    assert refused(sundays, Done(), DAY0 + timedelta(days=1)) == "action_not_today"


days = st.integers(0, 800).map(lambda n: DAY0 + timedelta(days=n))


@given(st.lists(days, max_size=30), st.sampled_from(PERS), st.integers(1, 4))
def test_nobody_has_more_in_any_period_than_the_limit_whatever_the_days(
    when: list[date], per: str, times: int
) -> None:
    one, done = limited(times, per), Done()
    had: list[date] = []
    for day in when:  # in any order: clocks are set back
        if refused(one, done, day) is None:
            done = actions.once_more(done, day)
            had.append(max(day, had[-1]) if had else day)
    counts: dict[str, int] = {}
    for day in had:
        name = actions.period(day, one.per)
        counts[name] = counts.get(name, 0) + 1
    assert max(counts.values(), default=0) <= times


@given(st.lists(days, min_size=1, max_size=20).map(sorted), days)
def test_a_claim_that_is_refused_leaves_everything_as_it_was(when: list[date], on: date) -> None:
    before = done_on(*when)
    after = actions.once_less(actions.once_more(before, on), max(on, when[-1]))
    last = max(on, when[-1])
    for per in PERS:
        assert after.count(per, last) == before.count(per, last)  # type: ignore[arg-type]


@given(st.lists(days, max_size=12).map(sorted), st.lists(days, max_size=12).map(sorted))
def test_two_members_who_are_one_person_have_done_what_both_did(
    one: list[date], other: list[date]
) -> None:
    both = actions.together(done_on(*one), done_on(*other))
    assert both == actions.together(done_on(*other), done_on(*one))
    last = max((*one, *other), default=DAY0)
    for per in PERS:
        name = actions.period(last, per)  # type: ignore[arg-type]
        expected = sum(actions.period(day, per) == name for day in (*one, *other))  # type: ignore[arg-type]
        assert both.count(per, last) == expected  # type: ignore[arg-type]
