"""The laws of the design, over random histories."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core import due, forgiveness, joining, redemptions
from core import lots as lot
from core.basis import basis_of
from core.budgets import Purse, nothing_spent
from core.calendar import day
from core.earning import Context, earn
from core.errors import InsufficientPoints
from core.grants import Holder
from core.member import MemberState, entry_between
from core.program.model import Programs
from core.redemptions import Redemption
from core.snapshot import PaymentState
from tests.unit.core.worlds import T0, TZ, Books, program, snapshot

DAY = 86_400
STATES: list[PaymentState] = ["pending", "paid", "void"]
states = st.sampled_from(STATES)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int, PaymentState, int]]:
    """States of one order: (stamp, arrival, payment state, refunded), each repeated at random."""
    made = draw(
        st.lists(st.tuples(st.integers(0, 5), states, st.integers(0, 300)), min_size=1, max_size=8)
    )
    arrivals = draw(st.permutations(range(len(made))))
    history = [
        (T0 + stamp, arrival, state, refunded * 100)
        for arrival, (stamp, state, refunded) in zip(arrivals, made, strict=True)
    ]
    repeats = draw(st.lists(st.sampled_from(history), max_size=6))
    mixed: list[tuple[int, int, PaymentState, int]] = draw(st.permutations(history + repeats))
    return mixed


# The repeat (arrival 6) writes nothing, so the row does not know that its state was seen again
# after the other one (arrival 3): only the store can tell.
@example([(T0, 2, "paid", 0), (T0, 6, "paid", 0), (T0, 3, "pending", 0)])
@given(histories())
@settings(max_examples=300, deadline=None)
def test_law_2_points_follow_the_newest_state_whatever_the_order_of_arrival(
    history: list[tuple[int, int, PaymentState, int]],
) -> None:
    books = Books()
    for stamp_s, arrival, state, refunded in history:
        refunds = [refunded] if refunded else []
        books.deliver(
            snapshot(
                state=state, stamp_s=stamp_s, received_at_ms=T0 * 1000 + arrival, refunds=refunds
            )
        )
    stamp_s, arrival, state, refunded = max(history, key=lambda one: (one[0], one[1]))
    newest = snapshot(
        state=state,
        stamp_s=stamp_s,
        refunds=[refunded] if refunded else [],
        received_at_ms=T0 * 1000 + arrival + 1,
        source="store",
    )
    if any("recheck" in entry.flags for entry in books.entries):
        books.deliver(newest)
    rules = program()
    purse = Purse(rules, day(T0, TZ), {}, nothing_spent)
    holder = Holder(MemberState("m"), {})
    context = Context(rules, "member", day(T0, TZ), holder, first=True, purse=purse)
    points = earn(basis_of(newest, rules, {}, {}), "USD", context).points
    expected = {"paid": (points, 0, 0), "pending": (0, points, 0), "void": (0, 0, 0)}[state]
    assert books.balance == expected


class Ledger(RuleBasedStateMachine):
    """One member with several orders, redemptions, expiry and the passing of time."""

    @initialize(forgive=st.booleans(), months=st.one_of(st.none(), st.integers(1, 3)))
    def open(self, forgive: bool, months: int | None) -> None:
        expiry = {"kind": "months", "months": months} if months else {"kind": "none"}
        policies = {"spent_refund": "forgive" if forgive else "debt", "code_days": 90}
        self.program = program(expiry=expiry, policies=policies)
        self.books = Books(Programs([self.program]))
        self.stamps = itertools.count(T0)
        self.open_redemptions: list[Redemption] = []
        self.adjusted = self.redeemed = self.expired = 0

    @rule(
        number=st.integers(1, 4),
        state=states,
        goods=st.integers(0, 400),
        refund=st.integers(0, 400),
        ago=st.integers(0, 60),
    )
    def deliver(self, number: int, state: PaymentState, goods: int, refund: int, ago: int) -> None:
        known = self.books.orders.get(str(number))
        placed = known.placed_at_s if known else self.books.now_s - ago * DAY
        before = self.books.member
        self.books.deliver(
            snapshot(
                goods * 100,
                state,
                order_id=str(number),
                stamp_s=next(self.stamps),
                placed_at_s=placed,
                refunds=[refund * 100] if refund else [],
            )
        )
        self.expired += lot.total(self.books.member.expired) - lot.total(before.expired)
        self.expired += sum(one.excused for one in self.books.orders.values()) - self.excused
        self.excused = sum(one.excused for one in self.books.orders.values())

    excused = 0

    @rule(reward=st.sampled_from(["off-small", "free-shipping"]))
    def redeem(self, reward: str) -> None:
        chosen = self.program.reward(reward)
        today = day(self.books.now_s, TZ).isoformat()
        number = f"r{next(self.stamps)}"
        member = self.books.member
        spendable = lot.total(lot.split_expired(member.lots, today)[0])
        try:
            after, entry, made = redemptions.hold(
                member,
                chosen,
                self.program,
                number,
                f"rg-{number}",
                "s",
                self.books.now_s * 1000,
                today,
            )
        except InsufficientPoints:
            assert spendable < chosen.points
            return
        self.books.post(after, entry)
        self.open_redemptions.append(made)
        self.redeemed += made.points

    @rule(pick=st.integers(0, 9))
    def give_back(self, pick: int) -> None:
        if not self.open_redemptions:
            return
        made = self.open_redemptions.pop(pick % len(self.open_redemptions))
        after, entry = redemptions.give_back(
            self.books.member, made, "given_back", self.books.now_s, TZ
        )
        self.books.post(after, entry)
        self.redeemed -= made.points

    @rule(days=st.integers(1, 45))
    def time_passes(self, days: int) -> None:
        self.books.now_s += days * DAY
        while step := due.settle(self.books.member, self.program, self.books.now_s, TZ):
            before = self.books.member.available
            self.books.post(*step)
            self.expired += before - self.books.member.available

    @rule(points=st.integers(1, 500))
    def adjust(self, points: int) -> None:
        before = self.books.member
        after = before.credit(points, lot.NEVER)
        self.books.post(after, entry_between(before, after, kind="adjust", source={}, why={}))
        self.adjusted += points

    @invariant()
    def law_1_the_balance_is_the_sum_of_its_entries(self) -> None:
        if not hasattr(self, "books"):
            return
        entries = self.books.entries
        sums = tuple(
            sum(getattr(entry, name) for entry in entries)
            for name in ("available", "pending", "debt")
        )
        assert sums == self.books.balance
        assert lot.normal(one for entry in entries for one in entry.lots) == self.books.member.lots

    @invariant()
    def law_3_nothing_is_below_zero_and_debt_only_stands_alone(self) -> None:
        if not hasattr(self, "books"):
            return
        member = self.books.member
        assert min(self.books.balance) >= 0
        assert all(points > 0 for _, points in member.lots)
        assert member.available == lot.total(member.lots)
        assert all(points > 0 for _, points in member.expired)

    @invariant()
    def law_2_every_order_has_exactly_what_it_should_and_nothing_is_minted(self) -> None:
        if not hasattr(self, "books"):
            return
        member = self.books.member
        orders = self.books.orders.values()
        caused = sum(one.available + one.excused + one.forgiven for one in orders)
        assert member.available - member.debt == (
            caused - forgiveness.withheld(member) + self.adjusted - self.redeemed - self.expired
        )
        assert member.lifetime == sum(one.available for one in orders)
        assert member.pending == sum(one.pending for one in orders)


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


@given(
    st.lists(st.tuples(st.sampled_from(["", "2027-01-31", "2027-03-31"]), st.integers(1, 500))),
    st.integers(0, 800),
    st.integers(0, 800),
    st.integers(0, 300),
)
def test_joining_keeps_the_sum_of_both_and_leaves_nothing_behind(
    lots: list[tuple[str, int]], source_debt: int, target_debt: int, pending: int
) -> None:
    source = MemberState("a", debt=source_debt, pending=pending).with_lots(lot.normal(lots))
    target = replace(MemberState("b", debt=target_debt))
    emptied, out, received, into = joining.join(source, target, "platform_merge")
    assert (emptied.available, emptied.pending, emptied.debt) == (0, 0, 0)
    assert out.points + into.points == 0
    worth = source.available - source.debt + target.available - target.debt
    assert received.available - received.debt == worth
    assert received.pending == pending
    assert emptied.merged_into == "b"
