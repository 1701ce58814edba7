"""The inbox: all that waits in one list, oldest first, and what is done about it from there."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from core.ledger import cases, claiming, members, programs, redemptions, stores, waiting
from core.ledger.posting import Books
from core.member import Contact
from core.program.schema import validate
from integrations import access
from tests.support.forms import form_to, forms_of, send
from tests.support.merchant import Merchant

DAY_MS = 86_400_000
POST = {
    "id": "insta",
    "kind": "tagged_post",
    "name": {"en": "Post with our tag"},
    "award": {"points": 20},
    "approval": True,
    "limit": {"times": 9, "per": "day"},
}
MORE = [
    {"id": "tasting", "kind": "experience", "name": {"en": "Tasting"}, "points": 10},
    {"id": "film", "kind": "voucher", "name": {"en": "Cinema"}, "points": 300},
]


@pytest.fixture
def books(maple: Merchant) -> Books:
    """Of a store that rewards posts, tastings and cinema tickets, of which there are none."""
    ledger = access.ledger_of(maple.store)
    _, document = programs.document(ledger)
    new = document | {"actions": [POST], "rewards": [*document["rewards"], *MORE]}
    programs.publish(ledger, validate(new), "test", 0)
    waiting.changed(ledger)
    maple.come_in()
    return access.books_of(maple.store)


def ago(days: int) -> int:
    return time.time_ns() // 10**6 - days * DAY_MS


def of(merchant: Merchant) -> tuple[str, Contact, str]:
    store_id = merchant.store.store_id
    return merchant.member_id("3"), Contact({store_id: "3"}), store_id


def claim(merchant: Merchant, books: Books, key: str, days: int = 1) -> str:
    member_id, contact, store_id = of(merchant)
    action = books.programs.newest.action("insta")
    evidence = {"link": f"https://social.example.com/{key}"}
    return claiming.claim(books, member_id, action, key, contact, store_id, evidence, ago(days)).ref


def everything(merchant: Merchant, books: Books) -> str:
    """One of each kind, of different ages; the claim."""
    member_id, contact, store_id = of(merchant)
    cases.open_one(books, member_id, store_id, "c", "4711", "Where?", contact, ago(3), asked=True)
    members.adjust(books, member_id, 500, "hello", "a", ago(0))
    reward = books.programs.newest.reward("tasting")
    redemptions.hold(books, member_id, contact, reward, "r", store_id, ago(1))
    stores.note_health(store_id, "data_request", member_id, ago(5) // 1000)
    return claim(merchant, books, "k", 2)


def shown(text: str) -> list[str]:
    """The kinds of what is listed, in order."""
    return re.findall(r'<span class="tag">([^<]+)</span>', text)


def test_all_that_waits_stands_in_one_list_the_oldest_first(maple: Merchant, books: Books) -> None:
    everything(maple, books)
    page = maple.get("/admin/inbox?lang=en")
    assert shown(page.text) == ["Stock", "Data requests", "Messages", "Claims", "To hand over"]
    assert "None are left" in page.text
    for kind, only in (("claims", "Claims"), ("stock", "Stock"), ("tasks", "To hand over")):
        assert shown(maple.get(f"/admin/inbox?kind={kind}").text) == [only]
    assert len(shown(maple.get("/admin/inbox?kind=none").text)) == 5


def test_the_menu_says_how_much_waits_with_a_few_keys_read(maple: Merchant, books: Books) -> None:
    assert 'class="count"' not in maple.get("/admin/members").text
    everything(maple, books)
    waiting.changed(books.ledger)
    assert waiting.counts(books.ledger) == waiting.Waiting(messages=1, claims=1, tasks=1)
    assert 'class="count">3<' in maple.get("/admin/members").text


def test_several_claims_are_approved_at_once_and_one_that_is_decided_keeps_no_other(
    maple: Merchant, books: Books
) -> None:
    refs = [claim(maple, books, key) for key in "abc"]
    page = maple.get("/admin/inbox")
    assert len(re.findall(r'name="claim" value="([^"]+)" form="bulk"', page.text)) == 3
    claiming.refuse(books, refs[0], "no")
    answer = maple.browser.post(
        "/admin/inbox/approve", data={**form_to(page, "/approve").fields, "claim": refs}
    )
    told = maple.get(answer.location).text
    assert "2 claims are approved." in told
    assert "Somebody else decided it before." in told
    assert [entry["points"] for entry in maple.entries("3")][-2:] == [20, 20]
    assert claiming.waiting(books.ledger) == []


def test_nothing_ticked_approves_nothing(maple: Merchant, books: Books) -> None:
    claim(maple, books, "a")
    claim(maple, books, "b")
    answer = send(maple, form_to(maple.get("/admin/inbox"), "/approve"), one=None)
    assert "Nothing was ticked" in maple.get(answer.location).text
    assert len(claiming.waiting(books.ledger)) == 2


def test_a_claim_is_refused_with_a_reason_that_the_shopper_reads(
    maple: Merchant, books: Books
) -> None:
    ref = claim(maple, books, "a")
    form = form_to(maple.get("/admin/inbox?kind=claims"), "/refuse")
    answer = send(maple, form, reason=" ")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    answer = send(maple, form, reason="The post is gone")
    assert answer.location.endswith("/admin/inbox?kind=claims")
    [found] = claiming.of_member(books.ledger, of(maple)[0])
    assert (found.ref, found.status, found.reason) == (ref, "refused", "The post is gone")
    assert "Somebody else decided" not in maple.get(send(maple, form, reason="again").location).text


def test_a_message_is_answered_and_a_reward_handed_over_from_the_list(
    maple: Merchant, books: Books
) -> None:
    everything(maple, books)
    page = maple.get("/admin/inbox")
    form = form_to(page, "/inbox/answer")
    too_long = send(maple, form, answer="x" * 1001)
    assert too_long.status_code == 422
    assert "x" * 1001 in too_long.text
    assert send(maple, form, answer="They are there.").status_code == 303
    other = send(maple, form, answer="Something else")
    assert (other.status_code, "Something else" in other.text) == (409, False)
    assert send(maple, form_to(page, "/inbox/done")).status_code == 303
    assert shown(maple.get("/admin/inbox").text) == ["Stock", "Data requests", "Claims"]


def test_an_empty_inbox_says_what_would_come_there(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/inbox")
    assert "Nothing waits." in page.text
    assert not [one for one in forms_of(page) if "/inbox" in one.action]


def test_another_stores_inbox_is_nobodys_business(
    maple: Merchant, books: Books, tea_house: Merchant
) -> None:
    ref = everything(maple, books)
    tea_house.come_in()
    page = tea_house.get("/admin/inbox")
    assert shown(page.text) == []
    fields: dict[str, Any] = {"one": ref, "claim": ref, "case": ref, "reason": "x", "answer": "x"}
    told = tea_house.get(tea_house.send("/admin/inbox/approve", page, **fields).location).text
    assert "Somebody else decided it before." in told
    for path in ("refuse", "answer", "done"):
        fields["redemption"] = "0" * 24
        assert tea_house.send(f"/admin/inbox/{path}", page, **fields).status_code == 404
    assert len(claiming.waiting(books.ledger)) == 1


def test_a_page_is_shown_although_what_waits_cannot_be_counted(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    maple.come_in()

    def broken(ledger: Any) -> None:
        raise RuntimeError("no table")

    monkeypatch.setattr(waiting, "counts", broken)
    page = maple.get("/admin/members")
    assert page.status_code == 200
    assert 'class="count"' not in page.text
