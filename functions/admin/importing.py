"""An import, step by step: its columns, what it would do, doing it, undoing it."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core import calendar
from core.errors import BadInput, Conflict, NotFound
from core.jobs import Job
from core.ledger import jobs as kept
from core.migrating import given, history, tables
from core.migrating.faults import Refused
from core.migrating.history import IMPORT, JOBS, UNDO
from core.migrating.refused import listed
from functions.admin import import_form
from functions.admin.language import current, say
from integrations import access
from integrations.files import Files
from integrations.jobs import answer, begin
from integrations.uploads import Upload

importing = Blueprint("importing", __name__)


@importing.get("/data/imports/new/<upload_id>")
def columns(upload_id: str) -> str | Response:
    """What the file's columns are taken for; `from`: an import of the same file, whose choices to
    begin with."""
    upload = _upload(upload_id)
    try:
        table = tables.head(upload.head())
        if not table.header:
            raise BadInput("The file is empty.", code="empty")
    except (BadInput, NotFound) as refusal:
        return redirect(url_for("data.listing", problem=refusal.code), 303)
    before = _job(request.args["from"], IMPORT) if "from" in request.args else None
    form = import_form.of_job(before, table) if before else import_form.proposed(table)
    return _columns(upload, table, form, {}, _called(before) if before else ())


@importing.post("/data/imports/new/<upload_id>")
def look(upload_id: str) -> str | Response | tuple[str, int]:
    """Show the file as it would be read, or begin the import, which first looks and then asks."""
    upload = _upload(upload_id)
    table = tables.head(upload.head())
    found = import_form.read(request.form, table)
    if found.problems:
        return _columns(upload, table, request.form, found.problems), 422
    if "again" in request.form:
        return _columns(upload, table, request.form, {})
    chosen = {
        "upload": upload_id,
        "today": calendar.day(int(time.time()), g.store.tz).isoformat(),
        "language": current(),
        **given.kept(found.mapped, found.options),
    }
    return _begin(IMPORT, chosen)


@importing.post("/data/imports/<job_id>/bring")
def bring(job_id: str) -> Response:
    """Agree to what the import said it would do."""
    return _answer(_job(job_id, IMPORT), {"confirmed": True})


@importing.post("/data/imports/<job_id>/undo")
def undo(job_id: str) -> Response:
    """Begin to undo an import: first it is said what was spent of it."""
    found = kept.listing(_ledger(), g.store.store_id, JOBS)
    try:
        history.undoable(found, job_id)
    except Conflict as refusal:
        flash(say(f"data.cannot.{refusal.code}"))
        return redirect(url_for("data.listing"), 303)
    return _begin(UNDO, {"import": job_id})


@importing.post("/data/undoing/<job_id>")
def take_back(job_id: str) -> Response:
    """Undo it, and make a debt of what was spent, or forgive that."""
    policy = request.form.get("policy")
    if policy not in ("debt", "forgive"):
        flash(say("data.no_policy"))
        return redirect(url_for("jobs.look", job_id=job_id), 303)
    return _answer(_job(job_id, UNDO), {"policy": policy})


@importing.get("/data/imports/<job_id>/<step>")
@importing.get("/data/undoing/<job_id>", defaults={"step": ""})
def back(job_id: str, step: str) -> Response:
    """Where the language is changed on a page that a form led to."""
    return redirect(url_for("jobs.look", job_id=job_id), 303)


@importing.app_context_processor
def _for_templates() -> dict[str, Any]:
    """What the pages of these jobs ask for (templates/jobs/)."""
    return {"import_faults": faults, "import_undoable": undoable, "import_text": _text}


def faults(job: Job) -> list[Refused]:
    """The first rows that an import refuses."""
    files = Files(_ledger(), job.store_id, job.job_id)
    with suppress(NotFound):
        return listed(files.get("faults.json").read())
    return []


def undoable(job: Job) -> bool:
    """Whether an import may be undone now."""
    with suppress(Conflict, NotFound):
        history.undoable(kept.listing(_ledger(), g.store.store_id, JOBS), job.job_id)
        return True
    return False


def _text(one: Refused) -> str:
    return one.text(current())


def _called(job: Job) -> tuple[str, ...]:
    """What a file calls tiers that an import of it did not know."""
    found = (str(one.details["cell"]) for one in faults(job) if one.code == "unknown_tier")
    return tuple(dict.fromkeys(found))


def _columns(
    upload: Upload,
    table: tables.Table,
    form: MultiDict[str, str],
    problems: dict[str, str],
    called: tuple[str, ...] = (),
) -> str:
    books = access.books_of(g.store)
    today = calendar.day(int(time.time()), books.tz)
    return render_template(
        "data_columns.html",
        upload_id=upload.upload_id,
        table=table,
        view=import_form.view(form, table, books.programs.newest, called),
        preview=import_form.preview(form, table, books.programs.newest, today, books.tz),
        form=form,
        problems=problems,
    )


def _begin(kind: str, chosen: dict[str, Any]) -> Response:
    by, now_ms = f"staff:{g.staff.staff_id}", time.time_ns() // 1_000_000
    try:
        job = begin(_ledger(), g.store.store_id, kind, chosen, by, now_ms)
    except Conflict as refusal:
        flash(say("job.running_other"))
        return redirect(url_for("jobs.look", job_id=refusal.details["job_id"]), 303)
    return redirect(url_for("jobs.look", job_id=job.job_id), 303)


def _answer(job: Job, told: dict[str, Any]) -> Response:
    try:
        answer(_ledger(), job, told, time.time_ns() // 1_000_000)
    except Conflict as refusal:
        flash(say("job.running_other" if refusal.code == "job_running" else "job.moved"))
    return redirect(url_for("jobs.look", job_id=job.job_id), 303)


def _job(job_id: str, kind: str) -> Job:
    job = kept.get(_ledger(), g.store.store_id, job_id)
    if job.kind != kind:
        raise NotFound("There is no such import.", code="no_job")
    return job


def _upload(upload_id: str) -> Upload:
    return Upload(_ledger(), g.store.store_id, upload_id)


def _ledger() -> Any:
    return access.ledger_of(g.store)
