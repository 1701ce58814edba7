"""Group purchases: which orders join, what they bring, what becomes of the event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import groups
from core.explain import explain, names_of
from core.grants import Grant
from core.group_awards import due, due_early, due_organiser
from core.groups import Count, Part, State, advanced, parts_of, phase
from core.program.awards import NOTHING, Award
from core.program.groups import Group
from core.program.model import Programs
from core.snapshot import Refund, RefundLine, from_json, to_json
from core.weighing import digest_of
from tests.unit.core.group_worlds import event, program, purchase
from tests.unit.core.worlds import T0, TZ, Books, snapshot

DAY_S = 86_400
TODAY = "2026-09-21"


def books(*events: dict[str, Any], **changes: Any) -> Books:
    return Books(Programs([program(*events, **changes)]))


def brought(at: Books, group_id: str = "rice") -> tuple[int, int]:
    """Pieces and money that order 22 brings, by its row."""
    order = at.order()
    part = parts_of(order, at.programs.newest, TODAY, TZ).get(group_id, Part())
    return part.units, part.minor


def back(refund_id: str, pieces: int, each_minor: int = 1_000) -> Refund:
    line = RefundLine("1", pieces * each_minor, pieces)
    return Refund(refund_id, pieces * each_minor, (line,))


def test_a_paid_order_joins_with_its_pieces_and_its_row_keeps_them() -> None:
    at = books()
    at.deliver(purchase(3))
    assert brought(at) == (3, 3_000)
    assert dict(at.order().grants) == {"~rice": Grant(most=3, position=3_000)}
    assert at.member.counters == (), "nothing of it is the member's to count"
    assert at.entries[-1].flags[0] == "follow"


def test_an_orders_history_says_with_what_it_joined_in_both_languages() -> None:
    at = books()
    at.deliver(purchase(3))
    entry = at.entries[-1]
    shown = {"kind": entry.kind, "points": entry.points, "source": entry.source, "why": entry.why}
    text = explain(shown, names_of(at.programs.newest))
    assert text["en"].endswith(" Rice of the new year: joins with 3 pieces.")
    assert text["zh-Hant"].endswith("新米團購：參團 3 件。")


def test_an_order_that_is_not_paid_brings_nothing_yet() -> None:
    at = books()
    at.deliver(purchase(3, state="pending"))
    assert brought(at) == (0, 0)
    at.deliver(purchase(3, stamp_s=T0 + 1))
    assert brought(at) == (3, 3_000)


def test_pieces_are_counted_net_of_returns() -> None:
    at = books()
    at.deliver(purchase(5))
    at.deliver(purchase(5, stamp_s=T0 + 1, refunds=[back("1", 2)]))
    assert brought(at) == (3, 3_000)


def test_a_cancelled_or_deleted_order_leaves_and_an_uncancelled_one_joins_again() -> None:
    at = books()
    at.deliver(purchase(5))
    at.deliver(purchase(5, stamp_s=T0 + 1, state="void"))
    assert brought(at) == (0, 0)
    at.deliver(purchase(5, stamp_s=T0 + 2))
    assert brought(at) == (5, 5_000)
    at.delete(received_at_ms=(T0 + 3) * 1000)
    assert brought(at) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "joins"),
    [
        ({}, True),
        ({"product": "99"}, False),
        ({"placed_at_s": T0 - 3 * DAY_S}, False),
        ({"placed_at_s": T0 - DAY_S, "stamp_s": T0}, True),
    ],
)
def test_an_order_joins_by_its_products_and_its_day(fields: dict[str, Any], joins: bool) -> None:
    at = books()
    at.deliver(purchase(2, **fields))
    assert bool(brought(at)[0]) == joins


@pytest.mark.parametrize(
    ("of_event", "of_order", "joins"),
    [
        ({"tag": "Rice"}, {"tags": ("rice", "x")}, True),
        ({"tag": "rice"}, {"tags": ("ricecake",)}, False),
        ({"link": "Rice-2026"}, {"group": "rice-2026"}, True),
        ({"link": "rice-2026"}, {}, False),
        ({"link": "rice-2026", "tag": "rice"}, {"tags": ("rice",)}, True),
    ],
)
def test_an_order_joins_by_its_tag_or_by_the_link_that_it_came_by(
    of_event: dict[str, Any], of_order: dict[str, Any], joins: bool
) -> None:
    at = books(of_event)
    at.deliver(purchase(2, **of_order))
    assert bool(brought(at)[0]) == joins


def test_a_tag_that_is_put_on_later_lets_the_order_join() -> None:
    at = books({"tag": "rice"})
    at.deliver(purchase(2))
    assert brought(at) == (0, 0)
    at.deliver(purchase(2, stamp_s=T0 + 1, tags=("rice",)))
    assert brought(at) == (2, 2_000)


def test_products_that_are_excluded_from_points_bring_nothing() -> None:
    at = books(earning=_excluding("10"))
    at.deliver(purchase(2))
    assert brought(at) == (0, 0)


def _excluding(product: str) -> dict[str, Any]:
    rule = {"id": "base", "kind": "per_amount", "points": 1, "per": {"USD": "1"}}
    return {"rules": [rule], "exclude": {"products": [product]}}


def test_a_change_of_pieces_that_moves_no_points_is_told_all_the_same() -> None:
    at = books()
    at.deliver(purchase(2, each_minor=0))
    at.deliver(purchase(5, each_minor=0, stamp_s=T0 + 1))
    assert brought(at) == (5, 0)
    assert [one.flags[0] for one in at.entries] == ["follow", "follow"]


def test_what_an_order_brings_is_decided_by_the_program_it_was_placed_under() -> None:
    later = program({"match": {"products": ["77"]}}, version=2, at_s=T0 + 60)
    at = Books(Programs([program(), later]))
    at.deliver(purchase(2))
    at.now_s = T0 + 3_600
    at.deliver(purchase(2, stamp_s=T0 + 3_600))
    part = parts_of(at.order(), at.programs.of_version(1), TODAY, TZ)["rice"]
    assert (part.units, part.program_version) == (2, 1)


def test_a_refund_of_one_line_without_its_lines_is_asked_for_when_pieces_count() -> None:
    at = books()
    at.deliver(purchase(3))
    at.deliver(purchase(3, stamp_s=T0 + 1, refunds=[1_000]))
    assert "estimated" in at.entries[-1].flags
    at.deliver(purchase(1, stamp_s=T0 + 2, order_id="23"))
    at.deliver(purchase(1, stamp_s=T0 + 3, order_id="23", refunds=[500]))
    assert "estimated" not in at.entries[-1].flags, "one piece is one piece"


def test_a_snapshot_keeps_tags_and_link_in_the_queue_and_is_digested_as_before_without() -> None:
    plain = snapshot()
    tagged = replace(plain, tags=("a",), group="b")
    assert from_json(to_json(tagged)) == tagged
    assert digest_of(tagged) != digest_of(plain)
    old = {key: one for key, one in to_json(plain).items() if key not in ("tags", "group")}
    assert from_json(old) == plain


# What becomes of the event.


def count(units: int, version: int = 5) -> Count:
    return Count(version=version, units=units, minor=units * 1_000)


def step(state: State, units: int, today: str = TODAY, version: int = 5, **fields: Any) -> State:
    return advanced(state, count(units, version), event(**fields), today)


def test_the_target_is_reached_by_pieces_or_by_money() -> None:
    assert not step(State(), 9).reached
    assert step(State(), 10).reached
    assert step(State(), 10, target={"amount": "100"}).reached
    assert not step(State(), 9, target={"amount": "100"}).reached


def test_a_target_that_is_lost_again_remembers_who_had_joined() -> None:
    lost = step(step(State(), 12), 8, version=7)
    assert (lost.reached, lost.reached_through, lost.round) == (False, 6, 2)
    assert step(lost, 12, version=9).reached


def test_an_event_ends_reached_or_missed_and_returns_change_nothing_afterwards() -> None:
    reached = step(State(reached=True), 10, "2026-10-01")
    assert reached.closed == "reached"
    assert step(reached, 0, "2026-10-02") == reached
    missed = step(State(), 9, "2026-10-01")
    assert (missed.closed, missed.missed_through) == ("missed", 5)
    assert step(missed, 50, "2026-10-02") == missed


def test_what_is_paid_in_the_days_that_an_event_settles_still_counts() -> None:
    assert step(State(), 9, "2026-10-03", settle_days=3) == State()
    assert step(State(), 10, "2026-10-03", settle_days=3).reached
    assert step(State(), 9, "2026-10-04", settle_days=3).closed == "missed"


def test_an_extended_event_is_open_again() -> None:
    missed = step(State(), 9, "2026-10-01")
    extended = step(missed, 9, "2026-10-01", until="2026-10-15")
    assert (extended.closed, extended.missed_through) == ("", 5)
    assert step(extended, 10, "2026-10-02", until="2026-10-15").reached


def test_a_raised_target_is_lost_and_a_lowered_one_reached() -> None:
    assert not step(State(reached=True), 12, target={"units": 20}).reached
    assert step(State(), 8, target={"units": 8}).reached


def test_the_phases_of_an_event_have_a_name() -> None:
    of = {"settle_days": 3}
    for state, today, word in (
        (State(), "2026-09-19", "preview"),
        (State(), "2026-09-20", "open"),
        (State(reached=True), "2026-09-25", "reached"),
        (State(reached_through=3), "2026-09-25", "lost"),
        (State(), "2026-10-01", "closing"),
        (State(closed="missed"), "2026-10-09", "missed"),
        (State(closed="reached", reached=True), "2026-10-09", "reached"),
    ):
        assert phase(event(**of), state, today) == word


# Who is due what.

CONSOLED = {
    "missed_award": {"points": 5},
    "early_bird": {"until": "2026-09-22", "award": {"points": 7}},
}


def terms(version: int) -> Group:
    return event(award={"points": 100 * version}, **CONSOLED)


def part(joined: int = 1, units: int = 2, **fields: Any) -> Part:
    return replace(Part(units, 1_000, False, True, joined, 1, 1, T0), **fields)


def test_reaching_it_pays_everyone_who_joined_once_whatever_they_bought() -> None:
    reached = State(reached=True)
    assert due(reached, [part()], terms)[0] == Award(100)
    assert due(reached, [part(), part(2), part(3)], terms)[0] == Award(100)
    assert due(reached, [part(units=0)], terms)[0] == NOTHING
    assert due(reached, [], terms)[0] == NOTHING


def test_what_is_given_is_by_the_program_under_which_one_joined() -> None:
    early, late = part(1, program_version=2), part(4, program_version=3)
    assert due(State(reached=True), [late, early], terms)[0] == Award(200)


def test_an_award_waits_for_the_hold_of_the_order() -> None:
    assert due(State(reached=True), [part(earned=False)], terms)[0] == NOTHING


def test_of_a_target_that_is_lost_those_keep_it_who_had_joined_or_nobody_does() -> None:
    for lost, first, late in (("keep", Award(100), NOTHING), ("take_back", NOTHING, NOTHING)):
        state = State(reached_through=5, lost=lost)  # type: ignore[arg-type]
        assert due(state, [part(5)], terms)[0] == first
        assert due(state, [part(6)], terms)[0] == late


def test_who_joined_in_vain_gets_what_is_for_that_and_keeps_it_when_it_is_extended() -> None:
    assert due(State(closed="missed"), [part(9)], terms)[0] == Award(5)
    extended = State(missed_through=5)
    assert due(extended, [part(5)], terms)[0] == Award(5)
    assert due(extended, [part(6)], terms)[0] == NOTHING
    assert due(replace(extended, reached=True), [part(5)], terms)[0] == Award(100)


def test_early_birds_get_theirs_at_once_whatever_becomes_of_the_target() -> None:
    assert due_early([part(early=True)], terms)[0] == Award(7)
    assert due_early([part()], terms)[0] == NOTHING
    at = books(CONSOLED)
    for at_s, early in ((T0 + DAY_S, True), (T0 + 2 * DAY_S, False)):
        at.now_s = at_s
        at.deliver(purchase(order_id=str(at_s), placed_at_s=at_s, stamp_s=at_s))
        found = parts_of(at.order(str(at_s)), at.programs.newest, TODAY, TZ)
        assert found["rice"].early == early


def test_the_organiser_gets_points_once_or_for_each_piece_at_the_end() -> None:
    once = event(organiser={"award": {"points": 50}})
    assert due_organiser(State(), count(10), once)[0] == NOTHING
    assert due_organiser(State(reached=True), count(10), once)[0] == Award(50)
    each = event(organiser={"award": {"points": 3}, "per": "unit"})
    assert due_organiser(State(reached=True), count(10), each)[0] == NOTHING
    ended = State(reached=True, closed="reached")
    assert due_organiser(ended, count(10), each)[0] == Award(30)
    assert due_organiser(ended, count(9), each)[0] == Award(27), "a return after the end"


# Parts and their sum.


def test_a_part_that_comes_late_or_twice_is_not_counted_again() -> None:
    first = groups.noted({}, "s/1", part(0, units=3, seen=2), 1)
    assert first is not None
    assert groups.noted(first, "s/1", part(0, units=3, seen=2), 2) is None
    assert groups.noted(first, "s/1", part(0, units=9, seen=1), 2) is None
    gone = groups.noted(first, "s/1", part(0, units=0, seen=3), 2)
    assert gone is not None
    assert groups.noted(gone, "s/1", part(0, units=3, seen=2), 3) is None
    again = groups.noted(gone, "s/1", part(0, units=3, seen=4), 3)
    assert again is not None
    assert again["s/1"].joined == 1, "who comes back had joined when they first did"


def test_the_sum_counts_pieces_orders_members_and_early_birds() -> None:
    before = {"s/1": part(units=2)}
    after = {"s/1": part(units=0), "s/2": part(units=4, early=True), "s/3": part(units=1)}
    found = groups.counted(Count(3, 10, 9_000, 5, 4, 0), before, after)
    assert found == Count(4, 13, 10_000, 6, 4, 4)


def test_an_orders_row_knows_no_more_than_it_says() -> None:
    at = books()
    at.deliver(purchase(3))
    order = replace(at.order(), state="void")
    assert parts_of(order, at.programs.newest, TODAY, TZ)["rice"].units == 0
    assert parts_of(order, program(groups=None), TODAY, TZ) == {}
