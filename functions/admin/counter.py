"""The counter of a shop: staff find the member who stands before them, award a receipt, redeem."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import cards
from core import redemptions as decisions
from core.errors import BadInput, NotFound, RegularsError
from core.ledger import members as ledger_members
from core.ledger import receipts, redemptions
from core.ledger.posting import Books
from core.member import Contact, MemberState
from core.money import to_minor
from core.program.documents.base import amount
from core.receipts import number_of
from core.redemptions import Redemption
from functions.admin.language import name_in, say
from functions.admin.members import known_member, label
from functions.admin.numbers import plain, whole
from functions.admin.offers import offers
from functions.clock import now_ms
from integrations import access
from integrations.payload import email as address

counter = Blueprint("counter", __name__)


@counter.get("/counter")
def start() -> str | Response | tuple[str, int]:
    """Find a member by the card they show, their address or their customer id."""
    wanted = request.args.get("who", "").strip()
    if not wanted:
        return _start("", {}, {})
    try:
        return redirect(url_for("counter.member", member_id=who_is(wanted)), 303)
    except (BadInput, NotFound) as error:
        fault = say(f"counter.{error.code}") if error.code in _SAID else say("counter.unknown")
        return _start(wanted, {"who": fault}, {}), 404


def _start(who: str, problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    """Of an address that nobody is known by, with the form for a first receipt."""
    return render_template(
        "counter.html",
        who=who,
        email=address(who) if "@" in who else None,
        problems=problems,
        values=values,
        currency=access.books_of(g.store).programs.in_force(int(time.time())).currency,
    )


@counter.post("/counter/new")
def first_receipt() -> str | Response | tuple[str, int]:
    """Somebody who is new here: the receipt makes a member of them, under their address."""
    books, email = access.books_of(g.store), address(request.form.get("email", ""))
    if email is None:
        raise BadInput("Type an email address.")
    number, amount_minor, problems = _receipt(books, request.form)
    member = books.living(books.member(books.ledger.guest_id(email)))
    if not problems:
        said = Contact(email=email)
        problems = _award(books, member, number, amount_minor, said)
    if problems:
        return _start(email, problems, request.form), 422
    flash(say("counter.awarded", number=number))
    return redirect(url_for("counter.member", member_id=member.member_id), 303)


_SAID = ("bad_card", "old_card")


def who_is(wanted: str) -> str:
    """The member whose card, address or customer id that is, merges followed. Raises BadInput,
    NotFound."""
    books = access.books_of(g.store)
    if cards.is_card(wanted):
        member_id = cards.member_of(books.ledger, wanted, int(time.time()))
    else:
        member_id = ledger_members.find_member_id(books.ledger, g.store.store_id, wanted)
    living = books.living(books.member(member_id))
    if not living.version:
        raise NotFound("There is no such member.", code="unknown_member")
    return living.member_id


@counter.get("/counter/<member_id>")
def member(member_id: str) -> str:
    return _page(member_id, {}, {})


@counter.post("/counter/<member_id>/receipt")
def receipt(member_id: str) -> str | Response | tuple[str, int]:
    """Award a receipt. The number makes a second press harmless."""
    books, found = access.books_of(g.store), known_member(member_id)
    number, amount_minor, problems = _receipt(books, request.form)
    problems = problems or _award(books, found.member, number, amount_minor, Contact())
    if problems:
        return _page(member_id, problems, request.form), 422
    flash(say("counter.awarded", number=number))
    return redirect(url_for("counter.member", member_id=member_id), 303)


def _award(
    books: Books, member: MemberState, number: str, amount_minor: int, said: Contact
) -> dict[str, str]:
    """Award it; what is wrong with it, by field."""
    try:
        receipts.award(books, g.store.store_id, member, number, amount_minor, now_ms(), known=said)
    except RegularsError as error:
        if error.code not in ("receipt_awarded", "unknown_here", "bad_amount"):
            raise
        field = "amount" if error.code == "bad_amount" else "number"
        return {field: say(f"counter.{error.code}")}
    return {}


@counter.post("/counter/<member_id>/receipt/undo")
def receipt_undo(member_id: str) -> str | Response | tuple[str, int]:
    books = access.books_of(g.store)
    number = request.form.get("undo", "")
    try:
        held = receipts.find(books.ledger, g.store.store_id, number)
        if held is None or held.undone or not _of(books, held.member_id, member_id):
            raise NotFound("There is no such receipt.", code="unknown_receipt")
    except (BadInput, NotFound):
        return _page(member_id, {"undo": say("counter.unknown_receipt")}, request.form), 422
    receipts.undo(books, g.store.store_id, number, now_ms())
    flash(say("counter.undone", number=held.number))
    return redirect(url_for("counter.member", member_id=member_id), 303)


@counter.post("/counter/<member_id>/redeem")
def redeem(member_id: str) -> str | Response | tuple[str, int]:
    """Redeem in the shop. The form's key makes a second press harmless."""
    books, found = access.books_of(g.store), known_member(member_id)
    program = books.programs.in_force(int(time.time()))
    reward = program.reward(request.form.get("reward", ""))
    chosen = whole(request.form.get("points", "")) if reward.kind == "amount" else None
    key = request.form.get("key", "") or secrets.token_hex(8)
    try:
        made = redemptions.hold(
            books,
            found.member.member_id,
            Contact(),
            reward,
            f"counter {key}",
            g.store.store_id,
            now_ms(),
            chosen,
            counter=True,
        )
    except RegularsError as error:
        text = error.details.get("text")
        said = name_in(text) if isinstance(text, Mapping) else str(error)
        return _page(member_id, {f"reward.{reward.id}": said}, request.form), 409
    flash(say("counter.redeemed", title=name_in(reward.names), points=made.points))
    return redirect(url_for("counter.member", member_id=member_id), 303)


@counter.post("/counter/<member_id>/undo")
def redeem_undo(member_id: str) -> Response:
    """Raises Conflict for what is not undone here."""
    books = access.books_of(g.store)
    found = redemptions.find(books.ledger, request.form.get("redemption", ""))
    if not _of(books, found.member_id, member_id):
        raise NotFound("There is no such redemption.", code="unknown_redemption")
    redemptions.undone(books, found.redemption_id, now_ms())
    flash(say("counter.redemption_undone"))
    return redirect(url_for("counter.member", member_id=member_id), 303)


def _of(books: Books, first_id: str, member_id: str) -> bool:
    """Whether what was the first one's is the member's now."""
    return books.living(books.member(first_id)).member_id == member_id


def _receipt(books: Books, form: Mapping[str, str]) -> tuple[str, int, dict[str, str]]:
    problems, number, amount_minor = {}, "", 0
    try:
        number = number_of(form.get("number", ""))
    except BadInput:
        problems["number"] = say("counter.bad_receipt_number")
    currency = books.programs.in_force(int(time.time())).currency
    try:
        text = amount(plain(form.get("amount", "")), least="0")
        amount_minor = to_minor(text, currency)
        if Decimal(text) <= 0 or not amount_minor:
            raise ValueError
    except ValueError:
        problems["amount"] = say("counter.bad_amount")
    return number, amount_minor, problems


def _page(member_id: str, problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    books, found = access.books_of(g.store), known_member(member_id)
    now_s = int(time.time())
    program = books.programs.in_force(now_s)
    # Of free shipping nothing is handed over in a shop.
    shown = [one for one in offers(books, found.member, now_s) if one[0].kind != "free_shipping"]
    recent = redemptions.recent(books.ledger, found.member.recent)
    return render_template(
        "counter_member.html",
        view=found,
        member=found.member,
        label=label(found.member),
        offers=shown,
        currency=program.currency,
        undoable=[one for one in recent if _undoable(one)],
        problems=problems,
        values=values,
        key=values.get("key") or secrets.token_hex(8),
    )


def _undoable(one: Redemption) -> bool:
    try:
        decisions.may_undo(one, now_ms())
    except RegularsError:
        return False
    return True
