"""Birthdays and anniversaries: once a year, whatever the date becomes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import yearly
from core.errors import BadInput, Conflict
from core.yearly import Yearly

TODAY = date(2026, 11, 29)


def told(on: str, today: date = TODAY, day: Yearly | None = None, shopper: bool = True) -> Yearly:
    return yearly.told(day or Yearly(), on, today, "store", by_shopper=shopper)


@pytest.mark.parametrize(
    ("text", "kept"), [("03-05", "03-05"), ("1990-03-05", "03-05"), ("2000-02-29", "02-29")]
)
def test_of_a_birthday_only_month_and_day_are_kept(text: str, kept: str) -> None:
    assert yearly.month_day(text) == kept


@pytest.mark.parametrize(
    "text", ["", "3-5", "02-30", "13-01", "00-10", "today", "03-05-1990", "٠٣-٠٥"]
)
def test_what_is_no_day_of_any_year_is_no_birthday(text: str) -> None:
    with pytest.raises(BadInput):
        yearly.month_day(text)


def test_a_birthday_on_29_february_comes_on_the_28th_where_there_is_none() -> None:
    after = date(2026, 12, 1)
    found = []
    for _ in range(3):
        after = yearly.next_on("02-29", after)
        found.append(after.isoformat())
    assert found == ["2027-02-28", "2028-02-29", "2029-02-28"]


def test_a_birthday_that_is_told_on_the_day_itself_counts_from_the_next_year_on() -> None:
    assert told("11-29").due_on == "2027-11-29"
    assert told("11-30").due_on == "2026-11-30"
    assert told("11-28").due_on == "2027-11-28"


def test_a_shopper_changes_their_birthday_once_a_year_and_the_merchant_whenever() -> None:
    day = told("03-05")
    assert told("03-05", TODAY + timedelta(days=9), day) == day, "the same again is no change"
    with pytest.raises(Conflict) as refused:
        told("04-06", TODAY + timedelta(days=364), day)
    assert refused.value.details["until"] == "2027-11-29"
    assert told("04-06", TODAY + timedelta(days=364), day, shopper=False).on == "04-06"
    assert told("04-06", TODAY + timedelta(days=365), day).on == "04-06"


def test_a_changed_birthday_gives_nothing_until_a_year_after_the_last_gift() -> None:
    day = yearly.gave(told("03-05", date(2026, 1, 1)))
    changed = told("02-01", date(2027, 1, 5), day)
    assert changed.due_on == "2028-02-01", "1 February 2027 is only 333 days after the last"


def test_a_birthday_may_be_taken_back_at_any_time_and_told_anew_a_year_later() -> None:
    gone = told("", TODAY + timedelta(days=1), told("03-05"))
    assert gone.on == ""
    with pytest.raises(Conflict):
        told("03-06", TODAY + timedelta(days=2), gone)


def test_a_birthday_taken_back_and_told_anew_gives_nothing_for_a_year() -> None:
    gone = told("", TODAY, told("03-05", TODAY - timedelta(days=400)))
    assert (gone.on, gone.due_on) == ("", "")
    again = told("12-05", TODAY + timedelta(days=365), gone)
    assert again.due_on == "2027-12-05"
    sooner = told("12-05", TODAY + timedelta(days=1), gone, shopper=False)
    assert sooner.due_on == "2027-12-05"


def test_years_that_nobody_looked_at_are_not_made_up_for() -> None:
    day = told("03-05")
    assert yearly.passed(day, date(2030, 6, 1)).due_on == "2031-03-05"
    assert yearly.passed(day, date(2027, 3, 7)).due_on == "2028-03-05"


def test_an_anniversary_is_of_the_earliest_day_that_was_heard_of() -> None:
    day = yearly.began(Yearly(), "2026-11-20", TODAY, "store", "store/22")
    assert day.due_on == "2027-11-20", "the day itself is no anniversary"
    assert yearly.began(day, "2026-11-25", TODAY, "store", "store/23") == day
    older = yearly.began(day, "2025-12-24", TODAY, "store", "store/9")
    assert (older.since, older.due_on) == ("2025-12-24", "2026-12-24")


def test_of_two_members_who_are_one_person_one_birthday_is_kept_and_the_older_anniversary() -> None:
    mine, theirs = told("03-05"), told("04-06")
    assert yearly.together(mine, theirs, TODAY).on == "03-05"
    assert yearly.together(Yearly(), theirs, TODAY).on == "04-06"
    gave = yearly.gave(told("11-30"))
    assert yearly.together(mine, gave, TODAY).due_on == "2028-03-05", "they had theirs"
    first = yearly.began(Yearly(), "2025-01-02", TODAY, "s")
    second = yearly.began(Yearly(), "2024-06-07", TODAY, "s")
    assert yearly.together(first, second, TODAY).since == "2024-06-07"


month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: day.isoformat()[5:])
# What happens: some days pass; somebody tells another date; two accounts of one person are joined.
steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 500)),
        st.tuples(st.just("tell"), month_days),
        st.tuples(st.just("take back"), st.just("")),
        st.tuples(st.just("join"), month_days),
    ),
    max_size=30,
)


@given(steps)
def test_there_is_never_a_second_gift_within_365_days_or_one_calendar_year(
    history: list[tuple[str, int | str]],
) -> None:
    day, today, gifts = Yearly(), TODAY, []
    for what, how in history:
        if what == "wait":
            for _ in range(int(how)):
                today += timedelta(days=1)
                if day.due_on and day.due_on <= today.isoformat():
                    gifts.append(date.fromisoformat(day.due_on))
                    day = yearly.passed(yearly.gave(day), today)
        elif what == "join":
            other = yearly.told(Yearly(), str(how), today, "store", by_shopper=True)
            day = yearly.together(other, day, today)
        else:
            # The merchant's word, which nothing holds back.
            day = yearly.told(day, str(how), today, "store", by_shopper=False)
    for one, following in pairwise(gifts):
        assert following - one >= timedelta(days=365)
        assert following.year > one.year


@given(month_days, st.dates(date(2000, 1, 1), date(2079, 1, 1)))
def test_a_birthday_that_nobody_touches_comes_every_year(on: str, today: date) -> None:
    day = told(on, today)
    years = []
    for _ in range(6):
        years.append(int(day.due_on[:4]))
        day = yearly.passed(yearly.gave(day), date.fromisoformat(day.due_on))
    assert years == list(range(years[0], years[0] + 6))
