"""Answers on the member's row: kept, joined, erased, redacted; and segments at no further cost."""

from __future__ import annotations

import pytest

from core import segments
from core.errors import BadInput, Conflict, NotFound
from core.ledger import members, people, profiles, redact, segmenting
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.raw import scan
from core.ledger.verify import verify
from core.member import Contact
from core.program.model import Programs
from core.snapshot import CustomerRef
from tests.support.capacity import measured
from tests.unit.core.segment_worlds import CATS, program, segment, twice_for
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
ALICE = Contact({STORE: "3"})
OWNERS = {"kind": "owns", "set": "kettles"}


@pytest.fixture(name="asking")
def _asking(books: Books) -> Books:
    by = program(
        segment("cats", CATS),
        segment("owners", OWNERS, {"kind": "orders", "least": 1, "months": 3}),
        earning=twice_for("cats", "owners"),
    )
    return Books(books.ledger, Programs([by]), books.tz)


def alice(books: Books) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id="3")) or ""


def names(books: Books, member_id: str) -> set[str]:
    by = books.programs.newest
    return set(segments.holding(books.living(books.member(member_id)), by, "2026-09"))


def test_answers_of_a_newcomer_are_kept_found_by_lists_and_balance(asking: Books) -> None:
    profiles.answer(asking, alice(asking), {"pet": "cat"}, NOW_MS, ALICE)
    member = asking.member(alice(asking))
    assert (member.profile, member.contact) == ((("pet", ("cat",)),), ALICE)
    assert members.list_member_ids(asking.ledger)[0] == [alice(asking)]
    post_order(asking, snapshot(), NOW_MS)
    assert asking.member(alice(asking)).available == 500
    assert verify().mismatches == []


def test_the_same_answers_again_write_nothing_and_others_one_row(asking: Books) -> None:
    for answers, units in (({"pet": "cat"}, 4), ({"pet": ["cat"]}, 0), ({"age": "60"}, 2)):
        with measured() as usage:
            profiles.answer(asking, alice(asking), answers, NOW_MS, ALICE)
        assert usage.write_units <= units, answers


def test_who_was_never_seen_and_what_is_not_asked_is_refused_and_writes_nothing(
    asking: Books,
) -> None:
    with pytest.raises(NotFound):
        profiles.answer(asking, alice(asking), {"pet": "cat"}, NOW_MS)
    with pytest.raises(BadInput):
        profiles.answer(asking, alice(asking), {"pet": "fox"}, NOW_MS, ALICE)
    assert asking.member(alice(asking)).version == 0
    assert members.list_member_ids(asking.ledger)[0] == []


@pytest.mark.units
def test_a_delivery_decided_by_segments_costs_what_any_other_does(asking: Books) -> None:
    profiles.answer(asking, alice(asking), {"pet": "cat", "age": "60"}, NOW_MS, ALICE)
    for number in ("1", "2"):
        with measured() as usage:
            assert post_order(asking, snapshot(order_id=number), NOW_MS) == "posted"
        assert (usage.write_units, usage.read_units) == (6, 2)
    with measured() as usage:
        newer = snapshot(order_id="2", stamp_s=T0 + 9)
        assert post_order(asking, newer, NOW_MS) == "advanced"
    assert (usage.write_units, usage.read_units) == (1, 2)


def test_what_an_order_was_decided_by_stays_after_the_answer_was_taken_back(asking: Books) -> None:
    profiles.answer(asking, alice(asking), {"pet": "cat"}, NOW_MS, ALICE)
    post_order(asking, snapshot(), NOW_MS)
    profiles.answer(asking, alice(asking), {"pet": None}, NOW_MS)
    post_order(asking, snapshot(refunds=[5_000], stamp_s=T0 + 9), NOW_MS)
    assert asking.member(alice(asking)).available == 400
    assert names(asking, alice(asking)) == {"owners"}


def test_answers_follow_a_guest_into_the_account_and_late_ones_find_it(asking: Books) -> None:
    guest = asking.ledger.guest_id("alice@example.com")
    profiles.answer(asking, guest, {"pet": "cat"}, NOW_MS, Contact())
    profiles.answer(asking, alice(asking), {"age": "60"}, NOW_MS, ALICE)
    people.join(asking, guest, alice(asking), "mailed_link", NOW_MS)
    assert dict(asking.member(alice(asking)).profile) == {"age": ("60",), "pet": ("cat",)}
    profiles.answer(asking, guest, {"pet": "dog"}, NOW_MS)
    assert dict(asking.member(alice(asking)).profile)["pet"] == ("dog",)
    assert asking.member(guest).profile == ()


def test_an_erasure_takes_the_answers_and_late_ones_bring_none_back(asking: Books) -> None:
    profiles.answer(asking, alice(asking), {"pet": "cat"}, NOW_MS, ALICE)
    post_order(asking, snapshot(), NOW_MS)
    people.erase(asking, alice(asking), NOW_MS)
    assert asking.member(alice(asking)).profile == ()
    assert all('"cat"' not in str(item) and "pet=" not in str(item) for item in scan())
    with pytest.raises(Conflict):
        profiles.answer(asking, alice(asking), {"pet": "cat"}, NOW_MS, ALICE)
    # Who orders again is a member again, and may answer, and be forgotten, again.
    later = T0 + 60
    post_order(asking, snapshot(order_id="9", placed_at_s=later, stamp_s=later), later * 1000)
    profiles.answer(asking, alice(asking), {"pet": "cat"}, later * 1000)
    assert people.erase(asking, alice(asking), later * 1000)
    assert asking.member(alice(asking)).profile == ()


def test_a_redaction_of_the_store_leaves_no_answer_of_who_never_ordered(asking: Books) -> None:
    profiles.answer(asking, alice(asking), {"pet": "cat"}, NOW_MS, ALICE)
    assert redact.empty_ledger(asking.ledger, [STORE], lambda: False)
    assert all("pet=" not in str(item) for item in scan())
    assert asking.member(alice(asking)).version == 0


def test_members_of_segments_are_counted_along_the_list_page_by_page(asking: Books) -> None:
    for number in range(130):
        contact = Contact({STORE: str(number)})
        member_id = asking.ledger.member_id(STORE, CustomerRef(customer_id=str(number))) or ""
        answer = {"pet": "cat" if number % 2 else "dog"}
        profiles.answer(asking, member_id, answer, NOW_MS, contact)
    people.erase(asking, alice(asking), NOW_MS)
    seen: list[int] = []
    found = list(segmenting.members(asking, T0, seen.append))
    assert (len(found), seen) == (129, [100, 130])
    assert sum("cats" in held for _, held in found) == 64
