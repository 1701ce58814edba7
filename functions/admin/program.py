"""The program that a merchant works on: what it says, part by part, and its history. One part is
changed in functions/admin/program_part.py, all of it published in functions/admin/review.py."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict
from core.ledger import drafts, programs, staff
from core.ledger.programs import ProgramRow
from core.program.diff import Change, changes
from core.program.saying.base import Said
from core.program.sentences import sentences, unsaid
from core.staff import Member
from functions.admin import review
from functions.admin.forms.field import Part, Row
from functions.admin.forms.parts import PARTS, rows_of
from functions.admin.language import say
from functions.admin.numbers import whole
from functions.admin.staff import called
from integrations import access

program = Blueprint("program", __name__)

# Of the history, on one page.
_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A part, or one of its rows, with what the program says of it."""

    part: Part
    row: Row
    lines: list[Said] = field(default_factory=list)


@program.get("/program")
def edit() -> str:
    ledger = access.ledger_of(g.store)
    draft = drafts.get(ledger)
    version, newest = programs.document(ledger)
    parts, others = told(draft.document)
    return render_template(
        "program.html",
        version=version,
        draft=draft,
        changed=changes(newest, draft.document) if draft.saved_at_s is not None else [],
        parts=parts,
        others=others,
        unsaid=unsaid(draft.document),
    )


@program.post("/program")
def go_on() -> Response | tuple[str, int]:
    """Go on editing what was reviewed: it may have come from a file. A draft that says something
    else is not lost by that: it is shown first, and put in its place when that is said."""
    ledger, document = access.ledger_of(g.store), review.carried()
    version, newest = programs.document(ledger)
    base = whole(request.form.get("base", "")) or version
    draft, over = drafts.get(ledger), whole(request.form.get("over", ""))
    if document == draft.document:
        return redirect(url_for("program.edit"), 303)
    if draft.document != newest and over != draft.revision:
        return _other_draft(draft, document, base), 409
    try:
        drafts.replace(ledger, base, document, int(time.time()), over=draft.revision)
    except Conflict:
        return _other_draft(drafts.get(ledger), document, base), 409
    return redirect(url_for("program.edit"), 303)


@program.get("/program/review")
def look() -> str:
    """The review of what was edited."""
    ledger = access.ledger_of(g.store)
    draft = drafts.get(ledger)
    version, newest = programs.document(ledger)
    return review.page(version, newest, draft.document, str(draft.base))


@program.post("/program/discard")
def discard() -> Response:
    """Forget the draft that was looked at, not what a colleague has made of it since."""
    try:
        drafts.drop(access.ledger_of(g.store), over=whole(request.form.get("over", "")))
        flash(say("program.discarded"))
    except Conflict:
        flash(say("program.not_discarded"))
    return redirect(url_for("program.edit"), 303)


@program.get("/program/history")
def history() -> str:
    """What each version changed, the newest first, a page of them at a time."""
    rows = programs.versions(access.ledger_of(g.store))
    newest = len(rows)
    last = min(whole(request.args.get("until", "")) or newest, newest)
    shown = rows[max(0, last - _VERSIONS - 1) : last]
    steps: list[tuple[ProgramRow, list[Change] | None]] = [
        (new, changes(old.document, new.document)) for old, new in pairwise(shown)
    ]
    if last <= _VERSIONS + 1:
        steps = [(rows[0], None), *steps]
    return render_template(
        "history.html",
        steps=steps[::-1],
        first=list(sentences(rows[0].document).values()),
        who=_publisher(staff.listed(g.store.store_id)),
        newest=newest,
        older=last - _VERSIONS if last > _VERSIONS + 1 else None,
    )


def _publisher(people: Mapping[str, Member]) -> Callable[[ProgramRow], str]:
    """Who published a version, as people are called. Earlier releases kept where it was done, and
    the command line keeps that as it is."""

    def who(row: ProgramRow) -> str:
        by = str(row.published_by)
        kind, _, staff_id = by.partition(":")
        if kind == "staff":
            return called(people.get(staff_id) or Member(staff_id, "read_only"))
        if by == "operator":
            return say("actor.cli")
        return say(f"who.{by}") if by in ("merchant page", "regulars") else by

    return who


def _other_draft(draft: drafts.Draft, document: dict[str, Any], base: int) -> str:
    """What would be lost of a draft if `document` took its place."""
    return render_template(
        "other_draft.html",
        draft=draft,
        changed=changes(draft.document, document),
        document=json.dumps(document, ensure_ascii=False),
        base=base,
    )


def told(document: dict[str, Any]) -> tuple[list[tuple[Part, list[Told]]], list[Said]]:
    """The parts with their rows and what is said of each, and what is said of no part that has a
    page."""
    by_place: dict[str, Told] = {}
    found = []
    for part in PARTS.values():
        rows = rows_of(document, part) if part.many else [{}]
        places = [f"{part.place}.{i}" if part.many else part.place for i in range(len(rows))]
        here = [Told(part, row) for row in rows]
        by_place |= zip(places, here, strict=True)
        found.append((part, here))
    others: list[Said] = []
    for said in sentences(document).values():
        one = _home(by_place, said.where)
        (one.lines if one is not None else others).append(said)
    return found, others


def _home(by_place: Mapping[str, Told], where: str) -> Told | None:
    """Whose sentence it is: the closest place around where it stands."""
    while where:
        if where in by_place:
            return by_place[where]
        where = where.rpartition(".")[0]
    return None
