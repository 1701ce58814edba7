"""What an opening balance does to a member, and the laws of doing and undoing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import lots as lot
from core.brought import Brought, Change
from core.explain import explain
from core.member import Entry, MemberState, TierGrant
from core.migrating.opening import Policy, opened, undone
from core.migrating.planning import Opening
from core.migrating.reading import Person
from core.wording import LANGUAGES
from tests.unit.core.worlds import T0, TZ, program

JANUARY, MARCH = "2027-01-31", "2027-03-31"
ME = MemberState("me", version=1)
RULES = program()


def opening(points: int | None, lots: lot.Lots | None = None, **more: Any) -> Opening:
    tier = {name: more.pop(name) for name in ("tier_id", "tier_until") if name in more}
    person = Person((2,), email="a@example.com", points=points, **more)
    if lots is None:
        lots = lot.normal([(lot.NEVER, max(points or 0, 0))])
    return Opening(person, points, lots, **tier)


def bring(
    member: MemberState, brought: Brought, what: Opening
) -> tuple[MemberState, Entry, Change] | None:
    return opened(member, brought, what, "i1", RULES, T0, TZ)


def brings(
    member: MemberState, what: Opening, brought: Brought | None = None
) -> tuple[MemberState, Entry, Change]:
    made = bring(member, brought or Brought(), what)
    assert made is not None
    return made


def undo(
    member: MemberState, change: Change, policy: Policy = "debt"
) -> tuple[MemberState, Entry, int]:
    return undone(member, change, "i1", 2, policy, RULES, T0, TZ)


def test_an_opening_balance_is_one_entry_that_says_which_import_and_line() -> None:
    after, entry, change = brings(ME, opening(120, lifetime=500))
    assert (after.available, after.lifetime) == (120, 500)
    assert entry.why == {
        "reason": "opening",
        "import": "i1",
        "line": 2,
        "points": 120,
        "brought": 0,
    }
    assert entry.source == {"type": "import", "id": "i1", "line": "2"}
    assert (change.points, change.lifetime) == (120, 500)


def test_the_same_file_again_brings_nothing() -> None:
    after, _, change = brings(ME, opening(120))
    assert bring(after, Brought().plus(change.points, 0), opening(120)) is None


def test_a_corrected_file_brings_the_difference_and_leaves_what_was_earned_here() -> None:
    after, _, _ = brings(ME, opening(120))
    after = after.credit(40, lot.NEVER)
    more, entry, _ = brings(after, opening(150), Brought(120))
    assert (more.available, entry.points) == (190, 30)
    less, entry, _ = brings(after, opening(100), Brought(120))
    assert (less.available, entry.points) == (140, -20)


def test_points_pay_a_debt_first() -> None:
    after, entry, _ = brings(replace(ME, debt=30), opening(100))
    assert (after.available, after.debt, entry.points) == (70, 0, 100)


def test_a_balance_below_zero_is_a_debt() -> None:
    after, entry, _ = brings(ME, opening(-30))
    assert (after.available, after.debt, entry.points) == (0, 30, -30)


def test_more_points_of_a_corrected_file_are_of_the_lots_that_end_last() -> None:
    lots = lot.normal([(JANUARY, 50), (MARCH, 50)])
    after, _, _ = brings(ME, opening(100, lots), Brought(60))
    assert after.lots == ((MARCH, 40),)


def test_a_tier_is_held_until_its_day_and_one_that_was_earned_stands() -> None:
    gold = opening(0, tier_id="gold", tier_until=MARCH)
    after, entry, change = brings(ME, gold)
    assert after.tier_id == "gold"
    assert (entry.why["tier"], entry.why["until"]) == ("gold", MARCH)
    assert change.given == TierGrant("manual", "gold", MARCH)
    earned = replace(ME, tiers=(("gold", T0 - 9),))
    assert bring(earned, Brought(), gold) is None


def test_undoing_puts_the_tier_back_that_was_given_before() -> None:
    silver, _, _ = brings(ME, opening(0, tier_id="silver", tier_until=MARCH))
    after, _, change = brings(silver, opening(0, tier_id="gold", tier_until=MARCH))
    back, _, _ = undo(after, change)
    assert (back.tier_id, back.grants) == ("silver", silver.grants)


@pytest.mark.parametrize(("policy", "debt"), [("debt", 60), ("forgive", 0)])
def test_undoing_points_that_were_spent_leaves_a_debt_or_forgives_them(
    policy: Policy, debt: int
) -> None:
    after, _, change = brings(ME, opening(100))
    spent = after.with_lots(lot.take(after.lots, 60)[0])
    back, entry, short = undo(spent, change, policy)
    assert (back.available, back.debt, short) == (0, debt, 60)
    assert entry.why["owed" if debt else "forgiven"] == 60


def test_undoing_takes_no_points_that_have_expired_already() -> None:
    after, _, change = brings(ME, opening(100, ((JANUARY, 100),)))
    gone = after.with_lots(()).with_expired(JANUARY, 100)
    back, entry, short = undo(gone, change)
    assert (back.debt, short, entry.points) == (0, 0, 0)


def test_a_shopper_reads_in_every_language_where_points_came_from() -> None:
    after, entry, change = brings(ME, opening(120))
    _, back, _ = undo(after, change)
    for one in (entry, back):
        shown = {"kind": one.kind, "points": one.points, "source": one.source, "why": one.why}
        text = explain(shown, {})
        assert set(text) == set(LANGUAGES)
        assert all(len(sentence) > 5 for sentence in text.values())


_DAYS = st.sampled_from([JANUARY, MARCH, lot.NEVER])
_LOTS = st.lists(st.tuples(_DAYS, st.integers(1, 200)), max_size=3).map(lot.normal)
_TIERS = st.sampled_from([{}, {"tier_id": "silver", "tier_until": MARCH}])
_OPENINGS = st.builds(
    lambda lots, debt, tier, lifetime: (
        opening(-debt, (), lifetime=lifetime, **tier)
        if debt
        else opening(lot.total(lots), lots, lifetime=lifetime, **tier)
    ),
    _LOTS,
    st.sampled_from([0, 0, 0, 40]),
    _TIERS,
    st.one_of(st.none(), st.integers(0, 500)),
)
_MEMBERS = st.builds(
    lambda lots, debt, promise: replace(
        ME.with_lots(() if debt else lots), debt=debt, kept_until=promise
    ),
    _LOTS,
    st.sampled_from([0, 0, 25, 300]),
    st.just(""),
)


@given(_MEMBERS, st.lists(_OPENINGS, min_size=1, max_size=4), st.sampled_from(["debt", "forgive"]))
def test_importing_and_then_undoing_is_the_identity_and_the_books_balance_always(
    member: MemberState, files: list[Opening], policy: Policy
) -> None:
    state, brought, done = member, Brought(), []
    for what in files:
        made = bring(state, brought, what)
        if made is None:
            continue
        after, entry, change = made
        check(state, after, entry)
        done.append((state, brought, change))
        state, brought = after, brought.plus(change.points, change.lifetime)
        if what.points is not None:
            assert brought.points == what.points
    for before, was, change in reversed(done):
        back, entry, spent = undo(state, change, policy)
        check(state, back, entry)
        assert spent == 0
        assert worth(back) == worth(before)
        state, brought = back, was


def check(before: MemberState, after: MemberState, entry: Entry) -> None:
    assert after.available == before.available + entry.available == lot.total(after.lots)
    assert after.debt == before.debt + entry.debt >= 0
    assert lot.difference(before.lots, after.lots) == entry.lots


def worth(member: MemberState) -> tuple[object, ...]:
    tier = RULES.tier(member.tier_id).id
    return (member.lots, member.debt, member.lifetime, member.grants, tier)


@given(_OPENINGS, st.integers(0, 400), st.integers(0, 300), st.sampled_from(["debt", "forgive"]))
def test_whatever_was_earned_and_spent_between_undoing_makes_no_points(
    what: Opening, earned: int, spent: int, policy: Policy
) -> None:
    made = bring(ME, Brought(), what)
    if made is None:
        return
    after, _, change = made
    between = after.credit(earned, lot.NEVER) if earned else after
    rest, taken = lot.take(between.lots, spent)
    between = between.with_lots(rest)
    back, entry, short = undo(between, change, policy)
    check(between, back, entry)
    forgiven = short if policy == "forgive" else 0
    assert back.available - back.debt == earned - lot.total(taken) + forgiven
