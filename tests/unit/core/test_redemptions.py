"""Holding points for a code, and where they go when it comes to nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import lots as lot
from core import redemptions
from core.calendar import day
from core.errors import Conflict, InsufficientPoints, TooMany
from core.lots import Lots
from core.member import MemberState
from core.program.model import Program
from core.redemptions import Redemption, Status
from tests.unit.core.worlds import STORE, T0, TZ, program

TODAY = day(T0, TZ).isoformat()  # 2026-09-21
ENDED, SOON, LATER = "2026-08-31", "2026-09-30", "2026-12-31"


def member(*lots: tuple[str, int]) -> MemberState:
    return MemberState("m").with_lots(lot.normal(lots))


def hold(
    of: MemberState, number: int = 1, rules: Program | None = None, at_s: int = T0
) -> tuple[MemberState, Redemption]:
    rules = rules or program()
    reward, redemption_id, code = rules.reward("off-small"), f"r{number}", f"rg-{number}"
    after, _, made = redemptions.hold(
        of, reward, rules, redemption_id, code, STORE, at_s * 1000, TODAY
    )
    return after, made


def returned(of: MemberState, made: Redemption, at_s: int = T0) -> Lots:
    return redemptions.give_back(of, made, "given_back", at_s, TZ)[0].lots


def test_points_of_a_lot_that_has_ended_cannot_be_spent_although_it_is_still_there() -> None:
    with pytest.raises(InsufficientPoints) as refusal:
        hold(member((ENDED, 60), (LATER, 99)))
    assert refusal.value.details == {"needed": 100, "available": 99}
    after, made = hold(member((ENDED, 60), (LATER, 100)))
    assert (after.lots, made.lots) == (((ENDED, 60),), ((LATER, 100),))


def test_what_ends_first_is_held_first_and_goes_back_where_it_came_from() -> None:
    after, made = hold(member((SOON, 30), (LATER, 200)))
    assert after.lots == ((LATER, 130),)
    assert returned(after, made) == ((SOON, 30), (LATER, 200))


def test_points_of_a_lot_that_ended_meanwhile_get_at_least_thirty_more_days() -> None:
    after, made = hold(member((SOON, 30), (LATER, 200)))
    in_october = T0 + 20 * 86_400
    assert returned(after, made, in_october) == (("2026-11-30", 30), (LATER, 200))


def test_points_of_a_lot_on_its_last_day_go_back_into_it() -> None:
    after, made = hold(member((SOON, 100)))
    last_day = T0 + 9 * 86_400
    assert day(last_day, TZ).isoformat() == SOON
    assert returned(after, made, last_day) == ((SOON, 100),)


def test_points_that_come_back_pay_debt_first() -> None:
    after, made = hold(member((LATER, 100)))
    assert returned(replace(after, debt=40), made) == ((LATER, 60),)


def test_a_use_after_the_return_makes_a_debt_of_what_is_no_longer_there() -> None:
    _, made = hold(member((LATER, 100)))
    after, entry = redemptions.take_again(member((LATER, 70)), made)
    assert (after.available, after.debt, entry.points) == (0, 30, -100)


def test_a_code_lives_as_long_as_the_program_says() -> None:
    rules = program(policies={"spent_refund": "debt", "code_days": 7})
    _, made = hold(member((LATER, 100)), rules=rules)
    assert made.expires_at_s == T0 + 7 * 86_400


def test_a_member_remembers_the_ten_newest_redemptions() -> None:
    one = member((LATER, 1200))
    for number in range(12):
        one, _ = hold(one, number)
    assert one.recent == tuple(f"r{number}" for number in range(11, 5, -1))


@pytest.mark.parametrize(
    ("status", "code"), [("used", "code_spent"), ("expired", "code_spent"), ("held", "still_held")]
)
def test_a_code_that_is_spent_or_not_made_yet_cannot_be_given_back(
    status: Status, code: str
) -> None:
    _, made = hold(member((LATER, 100)))
    with pytest.raises(Conflict) as refusal:
        redemptions.may_return(replace(made, status=status))
    assert refusal.value.code == code


def test_what_was_redeemed_before_an_erasure_is_closed_and_what_came_after_is_not() -> None:
    _, made = hold(member((LATER, 100)))
    assert not redemptions.closed(member(), made)
    assert redemptions.closed(replace(member(), erased_at_s=T0), made)
    assert not redemptions.closed(replace(member(), erased_at_s=T0 - 1), made)


def test_more_redemptions_in_a_minute_than_anybody_wants_are_refused_until_it_is_over() -> None:
    state = member((LATER, 100 * (redemptions.MOST_A_MINUTE + 2)))
    minute_s = T0 // 60 * 60
    for number in range(redemptions.MOST_A_MINUTE):
        state, _ = hold(state, number, at_s=minute_s + number)
    with pytest.raises(TooMany) as refusal:
        hold(state, 98, at_s=minute_s + 45)
    assert refusal.value.retry_after_s == 15
    assert hold(state, 99, at_s=minute_s + 60)[0].pace == (minute_s // 60 + 1, 1)
    assert hold(state, 99, at_s=minute_s - 60)[0].pace[1] == 1, "a rehearsal locks nobody out"


def test_who_has_too_few_points_hears_that_and_not_that_there_were_too_many() -> None:
    state = replace(member((LATER, 99)), pace=(T0 // 60, redemptions.MOST_A_MINUTE))
    with pytest.raises(InsufficientPoints):
        hold(state)
