"""The program: edit it as a form, look at what changes, publish a new version."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import BadInput, Conflict
from core.ledger import programs
from functions.admin import program_form
from functions.admin.language import say, when
from functions.admin.numbers import whole
from functions.admin.program_check import check
from functions.admin.program_lines import changes, lines_of
from integrations import access

program = Blueprint("program", __name__)


@program.get("/program")
def edit() -> str:
    version, document = programs.document(access.ledger_of(g.store))
    return _form(version, program_form.state_of(document), {})


@program.post("/program")
def send() -> str | tuple[str, int]:
    """The form comes back with a row more or less, with its faults, or goes to its review."""
    version, newest = programs.document(access.ledger_of(g.store))
    action = request.form.get("do", "review")
    if action == "back":
        return _form(version, program_form.state_of(_carried()), {})
    state = program_form.read(request.form, newest)
    if action != "review":
        focus = program_form.act(state, action)
        return _form(version, state, {}, focus=focus)
    document, problems = check(state)
    if document is None:
        return _form(version, state, problems), 422
    return _review(version, newest, document, request.form.get("base", ""))


@program.post("/program/publish")
def publish() -> str | Response | tuple[str, int]:
    """Publish what was reviewed, if it is still the newest version that it was compared with."""
    ledger = access.ledger_of(g.store)
    base = request.form.get("base", "")
    document = _carried()
    try:
        published = programs.publish(
            ledger,
            document,
            "merchant page",
            int(time.time()),
            after=whole(base) or 0,
        )
    except Conflict:
        version, newest = programs.document(ledger)
        if newest == document:  # the same form was sent twice
            return redirect(url_for("program.history"), 303)
        return _review(version, newest, document, base), 409
    at = when(published.effective_from_s, g.store.tz)
    flash(say("program.published", version=published.version, at=at))
    return redirect(url_for("program.history"), 303)


@program.get("/program/publish")
def published() -> Response:
    return redirect(url_for("program.edit"), 303)


@program.get("/program/history")
def history() -> str:
    rows = programs.versions(access.ledger_of(g.store))
    steps = [(rows[0], None)] + [
        (new, changes(old.document, new.document)) for old, new in pairwise(rows)
    ]
    return render_template(
        "history.html", steps=steps[::-1], first=list(lines_of(rows[0].document).values())
    )


def _carried() -> dict[str, Any]:
    """The document that the review page carries, validated again: it was in the browser. Raises
    BadInput."""
    from core.program.schema import validate

    try:
        document = json.loads(request.form.get("document", ""))
    except (ValueError, RecursionError) as error:
        raise BadInput("The form carries no program.") from error
    return validate(document)


def _form(
    version: int, state: program_form.State, problems: dict[str, str], *, focus: str = ""
) -> str:
    return render_template(
        "program.html",
        version=version,
        state=state,
        problems=problems,
        focus=focus,
        name_languages=program_form.LANGUAGES,
        reward_kinds=[(kind, say(f"program.kind.{kind}")) for kind in program_form.REWARD_KINDS],
    )


def _review(version: int, newest: dict[str, Any], document: dict[str, Any], base: str) -> str:
    found = changes(newest, document)
    gone = {tier["id"] for tier in newest["tiers"]} - {tier["id"] for tier in document["tiers"]}
    return render_template(
        "review.html",
        version=version,
        changes=found,
        document=json.dumps(document, ensure_ascii=False),
        overtaken=base != str(version),
        tier_removed=bool(gone),
    )
