"""Long work: how far it is, stopping it and going on, and what it has made."""

from __future__ import annotations

import json
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from core import jobs as states
from core.errors import Conflict, NotFound
from core.jobs import Job
from core.ledger import jobs as kept
from functions.admin.language import catalogue, say
from functions.clock import now_ms
from integrations import access
from integrations.files import Files
from integrations.jobs import resume as queue_again

jobs = Blueprint("jobs", __name__)

# Often enough to see it move, and not so often that nobody could press a button.
_AGAIN_S = 3


@jobs.get("/jobs")
def listing() -> str:
    """The store's last jobs."""
    found = kept.listing(access.ledger_of(g.store), g.store.store_id)
    return render_template("jobs.html", jobs=found)


@jobs.get("/jobs/<job_id>")
def look(job_id: str) -> Response:
    """One job; the page comes again by itself while the job goes on."""
    job = _job(job_id)
    names = _files(job).names() if job.facts.get("files") else []
    page = make_response(
        render_template(
            "job.html",
            job=job,
            left=left_text(job),
            percent=min(100, job.done * 100 // job.total) if job.total else None,
            files=[one for one in names if one in job.facts["files"]],
            error=error_text(job.error),
            report=_report(job),
        )
    )
    if job.active:
        page.headers["Refresh"] = str(_AGAIN_S)
    return page


@jobs.post("/jobs/<job_id>/stop")
def stop(job_id: str) -> Answer:
    """Stop it where it is. A job that saved meanwhile is stopped all the same."""
    ledger = access.ledger_of(g.store)
    for _ in range(5):
        job = _job(job_id)
        if job.over:
            break
        try:
            kept.save(ledger, job, states.stopped(job), now_ms())
        except Conflict:
            continue
        flash(say("job.stopped_now"))
        break
    return redirect(url_for("jobs.look", job_id=job_id), 303)


@jobs.post("/jobs/<job_id>/resume")
def resume(job_id: str) -> Answer:
    """Go on where it stopped."""
    try:
        queue_again(access.ledger_of(g.store), _job(job_id), now_ms())
    except Conflict as refusal:
        flash(say("job.running_other" if refusal.code == "job_running" else "job.moved"))
    return redirect(url_for("jobs.look", job_id=job_id), 303)


@jobs.get("/jobs/<job_id>/files/<name>")
def file(job_id: str, name: str) -> Answer:
    """Leads to a file that the job made; only those that it names are to be had."""
    job = _job(job_id)
    if name not in job.facts.get("files", ()):
        abort(404)
    return redirect(_files(job).link(name, f"{job.kind}-{name}"), 303)


def error_text(code: str) -> str:
    """What a merchant reads of what went wrong; "" for nothing."""
    key = f"job.error.{code}"
    return say(key if key in catalogue("en") else "job.error.other") if code else ""


def left_text(job: Job) -> str:
    """How long it will still take, in words; "" when nobody can say."""
    left = states.left_s(job, now_ms())
    if left is None:
        return ""
    if left < 90:
        return say("job.left_s", n=left)
    return say("job.left_min", n=round(left / 60))


def _report(job: Job) -> dict[str, Any] | None:
    """What a kind keeps to be shown (`facts["report"]` names its file); None without, or once
    that has ended."""
    name = job.facts.get("report")
    if not name or job.active:
        return None
    try:
        with _files(job).get(name) as stream:
            found: dict[str, Any] = json.load(stream)
    except NotFound:
        return None
    return found


def _job(job_id: str) -> Job:
    return kept.get(access.ledger_of(g.store), g.store.store_id, job_id)


def _files(job: Job) -> Files:
    return Files(access.ledger_of(g.store), job.store_id, job.job_id)
