"""Members' events and surveys: who comes, who is there, what was answered."""

from __future__ import annotations

import csv
import io
import time

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core import surveys
from core.errors import BadInput, Conflict, NotFound
from core.ledger import attendances, survey_answers
from core.program.model import Program
from functions.admin.counter import who_is
from functions.admin.language import name_in, say
from functions.admin.members import label
from integrations import access

gatherings = Blueprint("gatherings", __name__)


@gatherings.get("/events")
def listing() -> str:
    """Events, the next one first, and surveys."""
    books, program = access.books_of(g.store), _program()
    return render_template(
        "events.html",
        events=[
            (one, attendances.places(books, one))
            for one in sorted(program.events, key=lambda event: event.at, reverse=True)
        ],
        surveys=program.surveys,
    )


@gatherings.get("/events/<event_id>")
def event(event_id: str) -> str:
    return _event_page(event_id, "", "")


@gatherings.post("/events/<event_id>")
def check_in(event_id: str) -> str | Answer | tuple[str, int]:
    """Check in who shows a card; showing it again is harmless."""
    books, found = access.books_of(g.store), _program().event(event_id)
    who = request.form.get("who", "").strip()
    now_ms = time.time_ns() // 1_000_000
    try:
        member_id = who_is(who)
        there, first = attendances.check_in(books, found, member_id, g.store.store_id, now_ms)
    except Conflict as refusal:
        text = refusal.details.get("text")
        return _event_page(event_id, who, name_in(text) if text else str(refusal)), 409  # type: ignore[arg-type]
    except (BadInput, NotFound) as error:
        known = error.code in ("bad_card", "old_card")
        return _event_page(event_id, who, say(f"counter.{error.code if known else 'unknown'}")), 422
    name = label(attendances.state_of(books, there))
    flash(say("event.in" if first else "event.in_before", name=name))
    return redirect(url_for("gatherings.event", event_id=event_id), 303)


def _event_page(event_id: str, who: str, fault: str) -> str:
    books, found = access.books_of(g.store), _program().event(event_id)
    answers = sorted(
        attendances.everybody(books.ledger, event_id), key=lambda one: (one.answer, -one.at_ms)
    )
    shown = [(one, attendances.state_of(books, one)) for one in answers]
    return render_template(
        "event.html",
        event=found,
        coming=sum(one.answer == "coming" for one in answers),
        came=sum(one.answer == "came" for one in answers),
        shown=[(one, state.member_id, label(state)) for one, state in shown],
        who=who,
        problems={"who": fault} if fault else {},
    )


@gatherings.get("/surveys/<survey_id>")
def survey(survey_id: str) -> str:
    """What was answered, as bars with their numbers."""
    found = _program().survey(survey_id)
    rows = list(survey_answers.everybody(access.ledger_of(g.store), survey_id))
    results = surveys.results(found, [row.answers for row in rows])
    return render_template("survey.html", survey=found, results=results, answered=len(rows))


@gatherings.get("/surveys/<survey_id>.csv")
def survey_csv(survey_id: str) -> Response:
    """All answers, a row for each member, without who it was."""
    found = _program().survey(survey_id)
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow([_plain(name_in(one.names)) for one in found.questions])
    for row in survey_answers.everybody(access.ledger_of(g.store), survey_id):
        cells = [row.answers.get(one.id, "") for one in found.questions]
        out.writerow([_plain(", ".join(c) if isinstance(c, list) else str(c)) for c in cells])
    headers = {"content-disposition": f'attachment; filename="{survey_id}.csv"'}
    # So that spreadsheets take it for what it is.
    return Response("\ufeff" + file.getvalue(), mimetype="text/csv", headers=headers)


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: members wrote it."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _program() -> Program:
    return access.books_of(g.store).programs.newest
