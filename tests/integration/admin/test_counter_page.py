"""The counter of a shop, as staff use it on the merchant page."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.cards import LIFE_S, card
from core.ledger import redemptions
from core.ledger.verify import verify
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant


def at_counter(maple: Merchant) -> str:
    return f"/admin/counter/{maple.member_id('3')}"


def balance(maple: Merchant) -> int:
    return access.books_of(maple.store).member(maple.member_id("3")).available


def test_staff_find_the_member_who_shows_a_card(maple: Merchant) -> None:
    shown = card(access.ledger_of(maple.store), maple.member_id("3"), int(time.time()))
    maple.come_in()
    for who in (shown, shown.lower(), "jia@example.com", "3"):
        answer = maple.browser.get("/admin/counter", query_string={"who": who})
        assert answer.headers["Location"] == at_counter(maple)
    page = maple.get(at_counter(maple))
    assert "jia@example.com" in page.text
    assert "250" in page.text


def test_an_old_card_and_nobody_are_said_beside_the_field(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    old = card(ledger, maple.member_id("3"), int(time.time()) - LIFE_S - 5)
    maple.come_in()
    for who, said in ((old, "more than ten minutes old"), ("99", "Nobody was found")):
        page = maple.browser.get("/admin/counter", query_string={"who": who})
        assert page.status_code == 404
        assert said in page.text
        assert 'aria-invalid="true"' in page.text


def test_staff_award_a_receipt_once_and_take_it_back(maple: Merchant) -> None:
    path = at_counter(maple)
    page = maple.come_in().get(path)
    for _ in range(2):
        answer = maple.send(f"{path}/receipt", page, number="ab-1", amount="3,000")
        assert answer.status_code == 303
    assert balance(maple) == 350
    assert "Receipt AB-1 was awarded." in maple.get(path).text
    other = maple.send(f"{path}/receipt", page, number="AB-1", amount="9000")
    assert other.status_code == 422
    assert "This receipt was awarded before" in other.text
    assert maple.send(f"{path}/receipt/undo", page, undo="AB-1").status_code == 303
    assert balance(maple) == 250
    again = maple.send(f"{path}/receipt/undo", page, undo="AB-1")
    assert "no such receipt" in again.text
    assert verify().mismatches == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": "", "amount": "5"}, "Type the receipt&#39;s number"),
        ({"number": "a b", "amount": "5"}, "Type the receipt&#39;s number"),
        ({"number": "A1", "amount": "five"}, "Type what was paid"),
        ({"number": "A1", "amount": "0"}, "Type what was paid"),
    ],
)
def test_a_receipt_that_is_none_is_refused_beside_its_field_and_kept_as_typed(
    maple: Merchant, fields: Any, said: str
) -> None:
    path = at_counter(maple)
    answer = maple.send(f"{path}/receipt", maple.come_in().get(path), **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["amount"]}"' in answer.text
    assert balance(maple) == 250


def test_staff_redeem_a_reward_in_the_shop_and_undo_it(maple: Merchant) -> None:
    path = at_counter(maple)
    page = maple.come_in().get(path)
    reward = access.books_of(maple.store).programs.newest.rewards[0]
    for _ in range(2):
        answer = maple.send(f"{path}/redeem", page, reward=reward.id, key="one")
        assert answer.status_code == 303
    assert balance(maple) == 250 - reward.points
    page = maple.get(path)
    assert "Redeemed here today" in page.text
    made = _only(maple)
    assert maple.send(f"{path}/undo", page, redemption=made.redemption_id).status_code == 303
    assert balance(maple) == 250


def test_one_store_does_nothing_for_the_members_of_another(
    maple: Merchant, tea_house: Merchant
) -> None:
    path = at_counter(maple)
    page = tea_house.come_in().get("/admin/counter")
    assert tea_house.get(path).status_code == 404
    for action, fields in (
        ("receipt", {"number": "A1", "amount": "50"}),
        ("redeem", {"reward": "off-small", "key": "k"}),
        ("receipt/undo", {"undo": "A1"}),
        ("undo", {"redemption": "0" * 16}),
    ):
        answer = tea_house.send(f"{path}/{action}", page, **fields)
        assert answer.status_code in (404, 422)
    assert balance(maple) == 250


def test_a_guest_is_served_by_address(maple: Merchant) -> None:
    maple.order(CustomerRef(None, "guest@example.com"), 900, 300_000)
    maple.come_in()
    answer = maple.browser.get("/admin/counter", query_string={"who": "guest@example.com"})
    path = answer.headers["Location"]
    sent = maple.send(f"{path}/receipt", maple.get(path), number="G1", amount="3000")
    assert sent.status_code == 303
    member = access.books_of(maple.store).member(path.rsplit("/", 1)[1])
    assert member.available == 200


def test_a_first_receipt_makes_a_member_of_somebody_new(maple: Merchant) -> None:
    maple.come_in()
    page = maple.browser.get("/admin/counter", query_string={"who": "New@Example.com"})
    assert "New here: new@example.com" in page.text
    wrong = maple.send("/admin/counter/new", page, email="new@example.com", number="", amount="9")
    assert (wrong.status_code, 'value="9"' in wrong.text) == (422, True)
    fields = {"email": "new@example.com", "number": "N1", "amount": "3000"}
    sent = maple.send("/admin/counter/new", page, **fields)
    assert "new@example.com" in maple.get(sent.headers["Location"]).text
    member_id = sent.headers["Location"].rsplit("/", 1)[1]
    assert access.books_of(maple.store).member(member_id).available == 100


def _only(maple: Merchant) -> Redemption:
    books = access.books_of(maple.store)
    (made,) = redemptions.recent(books.ledger, books.member(maple.member_id("3")).recent)
    return made
