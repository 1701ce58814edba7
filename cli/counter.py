"""./regulars counter: what staff do in a shop, for a member who stands before them."""

from __future__ import annotations

import uuid
from argparse import Namespace

from cli.answer import Answer, fields
from cli.customers import OpenStore, contact_of, member_json, opened, view_of
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar, cards
from core.errors import BadInput
from core.ledger import members, receipts, redemptions
from core.ledger.receipts import Receipt
from core.member import Contact
from core.money import to_major, to_minor
from core.program.documents.base import amount
from functions.storefront.shapes import redemption_json


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    find = leaf(under, "find", find_member, "the member whose card this is")
    find.add_argument("store", metavar="STORE")
    find.add_argument("card", metavar="CARD", help="the text of the card's QR code")
    give = leaf(under, "receipt", give_receipt, "award a receipt, once, as an order")
    give.add_argument("store", metavar="STORE")
    give.add_argument("customer", metavar="CUSTOMER", help="customer id, or an email address")
    give.add_argument("number", metavar="NUMBER", help="of the receipt; letters, digits, hyphens")
    give.add_argument("amount", metavar="AMOUNT", help="paid for goods, like 12.50")
    back = leaf(under, "undo-receipt", undo_receipt, "take back what a receipt gave")
    back.add_argument("store", metavar="STORE")
    back.add_argument("number", metavar="NUMBER")
    spend = leaf(under, "redeem", redeem, "redeem a reward in the shop, used at once")
    spend.add_argument("store", metavar="STORE")
    spend.add_argument("customer", metavar="CUSTOMER", help="customer id, or an email address")
    spend.add_argument("reward", metavar="REWARD", help="its id in the program")
    spend.add_argument("--points", type=int, help="how many, of a reward whose amount one chooses")
    spend.add_argument("--idempotency-key", help="the same key again redeems nothing more")
    undo = leaf(under, "undo", undo_redemption, "undo what was redeemed in the shop, within a day")
    undo.add_argument("store", metavar="STORE")
    undo.add_argument("redemption", metavar="REDEMPTION", help="its id")


def find_member(options: Namespace) -> Answer:
    """Raises BadInput for a card that is none, or too old."""
    at = opened(options.store)
    member_id = cards.member_of(at.books.ledger, options.card, now_ms() // 1000)
    view = members.view(at.books, member_id, now_ms() // 1000)
    known = view.member.contact.customers.get(at.store.store_id) or view.member.contact.email
    data = member_json(at, known or "", view)
    return Answer(data, lambda: fields(list(data.items())))


def give_receipt(options: Namespace) -> Answer:
    """The same receipt again changes nothing."""
    at = opened(options.store)
    member = view_of(at, options.customer, now_ms() // 1000).member
    currency = at.books.programs.in_force(now_ms() // 1000).currency
    try:
        minor = to_minor(amount(options.amount, least="0"), currency)
    except ValueError as error:
        raise BadInput(f"The amount {error}.") from error
    said = contact_of(at.store, options.customer)
    made = receipts.award(
        at.books, at.store.store_id, member, options.number, minor, now_ms(), said
    )
    return _answer(made)


def undo_receipt(options: Namespace) -> Answer:
    """Repeating it changes nothing."""
    at = opened(options.store)
    return _answer(receipts.undo(at.books, at.store.store_id, options.number, now_ms()))


def redeem(options: Namespace) -> Answer:
    """Used at once: no store makes a code."""
    at = opened(options.store)
    made = redemptions.hold(
        at.books,
        _member_id(at, options.customer),
        Contact(),
        at.books.programs.in_force(now_ms() // 1000).reward(options.reward),
        f"counter {options.idempotency_key or uuid.uuid4().hex}",
        at.store.store_id,
        now_ms(),
        options.points,
        counter=True,
    )
    data = redemption_json(made)
    return Answer(data, lambda: fields(list(data.items())))


def undo_redemption(options: Namespace) -> Answer:
    """The points come back, once."""
    data = redemption_json(
        redemptions.undone(opened(options.store).books, options.redemption, now_ms())
    )
    return Answer(data, lambda: fields(list(data.items())))


def _member_id(at: OpenStore, customer: str) -> str:
    return members.find_member_id(at.books.ledger, at.store.store_id, customer)


def _answer(receipt: Receipt) -> Answer:
    data = {
        "number": receipt.number,
        "member_id": receipt.member_id,
        "amount": to_major(receipt.amount_minor, receipt.currency),
        "currency": receipt.currency,
        "at": calendar.iso(receipt.at_ms / 1000),
        "undone": receipt.undone,
    }
    return Answer(data, lambda: fields(list(data.items())))
