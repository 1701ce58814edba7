"""Looking at shoppers and correcting their points."""

from __future__ import annotations

import time

import pytest

from core.ledger import directory, members, programs
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.snapshot import CustomerRef, Line, OrderSnapshot, PaymentState
from tests.support.operator import Operator

NOW_MS = 1_800_000_000_000


def order(
    store_id: str,
    order_id: str,
    customer: CustomerRef,
    minor: int,
    state: PaymentState = "paid",
) -> OrderSnapshot:
    return OrderSnapshot(
        store_id=store_id,
        order_id=order_id,
        stamp_s=NOW_MS // 1000,
        received_at_ms=NOW_MS,
        placed_at_s=NOW_MS // 1000,
        state=state,
        status=state,
        currency="USD",
        customer=customer,
        lines=(Line("1", "p", "v", 1, minor),),
    )


def test_a_shopper_never_seen_is_all_zeros(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    shown = operator.json("member", "show", store_id, "77")
    assert shown.pop("member_id")
    assert shown.pop("progress")["zh-Hant"] == "再消費 $500，即可升等為銀卡會員。"
    assert shown == {
        "store_id": store_id,
        "customer_id": "77",
        "known": False,
        "balance": {"available": 0, "pending": 0, "debt": 0},
        "lifetime_points": 0,
        "tier": {"id": "member", "name": "Member"},
        "profile": {},
        "segments": [],
        "expiring": [],
    }
    assert operator.json("member", "entries", store_id, "77") == {"entries": [], "cursor": None}
    assert operator.json("ledger", "verify") == {"members": 0, "entries": 0, "mismatches": []}


def test_points_given_by_hand_are_shown_with_their_reason(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    adjust = ("member", "adjust", store_id, "42")
    given = operator.json(*adjust, "120", "--reason", "Late parcel", "--idempotency-key", "k1")
    assert given["balance"]["available"] == 120
    again = operator.json(*adjust, "120", "--reason", "Late parcel", "--idempotency-key", "k1")
    assert again["balance"]["available"] == 120
    taken = operator.json(*adjust, "-150", "--reason", "Counted wrong")
    assert taken["balance"] == {"available": 0, "pending": 0, "debt": 30}
    entries = operator.json("member", "entries", store_id, "42")["entries"]
    assert [(one["kind"], one["points"]) for one in entries] == [("adjust", 120), ("adjust", -150)]
    assert [one["why"]["note"] for one in entries] == ["Late parcel", "Counted wrong"]
    verified = operator.json("ledger", "verify", store_id)
    assert verified == {"members": 1, "entries": 2, "mismatches": []}


def test_merchants_can_extend_a_members_points_or_everybodys_until_a_date(
    operator: Operator, woo: str, books: Books
) -> None:
    document = default_document("USD") | {"expiry": {"kind": "months", "months": 1}}
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    for customer in ("42", "43"):
        operator.json("member", "adjust", woo, customer, "120", "--reason", "Late parcel")
        # The relay does this from the entry.
        directory.list_member(books.ledger, members.find_member_id(books.ledger, woo, customer))
    extend = ("member", "extend", woo)
    given = operator.json(*extend, "42", "--until", "2077-03-05", "--reason", "Sorry.")
    assert given["expiring"] == [{"points": 120, "on": "2077-03-31"}]
    everybody = operator.json(*extend, "--everybody", "--until", "2077-03-31")
    assert everybody == {"store_id": woo, "extended": 1}
    entry = operator.json("member", "entries", woo, "42")["entries"][-1]
    assert (entry["kind"], entry["points"], entry["why"]["note"]) == ("extend", 0, "Sorry.")
    assert operator.json("member", "entries", woo, "43")["entries"][-1]["kind"] == "extend"
    for wrong in (("42", "--until", "2020-01-01"), ("42", "--until", "soon"), ("--until", "2077")):
        assert operator.error(*extend, *wrong)["code"] == "bad_input"
    assert operator.json("ledger", "verify", woo)["mismatches"] == []


def test_a_tier_is_given_by_hand_with_an_end_date_and_a_reason(
    operator: Operator, woo: str, books: Books
) -> None:
    operator.json("member", "adjust", woo, "42", "120", "--reason", "Late parcel")
    given = ("member", "tier", woo, "42", "gold", "--until")
    shown = operator.json(*given, "2077-03-05", "--reason", "Our first customer.")
    assert (shown["tier"]["id"], shown["given"]) == ("gold", "gold")
    entry = operator.json("member", "entries", woo, "42")["entries"][-1]
    assert (entry["kind"], entry["points"]) == ("tier", 0)
    assert entry["why"]["text"]["en"] == (
        "The store gives you Gold until 2077-03-05. Our first customer."
    )
    ended = operator.json(*given, "2020-01-01", "--reason", "A mistake.")
    assert ended["tier"]["id"] == "member"
    assert operator.error(*given, "2077-03-05", "--reason", " ")["code"] == "bad_input"
    nobody = ("member", "tier", woo, "77", "gold", "--until", "2077-03-05", "--reason", "x")
    assert operator.error(*nobody)["code"] == "not_found"
    unknown = ("member", "tier", woo, "42", "jade", "--until", "2077-03-05", "--reason", "x")
    assert operator.error(*unknown)["code"] == "unknown_tier"
    assert operator.json("ledger", "verify", woo)["mismatches"] == []


@pytest.mark.parametrize("points", ["0", "99999999"])
def test_points_that_make_no_sense_are_refused(operator: Operator, points: str) -> None:
    store_id = operator.connect_unchecked()
    error = operator.error("member", "adjust", store_id, "42", points, "--reason", "x")
    assert error["code"] == "bad_input"


def test_entries_come_in_pages_oldest_first(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    for points in ("1", "2", "3"):
        operator.json("member", "adjust", store_id, "42", points, "--reason", "x")
    page = operator.json("member", "entries", store_id, "42", "--limit", "2")
    assert [one["points"] for one in page["entries"]] == [1, 2]
    rest = operator.json("member", "entries", store_id, "42", "--cursor", page["cursor"])
    assert [one["points"] for one in rest["entries"]] == [3]
    assert rest["cursor"] is None
    text = operator.run("member", "entries", store_id, "42").out
    assert text.splitlines()[0].split() == ["at", "kind", "points", "pending", "why"]


def test_a_guest_is_found_by_address_in_any_case(
    operator: Operator, woo: str, books: Books
) -> None:
    post_order(books, order(woo, "9", CustomerRef(email="guest@example.com"), 60_000), NOW_MS)
    shown = operator.json("member", "show", woo, "Guest@Example.com")
    assert (shown["known"], shown["balance"]["available"]) == (True, 600)
    assert shown["tier"] == {"id": "silver", "name": "Silver"}


def test_a_guest_joins_an_account_on_a_proof(operator: Operator, woo: str, books: Books) -> None:
    post_order(books, order(woo, "9", CustomerRef(email="guest@example.com"), 5_000), NOW_MS)
    post_order(books, order(woo, "10", CustomerRef("7", "seven@example.com"), 2_000), NOW_MS)
    join = ("member", "join", woo, "guest@example.com", "7", "--proof", "mailed_link")
    joined = operator.json(*join)
    assert (joined["joined"], joined["balance"]["available"]) == (True, 70)
    assert operator.json(*join)["joined"] is False
    assert operator.json("member", "show", woo, "guest@example.com")["balance"]["available"] == 70
    entries = operator.json("member", "entries", woo, "guest@example.com")["entries"]
    assert sum(one["points"] for one in entries) == 70
    assert operator.json("ledger", "verify", woo)["mismatches"] == []


def test_erasing_needs_a_yes_and_leaves_nothing(operator: Operator, woo: str, books: Books) -> None:
    post_order(books, order(woo, "9", CustomerRef(email="guest@example.com"), 5_000), NOW_MS)
    refused = operator.run("member", "erase", woo, "guest@example.com", "--json")
    assert refused.exit_code == 2
    assert operator.json("member", "show", woo, "guest@example.com")["known"] is True
    erased = operator.json("member", "erase", woo, "guest@example.com", "--yes")
    assert erased == {"store_id": woo, "erased": True}
    shown = operator.json("member", "show", woo, "guest@example.com")
    assert (shown["known"], shown["balance"]["available"]) == (False, 0)
    assert operator.json("ledger", "verify", woo)["mismatches"] == []
