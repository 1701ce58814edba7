"""Awards in the pure core: whatever is wished, in whatever order, the last wish counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core import awards, calendar
from core import lots as lot
from core.awards import AwardState
from core.explain import explain, names_of
from core.member import MemberState
from core.program.awards import NOTHING, Award
from core.program.model import Program
from core.redemptions import Redemption, Status
from tests.unit.core.worlds import T0, TZ, program

WHY = {"reason": "award", "rule": "review"}
DAY = 86_400


def made(status: Status, reward: str = "bag", value_minor: int = 500) -> Redemption:
    return Redemption(
        redemption_id="r1",
        store_id="s",
        member_id="m",
        reward_id=reward,
        reward_kind="fixed",
        points=0,
        value_minor=value_minor,
        percent=0,
        currency="USD",
        title="Bag",
        code="rg-1",
        created_at_ms=0,
        expires_at_s=0,
        lots=(),
        status=status,
    )


@pytest.mark.parametrize(
    ("wish", "current", "expected"),
    [
        (Award(reward_id="bag"), None, "new"),
        (Award(points=5), None, "stays"),
        (Award(reward_id="bag"), made("issued"), "stays"),
        (Award(reward_id="bag"), made("held"), "stays"),
        (NOTHING, made("issued"), "back"),
        (NOTHING, made("held"), "back"),
        (NOTHING, made("used"), "stays"),
        (Award(reward_id="bag"), made("used"), "stays"),
        (Award(reward_id="bag"), made("expired"), "stays"),
        (Award(reward_id="bag"), made("returning"), "stays"),
        (Award(reward_id="bag"), made("returned"), "new"),
        (Award(reward_id="bag", value_minor=300), made("issued"), "back"),
        (Award(reward_id="bag", value_minor=500), made("issued"), "stays"),
        (Award(reward_id="mug"), made("issued"), "back"),
    ],
)
def test_a_gift_is_made_once_and_a_second_one_only_after_the_first_is_known_to_be_unused(
    wish: Award, current: Redemption | None, expected: str
) -> None:
    assert awards.step(wish, current) == expected


def settled(wish: Award, what: Any = "stays", member: MemberState | None = None) -> Any:
    award = AwardState("m", "a", rule_id="review")
    before = member or MemberState("m")
    return awards.settle(award, before, wish, program(), WHY, T0, TZ, (what, "r1"))


def test_an_award_says_in_both_languages_what_was_given_and_for_what() -> None:
    _, _, entry = settled(Award(points=50, reward_id="off-small"), "new")
    assert entry.source == {"type": "award", "member": "m", "id": "a", "redemption": "r1"}
    shown = {"kind": entry.kind, "points": 50, "source": entry.source, "why": entry.why}
    names = {**names_of(program()), "rule/review": {"en": "Review", "zh-Hant": "商品評論"}}
    text = explain(shown, names)
    assert text["en"].startswith("Review: 50 points, ")
    assert text["zh-Hant"].startswith("商品評論：50 點，")


def test_the_relay_hears_of_an_award_only_when_a_code_has_to_be_made_or_taken_back() -> None:
    assert settled(Award(points=50))[2].flags == ()
    assert settled(Award(reward_id="off-small"), "new")[2].flags == ("code",)
    assert settled(NOTHING, "back")[2].kind == "reverse"


class Awards(RuleBasedStateMachine):
    """One member, three awards, and points that come, go and expire beside them."""

    @initialize(policy=st.sampled_from(["debt", "forgive"]), months=st.sampled_from([None, 1]))
    def open(self, policy: Any, months: int | None) -> None:
        expiry = {"kind": "months", "months": months} if months else {"kind": "none"}
        policies = {"spent_refund": policy, "code_days": 90}
        self.program: Program = program(expiry=expiry, policies=policies)
        self.member = MemberState("m")
        self.awards = {one: AwardState("m", one, rule_id="review") for one in "abc"}
        self.now_s = T0
        self.worth = 0

    @rule(which=st.sampled_from("abc"), points=st.integers(0, 200))
    def wish(self, which: str, points: int) -> None:
        before = self.awards[which]
        kept_out = before.excused + before.forgiven
        award, self.member, entry = awards.settle(
            *(before, self.member, Award(points), self.program, WHY, self.now_s, TZ),
            ("stays", ""),
        )
        self.awards[which] = replace(award, version=award.version + 1)
        change = points - before.points + award.excused + award.forgiven - kept_out
        # Less only where points came back into a lot that has ended.
        assert entry.points == change or (change > entry.points and before.lot_on)
        self.worth += entry.points

    @rule(points=st.integers(1, 150))
    def spend(self, points: int) -> None:
        rest, taken = lot.take(self.member.lots, points)
        self.member = self.member.with_lots(rest)
        self.worth -= lot.total(taken)

    @rule(points=st.integers(1, 150))
    def earn_otherwise(self, points: int) -> None:
        self.member = self.member.credit(points, self.program.expiry.last_day(self.now_s, TZ))
        self.worth += points

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.now_s += days * DAY
        today = calendar.day(self.now_s, TZ).isoformat()
        alive, ended = lot.split_expired(self.member.lots, today)
        self.member = self.member.with_lots(alive)
        for on, points in ended:
            self.member = self.member.with_expired(on, points)
            self.worth -= points

    @invariant()
    def the_books_balance(self) -> None:
        if not hasattr(self, "member"):
            return
        member = self.member
        assert member.available >= 0
        assert member.debt >= 0
        assert member.available - member.debt == self.worth
        assert lot.total(member.lots) == member.available


TestAwards = Awards.TestCase
TestAwards.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_cancelling_and_uncancelling_an_award_mints_and_burns_nothing() -> None:
    member = MemberState("m").credit(30, "")
    award = AwardState("m", "a", rule_id="review")
    for wish in (Award(80), NOTHING, Award(80), NOTHING, Award(80)):
        award, member, _ = awards.settle(award, member, wish, program(), WHY, T0, TZ, ("stays", ""))
        award = replace(award, version=award.version + 1)
    assert (member.available, member.debt) == (110, 0)
