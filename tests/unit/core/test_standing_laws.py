"""The laws over random expiry and tier rules: whatever the rules, the books balance, and what was
promised holds."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from core import expiry
from core import lots as lot
from core.calendar import day, last_day, month
from core.program.model import Programs
from tests.unit.core.test_laws import DAY, Ledger
from tests.unit.core.worlds import TZ, Books, program

_remind = st.one_of(st.none(), st.integers(1, 60))
_months = st.integers(1, 3)
expiries = st.one_of(
    st.just({"kind": "none"}),
    st.builds(lambda n, r: {"kind": "months", "months": n, "remind_days": r}, _months, _remind),
    st.builds(lambda n, r: {"kind": "inactivity", "months": n, "remind_days": r}, _months, _remind),
    st.builds(
        lambda n, m, r: {"kind": "yearly", "months": n, "month": m, "remind_days": r},
        st.integers(0, 3),
        st.integers(1, 12),
        _remind,
    ),
)


class Standing(Ledger):
    """One member under random expiry rules, with extensions."""

    @initialize(forgive=st.booleans(), rule=expiries)
    def open(self, forgive: bool, rule: dict[str, object]) -> None:
        super().open(forgive, None)
        policies = {"spent_refund": "forgive" if forgive else "debt", "code_days": 90}
        self.program = program(expiry=rule, policies=policies)
        self.books = Books(Programs([self.program]))

    @rule(ahead=st.integers(0, 200))
    def extend(self, ahead: int) -> None:
        today = day(self.books.now_s, TZ).isoformat()
        until = last_day(month(self.books.now_s + ahead * DAY, TZ))
        before = self.books.member
        step = expiry.extended(before, until, today)
        if step is not None:
            self.books.post(*step)
        after = self.books.member
        assert after.available == before.available
        assert not [on for on, _ in after.lots if today <= on < until]

    @precondition(lambda self: hasattr(self, "books"))
    @invariant()
    def nothing_alive_ends_before_what_was_promised(self) -> None:
        today = day(self.books.now_s, TZ).isoformat()
        member = self.books.member
        assert not [on for on, _ in member.lots if today <= on < member.kept_until]

    @precondition(lambda self: hasattr(self, "books"))
    @invariant()
    def a_member_has_a_lot_a_month_at_most(self) -> None:
        ends = [on for on, _ in self.books.member.lots if on != lot.NEVER]
        assert all(on == last_day(on[:7]) for on in ends)


TestStanding = Standing.TestCase
TestStanding.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
