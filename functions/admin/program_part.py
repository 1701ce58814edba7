"""A page for each rule, tier and reward, and for each part of the program that stands alone. What
is saved goes into the draft; nothing counts before it is published."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.ledger import drafts
from core.program.sentences import sentences
from functions.admin.forms import saving
from functions.admin.forms.field import Part, Row
from functions.admin.forms.kinds import Faults
from functions.admin.forms.parts import PARTS, find, only, rows_of
from functions.admin.forms.reading import Form
from functions.admin.forms.view import kind_text, sections, words
from functions.admin.language import name_in, say
from integrations import access

program_part = Blueprint("program_part", __name__)

Answer = str | tuple[str, int]


@program_part.get("/program/<part_name>")
def alone(part_name: str) -> str:
    part = _part(part_name, many=False)
    return _page(part, only(_draft(), part), None, {})


@program_part.post("/program/<part_name>")
def change_alone(part_name: str) -> Answer | Response:
    part = _part(part_name, many=False)
    return _keep(part, only(_draft(), part), "")


@program_part.get("/program/<part_name>/of/<row_id>")
def one(part_name: str, row_id: str) -> str:
    part = _part(part_name, many=True)
    return _page(part, _row(part, row_id), None, {})


@program_part.post("/program/<part_name>/of/<row_id>")
def change(part_name: str, row_id: str) -> Answer | Response:
    part = _part(part_name, many=True)
    found = find(_draft(), part, row_id)
    if found is None and "seen" not in request.form:
        abort(404)
    return _keep(part, found[1] if found else {"id": row_id}, row_id)


@program_part.get("/program/<part_name>/new")
def new(part_name: str) -> str:
    part = _part(part_name, many=True)
    kind = _kind(part, request.args.get("kind"))
    return _page(part, _from_day(part, kind, saving.begun(part, kind)), None, {})


@program_part.post("/program/<part_name>/new")
def add(part_name: str) -> Answer | Response:
    part = _part(part_name, many=True)
    kind = _kind(part, request.args.get("kind"))
    try:
        _write(partial(saving.added, part=part, kind=kind, form=request.form))
    except saving.Refused as refused:
        return _page(part, saving.begun(part, kind), request.form, refused.faults), 422
    return _back(part, "program.kept")


@program_part.post("/program/<part_name>/of/<row_id>/remove")
def remove(part_name: str, row_id: str) -> Answer | Response:
    part = _part(part_name, many=True)
    row = find(_draft(), part, row_id)
    try:
        _write(partial(saving.removed, part=part, row_id=row_id, form=request.form))
    except saving.Overtaken:
        return _overtaken(part, row_id, None), 409
    except saving.Refused as refused:
        return _page(part, row[1] if row else {"id": row_id}, None, refused.faults), 422
    return _back(part, "program.taken_out")


@program_part.get("/program/<part_name>/of/<row_id>/remove")
def removed_before(part_name: str, row_id: str) -> Response:
    return redirect(url_for("program_part.one", part_name=part_name, row_id=row_id), 303)


def _from_day(part: Part, kind: str, row: Row) -> Row:
    """A row that begins, and for the time being ends, on the day that the calendar named."""
    named = request.args.get("day", "")
    try:
        day = date.fromisoformat(named).isoformat()
    except ValueError:
        return row
    paths = {field.path for field in part.fields() if field.fits(kind)}
    if "window.from" in paths:
        return {**row, "window": {"from": day, "until": day}}
    if "at" in paths:
        return {**row, "at": f"{day}T19:00"}
    return {**row, "from": day, "until": day} if "from" in paths else row


def _keep(part: Part, row: Row, row_id: str) -> Answer | Response:
    try:
        _write(partial(saving.changed, part=part, row_id=row_id, form=request.form))
    except saving.Overtaken:
        return _overtaken(part, row_id, request.form), 409
    except saving.Refused as refused:
        return _page(part, row, request.form, refused.faults), 422
    return _back(part, "program.kept")


def _overtaken(part: Part, row_id: str, form: Form | None) -> str:
    """What somebody made of the row meanwhile, and what was typed still in the form: saving that
    again puts it in the place of theirs."""
    document = _draft()
    if not part.many:
        return _page(part, only(document, part), form, {}, overtaken="changed")
    found = find(document, part, row_id)
    if found is not None:
        return _page(part, found[1], form, {}, overtaken="changed")
    kind = request.form.get("of_kind", "")
    fresh = saving.begun(part, kind if kind in part.kinds else next(iter(part.kinds), ""))
    return _page(part, fresh, form, {}, overtaken="gone")


def _write(edit: Callable[..., dict[str, Any]]) -> None:
    now_s = int(time.time())
    today = calendar.day(now_s, g.store.tz)
    drafts.change(access.ledger_of(g.store), partial(edit, today=today), now_s)


def _back(part: Part, key: str) -> Response:
    flash(say(key))
    return redirect(url_for("program.edit", _anchor=part.name), 303)


def _page(part: Part, row: Row, form: Form | None, faults: Faults, *, overtaken: str = "") -> str:
    """`overtaken`: what became of the row since its page was shown, "changed" or "gone"."""
    document = _draft()
    kind = part.kind_of(document, row)
    told = words(faults)
    rows = rows_of(document, part) if part.many else []
    after = rows if part.ordered and not row.get("id") else []
    return render_template(
        "program_part.html",
        part=part,
        row=row,
        kind=kind,
        kind_name=kind_text(part, kind) if part.kinds else "",
        kind_hint=kind_text(part, kind, ".hint") if part.kinds else "",
        title=_title(part, row, rows),
        sections=sections(document, part, row, kind, form, told),
        faults=told,
        focus=next(filter(None, faults), ""),
        after=after,
        after_id=form.get("after", "") if form else after[-1]["id"] if after else "",
        overtaken=overtaken,
        says=_says(document, part, row) if overtaken == "changed" else [],
        # What was refused goes on from the row that its page showed, not from a newer one.
        seen=form["seen"] if form and "seen" in form and not overtaken else saving.seen_of(row),
        removable=saving.removable(document, part, row.get("id", "")),
    )


def _says(document: dict[str, Any], part: Part, row: Row) -> list[str]:
    """What the draft says of the row now, in sentences."""
    of = find(document, part, row.get("id", "")) if part.many else None
    where = f"{part.place}.{of[0]}" if of else part.place
    said = sentences(document).values()
    return [
        name_in(one.text) for one in said if one.where == where or one.where.startswith(f"{where}.")
    ]


def _title(part: Part, row: Row, rows: list[Row]) -> str:
    if not part.many:
        return say(f"part.{part.name}")
    if not row.get("id"):
        return say(f"part.{part.name}.new")
    return name_in(row.get("name") or {}) or (
        say("program.rule", id=row["id"]) if len(rows) > 1 else say(f"part.{part.name}")
    )


def _part(name: str, *, many: bool) -> Part:
    part = PARTS.get(name)
    if part is None or part.many != many:
        abort(404)
    return part


def _kind(part: Part, wanted: str | None) -> str:
    """The kind of a new row. Without a choice there is only one."""
    if not part.kinds:
        return ""
    if wanted not in part.kinds:
        abort(404)
    return wanted


def _row(part: Part, row_id: str) -> Row:
    found = find(_draft(), part, row_id)
    if found is None:
        abort(404)
    return found[1]


def _draft() -> dict[str, Any]:
    return drafts.get(access.ledger_of(g.store)).document
