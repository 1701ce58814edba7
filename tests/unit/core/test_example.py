"""The example member of a preview: in the tier that was asked for, on the way to the next one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import example, tiers
from core.program.defaults import default_document
from core.program.model import Program, load
from integrations import templates

TZ = ZoneInfo("Asia/Taipei")
NOW_S = 1_795_330_000
PROGRAMS = [load(default_document("USD"), 1, 0)] + [
    load(templates.document(name), 1, 0) for name in templates.names()
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_in_every_template_the_example_member_holds_the_tier_and_the_points_asked_for(
    program: Program,
) -> None:
    for tier in program.tiers:
        member = example.member(program, 450, tier.id, NOW_S, TZ)
        assert (program.tier(member.tier_id), member.available, member.debt) == (tier, 450, 0)


@given(st.sampled_from(PROGRAMS), st.data(), st.integers(0, 9_999_999))
def test_no_example_member_has_what_reaches_a_tier_above_their_own(
    program: Program, data: st.DataObject, points: int
) -> None:
    tier = data.draw(st.sampled_from(program.tiers))
    member = example.member(program, points, tier.id, NOW_S, TZ)
    after = tiers.promoted(member, program, NOW_S, TZ)
    if not any(one.thresholds.did for one in program.tiers):
        assert program.tier(after.tier_id) == tier


def test_a_tier_that_the_program_does_not_have_is_its_lowest() -> None:
    program = PROGRAMS[0]
    member = example.member(program, 10, "platinum", NOW_S, TZ)
    assert member.tier_id == program.tiers[0].id
