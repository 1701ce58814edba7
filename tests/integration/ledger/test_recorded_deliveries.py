"""Order 22 (pending, paid, completed, one item returned) and order 27 (guest, cancelled)."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from core.ledger.members import entries, view
from core.ledger.orders import Outcome, post_order
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.snapshot import CustomerRef, OrderSnapshot
from integrations.woocommerce.parse import parse
from tests.unit.integrations.samples import WOO, woo_deliveries

NOW_MS = 1_795_330_000_000
STEPS = ["003", "004", "005", "006", "008"]


def snapshot(number: str, received_at_ms: int) -> OrderSnapshot:
    """The snapshot of a recorded delivery."""
    for name, headers, body in woo_deliveries():
        if name.startswith(number):
            (event,) = parse(headers["x-wc-webhook-topic"], body, WOO, received_at_ms)
            assert isinstance(event, OrderSnapshot)
            return event
    raise AssertionError(f"no recorded delivery {number}")


def deliver(books: Books, number: str, after_ms: int = 0) -> Outcome:
    return post_order(books, snapshot(number, NOW_MS + after_ms), NOW_MS + after_ms)


def balance(books: Books, who: CustomerRef) -> tuple[int, int, int]:
    member_id = books.ledger.member_id(WOO.store_id, who)
    assert member_id is not None
    member = view(books, member_id, NOW_MS // 1000).member
    return member.available, member.pending, member.debt


JIA = CustomerRef(customer_id="3")
GUEST = CustomerRef(email="guest.one@example.com")


def test_order_22_follows_its_states_0_then_250_then_250_then_200(books: Books) -> None:
    seen = []
    for step in STEPS:
        deliver(books, step)
        seen.append(balance(books, JIA))
    assert seen == [(0, 250, 0), (0, 250, 0), (250, 0, 0), (250, 0, 0), (200, 0, 0)]
    assert verify().mismatches == []


def test_the_outcome_tells_what_was_written(books: Books) -> None:
    assert [deliver(books, step, turn) for turn, step in enumerate(STEPS)] == [
        "posted",
        "repeat",
        "posted",
        "repeat",
        "posted",
    ]
    assert deliver(books, "003", 99) == "stale"


def test_order_27_of_a_guest_has_50_points_and_none_after_it_is_cancelled(books: Books) -> None:
    deliver(books, "013")
    assert balance(books, GUEST) == (50, 0, 0)
    deliver(books, "015", 1)
    assert balance(books, GUEST) == (0, 0, 0)
    assert verify().mismatches == []


def test_order_29_in_a_currency_without_a_rate_earns_nothing_and_says_so(books: Books) -> None:
    deliver(books, "020")
    member_id = books.ledger.member_id(WOO.store_id, JIA)
    assert member_id is not None
    (entry,), cursor = entries(books.ledger, member_id, books.programs.newest)
    assert (entry["points"], entry["why"]["reason"], cursor) == (0, "no_rate", None)
    assert "no rate for TWD" in entry["why"]["text"]["en"]


@pytest.mark.parametrize("seed", range(8))
def test_repeated_and_shuffled_deliveries_end_where_the_newest_state_says(
    books: Books, seed: int
) -> None:
    shuffled = random.Random(seed).choices(STEPS, k=6) + STEPS
    random.Random(seed).shuffle(shuffled)
    for turn, step in enumerate(shuffled):
        deliver(books, step, turn)
    assert balance(books, JIA) == (200, 0, 0)
    report = verify()
    assert (report.members, report.mismatches) == (1, [])


def test_every_order_of_arrival_of_two_states_with_one_stamp_converges_on_the_stores_answer(
    books: Books,
) -> None:
    for turn, arrival in enumerate(itertools.permutations(["013", "015"])):
        for step in arrival:
            deliver(books, step, turn * 10)
        answer = replace(snapshot("015", NOW_MS + turn * 10 + 5), source="store")
        post_order(books, answer, NOW_MS)
        assert balance(books, GUEST) == (0, 0, 0)
    assert verify().mismatches == []
