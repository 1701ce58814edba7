"""Setting up in three steps: a program to begin with, publishing it, and the shop's past orders."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.errors import Conflict, NotFound
from core.identity import Ledger
from core.ledger import drafts, jobs, past, programs, stores
from core.program.defaults import default_document
from core.program.lint import findings
from core.program.model import load
from core.program.sentences import sentences
from core.program.starting import started
from core.program.worth import best_worth, points_per_minor
from functions.admin import checklist
from functions.admin.language import say
from functions.admin.numbers import whole
from integrations import access, templates
from integrations import jobs as queued

setup = Blueprint("setup", __name__)

PLAIN = "plain"
_KIND = "past_orders"
_FIRST_DAY = "2000-01-01"


@dataclass(frozen=True, slots=True)
class Card:
    """A program to begin with. `back`: how much of what members spend comes back as money, per
    mille; None when no reward gives an amount. `left_out`: parts that name another shop's
    products."""

    name: str
    document: dict[str, Any]
    rewards: list[tuple[dict[str, str], int]]
    back: int | None
    left_out: int


@setup.get("/setup")
def start() -> str:
    lines = checklist.lines(g.store)
    return render_template(
        "setup.html",
        lines=lines,
        done=sum(one.done for one in lines),
        away=checklist.put_away(g.store),
    )


@setup.get("/setup/programs")
def choose() -> str:
    """The programs to begin with, in the shop's own money."""
    return render_template("setup_programs.html", cards=[_card(name) for name in _names()])


@setup.post("/setup/programs")
def take() -> Response:
    """Make one of them the draft. What was edited before is replaced by it: the page says so."""
    card = _card(request.form.get("template", ""))
    ledger = access.ledger_of(g.store)
    version, _ = programs.document(ledger)
    drafts.replace(ledger, version, card.document, int(time.time()))
    return redirect(url_for("setup.ready"), 303)


@setup.get("/setup/publish")
def ready() -> str:
    """The draft in plain words, before it is published."""
    ledger = access.ledger_of(g.store)
    draft = drafts.get(ledger)
    version, newest = programs.document(ledger)
    return render_template(
        "setup_publish.html",
        lines=list(sentences(draft.document).values()),
        version=version,
        revision=draft.saved_at_s or 0,
        findings=findings(draft.document, newest, sold_in=g.store.currency),
        whole_past=not past.knows_past(ledger),
        same=draft.document == newest and _chosen(ledger),
    )


@setup.post("/setup/publish")
def publish() -> Response:
    """Publish the draft that was shown. While the books know no past, it counts for all of it."""
    ledger, now_s = access.ledger_of(g.store), int(time.time())
    draft = drafts.get(ledger)
    version, newest = programs.document(ledger)
    if request.form.get("revision") != str(draft.saved_at_s or 0):
        flash(say("setup.changed"))
        return redirect(url_for("setup.ready"), 303)
    problems = findings(draft.document, newest, sold_in=g.store.currency)
    if any(one.severity == "error" for one in problems):
        flash(say("setup.errors"))
        return redirect(url_for("setup.ready"), 303)
    beginning = not past.knows_past(ledger)
    try:
        programs.publish(
            ledger,
            draft.document,
            "merchant page",
            now_s,
            after=whole(request.form.get("base", "")) or version,
            from_the_beginning=beginning,
        )
    except Conflict:
        flash(say("setup.changed"))
        return redirect(url_for("setup.ready"), 303)
    drafts.drop(ledger, draft.document)
    flash(say("setup.published"))
    return redirect(url_for("setup.past_orders"), 303)


@setup.get("/setup/past-orders")
def past_orders() -> str:
    return _past_page({}, "")


@setup.post("/setup/past-orders")
def begin_import() -> Response | tuple[str, int]:
    """Have the past fetched and tried; nothing is posted before the switch."""
    since = request.form.get("since", "") if request.form.get("from") == "day" else ""
    if request.form.get("from") == "day" and not _is_day(since):
        return _past_page({"since": say("setup.bad_day")}, since), 422
    ledger, now_ms = access.ledger_of(g.store), time.time_ns() // 1_000_000
    by = f"staff:{g.staff.staff_id}"
    try:
        job_id = queued.begin(ledger, g.store.store_id, _KIND, {"since": since}, by, now_ms).job_id
    except Conflict as refusal:
        job_id = str(refusal.details.get("job_id", ""))
        if not job_id:
            raise
    stores.forget_seen(g.store.store_id, checklist.SKIPPED)
    return redirect(url_for("jobs.look", job_id=job_id), 303)


@setup.post("/setup/past-orders/skip")
def skip_import() -> Response:
    stores.note_seen(g.store.store_id, checklist.SKIPPED, int(time.time()))
    return redirect(url_for("setup.start"), 303)


@setup.post("/setup/past-orders/<job_id>/switch")
def switch(job_id: str) -> Response:
    """The switch: post what was shown, or look again. Only the version that was shown counts."""
    ledger, now_ms = access.ledger_of(g.store), time.time_ns() // 1_000_000
    job = jobs.get(ledger, g.store.store_id, job_id)
    shown = whole(request.form.get("version", "")) or 0
    agreed = request.form.get("agreed") == "yes"
    if request.form.get("do") != "again" and not agreed:
        flash(say("setup.not_agreed"))
        return redirect(url_for("jobs.look", job_id=job_id), 303)
    answer = {"switch": 0 if request.form.get("do") == "again" else shown}
    try:
        queued.answer(ledger, job, answer, now_ms)
    except Conflict:
        flash(say("job.moved"))
    return redirect(url_for("jobs.look", job_id=job_id), 303)


@setup.post("/setup/away")
def put_away() -> Response:
    stores.note_seen(g.store.store_id, checklist.PUT_AWAY, int(time.time()))
    return redirect(url_for("home.index"), 303)


def _chosen(ledger: Ledger) -> bool:
    """Whether a merchant has published anything: what a new store begins with nobody chose."""
    return programs.versions(ledger)[-1].published_by != "regulars"


def _past_page(problems: dict[str, str], since: str) -> str:
    found = jobs.listing(access.ledger_of(g.store), g.store.store_id)
    imports = [one for one in found if one.kind == _KIND]
    return render_template(
        "setup_past.html",
        problems=problems,
        since=since,
        today=calendar.day(int(time.time()), g.store.tz).isoformat(),
        open_one=next((one for one in imports if one.active or one.state == "asks"), None),
        last=next((one for one in imports if one.state == "done"), None),
        platform=g.store.platform,
    )


def _is_day(text: str) -> bool:
    today = calendar.day(int(time.time()), g.store.tz).isoformat()
    try:
        calendar.start_s(text)
    except ValueError:
        return False
    return len(text) == len(today) and _FIRST_DAY <= text <= today


def _names() -> list[str]:
    return [PLAIN, *templates.names()]


def _card(name: str) -> Card:
    from core.program.schema import validate  # pydantic, for these pages alone

    if name not in _names():
        raise NotFound("There is no such template.", code="unknown_template")
    currency, left_out = g.store.currency, 0
    if name == PLAIN:
        document = default_document(currency)
    else:
        document, left_out = started(templates.document(name), currency)
    document = validate(document)
    program = load(document, 1, 0)
    worth = best_worth(program)
    back = None if worth is None else round(points_per_minor(program) * worth.per_point * 1000)
    rewards = [(dict(one.names), one.points) for one in program.rewards[:4]]
    return Card(name, document, rewards, back, left_out)
