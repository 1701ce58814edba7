"""Tiers on rolling spend: up at once, down at review, and never in between."""

from __future__ import annotations

import pytest

from core import tiers
from core.member import MemberState
from tests.unit.core.worlds import T0, TZ, program

PROGRAM = program()  # Silver from 500, Gold from 1,500


def spender(month: str, minor: int, tier: str | None = None) -> MemberState:
    member = MemberState("m", spend=((month, minor),))
    return member.with_tier(tier, T0) if tier else member


@pytest.mark.parametrize(("minor", "tier"), [(49_999, None), (50_000, "silver"), (150_000, "gold")])
def test_a_tier_is_reached_at_its_threshold(minor: int, tier: str | None) -> None:
    assert tiers.promoted(spender("2026-09", minor), PROGRAM, T0, TZ).tier_id == tier


def test_less_spend_than_the_tier_needs_does_not_lower_it_before_its_review() -> None:
    member = spender("2026-09", 50_000, "gold")
    assert tiers.promoted(member, PROGRAM, T0, TZ) == member
    assert tiers.reviewed(member, PROGRAM, T0, TZ).tier_id == "silver"


def test_a_purchase_counts_for_the_twelve_months_after_its_own() -> None:
    member = spender("2025-09", 50_000, "silver")
    assert tiers.figures(member, PROGRAM, "2026-09").spend_minor == 50_000
    assert tiers.figures(member, PROGRAM, "2026-10").spend_minor == 0
    assert tiers.review_on(member, PROGRAM, T0, TZ) == "2026-10-01"


def test_progress_says_what_is_missing_and_until_when_the_tier_is_safe() -> None:
    seen = tiers.progress(spender("2026-09", 60_000, "silver"), PROGRAM, T0, TZ)
    assert seen.next_tier is not None
    assert (seen.next_tier.id, seen.missing.spend_minor, seen.keep_until) == (
        "gold",
        90_000,
        "2027-09-30",
    )


def test_the_lowest_tier_cannot_be_lost_and_the_highest_leads_nowhere() -> None:
    lowest = tiers.progress(MemberState("m"), PROGRAM, T0, TZ)
    assert (lowest.tier.id, lowest.keep_until) == ("member", None)
    assert tiers.progress(spender("2026-09", 200_000, "gold"), PROGRAM, T0, TZ).next_tier is None


def test_the_tier_held_at_a_moment_is_the_one_reached_before_it() -> None:
    member = MemberState("m").with_tier("silver", T0).with_tier("gold", T0 + 50)
    assert [member.tier_at(T0 + at) for at in (-1, 0, 49, 50)] == [None, "silver", "silver", "gold"]
