"""Points that a refund forgave because a code had taken them do not come back with the code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import redemptions
from core.explain import explain
from core.program.model import Programs
from core.redemptions import Redemption
from tests.unit.core.worlds import STORE, T0, TZ, Books, program, snapshot

POLICIES = {"spent_refund": "forgive", "code_days": 90}


@pytest.fixture
def books() -> Books:
    """A member with 100 points of an order, under a program that forgives."""
    made = Books(Programs([program(policies=POLICIES)]))
    order(made)
    return made


def order(books: Books, order_id: str = "22", refunded: int = 0, at: int = 0) -> None:
    refunds = [refunded * 100] if refunded else []
    books.deliver(snapshot(10_000, order_id=order_id, refunds=refunds, stamp_s=T0 + at))


def redeem(books: Books, number: int = 1) -> Redemption:
    rules = books.programs.newest
    name, today = f"r{number}", "2026-09-21"
    reward = rules.reward("off-small")
    held = redemptions.hold(books.member, reward, rules, name, name, STORE, T0 * 1000, today)
    books.post(held[0], held[1])
    return held[2]


def give_back(books: Books, made: Redemption) -> int:
    """How many points the code keeps."""
    kept = redemptions.keeps(books.member, made)
    books.post(*redemptions.give_back(books.member, made, "given_back", T0, TZ))
    return kept


def test_buying_redeeming_refunding_and_giving_the_code_back_mints_nothing(books: Books) -> None:
    made = redeem(books)
    order(books, refunded=100, at=1)
    assert (books.balance, books.order().forgiven) == ((0, 0, 0), 100)
    assert give_back(books, made) == 100
    assert books.balance == (0, 0, 0)


def test_only_what_was_forgiven_is_kept_and_the_entry_says_so(books: Books) -> None:
    made = redeem(books)
    order(books, refunded=40, at=1)
    assert give_back(books, made) == 40
    assert books.balance == (60, 0, 0)
    entry = books.entries[-1]
    shown = {"kind": entry.kind, "points": entry.points, "source": entry.source, "why": entry.why}
    text = explain(shown, {})
    assert "given back for 60 points. A refund had forgiven 40 more" in text["en"]
    assert "另有 40 點" in text["zh-Hant"]


def test_an_order_that_is_not_refunded_after_all_releases_what_the_code_had_kept(
    books: Books,
) -> None:
    made = redeem(books)
    order(books, refunded=100, at=1)
    give_back(books, made)
    order(books, at=2)
    assert books.balance == (100, 0, 0)
    assert books.entries[-1].why["released"] == 100
    assert books.member.counters == ()


def test_a_code_that_was_used_after_its_return_costs_nothing_that_it_had_kept(
    books: Books,
) -> None:
    made = redeem(books)
    order(books, refunded=100, at=1)
    kept = give_back(books, made)
    books.post(*redemptions.take_again(books.member, replace(made, kept=kept)))
    assert books.balance == (0, 0, 0)
    order(books, at=2)
    assert books.balance == (0, 0, 0), "the order's points went into the code"


def test_a_code_that_was_used_after_an_order_released_its_points_takes_them(books: Books) -> None:
    made = redeem(books)
    order(books, refunded=100, at=1)
    kept = give_back(books, made)
    order(books, at=2)
    books.post(*redemptions.take_again(books.member, replace(made, kept=kept)))
    assert books.balance == (0, 0, 0)


def test_a_code_of_points_that_were_earned_later_comes_back_whole(books: Books) -> None:
    redeem(books)  # and used
    order(books, refunded=100, at=1)
    order(books, "23")
    later = redeem(books, 2)
    assert give_back(books, later) == 0
    assert books.balance == (100, 0, 0)


def test_of_two_codes_both_keep_no_more_than_was_forgiven(books: Books) -> None:
    order(books, "23")
    codes = [redeem(books, 1), redeem(books, 2)]
    order(books, refunded=100, at=1)
    assert sum(give_back(books, one) for one in codes) == 100
    assert books.balance == (100, 0, 0)
