"""Going back: an old version's document is reviewed, and published as a new version with the same
checks as any other. What was decided under the versions between stays as it is."""

from __future__ import annotations

import time

from flask import Blueprint, abort, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.errors import BadInput
from core.ledger import programs
from functions.admin import review
from functions.admin.forms.faults import in_words
from functions.admin.language import say
from integrations import access

rollback = Blueprint("rollback", __name__)


@rollback.get("/program/history/<int:version>")
def look(version: int) -> str | Response:
    """The review of an old version, against the newest one. One that the rules of today refuse is
    not gone back to: why is said beside the history."""
    from core.program.schema import validate  # pydantic: only when somebody goes back

    rows = programs.versions(access.ledger_of(g.store))
    if not 1 <= version <= len(rows):
        abort(404)
    newest = rows[-1]
    today = calendar.day(int(time.time()), g.store.tz)
    try:
        document = validate(rows[version - 1].document, today)
    except BadInput as error:
        found = error.details["problems"]
        faults = " ".join(in_words(one["what"]) for one in found)  # type: ignore[attr-defined]
        flash(say("history.refused", version=version, why=faults))
        return redirect(url_for("program.history"), 303)
    base = int(newest.version)
    return review.page(base, newest.document, document, str(base), back_to=version)
