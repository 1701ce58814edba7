"""What the merchant is shown before two members are joined is what comes of it."""

from __future__ import annotations

import pytest

from core.ledger import members, people, uniting
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000


def buyer(books: Books, number: int, points: int = 0) -> str:
    who = CustomerRef(customer_id=str(number), email=f"{number}@example.com")
    post_order(books, snapshot(customer=who, order_id=str(number)), NOW_MS)
    member_id = books.ledger.member_id(STORE, who) or ""
    if points:
        members.adjust(books, member_id, points, "x", f"c{number}", NOW_MS)
    return member_id


@pytest.mark.parametrize("points", [(0, 0), (40, -900), (-900, 40), (-900, -900), (2000, 1)])
def test_the_preview_is_what_joining_makes(books: Books, points: tuple[int, int]) -> None:
    source_id, target_id = (buyer(books, n, more) for n, more in zip((1, 2), points, strict=True))
    source, target = books.member(source_id), books.member(target_id)
    assert uniting.refusal(source, target) is None
    union = uniting.preview(books, source, target, T0)
    assert books.member(target_id) == target, "a look writes nothing"
    assert people.join(books, source_id, target_id, "merchant_merge", NOW_MS, reason="Same.")
    made = books.member(target_id)
    for name in ("available", "pending", "debt", "lifetime", "lots", "tiers", "spend", "contact"):
        assert getattr(made, name) == getattr(union.after, name), name
    assert union.lost == {STORE: "1"}
    assert verify().mismatches == []


def test_the_merchants_reason_stands_by_the_entry_and_goes_with_an_erasure(books: Books) -> None:
    source_id, target_id = buyer(books, 1), buyer(books, 2)
    people.join(books, source_id, target_id, "merchant_merge", NOW_MS, reason="Wrote to us.")
    [entry] = [
        one
        for one in members.entries(books.ledger, target_id, books.programs.newest)[0]
        if one["kind"] == "join"
    ]
    assert entry["why"]["note"] == "Wrote to us."
    assert "Wrote to us." in entry["why"]["text"]["en"]
    people.erase(books, target_id, NOW_MS)
    found, _ = members.entries(books.ledger, target_id, books.programs.newest)
    assert not any("note" in one["why"] for one in found)


def test_who_is_erased_unknown_or_the_same_is_joined_with_nobody(books: Books) -> None:
    one, other = buyer(books, 1), buyer(books, 2)
    people.erase(books, other, NOW_MS)
    erased, living = books.member(other), books.member(one)
    assert uniting.refusal(living, living) == "same"
    assert uniting.refusal(erased, living) == uniting.refusal(living, erased) == "erased"
    assert uniting.refusal(books.member("f" * 24), living) == "unknown"
