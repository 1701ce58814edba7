"""An order as the shopper meets it again."""

from __future__ import annotations

from typing import Any

import pytest

from core.evolve import replace
from core.order import OrderState
from core.ordered import state_of, text_without_entry, usable_from
from core.program.model import Programs
from core.snapshot import PaymentState
from tests.unit.core.test_earning_rules import program
from tests.unit.core.worlds import STORE, T0, Books, snapshot

DAY = 86_400


def test_held_points_say_from_which_day_they_can_be_used_until_that_day_has_come() -> None:
    books = Books(Programs([program(hold={"days": 3})]))
    books.deliver(snapshot())
    assert usable_from(books.order()) == "2026-09-24"
    books.now_s += 4 * DAY
    assert books.ripen()
    assert usable_from(books.order()) is None


def test_while_nobody_knows_the_day_none_is_said() -> None:
    cases: list[tuple[dict[str, Any], PaymentState]] = [
        ({"days": 3, "after": "fulfilled"}, "paid"),
        ({"days": 3}, "pending"),
    ]
    for hold, state in cases:
        books = Books(Programs([program(hold=hold)]))
        books.deliver(snapshot(state=state))
        assert usable_from(books.order()) is None


def test_what_was_deleted_is_void_and_what_nobody_mapped_is_what_was_known_before() -> None:
    books = Books()
    books.deliver(snapshot(state="pending"))
    books.deliver(snapshot(state="unmapped", stamp_s=T0 + 1))
    assert state_of(books.order()) == "pending"
    books.delete(received_at_ms=(T0 + 2) * 1000)
    assert state_of(books.order()) == "void"


@pytest.mark.parametrize("state", ["pending", "paid", "void", "unmapped"])
def test_an_order_that_no_entry_explains_is_still_told_in_four_languages(state: str) -> None:
    texts = text_without_entry(OrderState(STORE, "22", state=state))  # type: ignore[arg-type]
    assert set(texts) == {"en", "zh-Hant", "zh-Hans", "ja"}


def test_an_order_names_the_newest_entry_about_it() -> None:
    """By its number in the member's books, so that whoever has the order finds why."""
    books = Books()
    for number, event in enumerate(
        [
            snapshot(state="pending"),
            snapshot(order_id="23"),
            snapshot(stamp_s=T0 + 1),
            snapshot(stamp_s=T0 + 2, refunds=[5_000]),
        ]
    ):
        books.deliver(event)
        # As the ledger numbers entries (core/ledger/posting.py).
        books.member = replace(books.member, sequence=len(books.entries))
        assert books.order(event.order_id).listed == number + 2
    before = books.order().listed
    books.deliver(snapshot(stamp_s=T0 + 3, refunds=[5_000]))  # news that changes nothing
    assert books.order().listed == before
