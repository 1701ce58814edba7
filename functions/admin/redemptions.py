"""Redemptions of all members: those that are stuck stand out, with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import redemptions as decisions
from core import stuck
from core.errors import BadInput, Conflict, NotFound, StoreUnavailable
from core.ledger import members as ledger_members
from core.ledger import redeemed, stores
from core.ledger import redemptions as ledger_redemptions
from core.ledger.posting import Books
from core.program.model import Program
from core.redemptions import Redemption, Status
from functions import logs
from functions.admin.language import name_in, say
from functions.admin.members import PAGE, label
from functions.carrying import carried_out
from functions.clock import now_ms
from integrations import access

redemptions = Blueprint("redemptions", __name__)

logger = logs.logger("admin")

STATES = ("stuck", *get_args(Status))


@dataclass(frozen=True)
class Named:
    """A redemption, its reward named as the program names it now."""

    one: Redemption
    program: Program
    now_ms: int

    @property
    def title(self) -> str:
        try:
            return name_in(self.program.reward(self.one.reward_id).names)
        except NotFound:
            return self.one.title

    @property
    def stuck(self) -> str | None:
        return stuck.stuck(self.one, self.now_ms)


@redemptions.get("/redemptions")
def listing() -> str | Response | tuple[str, int]:
    """The newest first, or the one of a code."""
    books = access.books_of(g.store)
    code = request.args.get("code", "").strip()
    if code:
        found = ledger_redemptions.find_by_code(books.ledger, code)
        if found is not None:
            return redirect(url_for("redemptions.one", redemption_id=found.redemption_id), 303)
    page = _listing(books, code)
    return (page, 404) if code else page


def _listing(books: Books, code: str) -> str:
    at_ms, program = now_ms(), books.programs.newest
    state, reward = request.args.get("state", ""), request.args.get("reward", "")
    cursor = request.args.get("before", "")

    def wanted(one: Redemption) -> bool:
        if reward and one.reward_id != reward:
            return False
        if state == "stuck":
            return stuck.stuck(one, at_ms) is not None
        return not state or one.status == state

    try:
        page = redeemed.page(books.ledger, wanted, cursor, PAGE)
    except BadInput as error:
        raise NotFound(str(error)) from error
    ids = list(dict.fromkeys(one.member_id for one in page.found))
    states = {one.member_id: one for one in ledger_members.states(books.ledger, ids)}
    holders = {one: books.living(state) for one, state in states.items()}
    return render_template(
        "redemptions.html",
        page=page,
        redemptions=[Named(one, program, at_ms) for one in page.found],
        holders=holders,
        label=label,
        states=STATES,
        rewards=program.rewards,
        state=state,
        reward=reward,
        kept={name: value for name, value in (("state", state), ("reward", reward)) if value},
        cursor=cursor,
        code=code,
    )


@redemptions.get("/redemptions/<redemption_id>")
def one(redemption_id: str) -> str:
    """One redemption, what its state means and what can be done about it."""
    books = access.books_of(g.store)
    found = _found(books, redemption_id)
    store = stores.get(found.store_id)
    return render_template(
        "redemption.html",
        shown=Named(found, books.programs.newest, now_ms()),
        holder=ledger_redemptions.owner(books, found),
        label=label,
        connected=store.installed,
        refused=any(one["what"] == "credentials" for one in stores.health(found.store_id)),
        may_return=_may_return(found),
    )


@redemptions.post("/redemptions/<redemption_id>/ask")
def ask(redemption_id: str) -> Response:
    """Ask the store again for what a redemption waits for; nothing for one that waits for
    nothing."""
    books = access.books_of(g.store)
    found = _found(books, redemption_id)
    _carry_out(books, found)
    return _back(redemption_id)


@redemptions.post("/redemptions/<redemption_id>/return")
def give_back(redemption_id: str) -> Response:
    """Turn an unused code into points again: once, however often it is asked for. What was redeemed
    at the counter within a day is undone at once. Raises Conflict for what cannot come back."""
    books = access.books_of(g.store)
    found = _found(books, redemption_id)
    if found.at_counter:
        ledger_redemptions.undone(books, found.redemption_id, now_ms())
        flash(say("counter.redemption_undone"))
        return _back(redemption_id)
    _carry_out(books, ledger_redemptions.begin_return(books.ledger, redemption_id, now_ms()))
    return _back(redemption_id)


@redemptions.get("/redemptions/<redemption_id>/ask")
@redemptions.get("/redemptions/<redemption_id>/return")
def _back(redemption_id: str) -> Response:
    return redirect(url_for("redemptions.one", redemption_id=redemption_id), 303)


def _carry_out(books: Books, found: Redemption) -> None:
    try:
        after = carried_out(books, found, now_ms(), logger)
    except StoreUnavailable:
        after = found
    waits = after.status in ("held", "returning")
    flash(say("redemptions.no_answer" if waits else f"redemptions.now.{after.status}"))


def _found(books: Books, redemption_id: str) -> Redemption:
    """Raises NotFound for a redemption that this store's ledger does not have."""
    if len(redemption_id) > 40 or not redemption_id.isalnum() or not redemption_id.isascii():
        raise NotFound("There is no such redemption.", code="unknown_redemption")
    return ledger_redemptions.find(books.ledger, redemption_id)


def _may_return(found: Redemption) -> bool:
    """Whether giving it back is offered."""
    try:
        if found.at_counter:
            decisions.may_undo(found, now_ms())
        else:
            decisions.may_return(found)
    except Conflict:
        return False
    return found.status in ("issued", "used")
