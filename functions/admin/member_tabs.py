"""A member's orders and redemptions, each on a page of its own; redeeming in their place."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import rewards
from core.errors import (
    BadInput,
    InsufficientPoints,
    NotFound,
    RegularsError,
    StoreUnavailable,
    TooMany,
)
from core.ledger import order_pages, redeemed
from core.ledger import redemptions as ledger_redemptions
from core.ledger.members import MemberView
from core.ledger.posting import Books
from core.member import Contact
from functions import logs
from functions.admin.language import name_in, say
from functions.admin.member_page import POINTS_MAX, head
from functions.admin.members import found_member, known_member
from functions.admin.numbers import whole
from functions.admin.offers import offers
from functions.admin.redemptions import Named
from functions.carrying import carried_out
from functions.clock import now_ms
from integrations import access, wallet

member_tabs = Blueprint("member_tabs", __name__)

logger = logs.logger("admin")


@member_tabs.get("/members/<member_id>/orders")
def orders(member_id: str) -> str | Response:
    """What the ledger knows of a member's orders, those that changed last first. Of stores that
    share the ledger, one at a time."""
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if found.member.member_id != member_id:
        return redirect(url_for("member_tabs.orders", member_id=found.member.member_id), 303)
    every = {one.store_id: one for one in wallet.stores_of(g.store)}
    chosen = every.get(request.args.get("store", g.store.store_id))
    if chosen is None:
        raise NotFound("There is no such store.")
    try:
        shown, following = order_pages.page(
            books, found.member.member_id, chosen.store_id, request.args.get("before")
        )
    except BadInput as error:
        raise NotFound(str(error)) from error
    return render_template(
        "member_orders.html",
        **head(books, found),
        shown=shown,
        following=following,
        cursor=request.args.get("before"),
        stores=list(every.values()),
        chosen=chosen,
    )


@member_tabs.get("/members/<member_id>/redemptions")
def redemptions(member_id: str) -> str | Response:
    books = access.books_of(g.store)
    found = found_member(books, member_id)
    if found.member.member_id != member_id:
        return redirect(url_for("member_tabs.redemptions", member_id=found.member.member_id), 303)
    return _redemptions(books, found, {}, {})


@member_tabs.post("/members/<member_id>/redemptions")
def redeem(member_id: str) -> str | Response | tuple[str, int]:
    """Redeem in the member's place. The form's key makes a second press harmless; a store that does
    not answer at once makes the code later."""
    books, found = access.books_of(g.store), known_member(member_id)
    program = books.programs.in_force(int(time.time()))
    reward = program.reward(request.form.get("reward", ""))
    chosen = whole(request.form.get("points", "")) if reward.kind == "amount" else None
    key = request.form.get("key", "") or secrets.token_hex(8)
    place = f"reward.{reward.id}"
    if reward.kind == "amount" and chosen is None:
        problems = {place: say("member.bad_points", most=reward.max_points or POINTS_MAX)}
        return _redemptions(books, found, problems, request.form), 422
    try:
        made = ledger_redemptions.hold(
            *(books, found.member.member_id, Contact(), reward, f"page {key}"),
            *(g.store.store_id, now_ms(), chosen),
        )
    except RegularsError as error:
        return _redemptions(books, found, {place: _said(error)}, request.form), 409
    try:
        made = carried_out(books, made, now_ms(), logger)
    except StoreUnavailable:
        logger.info("the store gave no answer yet")
    flash(say(f"redeemed.{'waits' if made.status == 'held' else 'done'}", code=made.code))
    return redirect(url_for("redemptions.one", redemption_id=made.redemption_id), 303)


def _said(error: RegularsError) -> str:
    """Why a reward is not to be had, in the page's language where it can be said so."""
    if isinstance(error, InsufficientPoints):
        figures = (int(str(error.details[one])) for one in ("available", "needed"))
        refusal = rewards.too_few(*figures)
        return name_in(refusal.text) if refusal is not None else str(error)
    if isinstance(error, TooMany):
        return say("redeem.too_many")
    text = error.details.get("text")
    return name_in(text) if isinstance(text, Mapping) else str(error)


def _redemptions(
    books: Books, found: MemberView, problems: Mapping[str, str], values: Mapping[str, str]
) -> str:
    listed = redeemed.of_member(books, found.member.member_id)
    now_s = int(time.time())
    return render_template(
        "member_redemptions.html",
        **head(books, found),
        redemptions=[Named(one, books.programs.newest, now_s * 1000) for one in listed],
        offers=offers(books, found.member, now_s) if found.known else [],
        problems=problems,
        values=values,
        key=values.get("key") or secrets.token_hex(8),
    )
