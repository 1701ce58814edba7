"""The laws over random programs and random histories of one member's orders."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.program.model import Programs
from core.snapshot import Line, PaymentState, Refund, RefundLine
from tests.support.replaying import replayed
from tests.unit.core.test_earning_rules import bonus, multiplier, program
from tests.unit.core.worlds import T0, Books, snapshot

DAY = 86_400
TEA, CUP = 1_000, 300
STATES: list[PaymentState] = ["pending", "paid", "paid", "void"]


@st.composite
def earnings(draw: st.DrawFn) -> dict[str, Any]:
    """A program's part "earning", with some of everything."""
    tea = {"products": ["tea"]}
    cup = {"products": ["cup"]}
    multipliers = [
        multiplier("tea", draw(st.sampled_from(["0.5", "2", "3"])), match=tea),
        multiplier("all", "1.5"),
        multiplier("capped", "2", cap=draw(st.integers(1, 60))),
        multiplier("new", "2", new_members=True),
        multiplier("day", "2", window={"month_days": [21, 22]}),
        multiplier("total", "2", cap_total=draw(st.integers(1, 60)), cap=50),
    ]
    bonuses = [
        bonus("first", "first_order", 100),
        bonus("above", "order_above", 50, above={"USD": "40"}, times=2),
        bonus("cups", "product", 5, match=cup, times=7),
        bonus("card", "stamps", 500, every=3, match=cup),
        bonus("often", "frequency", 30, orders=2, within={"days": 9}, cap_total=90),
    ]
    return {
        "rounding": draw(st.sampled_from(["down", "nearest", "up"])),
        "stacking": draw(st.sampled_from(["best", "sum", "product"])),
        "basis": {
            "discounts": draw(st.sampled_from(["after", "before"])),
            "tax": draw(st.booleans()),
        },
        "multipliers": draw(st.lists(st.sampled_from(multipliers), unique_by=lambda m: m["id"])),
        "bonuses": draw(st.lists(st.sampled_from(bonuses), unique_by=lambda b: b["id"])),
        **({"hold": {"days": 3}} if draw(st.booleans()) else {}),
    }


class Orders(RuleBasedStateMachine):
    @initialize(earning=earnings())
    def open(self, earning: dict[str, Any]) -> None:
        self.program = program(**earning)
        self.books = Books(Programs([self.program]))
        self.stamps = itertools.count(T0)
        self.sent: dict[str, dict[str, Any]] = {}

    @rule(
        number=st.integers(1, 4),
        state=st.sampled_from(STATES),
        tea=st.integers(0, 4),
        cups=st.integers(0, 5),
        back=st.integers(0, 5),
        vague=st.integers(0, 2_000),
    )
    def deliver(
        self, number: int, state: PaymentState, tea: int, cups: int, back: int, vague: int
    ) -> None:
        back = min(back, cups)
        lines = (
            Line(
                "1", "tea", "0", tea, tea * TEA, list_minor=tea * TEA * 5 // 4, tax_minor=tea * 50
            ),
            Line("2", "cup", "0", cups, cups * CUP, list_minor=cups * CUP, tax_minor=cups * 15),
        )
        refunds = [Refund("1", back * CUP, (RefundLine("2", back * CUP, back),))] if back else []
        refunds += [Refund("2", vague)] if vague else []
        self.sent[str(number)] = {
            "state": state,
            "order_id": str(number),
            "stamp_s": next(self.stamps),
            "lines": lines,
            "refunds": refunds,
        }
        self.books.deliver(snapshot(**self.sent[str(number)]))

    @rule(number=st.integers(1, 4))
    def delete(self, number: int) -> None:
        self.books.delete(str(number))

    @rule(days=st.integers(1, 4))
    def time_passes(self, days: int) -> None:
        self.books.now_s += days * DAY
        for order_id in list(self.books.orders):
            self.books.ripen(order_id)

    @rule(number=st.integers(1, 4))
    def cancel_and_uncancel(self, number: int) -> None:
        """Mints nothing and burns nothing. But a stamp card, or a number of orders, that other
        orders' returns have broken up since is not complete again for having been cancelled
        itself."""
        order = self.books.order(str(number))
        if order.state != "paid" or order.deleted or not order.decided:
            return
        if self.books.member.counted("card") > self.books.member.counted("card+") // 3:
            return
        if self.books.member.counted("often@") < 0 or self.late:
            return
        self._again(order, "paid")  # which has what others have set free since it was heard of
        before = self.books.member
        self._again(order, "void")
        self._again(order, "paid")
        assert (self.books.member.available, self.books.member.pending) == (
            before.available,
            before.pending,
        )
        assert self.books.member.counters == before.counters

    def _again(self, order: Any, state: PaymentState) -> None:
        last = self.sent[order.order_id]
        self.books.deliver(snapshot(**last | {"state": state, "stamp_s": next(self.stamps)}))

    @property
    def late(self) -> bool:
        """Whether marks of frequent orders are too old to be kept."""
        often = any(one.kind == "frequency" for one in self.program.earning.bonuses)
        return often and self.books.now_s > T0 + (9 + 31) * DAY

    @invariant()
    def law_1_the_balance_is_the_sum_of_its_entries(self) -> None:
        if not hasattr(self, "books"):
            return
        entries, member = self.books.entries, self.books.member
        sums = [sum(getattr(e, n) for e in entries) for n in ("available", "pending", "debt")]
        assert tuple(sums) == self.books.balance
        assert member.lifetime == sum(one.available for one in self.books.orders.values())
        assert member.pending == sum(one.pending for one in self.books.orders.values())

    @invariant()
    def nobody_holds_more_of_a_limited_rule_than_there_is(self) -> None:
        if not hasattr(self, "books"):
            return
        held: dict[str, int] = {}
        marks, shares = 0, dict.fromkeys(self.books.spent, 0)
        for order in self.books.orders.values():
            for name, grant in order.grants:
                if "@" in name:
                    marks += grant.now
                    continue
                if "$" in name:
                    shares[name.split("$")[0], ""] += grant.now
                    assert 0 <= grant.now <= (grant.most or 0)
                    continue
                held[name] = held.get(name, 0) + grant.now
                held[f"{name}+"] = held.get(f"{name}+", 0) + grant.pieces
                assert 0 <= grant.now <= (grant.most or 0)
        counters = dict(self.books.member.counters)
        counted = sum(counters.pop(name) for name in list(counters) if "@" in name)
        assert marks == counted or self.late
        assert {n: c for n, c in held.items() if c} == counters
        assert shares == self.books.spent
        limits = {one.id: one.cap for one in self.program.earning.multipliers}
        limits |= {one.id: one.times for one in self.program.earning.bonuses}
        for name, count in held.items():
            limit = limits.get(name.rstrip("!+"))
            assert limit is None or name.endswith(("!", "+")) or count <= limit
            assert not name.endswith("!") or count <= 1

    @invariant()
    def law_8_each_why_gives_its_points_again(self) -> None:
        if not hasattr(self, "books") or not self.books.entries:
            return
        entry = self.books.entries[-1]
        why, order = entry.why, self.books.order(entry.source["id"])
        if "rules" in why and why["state"] != "void":
            assert replayed(why) == order.available + order.pending


TestOrders = Orders.TestCase
TestOrders.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
