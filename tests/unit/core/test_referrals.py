"""Deciding about referrals: which order counts, when a cap is full, who looks like one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explain import explain, names_of
from core.explain_referrals import REASONS, came_json, lines_json, reason_json
from core.identity import REFERRAL_LENGTH, REFERRAL_LETTERS, Ledger
from core.order import OrderState
from core.program.awards import Award
from core.program.referral import Referral
from core.referrals import (
    LIKENESS,
    Came,
    Line,
    alike,
    code_of,
    counts,
    full,
    packed,
    spoken,
    unpacked,
)
from core.snapshot import from_json, to_json
from tests.unit.core.worlds import STORE, Books, program, snapshot

LEDGER = Ledger.open("woo-0123456789ab", b"master key of the tests")
RULE = Referral("friends", {"en": "Friends"}, Award(200))
TODAY = "2026-09-21"
CODES = st.text(REFERRAL_LETTERS, min_size=REFERRAL_LENGTH, max_size=REFERRAL_LENGTH)
DIGESTS = st.frozensets(st.from_regex(r"[epac][0-9a-f]{8}", fullmatch=True), max_size=7)
PAID = OrderState(
    STORE, "22", state="paid", currency="USD", spend_minor=20_000, counted=1, available=200
)
REFERRAL = {"id": "friends", "name": {"en": "Bring a friend"}, "referrer": {"points": 200}}


@given(st.text(max_size=40), st.integers(0, 3))
def test_a_members_code_is_read_however_it_is_spoken(member_id: str, attempt: int) -> None:
    code = LEDGER.referral_code(member_id, attempt)
    assert code_of(code) == code
    assert code_of(f" {spoken(code).lower()} ") == code
    assert LEDGER.referral_code(member_id, attempt + 1) != code


@pytest.mark.parametrize("text", ["", "BCDF234", "BCDF23456", "BCDA2345", "BCDF-234O", "<script>"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert code_of(text) == ""


@given(CODES | st.just(""), DIGESTS)
def test_what_an_order_says_of_referral_comes_out_as_it_went_in(
    code: str, digests: frozenset[str]
) -> None:
    assert unpacked(packed(code, digests)) == (code, digests)
    event = snapshot(referral=packed(code, digests))
    assert from_json(to_json(event)) == event


def test_an_event_that_was_queued_before_says_nothing_of_referral() -> None:
    queued = to_json(snapshot())
    del queued["referral"]
    assert from_json(queued) == snapshot()


@pytest.mark.parametrize(
    ("order", "rule", "expected"),
    [
        (PAID, RULE, True),
        (replace(PAID, state="pending"), RULE, False),
        (replace(PAID, state="void"), RULE, False),
        (replace(PAID, deleted=True), RULE, False),
        (replace(PAID, release_on="2026-09-22"), RULE, False),
        (replace(PAID, release_on=TODAY), RULE, True),
        (replace(PAID, counted=0, spend_minor=0), RULE, False),
        (PAID, replace(RULE, minimum_minor=20_000), True),
        (PAID, replace(RULE, minimum_minor=20_001), False),
        (replace(PAID, currency="EUR", spend_minor=0), RULE, True),
        (replace(PAID, currency="EUR", spend_minor=0), replace(RULE, minimum_minor=1), False),
    ],
)
def test_a_friends_order_counts_when_it_is_paid_past_the_hold_and_large_enough(
    order: OrderState, rule: Referral, expected: bool
) -> None:
    assert counts(order, rule, TODAY) is expected


def given_on(line_id: str, on: str, status: str = "given") -> Line:
    return Line(line_id, on, status, given_on=on)  # type: ignore[arg-type]


def test_a_cap_counts_friends_of_its_period_and_none_whose_order_was_refunded() -> None:
    lines = [
        given_on("a", "2026-09-01"),
        given_on("b", "2026-08-31"),
        given_on("c", "2025-12-31"),
        given_on("d", "2026-09-02", "back"),
    ]
    by = {
        (period, most)
        for period in ("month", "year", "ever")
        for most in range(1, 6)
        if full(replace(RULE, most=most, period=period), lines, "new", TODAY)
    }
    assert by == {("month", 1), *(("year", n) for n in (1, 2)), *(("ever", n) for n in (1, 2, 3))}
    assert not full(RULE, lines * 100, "new", TODAY)
    assert not full(replace(RULE, most=1, period="month"), lines, "a", TODAY)


@given(DIGESTS, DIGESTS)
def test_two_look_like_one_exactly_when_they_have_something_in_common(
    mine: frozenset[str], theirs: frozenset[str]
) -> None:
    assert bool(alike(mine, theirs)) == bool(mine & theirs)
    assert alike(mine, theirs) == alike(theirs, mine)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_a_digest_says_its_kind_and_nothing_of_what_it_is_of(one: str, other: str) -> None:
    digest = LEDGER.likeness("p", one)
    assert digest[0] == "p"
    assert len(digest) == 9
    assert (digest == LEDGER.likeness("p", other)) == (one == other)
    assert Ledger.open("another", b"k").likeness("p", one) != digest
    assert LEDGER.likeness("p", "") == ""


def test_every_reason_is_said_in_both_languages() -> None:
    assert {*LIKENESS.values(), "same_customer", "existing_customer", "cap"} == REASONS
    for reason in REASONS:
        shown = reason_json(reason)
        assert shown is not None
        assert shown["text"]["en"].endswith(".")
        assert shown["text"]["zh-Hant"].endswith("。")
    assert reason_json("") is None


def test_what_came_of_bringing_friends_is_counted() -> None:
    lines = [
        replace(given_on("a", "2026-09-01"), points=200),
        given_on("b", "2026-09-02", "waiting"),
        replace(given_on("c", "2026-09-03", "refused"), reason="cap"),
    ]
    shown = lines_json(lines)
    assert shown["friends"] == {
        "came": 3,
        "waiting": 1,
        "given": 1,
        "refused": 1,
        "back": 0,
        "points": 200,
    }
    assert [one["reason"] and one["reason"]["code"] for one in shown["referrals"]] == [
        *(None, None, "cap")
    ]
    assert came_json(None)["status"] == "none"
    came = Came("f", "r", STORE, 0, "code", order="s/22", reason="same_phone")
    assert came_json(came)["status"] == "refused"


def test_an_order_keeps_who_ordered_only_where_the_program_has_referral() -> None:
    said = packed("BCDF2345", ["p12345678"])
    plain, asking = Books(), Books()
    asking.programs = type(asking.programs)([program(referral=REFERRAL)])
    for books in (plain, asking):
        books.deliver(snapshot(referral=said))
    assert (plain.order().referral, asking.order().referral) == ("", said)
    asking.deliver(snapshot(stamp_s=snapshot().stamp_s + 9, referral="- p12345678"))
    assert asking.order().referral == said, "a delivery that says less takes nothing away"
    assert "follow" in asking.entries[0].flags
    assert "follow" not in plain.entries[0].flags


def test_an_award_for_a_friend_is_explained_by_the_rules_name() -> None:
    names = names_of(program(referral=REFERRAL))
    entry = {
        "kind": "reverse",
        "points": -200,
        "source": {"type": "award"},
        "why": {"reason": "referrer", "rule": "friends", "points": 200},
    }
    assert explain(entry, names)["en"] == (
        "Bring a friend (a friend's first order): 200 points go back."
    )
