"""The program that a merchant works on: what it says, part by part, and its history. One part is
changed in functions/admin/program_part.py, all of it published in functions/admin/review.py."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.ledger import drafts, programs
from core.program.diff import changes
from core.program.saying.base import Said
from core.program.sentences import sentences, unsaid
from functions.admin import review
from functions.admin.forms.field import Part, Row
from functions.admin.forms.parts import PARTS, rows_of
from functions.admin.language import say
from functions.admin.numbers import whole
from integrations import access

program = Blueprint("program", __name__)


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
def go_on() -> Response:
    """Go on editing what was reviewed: it may have come from a file."""
    version, _ = programs.document(access.ledger_of(g.store))
    base = whole(request.form.get("base", "")) or version
    drafts.replace(access.ledger_of(g.store), base, review.carried(), int(time.time()))
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
    drafts.drop(access.ledger_of(g.store))
    flash(say("program.discarded"))
    return redirect(url_for("program.edit"), 303)


@program.get("/program/history")
def history() -> str:
    rows = programs.versions(access.ledger_of(g.store))
    steps = [(rows[0], None)] + [
        (new, changes(old.document, new.document)) for old, new in pairwise(rows)
    ]
    return render_template(
        "history.html", steps=steps[::-1], first=list(sentences(rows[0].document).values())
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
