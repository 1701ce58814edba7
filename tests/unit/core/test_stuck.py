"""When a redemption waits for its store longer than somebody who looks should accept."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.member import MemberState
from core.redemptions import HOLD_MS, LEASE_MS, Status, began
from core.stuck import stuck
from tests.unit.core.test_redemptions import hold
from tests.unit.core.worlds import T0

NOW_MS = T0 * 1000
_, HELD = hold(MemberState("m").with_lots((("", 500),)))


def test_a_hold_is_stuck_once_a_minute_has_passed_and_nobody_asks() -> None:
    assert stuck(HELD, NOW_MS + 59_000) is None
    assert stuck(HELD, NOW_MS + 61_000) == "making"
    asked = replace(HELD, lease_until_ms=NOW_MS + 61_000 + LEASE_MS)
    assert stuck(asked, NOW_MS + 61_000) is None


def test_a_return_is_stuck_when_nobody_asks_the_store() -> None:
    returning = replace(HELD, status="returning")
    assert stuck(returning, NOW_MS) == "taking_back"
    assert stuck(replace(returning, lease_until_ms=NOW_MS + 1), NOW_MS) is None


@given(st.sampled_from(("issued", "used", "returned", "expired")), st.integers(0, 100 * HOLD_MS))
def test_what_has_ended_or_is_in_a_members_hands_is_never_stuck(
    status: Status, later_ms: int
) -> None:
    assert stuck(replace(HELD, status=status), NOW_MS + later_ms) is None


def test_a_redemption_begins_with_one_entry_and_no_other_names_it_as_its_beginning() -> None:
    source = {"type": "redemption", "id": "r1"}
    assert began(source, {"reason": "redeem", "reward": "off"}, "redeem") == "r1"
    assert began(source, {"reason": "used_after_return", "reward": "off"}, "redeem") == ""
    assert began(source, {"reason": "given_back", "reward": "off"}, "return") == ""
    gift = {"type": "award", "member": "m", "id": "a", "redemption": "r2"}
    assert began(gift, {"reason": "award", "reward": "off"}, "bonus") == "r2"
    assert began(gift, {"reason": "award"}, "reverse") == "", "its code was taken back"
    assert began({"type": "order", "store": "s", "id": "1"}, {"reason": "earn"}, "earn") == ""
