"""Limits for all members together: totals in points, budgets in money."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import budgets
from core.errors import BadInput
from core.explain import explain, names_of
from core.ledger.packing import pack_grants, unpack_grants
from core.program.defaults import default_document
from core.program.lint import findings
from core.program.model import load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from core.snapshot import CustomerRef, PaymentState
from tests.unit.core.test_earning_rules import _shown, bonus, books, multiplier
from tests.unit.core.worlds import T0, Books, snapshot

DAY = 86_400


def order(order_id: str = "22", goods: int = 10_000, **fields: Any) -> Any:
    return snapshot(goods, order_id=order_id, **fields)


def double(**limits: Any) -> dict[str, Any]:
    return multiplier("double", "2", **limits)


def test_a_campaign_gives_all_members_together_no_more_than_its_total() -> None:
    made = books(multipliers=[double(cap_total=150)])
    for number in range(3):
        made.deliver(order(str(number), placed_at_s=T0 + number))
    assert [made.order(str(n)).available for n in range(3)] == [200, 150, 100]
    assert made.spent == {("double", ""): 150}


def test_what_one_member_had_is_spent_for_all_others() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1"))
    other = Books(made.programs, spent=made.spent)
    other.deliver(order("2", customer=CustomerRef(customer_id="4")))
    assert (made.balance[0], other.balance[0]) == (200, 100)


@pytest.mark.parametrize(
    ("per", "apart_s"), [("day", DAY), ("month", 30 * DAY), ("year", 366 * DAY)]
)
def test_a_budget_in_money_is_new_in_every_period_at_what_a_point_is_worth(
    per: str, apart_s: int
) -> None:
    # 500 points for $30 is the most that a point buys: $6 are 100 points.
    made = books(multipliers=[double(budget={"amount": "6", "per": per})])
    for number, at_s in enumerate([T0, T0 + 60, T0 + apart_s]):
        made.deliver(order(str(number), placed_at_s=at_s))
    assert [made.order(str(n)).available for n in range(3)] == [200, 100, 200]


def test_a_budget_for_the_whole_campaign_is_spent_once() -> None:
    made = books(multipliers=[double(budget={"amount": "6", "per": "campaign"})])
    for number in range(2):
        made.deliver(order(str(number), placed_at_s=T0 + number * 400 * DAY))
    assert [made.order(str(n)).available for n in range(2)] == [200, 100]


def test_a_total_and_a_budget_both_bind() -> None:
    rule = double(cap_total=130, budget={"amount": "6", "per": "day"})
    made = books(multipliers=[rule])
    for number in range(3):
        made.deliver(order(str(number), placed_at_s=T0 + number * DAY))
    assert [made.order(str(n)).available for n in range(3)] == [200, 130, 100]


def test_a_bonus_is_given_whole_or_not_at_all() -> None:
    made = books(bonuses=[bonus("big", "order_above", 60, above={"USD": "50"}, cap_total=100)])
    made.deliver(order("1"))
    made.deliver(order("2", placed_at_s=T0 + 1))
    assert [made.order(n).available for n in ("1", "2")] == [160, 100]
    assert made.spent[("big", "")] == 60


def test_an_order_that_found_nothing_left_says_so_in_both_languages() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1"))
    made.deliver(order("2", placed_at_s=T0 + 1))
    text = explain(_shown(made), names_of(made.programs.newest))
    assert "Double: nothing left of what all members together may have" in text["en"]
    assert "double：全體會員的額度已用完" in text["zh-Hant"]


def test_an_order_decided_while_the_budget_was_open_keeps_its_share_whatever_happens() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1", state="pending"))
    assert made.balance == (0, 200, 0)
    made.deliver(order("2", placed_at_s=T0 + 1))
    made.deliver(order("1", stamp_s=T0 + 2))
    assert [made.order(n).available for n in ("1", "2")] == [200, 100]


def test_an_order_that_waits_for_payment_holds_its_share_and_gives_it_back_when_cancelled() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1", state="pending"))
    assert made.spent[("double", "")] == 100
    made.deliver(order("1", state="void", stamp_s=T0 + 1))
    assert made.spent[("double", "")] == 0
    made.deliver(order("2", placed_at_s=T0 + 2))
    assert made.order("2").available == 200


def test_a_cancelled_order_that_counts_again_has_again_what_it_was_promised() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1"))
    made.deliver(order("1", state="void", stamp_s=T0 + 1))
    made.deliver(order("2", placed_at_s=T0 + 2))
    made.deliver(order("1", stamp_s=T0 + 3))
    assert [made.order(n).available for n in ("1", "2")] == [200, 200]
    assert made.spent[("double", "")] == 200


def test_an_order_that_found_the_budget_closed_stays_without_when_it_opens_again() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1"))
    made.deliver(order("2", placed_at_s=T0 + 1))
    made.deliver(order("1", state="void", stamp_s=T0 + 2))
    made.deliver(order("2", placed_at_s=T0 + 1, stamp_s=T0 + 3, status="completed"))
    assert made.order("2").available == 100


def test_a_refund_counts_back() -> None:
    made = books(multipliers=[double(cap_total=100)])
    made.deliver(order("1"))
    made.deliver(order("1", refunds=[4_000], stamp_s=T0 + 1))
    assert made.spent[("double", "")] == 60
    made.delete("1", (T0 + 2) * 1000)
    assert made.spent[("double", "")] == 0


def test_an_order_that_the_campaign_is_not_for_holds_no_share_and_asks_for_none() -> None:
    made = books(multipliers=[double(cap_total=100, match={"products": ["tea"]})])
    made.deliver(order("1"))
    assert made.order("1").grants == ()
    assert made.spent == {}


def test_a_limit_for_all_stands_beside_one_for_each_member() -> None:
    made = books(multipliers=[double(cap=60, cap_total=100)])
    for number in range(2):
        made.deliver(order(str(number), placed_at_s=T0 + number))
    assert [made.order(str(n)).available for n in range(2)] == [160, 100]
    assert made.spent[("double", "")] == 60


def test_shares_are_no_members_to_count_and_travel_on_the_orders_row() -> None:
    made = books(multipliers=[double(cap_total=150, budget={"amount": "60", "per": "month"})])
    made.deliver(order("1"))
    kept = made.order("1").grants
    assert made.member.counters == ()
    assert pack_grants(kept) == "double$2026-09=100/150"
    assert unpack_grants(pack_grants(kept)) == kept


def test_the_backtest_keeps_to_the_budget() -> None:
    from core.backtest import Replay
    from tests.unit.core.test_earning_rules import program
    from tests.unit.core.worlds import TZ

    replay = Replay(program(multipliers=[double(cap_total=150)]), TZ)
    points = [replay.place(order(str(n), placed_at_s=T0 + n), str(n)) for n in range(3)]
    assert points == [200, 150, 100]


def used(**limits: Any) -> list[tuple[str, int, str]]:
    made = books(multipliers=[double(**limits)])
    made.deliver(order("1"))
    found = budgets.usages(made.programs.newest, made.spent)
    return [(one.bound.key[1], one.percent, one.state) for one in found]


@pytest.mark.parametrize(
    ("total", "percent", "state"),
    [(126, 79, "open"), (125, 80, "near"), (101, 99, "near"), (100, 100, "spent")],
)
def test_the_merchant_is_warned_at_80_percent_and_at_100(
    total: int, percent: int, state: str
) -> None:
    assert used(cap_total=total) == [("", percent, state)]


def test_a_budget_and_a_total_are_each_told_how_far_they_are_used() -> None:
    found = used(cap_total=1000, budget={"amount": "6", "per": "month"})
    assert found == [("", 10, "open"), ("2026-09", 100, "spent")]


def rules(**earning: Any) -> dict[str, Any]:
    document = default_document("USD")
    document["earning"] |= earning
    return document


def test_a_budget_is_refused_where_no_reward_says_what_a_point_is_worth() -> None:
    document = rules(multipliers=[double(budget={"amount": "6", "per": "day"})])
    document["rewards"] = []
    with pytest.raises(BadInput, match="cap_total"):
        validate(document)


@pytest.mark.parametrize("wrong", [{"amount": "0", "per": "day"}, {"amount": "6", "per": "week"}])
def test_a_budget_names_an_amount_and_one_of_four_periods(wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput, match=r"earning\.multipliers\.0\.budget"):
        validate(rules(multipliers=[double(budget=wrong)]))


def test_a_limit_is_said_in_both_languages_and_all_of_it() -> None:
    document = validate(
        rules(multipliers=[double(cap_total=50_000, budget={"amount": "200", "per": "month"})])
    )
    said = sentences(document)["multiplier double"].text
    assert said["en"] == (
        "2 × the points, until members together have had 50,000 points in all or points worth "
        "$200 a month."
    )
    assert (
        said["zh-Hant"]
        == "點數 × 2，全體會員合計最多 50,000 點，或每月價值 $200 的點數，發完為止。"
    )
    assert unsaid(document) == []


@pytest.mark.parametrize(
    ("rule", "code", "where"),
    [
        (double(cap=500, cap_total=400), "cap_over_total", "earning.multipliers.0.cap"),
        (
            double(budget={"amount": "0.01", "per": "day"}),
            "limit_under_one",
            "earning.multipliers.0.budget",
        ),
    ],
)
def test_the_linter_finds_limits_that_contradict_each_other(
    rule: dict[str, Any], code: str, where: str
) -> None:
    found = findings(validate(rules(multipliers=[rule])))
    assert [(one.code, one.where) for one in found] == [(code, where)]


STATES: list[PaymentState] = ["pending", "paid", "void"]


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from(STATES), st.integers(0, 60)), max_size=25
    ),
    st.integers(1, 200),
)
def test_what_is_rolled_up_from_entries_is_what_the_orders_hold(
    events: list[tuple[int, PaymentState, int]], total: int
) -> None:
    """Repeated, cancelled, refunded, un-cancelled: and as long as none of them comes back to what
    it was promised, they never hold more than there is."""
    made = books(
        multipliers=[double(cap_total=total)],
        bonuses=[bonus("big", "order_above", 7, above={"USD": "50"}, cap_total=total)],
    )
    came_back, last = False, dict.fromkeys(range(1, 6), 0)
    for step, (number, state, back) in enumerate(events):
        known = made.orders.get(str(number))
        came_back = came_back or (known is not None and back < last[number])
        last[number] = 60 if state == "void" else back
        sent = order(
            str(number),
            state=state,
            stamp_s=T0 + step,
            placed_at_s=T0,
            refunds=[back * 100] if back else [],
        )
        made.deliver(sent)
    held: dict[budgets.Key, int] = {}
    for one in made.orders.values():
        for name, grant in one.grants:
            if "$" in name:
                key = (name.split("$")[0], "")
                held[key] = held.get(key, 0) + grant.now
    assert {k: n for k, n in made.spent.items() if n} == {k: n for k, n in held.items() if n}
    if not came_back:
        assert all(points <= total for points in held.values())


def test_a_program_of_before_has_no_limits() -> None:
    assert budgets.limited(load(default_document("USD"), 1, 0)) == []
