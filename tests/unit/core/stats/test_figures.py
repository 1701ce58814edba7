"""Each figure against the plain count of what it says."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import calendar
from core.errors import BadInput
from core.stats import figures, periods
from core.stats.contribution import contribution
from core.stats.facts import Fact
from core.stats.figures import Seen, Share
from core.stats.periods import Period
from core.stats.purchases import bought
from core.stats.sums import by_row, total
from tests.unit.core.stats.stories import (
    WORLD,
    chained,
    erase,
    give_back,
    histories,
    join,
    order,
    other,
    redeem,
)
from tests.unit.core.worlds import T0, TZ

DAY0 = calendar.day(T0, TZ)
# In these stories the first of April 2027 is no special day; it is when they are looked at.
TODAY = DAY0 + timedelta(days=420)


def book(chains: dict[str, list[Fact]], guests: tuple[str, ...] = ()) -> figures.Book:
    return by_row(total(contribution(one, chains, one not in guests, WORLD) for one in chains))


def days(first: int, last: int) -> Period:
    return Period(DAY0 + timedelta(days=first), DAY0 + timedelta(days=last), "day")


@given(histories(), st.integers(0, 400), st.integers(0, 91))
@settings(max_examples=150, deadline=None)
def test_buyers_and_who_bought_again_are_counted_as_by_hand(
    chains: dict[str, list[Fact]], first: int, length: int
) -> None:
    # People are told apart by hand where nobody was joined or erased.
    kept = {m: [f for f in own if f.kind not in ("join", "erase")] for m, own in chains.items()}
    seen = Seen(book(kept), days(first, first + length))
    inside = {date.fromisoformat(unit) for unit in seen.period.units}
    orders = {member: [one.day for one in bought(own, TZ)] for member, own in kept.items()}
    buyers = [m for m, each in orders.items() if inside & set(each)]
    again = [m for m, each in orders.items() if inside & set(each[1:])]
    assert figures.repurchase(seen, "m") == Share(len(again), len(buyers))


@given(histories(), st.integers(0, 12), st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_and_so_they_are_by_months(chains: dict[str, list[Fact]], begin: int, length: int) -> None:
    kept = {m: [f for f in own if f.kind not in ("join", "erase")] for m, own in chains.items()}
    month = calendar.add_months(DAY0.isoformat()[:7], begin)
    end = calendar.last_day(calendar.add_months(month, length))
    period = Period(date.fromisoformat(f"{month}-01"), date.fromisoformat(end), "month")
    orders = {member: [one.day for one in bought(own, TZ)] for member, own in kept.items()}
    inside = [
        m for m, each in orders.items() if any(period.first <= d <= period.last for d in each)
    ]
    again = [m for m, e in orders.items() if any(period.first <= d <= period.last for d in e[1:])]
    assert figures.repurchase(Seen(book(kept), period), "m") == Share(len(again), len(inside))


def test_a_voided_order_is_no_order_and_its_return_makes_the_next_one_the_first() -> None:
    chains = chained(
        order("a", "1", 0),
        order("a", "2", 10),
        order("a", "1", 0, 0, state="void", points=-100, said=11),
    )
    seen = Seen(book(chains), days(0, 30))
    assert (seen.sum("o.m"), seen.sum("f.m"), seen.sum("v.m")) == (1, 1, 10_000)
    assert figures.repurchase(seen, "m") == Share(0, 1)


def test_a_late_refund_changes_the_day_on_which_the_order_was_placed() -> None:
    chains = chained(order("a", "1", 0), order("a", "1", 0, 4_000, points=-60, said=50))
    shown = book(chains)
    assert Seen(shown, days(0, 0)).sum("v.m") == 4_000
    assert figures.points(Seen(shown, days(50, 50)), ["reverse"]) == [-60]


def test_released_points_leave_the_order_as_it_was() -> None:
    chains = chained(order("a", "1", 0), order("a", "1", 0, said=14, reason="released"))
    assert Seen(book(chains), days(0, 20)).sum("v.m") == 10_000


def test_an_order_that_moved_is_the_other_members() -> None:
    chains = chained(
        order("a", "1", 0), order("a", "1", 0, points=-100, reason="moved"), order("b", "1", 0)
    )
    seen = Seen(book(chains, guests=("a",)), days(0, 5))
    assert (seen.sum("o.g"), seen.sum("o.m")) == (0, 1)


def test_a_guest_who_is_joined_into_an_account_is_one_person_with_it() -> None:
    out, into = join("g", "a", 5, 100)
    chains = chained(order("g", "1", 0), order("a", "2", 3), out, into)
    shown = book(chains, guests=("g",))
    seen = Seen(shown, days(0, 30))
    assert figures.enrolment(seen) == Share(1, 1)
    assert figures.repurchase(seen, "m") == Share(1, 1)
    assert shown["T"] == {"a": 200, "n.m": 1}


def test_an_erased_member_leaves_who_is_here_and_stays_in_what_was() -> None:
    chains = chained(order("a", "1", 0), erase("a", 10, -100), order("a", "2", 20))
    shown = book(chains)
    seen = Seen(shown, days(0, 30))
    assert (seen.sum("o.m"), seen.sum("f.m")) == (2, 2)
    assert shown["T"]["n.m"] == 1
    assert figures.since_last(shown, "m", DAY0 + timedelta(days=25)) == [1, 0, 0, 0, 0, 0]


def test_points_issued_spent_expired_and_what_is_outstanding_at_the_end_of_each_day() -> None:
    chains = chained(
        order("a", "1", 0, points=300),
        redeem("a", 1, "r"),
        other("a", 2, "expire", {"type": "expiry"}, available=-50, reason="expire"),
        other("a", 40, "adjust", {"type": "adjustment", "id": "c"}, available=7, debt=-3),
    )
    shown = book(chains)
    seen = Seen(shown, days(0, 3))
    assert figures.points(seen, figures.ISSUED) == [300, 0, 0, 0]
    assert figures.points(seen, figures.SPENT) == [0, -100, 0, 0]
    assert figures.outstanding(shown, seen, TODAY) == [300, 200, 150, 150]
    assert figures.redemption_rate(seen) == Share(100, 300)
    later = Seen(shown, days(38, 41))
    assert figures.points(later, figures.ISSUED) == [0, 0, 10, 0], "what pays a debt is issued too"
    month = Period(DAY0.replace(day=1), TODAY, "month")
    assert figures.outstanding(shown, Seen(shown, month), TODAY)[-1] == 157


@given(histories())
@settings(max_examples=100, deadline=None)
def test_the_outstanding_points_of_every_day_are_the_sum_of_all_entries_so_far(
    chains: dict[str, list[Fact]],
) -> None:
    shown = book(chains)
    period = days(100, 180)
    facts = [fact for own in chains.values() for fact in own]
    change: Counter[str] = Counter()
    for fact in facts:
        change[calendar.day(fact.at_ms // 1000, TZ).isoformat()] += fact.available
    by_hand = [sum(n for day, n in change.items() if day <= unit) for unit in period.units]
    assert figures.outstanding(shown, Seen(shown, period), TODAY) == by_hand


def test_participation_is_doing_more_than_buying() -> None:
    review = {"reason": "action", "kind": "review"}
    birthday = {"reason": "action", "kind": "birthday"}
    chains = chained(
        order("a", "1", 0),
        order("b", "2", 0),
        order("c", "3", 0),
        other("a", 3, "bonus", {"type": "award", "member": "a", "id": "x"}, available=5, **review),
        other(
            "b", 3, "bonus", {"type": "award", "member": "b", "id": "y"}, available=5, **birthday
        ),
    )
    seen = Seen(book(chains), days(0, 10))
    assert figures.participation(seen) == Share(1, 3), "a birthday is nobody's deed"
    assert seen.named("e.") == {"review": 1, "birthday": 1}


def test_cohorts_say_who_came_back_in_which_month_and_what_is_still_to_come() -> None:
    chains = chained(
        order("a", "1", 0), order("a", "2", 20), order("a", "3", 65), order("b", "4", 1)
    )
    this_month = (DAY0 + timedelta(days=70)).isoformat()[:7]
    months = [calendar.add_months(this_month, back) for back in (-2, -1, 0)]
    first, *rest = figures.cohorts(book(chains), "m", months, this_month)
    assert (first.size, first.later, first.again) == (2, [1, 1], {30: 1, 60: 1, 90: 1})
    assert rest == []
    chains = chained(order("a", "1", 65))
    (young,) = figures.cohorts(book(chains), "m", months, this_month)
    assert young.later == [None, None]


def test_who_came_with_orders_of_before_is_no_new_member_of_the_day_of_the_import() -> None:
    seen = Seen(book(chained(order("a", "1", 0, said=300))), days(0, 5))
    assert seen.sum("j.m") == 1


def test_days_to_the_first_reward_and_their_median() -> None:
    chains = chained(
        order("a", "1", 0),
        order("b", "2", 0),
        redeem("a", 4, "r1"),
        redeem("a", 9, "r2"),
        redeem("b", 10, "r3"),
    )
    assert figures.first_reward(Seen(book(chains), days(0, 30))) == ({4: 1, 10: 1}, 7.0)
    assert figures.first_reward(Seen({}, days(0, 30))) == ({}, None)


def test_a_redemption_that_was_given_back_is_none() -> None:
    chains = chained(redeem("a", 1, "r1"), redeem("a", 1, "r2"), give_back("a", 2, "r1"))
    seen = Seen(book(chains), days(0, 5))
    assert (seen.named("x."), seen.named("xc.")) == ({"off-small": 1}, {"off-small": 500})
    assert figures.points(seen, figures.SPENT) == [0, -200, 100, 0, 0, 0]


def test_dormant_points_and_members_who_stay_away() -> None:
    chains = chained(order("a", "1", 0), order("b", "2", 200), redeem("a", 100, "r", 30))
    shown, today = book(chains), DAY0 + timedelta(days=300)
    assert figures.longer_than(shown, "m", figures.CHURNED_DAYS, today) == 1
    assert figures.since_last(shown, "m", today) == [0, 0, 0, 1, 1, 0]
    assert figures.longer_than(shown, "p", figures.DORMANT_DAYS, today) == 70


def test_of_a_group_purchase_who_joined_bought_again_and_joined_the_next() -> None:
    chains = chained(
        order("a", "1", 0, groups=[["rice", 2]]),
        order("a", "2", 20),
        order("b", "3", 0, groups=[["rice", 1]]),
        order("b", "4", 80, groups=[["tea", 1]]),
        order("c", "5", 80, groups=[["tea", 4]]),
    )
    shown = figures.gatherings(book(chains))
    assert shown["rice"] == {"m": 2, "o": 2, "u": 3, "v": 20_000, "a30": 1, "a90": 2, "n.tea": 1}
    assert shown["tea"] == {"m": 2, "o": 2, "u": 5, "v": 20_000, "n.rice": 1}


def test_the_average_order_leaves_out_what_is_in_a_currency_without_a_rate() -> None:
    chains = chained(order("a", "1", 0), order("a", "2", 1, 500_000, currency="JPY"))
    seen = Seen(book(chains), days(0, 5))
    assert (seen.sum("o.m"), figures.average_order(seen, "m")) == (2, 10_000)
    assert figures.average_order(seen, "g") is None


def test_by_tier_an_order_counts_where_it_was_placed() -> None:
    chains = chained(order("a", "1", 0), order("a", "2", 5, tier="silver"), order("b", "3", 5))
    seen = Seen(book(chains), days(0, 30))
    assert figures.repurchase(seen, "t:member") == Share(0, 2)
    assert figures.repurchase(seen, "t:silver") == Share(1, 1)


def test_a_chosen_period_goes_by_days_up_to_three_months_and_by_months_up_to_two_years() -> None:
    today = date(2026, 11, 29)
    assert periods.chosen(date(2026, 9, 1), today, today).by == "day"
    long = periods.chosen(date(2026, 1, 15), date(2026, 6, 10), today)
    assert (long.first, long.last, long.by) == (date(2026, 1, 1), date(2026, 6, 30), "month")
    assert (long.before.first, long.before.last) == (date(2025, 7, 1), date(2025, 12, 31))
    assert periods.preset("12m", today).units[0] == "2025-12"
    assert periods.preset("30", today).before.units[0] == "2026-10-01"
    for first, last in (
        (today, date(2026, 1, 1)),
        (date(2027, 1, 1), date(2027, 1, 2)),
        (date(2020, 1, 1), today),
    ):
        with pytest.raises(BadInput):
            periods.chosen(first, last, today)
