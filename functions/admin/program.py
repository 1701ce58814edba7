"""The program: edited as a form, and its history. What comes between: functions/admin/review.py."""

from __future__ import annotations

import time
from itertools import pairwise

from flask import Blueprint, g, render_template, request

from core import calendar
from core.ledger import programs
from core.program.diff import changes
from core.program.saying.conditions import FESTIVALS
from core.program.sentences import sentences
from functions.admin import campaign_form, limit_form, program_form, review
from functions.admin.language import name_in, say
from functions.admin.program_check import check
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
        return _form(version, program_form.state_of(review.carried()), {})
    state = program_form.read(request.form, newest)
    if action != "review":
        focus = program_form.act(state, action)
        return _form(version, state, {}, focus=focus)
    document, problems = check(state, calendar.day(int(time.time()), g.store.tz))
    if document is None:
        return _form(version, state, problems), 422
    return review.page(version, newest, document, request.form.get("base", ""))


@program.get("/program/history")
def history() -> str:
    rows = programs.versions(access.ledger_of(g.store))
    steps = [(rows[0], None)] + [
        (new, changes(old.document, new.document)) for old, new in pairwise(rows)
    ]
    return render_template(
        "history.html", steps=steps[::-1], first=list(sentences(rows[0].document).values())
    )


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
        festivals=[(name, name_in(FESTIVALS[name])) for name in limit_form.FESTIVALS],
        periods=[(per, say(f"program.per.{per}")) for per in limit_form.PERIODS],
        units=[(unit, say(f"program.unit.{unit}")) for unit in limit_form.UNITS],
        bonus_kinds=[(kind, say(f"program.bonus.{kind}")) for kind in campaign_form.BONUS_KINDS],
        reward_kinds=[(kind, say(f"program.kind.{kind}")) for kind in program_form.REWARD_KINDS],
    )
