"""When a member is due although nobody buys, and what is done then."""

from __future__ import annotations

from dataclasses import replace

from core import due
from core import lots as lot
from core.member import MemberState
from tests.unit.core.worlds import T0, TZ, program

PROGRAM = program()
SOON, LATER = "2026-09-30", "2026-12-31"
OCTOBER_1_TAIPEI = 1_790_784_000  # 2026-09-30T16:00:00Z


def member(*lots: tuple[str, int]) -> MemberState:
    return MemberState("m").with_lots(lot.normal(lots))


def test_a_member_is_due_on_the_day_after_the_earliest_lot_ends() -> None:
    both = member((LATER, 5), (SOON, 5))
    assert due.due_on(both, PROGRAM, T0, TZ) == "2026-10-01"
    assert due.due_on(member((lot.NEVER, 5)), PROGRAM, T0, TZ) is None


def test_only_an_earlier_day_is_registered_anew() -> None:
    noted, day = due.registering(member((LATER, 5)), PROGRAM, T0, TZ)
    assert (noted.due_on, day) == ("2027-01-01", "2027-01-01")
    earlier = noted.with_lots(lot.add(noted.lots, SOON, 5))
    noted, day = due.registering(earlier, PROGRAM, T0, TZ)
    assert (noted.due_on, day) == ("2026-10-01", "2026-10-01")
    assert due.registering(noted.with_lots(()), PROGRAM, T0, TZ) == (noted.with_lots(()), None)


def test_points_expire_at_midnight_where_the_store_is() -> None:
    one = member((SOON, 5), (LATER, 7))
    assert due.settle(one, PROGRAM, OCTOBER_1_TAIPEI - 1, TZ) is None
    step = due.settle(one, PROGRAM, OCTOBER_1_TAIPEI, TZ)
    assert step is not None
    after, entry = step
    assert (after.lots, after.expired, entry.points) == (((LATER, 7),), ((SOON, 5),), -5)


def test_a_tier_is_lost_at_midnight_where_the_store_is() -> None:
    silver = replace(member(), spend=(("2025-09", 50_000),)).with_tier("silver", T0 - 9)
    assert due.settle(silver, PROGRAM, OCTOBER_1_TAIPEI - 1, TZ) is None
    step = due.settle(silver, PROGRAM, OCTOBER_1_TAIPEI, TZ)
    assert step is not None
    assert (step[0].tier_id, step[1].kind) == ("member", "tier")
