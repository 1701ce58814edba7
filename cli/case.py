"""./regulars case: what shoppers say is wrong with their points, and the answers."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import OpenStore, opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar, cases
from core.cases import Case
from core.ledger import cases as kept


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listing = leaf(under, "list", list_cases, "what waits for an answer, oldest first")
    listing.add_argument("store", metavar="STORE")
    listing.add_argument("--closed", action="store_true", help="those that are closed, last first")
    end = leaf(under, "answer", answer, "answer one, which closes it; the shopper sees the answer")
    end.add_argument("store", metavar="STORE")
    end.add_argument("case", metavar="CASE", help="its name, from the list")
    end.add_argument("--text", default="", help="without it the case is closed without an answer")


def list_cases(options: Namespace) -> Answer:
    """At most 50."""
    at = opened(options.store)
    found = kept.listed(at.books.ledger, "closed" if options.closed else "open")
    rows = [_row(at, one) for one in found]
    headings = ["case", "at", "customer", "order_id", "message"]
    return Answer(
        {"cases": rows}, lambda: table(headings, [[row[name] for name in headings] for row in rows])
    )


def answer(options: Namespace) -> Answer:
    """Repeating it changes nothing."""
    at = opened(options.store)
    text = cases.answer_of(options.text)
    data = _row(at, kept.close(at.books, options.case, text, now_ms()))
    return Answer(data, lambda: fields(list(data.items())))


def _row(at: OpenStore, one: Case) -> dict[str, Any]:
    """`customer`: how the store knows the member."""
    contact = at.books.living(at.books.member(one.member_id)).contact
    return {
        "case": one.ref,
        "at": calendar.iso(one.at_ms / 1000),
        "customer": contact.customers.get(one.store_id) or contact.email,
        "order_id": one.order_id or None,
        "message": one.message,
        "status": one.status,
        "answer": one.answer or None,
    }
