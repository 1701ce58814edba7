"""What shoppers miss, from the command line."""

from __future__ import annotations

from core.ledger import cases
from core.ledger.posting import Books
from core.member import Contact
from core.snapshot import CustomerRef
from tests.support.operator import Operator


def test_cases_are_listed_and_answered(operator: Operator, books: Books, woo: str) -> None:
    member_id = books.ledger.member_id(woo, CustomerRef(customer_id="3")) or ""
    contact = Contact({woo: "3"})
    told = ("k", "22", "Where are they?", contact, 1_795_330_000_000)
    made = cases.open_one(books, member_id, woo, *told, asked=False)
    [case] = operator.json("case", "list", woo)["cases"]
    assert case == {
        "case": made.ref,
        "at": "2026-11-22T06:46:40Z",
        "customer": "3",
        "order_id": "22",
        "message": "Where are they?",
        "status": "open",
        "answer": None,
    }
    assert "Where are they?" in operator.run("case", "list", woo).out
    for _ in range(2):
        closed = operator.json("case", "answer", woo, made.ref, "--text", "Here.")
        assert (closed["status"], closed["answer"]) == ("closed", "Here.")
    assert operator.json("case", "list", woo)["cases"] == []
    assert operator.json("case", "list", woo, "--closed")["cases"] == [closed]
    assert operator.error("case", "answer", woo, made.ref, "--text", "No.")["code"] == "case_closed"
    assert operator.error("case", "answer", woo, "x.y")["code"] == "unknown_case"
