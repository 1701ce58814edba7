"""Import and export: handing a file in, what was imported and undone, and everything as files."""

from __future__ import annotations

import os
import time
from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict
from core.exporting.formats import FORMATS
from core.ledger import jobs as kept
from core.ledger import staff
from core.migrating.columns import SOURCES
from core.migrating.history import EXPORT, JOBS, imports
from core.migrating.tables import MOST_BYTES
from functions.admin.language import catalogue, current, say
from functions.admin.staff import called
from integrations import access, uploads
from integrations.jobs import begin

data = Blueprint("data", __name__)


@data.get("/data")
def listing() -> str | tuple[str, int]:
    """What was imported and exported, and the forms for more. A file goes straight into the private
    bucket: a function could not take one so large."""
    ledger = access.ledger_of(g.store)
    found = kept.listing(ledger, g.store.store_id, JOBS)
    upload = uploads.new(ledger, g.store.store_id)
    then = url_for("importing.columns", upload_id=upload.upload_id)
    url, fields = upload.form(f"{os.environ['PUBLIC_URL'].rstrip('/')}{then}")
    to = urlsplit(url)
    g.form_to = f" {to.scheme}://{to.netloc}"
    people = {
        f"staff:{one.staff_id}": called(one) for one in staff.listed(g.store.store_id).values()
    }
    problem = _problem(request.args.get("problem", ""))
    page = render_template(
        "data.html",
        url=url,
        fields=fields,
        most=MOST_BYTES // 2**20,
        sources=[one.name for one in SOURCES],
        formats=FORMATS,
        imports=imports(found),
        exports=[job for job in found if job.kind == EXPORT],
        who=lambda job: people.get(job.by) or say(f"actor.{job.by.partition(':')[0]}"),
        problems={"file": problem} if problem else {},
    )
    return (page, 422) if problem else page


def _problem(code: str) -> str:
    """What was wrong with a file that was handed in; "" for nothing."""
    key = f"data.problem.{code}"
    return say(key, most=MOST_BYTES // 2**20) if key in catalogue("en") else ""


@data.post("/data/exports")
def export() -> Response:
    """Begin an export in the forms that were chosen, all of them where none was."""
    formats = [one for one in FORMATS if one in request.form.getlist("formats")] or list(FORMATS)
    given = {"formats": formats, "language": current()}
    ledger = access.ledger_of(g.store)
    now_ms = time.time_ns() // 1_000_000
    by = f"staff:{g.staff.staff_id}"
    try:
        job = begin(ledger, g.store.store_id, EXPORT, given, by, now_ms)
    except Conflict as refusal:
        flash(say("job.running_other"))
        return redirect(url_for("jobs.look", job_id=refusal.details["job_id"]), 303)
    return redirect(url_for("jobs.look", job_id=job.job_id), 303)


@data.get("/data/exports")
def exports() -> Response:
    return redirect(url_for("data.listing"), 303)
