"""The laws over random expiry and tier rules: whatever the rules, the books balance, and what was
promised holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from core import bought, due, expiry, tiers
from core import lots as lot
from core.calendar import day, last_day, month
from core.errors import BadInput
from core.identity import Ledger as LedgerKeys
from core.ledger.rows import member_row, member_state
from core.program.defaults import default_document
from core.program.model import Programs
from core.program.schema import validate
from core.program.tiers import Figures
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


tier_rules = st.fixed_dictionaries(
    {
        "entry": st.sampled_from(["joining", "first_paid_order"]),
        "down": st.sampled_from(["straight", "one_step", "never"]),
        "grace_days": st.integers(0, 31),
    },
    optional={
        "months": st.integers(1, 12),
        "reviews": st.lists(st.integers(1, 12), min_size=1, max_size=3),
        "window": st.sampled_from(["rolling", "calendar_year", "lifetime"]),
    },
).filter(lambda rules: "reviews" not in rules or rules.get("window", "rolling") == "rolling")


@st.composite
def ladders(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Three tiers by some of the figures, and perhaps a paid one on top."""
    measures = draw(
        st.lists(st.sampled_from(["from", "points", "orders"]), min_size=1, unique=True)
    )
    need = draw(st.sampled_from(["all", "any"]))
    scale = {"from": 200, "points": 150, "orders": 1}
    found: list[dict[str, Any]] = [{"id": "member", "name": {"en": "Member"}, "from": "0"}]
    for step, tier_id in enumerate(("silver", "gold"), 1):
        figures: dict[str, Any] = {name: scale[name] * step for name in measures}
        figures["from"] = str(figures.get("from", 0))
        found.append({"id": tier_id, "name": {"en": tier_id}, "need": need, **figures})
    if draw(st.booleans()):
        found[2]["entry_reward"] = {"points": 70, "after_days": draw(st.integers(0, 20))}
    if draw(st.booleans()):
        membership = {"products": ["10"], "months": draw(st.integers(1, 3))}
        found.append({"id": "club", "name": {"en": "Club"}, "membership": membership})
    return found


class Standing(Ledger):
    """One member under random expiry and tier rules, with extensions and given tiers. Every order
    is of the product that a membership is sold by."""

    @initialize(forgive=st.booleans(), ends=expiries, ladder=ladders(), rules=tier_rules)
    def open(
        self,
        forgive: bool,
        ends: dict[str, Any],
        ladder: list[dict[str, Any]],
        rules: dict[str, Any],
    ) -> None:
        super().open(forgive, None)
        policies = {"spent_refund": "forgive" if forgive else "debt", "code_days": 90}
        changes = {"expiry": ends, "policies": policies, "tiers": ladder, "tier_rules": rules}
        self.program = program(**validate(default_document("USD") | changes))
        self.books = Books(Programs([self.program]))

    @rule(days=st.integers(1, 45))
    def time_passes(self, days: int) -> None:
        """What falls due is done, and afterwards nothing is due for now."""
        self.books.now_s += days * DAY
        now_s, rules = self.books.now_s, self.program
        while step := due.settle(self.books.member, rules, now_s, TZ):
            before = self.books.member
            self.books.post(*step)
            if step[1].kind == "bonus":
                self.adjusted += step[1].points
            else:
                self.expired += before.available - self.books.member.available
                assert step[1].points == 0 or step[1].kind == "expire"
        self.books.member = due.noted(self.books.member, rules, now_s, TZ)
        assert (self.books.member.due_on or "9") > day(now_s, TZ).isoformat()

    @rule(tier_id=st.sampled_from(["silver", "gold"]), ahead=st.integers(0, 100))
    def give_tier(self, tier_id: str, ahead: int) -> None:
        until = day(self.books.now_s + ahead * DAY, TZ).isoformat()
        before, now_s = self.books.member, self.books.now_s
        try:
            self.books.post(*tiers.given(before, tier_id, until, self.program, now_s, TZ))
        except BadInput:
            assert self.program.rank(before.tier_id) > self.program.rank(tier_id)
        assert self.program.rank(self.books.member.tier_id) >= self.program.rank(tier_id)

    @precondition(lambda self: hasattr(self, "books"))
    @invariant()
    def what_tiers_go_by_is_what_the_orders_say(self) -> None:
        orders = self.books.orders.values()
        ever = bought.ever(self.books.member)
        assert ever.orders == sum(bool(one.counted) for one in orders)
        assert ever.spend_minor == sum(one.spend_minor for one in orders)
        assert ever.points == sum(one.available for one in orders)

    @precondition(lambda self: hasattr(self, "books"))
    @invariant()
    def progress_is_computed_by_the_function_that_decides(self) -> None:
        """Whoever has what is missing is promoted by it, and whoever has less is not."""
        member, now_s = self.books.member, self.books.now_s
        seen = tiers.progress(member, self.program, now_s, TZ)
        if seen.next_tier is None or seen.next_tier.thresholds == Figures():
            return
        this_month = month(now_s, TZ)
        richer = bought.add(member, this_month, seen.missing, years=True)
        richer = replace(richer, lifetime=member.lifetime + seen.missing.points)
        after = tiers.promoted(richer, self.program, now_s, TZ)
        assert self.program.rank(after.tier_id) >= self.program.rank(seen.next_tier.id)
        assert tiers.promoted(member, self.program, now_s, TZ).tier_id == member.tier_id

    @precondition(lambda self: hasattr(self, "books"))
    @invariant()
    def an_entry_reward_is_paid_once(self) -> None:
        assert all(
            count == 1 for name, count in self.books.member.counters if name.startswith("tier:")
        )

    @precondition(lambda self: hasattr(self, "books"))
    @invariant()
    def the_members_row_keeps_all_of_it(self) -> None:
        member = self.books.member
        ledger = LedgerKeys.open("woo-0123456789ab", b"master key of the tests")
        assert replace(member_state(member_row(ledger, member)), version=member.version) == member

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
