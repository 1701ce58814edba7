"""What a merchant sees before a program is published: what changes, what is doubtful about it, and,
when asked for, what it would have made of past orders. And publishing it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.backtest import Comparison, compare
from core.errors import BadInput, Conflict, Forbidden, StoreRefused, StoreUnavailable
from core.ledger import drafts, programs
from core.program.diff import changes
from core.program.lint import findings
from core.program.model import Program, load
from functions.admin import record
from functions.admin.language import say, when
from functions.admin.numbers import whole
from integrations import access

review = Blueprint("review", __name__)

# What fits into the time that a page may take, with a store whose last answer comes as late as it
# may (integrations/patience.py). The command line tries all orders.
_MOST_ORDERS = 1000
_DAYS = 90
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Tried:
    """A backtest of some past orders. `partly`: there are more than were tried."""

    current: Program
    new: Program
    found: Comparison
    partly: bool


@review.post("/program/publish")
def publish() -> str | Response | tuple[str, int]:
    """Publish what was reviewed, if it is still the newest version that it was compared with."""
    ledger = access.ledger_of(g.store)
    base = request.form.get("base", "")
    document = carried()
    version, newest = programs.document(ledger)
    if request.form.get("force") != "yes" and _has_errors(document, newest):
        return page(version, newest, document, base), 422
    now_s = int(time.time())
    try:
        published = programs.publish(
            *(ledger, document, f"staff:{g.staff.staff_id}", now_s), after=whole(base) or 0
        )
    except Conflict:
        version, newest = programs.document(ledger)
        if newest == document:  # the same form was sent twice
            record.nothing()
            return redirect(url_for("program.history"), 303)
        return page(version, newest, document, base), 409
    drafts.drop(ledger, document)
    at = when(published.effective_from_s, g.store.tz)
    flash(say("program.published", version=published.version, at=at))
    return redirect(url_for("program.history"), 303)


@review.post("/program/backtest")
def backtest() -> str:
    """The review again, with what the program would have made of past orders."""
    document = carried()
    version, newest = programs.document(access.ledger_of(g.store))
    base = request.form.get("base", "")
    try:
        tried, untried = _tried(document), ""
    except (StoreUnavailable, StoreRefused, Forbidden):
        tried, untried = None, say("review.untried")
    return page(version, newest, document, base, tried, untried or _nothing_tried(tried))


@review.get("/program/publish")
@review.get("/program/backtest")
def sent_before() -> Response:
    return redirect(url_for("program.look"), 303)


def carried() -> dict[str, Any]:
    """The document that the review page carries, validated again: it was in the browser. Raises
    BadInput."""
    from core.program.schema import validate

    try:
        document = json.loads(request.form.get("document", ""))
    except (ValueError, RecursionError) as error:
        raise BadInput("The form carries no program.") from error
    return validate(document, calendar.day(int(time.time()), g.store.tz))


def page(
    version: int,
    newest: dict[str, Any],
    document: dict[str, Any],
    base: str,
    tried: Tried | None = None,
    untried: str = "",
    *,
    back_to: int | None = None,
) -> str:
    """The review of a valid document, which was made from version `base` of the program.
    `back_to`: the old version that it is."""
    known: dict[str, Any] = {"today": calendar.day(int(time.time()), g.store.tz)}
    if tried is not None and tried.found.members:
        known |= {"held": tried.found.held(then=False), "reached": tried.found.held(then=True)}
    return render_template(
        "review.html",
        version=version,
        changes=changes(newest, document),
        findings=findings(document, newest, sold_in=g.store.currency, **known),
        document=json.dumps(document, ensure_ascii=False),
        overtaken=base != str(version),
        back_to=back_to,
        tried=tried if tried is not None and tried.found.orders else None,
        untried=untried,
        most=_MOST_ORDERS,
        days=_DAYS,
    )


def _has_errors(document: dict[str, Any], newest: dict[str, Any]) -> bool:
    return any(one.severity == "error" for one in findings(document, newest))


def _nothing_tried(tried: Tried | None) -> str:
    return "" if tried is not None and tried.found.orders else say("review.no_orders", n=_DAYS)


def _tried(document: dict[str, Any]) -> Tried:
    from integrations.backtesting import gather  # with a platform's client, for this button alone
    from integrations.reach import port_of

    books, now_ms = access.books_of(g.store), time.time_ns() // 1_000_000
    until = time.monotonic() + _SECONDS
    stopped = False

    def more(count: int) -> bool:
        nonlocal stopped
        stopped = count >= _MOST_ORDERS or time.monotonic() > until
        return not stopped

    now_s = now_ms // 1000
    current = books.programs.in_force(now_s)
    new = load(document, current.version + 1, 0)
    asks = current.asks_profile or new.asks_profile
    since_s = now_s - _DAYS * 86400
    past = gather(port_of(g.store), books, since_s, now_ms, more, with_profiles=asks)
    ask = partial(books.catalogue, g.store.store_id)
    found = compare(current, new, past, now_s, books.tz, ask=ask, profiles=past.profiles)
    return Tried(current, new, found, stopped)
