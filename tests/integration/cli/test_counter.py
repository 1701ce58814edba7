"""What staff do in a shop, from the command line."""

from __future__ import annotations

import time

from core.cards import card
from core.ledger.posting import Books
from tests.support.operator import Operator

CUSTOMER = "mei.lin@example.com"


def test_a_receipt_of_somebody_new_is_awarded_once_and_undone(operator: Operator, woo: str) -> None:
    for _ in range(2):
        made = operator.json("counter", "receipt", woo, CUSTOMER, "a-1", "120")
    assert (made["number"], made["amount"], made["undone"]) == ("A-1", "120.00", False)
    show = ("member", "show", woo, CUSTOMER)
    assert operator.json(*show)["balance"]["available"] == 120
    said = operator.error("counter", "receipt", woo, "42", "A-1", "120")
    assert said["code"] == "receipt_awarded"
    assert operator.json("counter", "undo-receipt", woo, "A-1")["undone"]
    assert operator.json(*show)["balance"]["available"] == 0
    assert operator.error("counter", "receipt", woo, CUSTOMER, "A-2", "-5")["code"] == "bad_input"
    assert operator.json("ledger", "verify", woo)["mismatches"] == []


def test_staff_find_a_member_by_the_card_and_redeem_in_the_shop(
    operator: Operator, woo: str, books: Books
) -> None:
    operator.json("counter", "receipt", woo, CUSTOMER, "A-1", "120")
    shown = card(books.ledger, books.ledger.guest_id(CUSTOMER), int(time.time()))
    assert operator.json("counter", "find", woo, shown)["customer_id"] == CUSTOMER
    assert operator.error("counter", "find", woo, "RG" + "A" * 39)["code"] == "bad_card"
    redeem = ("counter", "redeem", woo, CUSTOMER, "off-small", "--idempotency-key", "k")
    for _ in range(2):
        made = operator.json(*redeem)
    assert (made["status"], made["code"]) == ("used", None)
    assert operator.json("member", "show", woo, CUSTOMER)["balance"]["available"] == 20
    operator.json("counter", "undo", woo, made["redemption_id"])
    assert operator.json("member", "show", woo, CUSTOMER)["balance"]["available"] == 120
