"""Orders that come often enough."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core import joining
from core.errors import BadInput
from core.explain import explain, names_of
from core.ledger.packing import pack_grants, unpack_grants
from core.program.defaults import default_document
from core.program.lint import findings
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from core.snapshot import PaymentState
from tests.unit.core.test_earning_rules import _shown, bonus, books
from tests.unit.core.worlds import T0, Books, snapshot

DAY = 86_400
GOODS = 1_000  # 10 points


def often(orders: int = 3, **more: Any) -> dict[str, Any]:
    return bonus("often", "frequency", 100, orders=orders, **({"within": {"days": 60}} | more))


def buy(
    made: Books, day: int, order_id: str = "", state: PaymentState = "paid", **more: Any
) -> int:
    """Deliver an order placed that many days after T0, on its day; its points."""
    placed = T0 + day * DAY
    made.now_s = max(made.now_s, placed)
    stamp = placed + made.member.version + len(made.entries)
    name = order_id or str(day)
    made.deliver(snapshot(GOODS, state, order_id=name, placed_at_s=placed, stamp_s=stamp, **more))
    return made.order(name).available


def again(made: Books, day: int, state: PaymentState, **more: Any) -> int:
    """News of the order of that day, some days later."""
    stamp = made.now_s + len(made.entries) + made.order(str(day)).version
    made.deliver(
        snapshot(
            GOODS,
            state,
            order_id=str(day),
            placed_at_s=T0 + day * DAY,
            stamp_s=stamp,
            received_at_ms=stamp * 1000,
            **more,
        )
    )
    return made.order(str(day)).available


def test_n_orders_within_a_time_give_points_and_the_count_begins_anew() -> None:
    made = books(bonuses=[often()])
    days = [0, 10, 20, 30, 40, 50]
    assert [buy(made, day) for day in days] == [10, 10, 110, 10, 10, 110]
    assert made.member.counters == (("often", 2),)


def test_orders_further_apart_than_the_time_do_not_count_together() -> None:
    made = books(bonuses=[often()])
    assert [buy(made, day) for day in (0, 30, 60, 89, 90)] == [10, 10, 10, 110, 10]


def test_the_time_may_be_months_of_the_stores_calendar() -> None:
    # T0 is 2026-09-21 in Taipei: two months end with 20 November, 60 days later.
    made = books(bonuses=[often(2, within={"months": 2})])
    assert [buy(made, day) for day in (0, 61)] == [10, 10]
    made = books(bonuses=[often(2, within={"months": 2})])
    assert [buy(made, day) for day in (0, 60)] == [10, 110]


def test_several_orders_of_one_day_count_each() -> None:
    made = books(bonuses=[often()])
    assert [buy(made, 0, name) for name in ("a", "b", "c", "d")] == [10, 10, 110, 10]


def test_it_can_be_had_so_often_only() -> None:
    made = books(bonuses=[often(2, times=1)])
    assert [buy(made, day) for day in (0, 1, 2, 3)] == [10, 110, 10, 10]


def test_only_orders_that_are_paid_and_of_which_something_stays_count() -> None:
    made = books(bonuses=[often(2)])
    buy(made, 0, state="pending")
    assert buy(made, 1) == 10
    assert again(made, 1, "paid", refunds=[GOODS]) == 0
    assert buy(made, 2) == 10
    assert again(made, 0, "paid") == 110


def test_orders_that_come_in_another_order_than_they_were_placed_count_all_the_same() -> None:
    made = books(bonuses=[often()])
    assert [buy(made, day) for day in (20, 0, 10)] == [10, 10, 110]


def test_it_survives_that_others_among_the_orders_are_returned() -> None:
    made = books(bonuses=[often()])
    for day in (0, 1, 2):
        buy(made, day)
    again(made, 0, "void")
    again(made, 1, "void")
    assert made.order("2").available == 110
    assert again(made, 2, "paid", status="completed") == 110


def test_what_returns_took_away_is_made_up_for_by_as_many_orders_more() -> None:
    made = books(bonuses=[often()])
    for day in (0, 1, 2):
        buy(made, day)
    again(made, 0, "void")
    again(made, 1, "void")
    assert [buy(made, day) for day in (3, 4, 5, 6, 7)] == [10, 10, 10, 10, 110]


def test_the_order_that_got_it_gives_it_back_when_it_is_cancelled_and_the_next_has_it() -> None:
    made = books(bonuses=[often()])
    for day in (0, 1, 2):
        buy(made, day)
    assert again(made, 2, "void") == 0
    assert buy(made, 3) == 110
    assert again(made, 2, "paid") == 10


def test_marks_that_no_order_can_need_any_more_go() -> None:
    made = books(bonuses=[often(10)])
    for day in range(0, 400, 30):
        buy(made, day)
    assert len(made.member.counters) == 4


def test_an_order_returned_when_its_mark_is_long_gone_costs_nothing() -> None:
    made = books(bonuses=[often(2)])
    buy(made, 0)
    buy(made, 200)
    again(made, 0, "void")
    assert buy(made, 210) == 110


def test_marks_go_with_a_guest_who_is_joined_into_an_account() -> None:
    guest, account = books(bonuses=[often(2)]), books(bonuses=[often(2)])
    buy(guest, 0)
    _, _, joined, _ = joining.join(guest.member, account.member, "proof")
    account.member = joined
    assert buy(account, 5) == 110


def test_marks_are_forgotten_with_the_member() -> None:
    made = books(bonuses=[often(2)])
    buy(made, 0)
    assert made.member.counters
    assert joining.forget(made.member, T0)[0].counters == ()


def test_marks_travel_on_the_orders_row() -> None:
    made = books(bonuses=[often(2)])
    buy(made, 0)
    buy(made, 3)
    kept = made.order("3").grants
    assert pack_grants(kept) == "often=1,often@2455=-1"
    assert unpack_grants(pack_grants(kept)) == kept


def test_a_budget_that_is_spent_leaves_the_marks_for_later() -> None:
    made = books(bonuses=[often(2, cap_total=100, times=5)])
    assert [buy(made, day) for day in (0, 1, 2, 3)] == [10, 110, 10, 10]
    assert sum(count for name, count in made.member.counters if "@" in name) == 2


def test_it_is_said_and_explained_in_both_languages() -> None:
    document = default_document("USD")
    document["earning"]["bonuses"] = [often(times=2)]
    document = validate(document)
    said = sentences(document)["bonus often"].text
    assert said["en"] == (
        "100 points for every 3 orders within 60 days, at most 2 times for one member."
    )
    assert said["zh-Hant"] == "60 天內每消費滿 3 次，送 100 點，每人最多 2 次。"
    assert unsaid(document) == []
    made = books(bonuses=[often(2)])
    buy(made, 0)
    buy(made, 1)
    text = explain(_shown(made), names_of(made.programs.newest))
    assert "Often: +100" in text["en"]
    assert "+100 點" in text["zh-Hant"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"orders": 1},
        {"orders": 11},
        {"within": {"days": 60, "months": 1}},
        {"within": {}},
        {"within": None},
        {"orders": None, "within": None},
    ],
)
def test_a_document_says_how_many_orders_within_how_many_days_or_months(
    wrong: dict[str, Any],
) -> None:
    document = default_document("USD")
    document["earning"]["bonuses"] = [often() | wrong]
    with pytest.raises(BadInput, match=r"earning\.bonuses\.0"):
        validate(document)


def test_a_number_of_orders_belongs_to_frequent_orders_alone() -> None:
    document = default_document("USD")
    document["earning"]["bonuses"] = [
        bonus("first", "first_order", 5, orders=2, within={"days": 3})
    ]
    with pytest.raises(BadInput, match="only there"):
        validate(document)


def test_the_linter_finds_a_campaign_that_ends_before_its_orders_could_have_come() -> None:
    document = default_document("USD")
    window = {"from": "2027-01-01", "until": "2027-01-31"}
    document["earning"]["bonuses"] = [often(window=window)]
    found = [(one.code, one.where) for one in findings(validate(document))]
    assert found == [("campaign_too_short", "earning.bonuses.0.within")]


class Often(RuleBasedStateMachine):
    """Orders of some weeks, delivered, cancelled, refunded and brought back in any order."""

    @initialize(orders=st.integers(2, 4))
    def open(self, orders: int) -> None:
        self.every, self.most_paid = orders, 0
        self.books = books(bonuses=[often(orders)])
        self.books.now_s = T0 + 40 * DAY
        self.stamps = itertools.count(T0 + 40 * DAY)
        self.states: dict[int, PaymentState] = {}

    def _deliver(self, day: int, state: PaymentState) -> None:
        stamp_s = next(self.stamps)
        self.states[day] = state
        self.books.deliver(
            snapshot(GOODS, state, order_id=str(day), placed_at_s=T0 + day * DAY, stamp_s=stamp_s)
        )

    @rule(day=st.integers(0, 12), state=st.sampled_from(["pending", "paid", "paid", "void"]))
    def deliver(self, day: int, state: PaymentState) -> None:
        self._deliver(day, state)

    @rule()
    def cancel_and_bring_back_everything(self) -> None:
        for state in ("void", "paid"):
            for day in sorted(self.states):
                self._deliver(day, state)

    @property
    def held(self) -> int:
        grants = [dict(one.grants).get("often") for one in self.books.orders.values()]
        return sum(one.now for one in grants if one is not None)

    @invariant()
    def marks_and_what_was_paid_for_with_them_add_up(self) -> None:
        marks = [n for name, n in self.books.member.counters if "@" in name]
        paid = sum(state == "paid" for state in self.states.values())
        assert sum(marks) + self.every * self.held == paid

    @invariant()
    def nobody_has_more_than_the_most_orders_that_were_ever_paid_at_once_give(self) -> None:
        paid = sum(state == "paid" for state in self.states.values())
        self.most_paid = max(self.most_paid, paid)
        assert self.held <= self.most_paid // self.every

    @invariant()
    def the_members_row_counts_what_the_orders_hold(self) -> None:
        assert self.books.member.counted("often") == self.held


TestOften = Often.TestCase
TestOften.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
