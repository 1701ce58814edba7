"""The laws of group purchases, over random histories on the real ledger, its table in memory:
orders join, grow, come back, are cancelled and paid again, change hands; the event is extended, its
target moved; time passes; and what is under way dies at any of its calls and is begun anew."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.identity import Ledger
from core.ledger import group_rows
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.snapshot import PaymentState
from tests.simulation.aws import AWS, Killed, installed
from tests.support.group_town import Town
from tests.unit.core.worlds import TZ

KEY = b"master key of the tests"
_ledgers = itertools.count(1)
customers, any_bool = st.integers(1, 4), st.booleans()


@dataclass
class Truth:
    """An order as the store has it, and by which event it first joined for each customer."""

    customer: int
    pieces: int
    state: PaymentState = "paid"
    joined: dict[int, int] = field(default_factory=dict)

    @property
    def units(self) -> int:
        return self.pieces if self.state == "paid" else 0


class Groups(RuleBasedStateMachine):
    """What should be is told by sets of orders and plain sums, not by versions and differences."""

    @initialize(lost=st.sampled_from(["keep", "take_back"]), goal=st.integers(4, 10))
    def begin(self, lost: str, goal: int) -> None:
        self.stack = ExitStack()
        self.calls_left: int | None = None
        self.stack.enter_context(installed(AWS("regulars-groups"), self._around))
        ledger = Ledger.open(f"woo-{next(_ledgers):012x}", KEY)
        given = {"missed_award": {"points": 5}, "lost": lost, "target": {"units": goal}}
        self.lost, self.target, self.until = lost, goal, 30  # of September, and on
        self.town = Town(_Empty(ledger), **given)
        self.orders: dict[int, Truth] = {}
        self.events, self.day = 0, 21
        self.reached, self.closed = False, ""
        self.kept_through = self.missed_through = 0
        for number in (1, 2, 3):
            self.orders[number] = Truth(number, 2)
            self._happened(number, dies=False)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            try:
                self.settle()
                assert verify(master_key=KEY).mismatches == []
            finally:
                self.stack.close()

    # -- what happens -------------------------------------------------------------------------

    @precondition(lambda self: len(self.orders) < 7)
    @rule(customer=customers, pieces=st.integers(1, 4), dies=any_bool)
    def buy(self, customer: int, pieces: int, dies: bool) -> None:
        number = len(self.orders) + 1
        self.orders[number] = Truth(customer, pieces)
        self._happened(number, dies)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), dies=st.booleans())
    def change(self, data: st.DataObject, dies: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.orders)))
        order = self.orders[number]
        what = data.draw(st.sampled_from(["pieces", "pieces", "cancel", "pay", "pay", "move"]))
        was = ""
        if what == "pieces":
            order.pieces = data.draw(st.integers(1, 5))
        elif what == "move":
            was = self.town.member_id(order.customer)
            order.customer = data.draw(customers)
        else:
            order.state = "void" if what == "cancel" else "paid"
        self._happened(number, dies, was)

    @rule(goal=st.integers(4, 12))
    def move_target(self, goal: int) -> None:
        self.target = goal
        self.town.publish(target={"units": goal})
        self._look()

    @rule()
    def extend(self) -> None:
        self.until = max(self.until, self.day) + 4
        self.town.publish(until=_september(self.until))
        self._look()

    @rule(days=st.sampled_from([1, 5, 10]))
    def pass_time(self, days: int) -> None:
        self.day += days
        self.town.now_s += days * 86_400
        self._look()

    @rule(seed=st.integers(0, 40))
    def die_while_paying(self, seed: int) -> None:
        self._dying(seed, lambda: self.town.clock())

    # -- what must hold -----------------------------------------------------------------------

    @invariant()
    def the_total_is_the_sum_over_orders(self) -> None:
        count, state = group_rows.read(self.town.ledger, "rice")
        counting = [one for one in self.orders.values() if one.units]
        assert count.units == sum(one.units for one in counting)
        assert count.minor == 1_000 * count.units
        assert count.orders == len(counting)
        assert count.members == len({one.customer for one in counting})
        assert (state.reached, state.closed) == (self.reached, self.closed)

    @rule()
    def settle(self) -> None:
        """Once everything was done that waits, nobody is paid twice, and who should be paid is."""
        for number in self.orders:
            self.town.follow(number)
        self.town.clock()
        for customer in range(1, 5):
            assert self.town.given(customer) == self._due(customer)

    # -- the truth ----------------------------------------------------------------------------

    def _happened(self, number: int, dies: bool, was: str = "") -> None:
        order = self.orders[number]
        steps = 2 if was else 1  # it leaves one member before it joins the other
        if was == self.town.member_id(order.customer):
            was, steps = "", 1
        before = sum(one.units for n, one in self.orders.items() if n != number)
        self.town.order(number, order.pieces, order.customer, follow=False, state=order.state)
        self._dying(self.events % 23 if dies else None, lambda: self.town.follow(number, was))
        if steps == 2:
            self.events += 1
            self._state(before)
        self.events += 1
        if order.units:
            order.joined.setdefault(order.customer, self.events)
        self._state(sum(one.units for one in self.orders.values()))

    def _look(self) -> None:
        self.town.clock()
        self.events += 1
        self._state(sum(one.units for one in self.orders.values()))

    def _state(self, total: int) -> None:
        over = self.day > self.until
        if self.closed and not over:
            self.closed = ""
        if not self.closed:
            if self.reached and total < self.target:
                self.reached, self.kept_through = False, self.events - 1
            elif total >= self.target:
                self.reached = True
            if over:
                self.closed = "reached" if self.reached else "missed"
                if not self.reached:
                    self.missed_through = self.events

    def _due(self, customer: int) -> int:
        mine = [one for one in self.orders.values() if one.customer == customer and one.units]
        if not mine:
            return 0
        first = min(one.joined[customer] for one in mine)
        if self.reached or (self.lost == "keep" and first <= self.kept_through):
            return 100
        return 5 if self.closed == "missed" or first <= self.missed_through else 0

    # -- troubles -----------------------------------------------------------------------------

    def _dying(self, calls: int | None, work: Callable[[], Any]) -> None:
        """Do it until it is done: the first time it dies after so many calls."""
        self.calls_left = calls
        try:
            work()
        except Killed:
            self.calls_left = None
            work()
        self.calls_left = None

    def _around(self, service: str, operation: str, request: Any, perform: Any) -> Any:
        if self.calls_left is not None:
            self.calls_left -= 1
            if self.calls_left < 0:
                if self.events % 2:
                    perform()
                raise Killed
        return perform()


def _september(day: int) -> str:
    return (date(2026, 9, 1) + timedelta(day - 1)).isoformat()


class _Empty(Books):
    """Books of a ledger that has no program yet."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.tz = ledger, TZ


TestGroups = Groups.TestCase
TestGroups.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
