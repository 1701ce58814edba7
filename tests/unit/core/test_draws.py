"""Entering a draw: what it costs, who may, and that giving back undoes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import draws, forgiveness
from core import lots as lot
from core.errors import InsufficientPoints, RewardClosed, TooMany
from core.explain import explain, names_of
from core.member import MemberState
from core.program.model import Program
from core.redemptions import MOST_A_MINUTE
from tests.unit.core.worlds import T0, TZ, program

TODAY = "2026-09-21"
DRAW: dict[str, Any] = {
    "id": "spring",
    "name": {"en": "Spring draw", "zh-Hant": "春季抽獎"},
    "from": "2026-09-20",
    "until": "2026-09-30",
    "cost": 10,
    "limit_per_member": 5,
    "prizes": [{"name": {"en": "First"}, "count": 1, "award": {"points": 500}}],
}
MEI = MemberState("mei").credit(100, "2027-05-31").credit(30, lot.NEVER)


def of(**changes: Any) -> Program:
    """A program with the draw, changed."""
    drawn = {name: what for name, what in (DRAW | changes).items() if what is not None}
    return program(draws=[drawn])


def enter(member: MemberState, by: Program, entries: int = 1, bought: int = 0, **at: Any) -> Any:
    given: Any = {"now_s": T0, "today": TODAY} | at
    return draws.enter(member, by.draws[0], by, "t1", entries, bought, **given)


def test_an_entry_costs_its_points_and_the_earliest_lots_go_first() -> None:
    after, entry, ticket = enter(MEI, of(limit_per_member=None), 11)
    assert after.lots == ((lot.NEVER, 20),)
    assert (entry.kind, entry.points, entry.lots) == (
        "redeem",
        -110,
        (("2027-05-31", -100), (lot.NEVER, -10)),
    )
    assert (ticket.points, ticket.entries, ticket.lots) == (
        110,
        11,
        (("2027-05-31", 100), (lot.NEVER, 10)),
    )


@pytest.mark.parametrize(
    ("changes", "entries", "bought", "today", "code"),
    [
        ({}, 1, 0, "2026-09-19", "draw_not_open"),
        ({}, 1, 0, "2026-10-01", "draw_closed"),
        ({}, 6, 0, TODAY, "draw_limit_reached"),
        ({}, 3, 3, TODAY, "draw_limit_reached"),
        ({"cost": None, "limit_per_member": None}, 1, 0, TODAY, "draw_not_for_points"),
        ({"tiers": ["gold"]}, 1, 0, TODAY, "draw_not_for_tier"),
    ],
)
def test_who_cannot_enter_is_told_why_in_both_languages(
    changes: dict[str, Any], entries: int, bought: int, today: str, code: str
) -> None:
    with pytest.raises(RewardClosed) as refused:
        enter(MEI, of(**changes), entries, bought, today=today)
    assert refused.value.code == code
    text: Any = refused.value.details["text"]
    assert text["en"].endswith(".")
    assert text["zh-Hant"].endswith("。")


def test_the_last_day_and_the_last_entry_of_the_limit_count() -> None:
    assert enter(MEI, of(), 2, 3, today="2026-09-30")[2].entries == 2


def test_members_of_the_tier_can_enter() -> None:
    gold = MEI.with_tier("gold", T0)
    assert enter(gold, of(tiers=["gold"]))[2].points == 10


def test_a_draw_that_the_program_dropped_takes_nobody_in() -> None:
    by = of()
    with pytest.raises(RewardClosed) as refused:
        draws.enter(MEI, by.draws[0], program(), "t1", 1, 0, T0, TODAY)
    assert refused.value.code == "draw_not_offered"


def test_points_that_are_not_there_or_have_ended_buy_nothing() -> None:
    with pytest.raises(InsufficientPoints):
        enter(MemberState("jia").credit(9, lot.NEVER), of())
    ended = MemberState("jia").credit(100, "2026-08-31")
    with pytest.raises(InsufficientPoints):
        enter(ended, of())


def test_nobody_enters_faster_than_a_person_can() -> None:
    member, by = replace(MEI, pace=(T0 // 60, MOST_A_MINUTE)), of()
    with pytest.raises(TooMany):
        enter(member, by)
    assert enter(member, by, now_s=T0 + 60)[0].pace == (T0 // 60 + 1, 1)


@given(
    st.lists(st.tuples(st.sampled_from(["2026-12-31", "2027-05-31", ""]), st.integers(1, 60))),
    st.integers(1, 10),
)
def test_giving_a_ticket_back_undoes_it(lots: list[tuple[str, int]], entries: int) -> None:
    member = MemberState("mei").with_lots(lot.normal(lots))
    by = of(limit_per_member=None)
    if member.available < 10 * entries:
        with pytest.raises(InsufficientPoints):
            enter(member, by, entries)
        return
    after, bought, ticket = enter(member, by, entries)
    again, returned, back = draws.give_back(after, ticket, T0 + 60, TZ)
    assert again.lots == member.lots
    assert bought.points + returned.points == 0
    assert (back.returned, back.entries) == (True, entries)


def test_points_that_a_refund_forgave_meanwhile_do_not_come_back_with_a_ticket() -> None:
    after, _, ticket = enter(MEI, of(), 3)
    forgiven = forgiveness.forgive(after, 20)
    again, entry, _ = draws.give_back(forgiven, ticket, T0 + 60, TZ)
    assert again.available == after.available + 10
    assert entry.why["forgiven"] == 20
    assert forgiveness.withheld(again) == 20


def test_entries_are_explained_in_both_languages() -> None:
    by = of()
    after, bought, ticket = enter(MEI, by, 2)
    _, back, _ = draws.give_back(after, ticket, T0 + 60, TZ)
    texts = [
        explain({"kind": one.kind, "points": one.points, "source": one.source, "why": one.why}, n)
        for one in (bought, back)
        for n in (names_of(by),)
    ]
    assert [text["en"] for text in texts] == [
        "2 entries in Spring draw for 20 points.",
        "2 entries in Spring draw given back for 20 points.",
    ]
    assert [text["zh-Hant"] for text in texts] == [
        "以 20 點兌換「春季抽獎」抽獎券 2 張。",
        "退回「春季抽獎」抽獎券 2 張，取回 20 點。",
    ]
