"""What matters today: what waits for the merchant, whether all is well, what comes in the next
days, and the program in force."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.ledger import installations, programs, stores, waiting
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.planned import planned
from core.program.model import Program
from core.program.sentences import sentences
from functions.admin import ahead, checklist, limits_shown, ratings_shown
from functions.admin.figures import week
from functions.admin.language import catalogue, name_in, say
from functions.admin.shelves import stands_of
from integrations import access
from integrations.shopify import scopes

home = Blueprint("home", __name__)

# These are no notice to put away: they are over when what they say is.
_STANDING = frozenset({"unmapped_status", "sweep_stopped", "festival_ends", "token_refused"})


@home.get("")
@home.get("/")
def index() -> str:
    store, now_s = g.store, int(time.time())
    published = programs.versions(access.ledger_of(store))
    books = access.books_of(store)
    in_force, today = books.programs.in_force(now_s), calendar.day(now_s, store.tz)
    current = next(row for row in published if int(row.version) == in_force.version)
    health = [*stores.health(store.store_id), *limits_shown.ending(current.document, now_s)]
    return render_template(
        "home.html",
        current=current,
        pending=[row for row in published if int(row.effective_from_s) > now_s],
        lines=sentences(current.document),
        waiting=_waiting(books, in_force, today, health),
        turns=ahead.turns(planned(in_force), today),
        days=ahead.DAYS,
        limits=limits_shown.used(in_force, now_s),
        ratings=ratings_shown.scores(in_force),
        unmapped=[one for one in health if one["what"] == "unmapped_status"],
        notices=[one for one in health if one["what"] != "unmapped_status"],
        notice_key=_notice_key,
        setup=_setup(store),
        scopes=_scopes_missing(current.document),
        standing=_STANDING,
        swept_until=stores.swept_until(store.store_id),
        today=week(),
    )


def _waiting(
    books: Books, program: Program, today: date, health: Iterable[Mapping[str, Any]]
) -> list[tuple[str, int, str]]:
    """What waits for the merchant, by the inbox's kinds: how many, and of which rewards."""
    counted = waiting.counts(books.ledger)
    low = [one.reward for one in stands_of(books.ledger, program, today) if one.urgent]
    found = [
        ("requests", sum(one["what"] == "data_request" for one in health), ""),
        ("stock", len(low), say("data.joint").join(name_in(one.names) or one.id for one in low)),
        ("messages", counted.messages, ""),
        ("claims", counted.claims, ""),
        ("tasks", counted.tasks, ""),
    ]
    return [one for one in found if one[1]]


@home.post("/notices")
def dismiss() -> Response:
    """Put a notice away that somebody dealt with."""
    what, detail = request.form.get("what", ""), request.form.get("detail", "")
    noted = {(one["what"], one["detail"]) for one in stores.health(g.store.store_id)}
    if what not in _STANDING and (what, detail) in noted:
        stores.clear_health(g.store.store_id, what, detail)
        flash(say("home.dismissed"))
    back = "health.page" if request.form.get("back") == "health" else "home.index"
    return redirect(url_for(back), 303)


def _setup(store: Store) -> list[checklist.Line]:
    """What is left to set up; nothing once all is done, or the merchant put the list away."""
    if checklist.put_away(store):
        return []
    lines = checklist.lines(store)
    return [] if all(one.done for one in lines) else lines


def _scopes_missing(document: Mapping[str, Any]) -> dict[str, str]:
    """The permissions that the program needs and the shop has not given: what does not work."""
    if g.store.platform != "shopify":
        return {}
    return scopes.missing(document, installations.get(g.store.store_id).scopes)


def _notice_key(what: str) -> str:
    key = f"notice.{what}"
    return key if key in catalogue("en") else "notice.other"
