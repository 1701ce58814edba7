"""The inbox: all that waits for somebody at the store, in one list, the oldest first. Each kind has
a page of its own as well (claims, tasks, messages, rewards)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar, cases
from core.cases import MOST_CHARACTERS
from core.errors import BadInput, Conflict, NotFound
from core.explain import names_of
from core.ledger import cases as kept
from core.ledger import claiming, handing, members, redemptions, stores, tasks, waiting
from core.ledger.posting import Books
from core.member import MemberState
from core.program.model import Program
from functions import logs
from functions.admin import record
from functions.admin.inbox import messages_of
from functions.admin.language import name_in, say
from functions.admin.members import label
from functions.admin.shelves import stands_of
from functions.clock import now_ms
from integrations import access

logger = logs.logger("admin")
inbox_page = Blueprint("waiting", __name__)

Kind = Literal["messages", "claims", "tasks", "stock", "requests"]
KINDS: tuple[Kind, ...] = ("messages", "claims", "tasks", "stock", "requests")
# On one page; the rest comes once these are done.
_SHOWN = 50
_REASON_MAX = 500
_DAYS_FOR_REQUESTS = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `what`: the claim, redemption, message, reward or notice itself.
    `member` is None for what is about nobody, or about who was erased."""

    kind: Kind
    ref: str
    at_ms: int
    title: str
    what: Any
    member: MemberState | None = None


@inbox_page.get("/inbox")
def listing() -> str:
    return _page({}, {})


@inbox_page.post("/inbox/approve")
def approve() -> Response:
    """Approve all claims that were ticked, or the one whose button it was. One that somebody
    decided meanwhile stays as it was decided, and keeps no other from being approved."""
    books = access.books_of(g.store)
    wanted = [request.form["one"]] if "one" in request.form else request.form.getlist("claim")
    done = late = 0
    for ref in dict.fromkeys(wanted[:_SHOWN]):
        try:
            claiming.approve(books, ref, now_ms())
            done += 1
        except (Conflict, NotFound):
            late += 1
    record.about(approved=done) if done else record.nothing()
    told = [say("waiting.approved", n=done)] if done else []
    told += [say("waiting.late", n=late)] if late else []
    return _back(" ".join(told) or say("waiting.none_ticked"))


@inbox_page.post("/inbox/refuse")
def refuse() -> Response | tuple[str, int]:
    """Refuse a claim, with the reason that the shopper reads."""
    ref, reason = request.form.get("claim", ""), request.form.get("reason", "").strip()
    if not reason or len(reason) > _REASON_MAX:
        key = "actions.long_reason" if reason else "actions.no_reason"
        return _page({ref: say(key, most=_REASON_MAX)}, {ref: reason}), 422
    try:
        claiming.refuse(access.books_of(g.store), ref, reason)
    except Conflict:
        record.nothing()
        return _back(say("waiting.late", n=1))
    return _back(say("actions.refused"))


@inbox_page.post("/inbox/done")
def done() -> Response:
    """A reward was handed over."""
    try:
        ended = handing.hand_over(
            access.books_of(g.store), request.form.get("redemption", ""), now_ms()
        )
    except Conflict as refusal:
        if refusal.code not in ("past_best_before", "no_task"):
            raise
        key = "tasks.past" if refusal.code == "past_best_before" else "waiting.late"
        return _back(say(key, n=1))
    return _back(say("tasks.ended", title=ended.title))


@inbox_page.post("/inbox/answer")
def answer() -> Response | tuple[str, int]:
    """Answer a message, which closes it. What was answered meanwhile stays as it is, and what was
    typed stays in the form."""
    ref, told = request.form.get("case", ""), request.form.get("answer", "")
    try:
        text = cases.answer_of(told)
        kept.close(access.books_of(g.store), ref, text, now_ms())
    except BadInput:
        return _page({ref: say("inbox.bad_answer", most=MOST_CHARACTERS)}, {ref: told}), 422
    except Conflict as refusal:
        if refusal.code != "case_closed":
            raise
        return _page({ref: say("inbox.answered_before")}, {ref: told}), 409
    return _back(say("inbox.answered" if text else "inbox.closed"))


def waiting_count() -> str:
    """How much waits, for the menu: "" for nothing, "99+" for very much. A page that says what is
    broken has a menu as well: what cannot be counted is not told."""
    if "waiting_count" not in g:
        try:
            total = waiting.counts(access.ledger_of(g.store)).total
        except Exception:
            logger.exception("what waits was not counted")
            total = 0
        most = waiting.MOST
        g.waiting_count = f"{most}+" if total > most else str(total or "")
    return str(g.waiting_count)


def _back(told: str) -> Response:
    waiting.changed(access.ledger_of(g.store))
    flash(told)
    kind = request.form.get("kind", "")
    return redirect(url_for("waiting.listing", kind=kind if kind in KINDS else None), 303)


def _page(problems: Mapping[str, str], values: Mapping[str, str]) -> str:
    books, now_s = access.books_of(g.store), int(time.time())
    asked = request.values.get("kind", "")
    items = _items(books, now_s)
    shown = sorted(
        (one for one in items if asked not in KINDS or one.kind == asked),
        key=lambda one: one.at_ms,
    )
    refs = {one.ref for one in shown[:_SHOWN]}
    return render_template(
        "waiting.html",
        items=shown[:_SHOWN],
        more=len(shown) > _SHOWN,
        kinds=[(kind, sum(one.kind == kind for one in items)) for kind in KINDS],
        asked=asked if asked in KINDS else "",
        problems=problems,
        values=values,
        overtaken=[fault for ref, fault in problems.items() if ref not in refs],
        label=label,
        most=MOST_CHARACTERS,
        now_ms=now_ms(),
        days=_DAYS_FOR_REQUESTS,
    )


def _items(books: Books, now_s: int) -> list[Item]:
    """What waits, at most some hundreds of each kind."""
    program = books.programs.newest
    return [
        *_messages(books),
        *_claims(books, program),
        *_tasks(books, program),
        *_stock(books, program, now_s),
        *_requests(),
    ]


def _messages(books: Books) -> Iterable[Item]:
    for one in messages_of(books, kept.listed(books.ledger, "open")[:_SHOWN]):
        case = one.case
        named = say("inbox.order", order=case.order_id) if case.order_id else ""
        title = named or say("waiting.message")
        yield Item("messages", case.ref, case.at_ms, title, one, one.member)


def _claims(books: Books, program: Program) -> Iterable[Item]:
    names = names_of(program)
    found = claiming.waiting(books.ledger)[:_SHOWN]
    holders = _holders(books, [one.member_id for one in found])
    for one in found:
        title = name_in(names.get(f"rule/{one.action_id}", {})) or one.action_id
        yield Item("claims", one.ref, one.at_ms, title, one, holders[one.member_id])


def _tasks(books: Books, program: Program) -> Iterable[Item]:
    names = names_of(program)
    found = redemptions.recent(books.ledger, tuple(tasks.open_ids(books.ledger, _SHOWN)))
    holders = _holders(books, [one.member_id for one in found])
    for one in found:
        holder = holders[one.member_id]
        erased = holder.erased_at_s is not None
        member = None if erased else holder
        title = name_in(names.get(f"reward/{one.reward_id}", {})) or one.title
        yield Item("tasks", one.redemption_id, one.created_at_ms, title, one, member)


def _stock(books: Books, program: Program, now_s: int) -> Iterable[Item]:
    """Rewards that are running out. Nobody knows since when: they come first."""
    for one in stands_of(books.ledger, program, calendar.day(now_s, books.tz)):
        if one.urgent:
            title = name_in(one.reward.names) or one.reward.id
            yield Item("stock", one.reward.id, 0, title, one)


def _requests() -> Iterable[Item]:
    """Shoppers who asked what is kept about them."""
    for one in stores.health(g.store.store_id):
        if one["what"] == "data_request":
            at_ms = int(datetime.fromisoformat(one["seen_at"]).timestamp()) * 1000
            yield Item("requests", one["detail"], at_ms, say("waiting.request"), one)


def _holders(books: Books, member_ids: Sequence[str]) -> dict[str, MemberState]:
    """Who holds the points of each of them now."""
    ids = list(dict.fromkeys(member_ids))
    known = {one.member_id: one for one in members.states(books.ledger, ids)} if ids else {}
    return {one: books.living(known.get(one) or MemberState(one)) for one in ids}
