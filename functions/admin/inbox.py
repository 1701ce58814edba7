"""What shoppers say is wrong with their points, and the merchant's answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import cases, ordered
from core.cases import MOST_CHARACTERS, Case
from core.errors import BadInput, Conflict
from core.ledger import cases as kept
from core.ledger import order_views
from core.ledger.order_views import OrderView
from core.ledger.posting import Books
from core.member import MemberState
from core.wording import Text
from functions.admin.language import say
from functions.admin.members import label
from integrations import access

inbox = Blueprint("inbox", __name__)

# Orders that are looked at together (core/ledger/order_views.py).
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A case with its member, and what the ledger knows of its order. `elsewhere`: the order is in
    another member's books."""

    case: Case
    member: MemberState
    order: OrderView | None
    elsewhere: bool

    @property
    def why(self) -> Text:
        """What the order has earned, and why, by language."""
        if self.order is None:
            return {}
        if self.order.entry is None:
            return ordered.text_without_entry(self.order.order)
        text: Text = self.order.entry["why"]["text"]
        return text


@inbox.get("/messages")
def listing() -> str:
    """Open ones first, and of these the one first that waits longest."""
    return _page({}, {})


@inbox.post("/messages/answer")
def answer() -> Response | tuple[str, int]:
    """Answer a case, which closes it. What was answered meanwhile stays as it is."""
    ref, told = request.form.get("case", ""), request.form.get("answer", "")
    try:
        text = cases.answer_of(told)
    except BadInput:
        return _page({ref: say("inbox.bad_answer", most=MOST_CHARACTERS)}, {ref: told}), 422
    try:
        kept.close(access.books_of(g.store), ref, text, time.time_ns() // 1_000_000)
    except Conflict as refusal:
        if refusal.code != "case_closed":
            raise
        return _page({ref: say("inbox.answered_before")}, {ref: told}), 409
    flash(say("inbox.answered" if text else "inbox.closed"))
    return redirect(url_for("inbox.listing"), 303)


def _page(problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    books = access.books_of(g.store)
    waiting = kept.listed(books.ledger, "open")
    closed = kept.listed(books.ledger, "closed")
    open_refs = {one.ref for one in waiting}
    return render_template(
        "inbox.html",
        waiting=messages_of(books, waiting),
        closed=messages_of(books, closed),
        overtaken=[fault for ref, fault in problems.items() if ref not in open_refs],
        label=label,
        problems=problems,
        values=values,
        most=MOST_CHARACTERS,
    )


def messages_of(books: Books, found: Sequence[Case]) -> list[Message]:
    """Cases with their members and what the ledger knows of their orders, in the same order."""
    orders = _orders(books, found)
    made = []
    for one in found:
        member = books.living(books.member(one.member_id))
        order = orders.get((one.store_id, one.order_id))
        elsewhere = order is not None and order.holder != member.member_id
        made.append(Message(one, member, order, elsewhere))
    return made


def _orders(books: Books, found: Sequence[Case]) -> dict[tuple[str, str], OrderView]:
    """What the ledger knows of the orders that cases name, by store and id."""
    known: dict[tuple[str, str], OrderView] = {}
    for store_id in {one.store_id for one in found}:
        named = [one.order_id for one in found if one.store_id == store_id and one.order_id]
        ids = list(dict.fromkeys(named))
        for begin in range(0, len(ids), _AT_ONCE):
            some = ids[begin : begin + _AT_ONCE]
            for order_id, one in zip(some, order_views.some(books, store_id, some), strict=True):
                if one is not None:
                    known[(store_id, order_id)] = one
    return known
