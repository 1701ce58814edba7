"""Exclusive content, unlocked by tier, segment, points or a product owned; members-only sales."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import exclusives
from core.errors import NotFound
from core.member import MemberState
from tests.unit.core.segment_worlds import CATS, program, segment
from tests.unit.core.worlds import T0

MONTH = "2026-11"
NOBODY = MemberState("m")
GOLD = replace(NOBODY, tiers=(("gold", T0),))
CAT = replace(NOBODY, profile=(("pet", ("cat",)),))
RICH = replace(NOBODY, lifetime=500)
OWNER = replace(NOBODY, counters=(("own:kettles", 1),))


def guide(**whom: Any) -> dict[str, Any]:
    names = {"en": "Guide", "zh-Hant": "指南"}
    row = {"id": "guide", "name": names, "kind": "article", "text": {"en": "Dry it well."}}
    return row | ({"for": whom} if whom else {})


def reason(member: MemberState, **whom: Any) -> str | None:
    by = program(segment("cats", CATS), content=[guide(**whom)])
    refusal = exclusives.locked(member, exclusives.content_of(by, "guide"), by, MONTH)
    if refusal is None:
        return None
    assert refusal.code == "content_locked"
    assert refusal.text["zh-Hant"].endswith("。")
    return refusal.text["en"]


@pytest.mark.parametrize(
    ("whom", "who", "said"),
    [
        ({"tiers": ["gold"]}, GOLD, "This is for members of Gold."),
        ({"segments": ["cats"]}, CAT, "This is for the segment Cats."),
        ({"points": 500}, RICH, "This is for members who have earned 500 points."),
        ({"owns": "kettles"}, OWNER, "This is for owners of Kettles."),
    ],
)
def test_content_is_unlocked_by_a_tier_a_segment_points_or_a_product_owned(
    whom: dict[str, Any], who: MemberState, said: str
) -> None:
    assert reason(NOBODY, **whom) == said
    assert reason(who, **whom) is None


def test_by_all_that_is_named_or_by_any_and_the_reason_says_what_is_missing() -> None:
    both = {"tiers": ["silver", "gold"], "points": 500}
    assert reason(GOLD, **both) == "This is for members who have earned 500 points."
    assert reason(replace(GOLD, lifetime=500), **both) is None
    either = both | {"need": "any"}
    assert reason(GOLD, **either) is None
    assert reason(NOBODY, **either) == (
        "This is for members of Silver, Gold or members who have earned 500 points."
    )


def test_content_for_nobody_in_particular_is_everybodys() -> None:
    assert reason(NOBODY) is None


def test_content_that_the_program_does_not_have_is_not_found() -> None:
    with pytest.raises(NotFound):
        exclusives.content_of(program(), "guide")


def sale(**fields: Any) -> dict[str, Any]:
    return {"id": "spring", "name": {"en": "Spring"}, "percent": 20, "tiers": ["gold"]} | fields


@pytest.mark.parametrize(
    ("fields", "who", "seen"),
    [
        ({}, GOLD, True),
        ({}, NOBODY, False),
        ({"segments": ["cats"]}, GOLD, False),
        ({"segments": ["cats"]}, replace(GOLD, profile=CAT.profile), True),
        ({"tiers": [], "segments": ["cats"]}, CAT, True),
        ({"window": {"from": "2026-12-01"}}, GOLD, True),
        ({"window": {"until": "2026-11-19"}}, GOLD, False),
        ({"window": {"until": "2026-11-20"}}, GOLD, True),
        ({"window": {"festival": "qixi", "dates": ["2027-08-08"]}}, GOLD, True),
        ({"window": {"festival": "qixi", "dates": ["2026-08-19"]}}, GOLD, False),
    ],
)
def test_a_members_only_sale_is_for_its_tiers_and_segments_until_it_ends(
    fields: dict[str, Any], who: MemberState, seen: bool
) -> None:
    by = program(segment("cats", CATS), sales=[sale(**fields)])
    assert bool(exclusives.sales_for(who, by, "2026-11-20")) is seen
