"""The activity log: who did what, and when."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, render_template, request

from core import calendar
from core.errors import BadInput, NotFound
from core.exporting.formats import guarded
from core.ledger import activity as kept
from core.ledger import staff
from core.ledger.activity import Line, Page
from core.staff import Member
from functions.admin.language import catalogue, current, say
from functions.admin.staff import called
from integrations import access

activity = Blueprint("activity", __name__)

PAGE = 50
# Lines of one file: some two megabytes.
_FILE = 10_000
_PREFIX = "activity."
# What only a program would look up is no news to whoever reads the page.
_ID = "_id"
_OTHERS = ("api", "shopify", "plugin", "cli", "system")
_MEMBER_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)


@activity.get("/activity")
def listing() -> str:
    """The newest first, of everybody or somebody, of everything or one kind of thing."""
    people = staff.listed(g.store.store_id)
    page = _lines(PAGE)
    return render_template(
        "activity.html",
        lines=page.lines,
        following=page.following,
        asked=_asked(),
        whos=[(f"staff:{one.staff_id}", called(one)) for one in people.values()]
        + [(other, say(f"actor.{other}")) for other in _OTHERS],
        whats=sorted(_every().items(), key=lambda one: one[1]),
        who=lambda line: _who(line, people),
        said=_said,
        told=lambda line: _told(line, people),
        member_of=_member_of,
    )


@activity.get("/activity.csv")
def file() -> Response:
    """The same as a file, at most ten thousand lines; `before` leads on."""
    people = staff.listed(g.store.store_id)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(say(f"activity_page.{name}") for name in ("when", "who", "what", "about"))
    for line in _lines(_FILE).lines:
        about = " ".join([line.subject, *_told(line, people)]).strip()
        stamp = calendar.iso(line.at_ms // 1000)
        rows.writerow(map(guarded, (stamp, _who(line, people), _said(line), about)))
    headers = {"Content-Disposition": 'attachment; filename="activity.csv"'}
    return Response(f"\ufeff{written.getvalue()}", mimetype="text/csv", headers=headers)


def _asked() -> dict[str, str]:
    """What the lines are narrowed to."""
    return {name: request.args.get(name, "")[:120] for name in ("who", "what", "before")}


def _lines(limit: int) -> Page:
    asked = _asked()
    ledger = access.ledger_of(g.store)
    lines: list[Line] = []
    before: str | None = asked["before"]
    try:
        while before is not None and len(lines) < limit:
            page = kept.page(
                ledger,
                g.store.store_id,
                before=before,
                limit=limit - len(lines),
                actor=asked["who"],
                what=asked["what"],
            )
            lines += page.lines
            before = page.following
            if limit == PAGE:
                break
    except BadInput as error:
        raise NotFound(str(error)) from error
    return Page(lines, before)


def _every() -> dict[str, str]:
    """Every kind of action, and what it is called."""
    every = [key for key in catalogue(current()) if key.startswith(_PREFIX)]
    return {key.removeprefix(_PREFIX): say(key) for key in every}


def _said(line: Line) -> str:
    key = f"activity.{line.what}"
    return say(key) if key in catalogue("en") else line.what


def _who(line: Line, people: Mapping[str, Member]) -> str:
    kind, _, name = line.actor.partition(":")
    if kind == "staff":
        return called(people.get(name) or Member(name, "read_only"))
    known = f"actor.{kind}" in catalogue("en")
    return " ".join([say(f"actor.{kind}") if known else kind, name[:12]]).strip()


def _told(line: Line, people: Mapping[str, Member]) -> list[str]:
    """What a line tells besides: whose access it was, and its figures."""
    told = [called(people[line.subject])] if line.subject in people else []
    return told + [
        _detail(name, value) for name, value in line.details.items() if not name.endswith(_ID)
    ]


def _detail(name: str, value: Any) -> str:
    if name == "role" and f"role.{value}" in catalogue("en"):
        return say(f"role.{value}")
    return f"{name.replace('_', ' ')}: {value}"


def _member_of(line: Line) -> str:
    """The member that a line is about, where there is a page about one; else ""."""
    return line.subject if line.mine and _MEMBER_ID.fullmatch(line.subject) else ""
