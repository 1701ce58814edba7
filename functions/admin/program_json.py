"""The program as one JSON document, to keep, to bring back, and to edit as a whole."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, g, render_template, request

from core.errors import BadInput
from core.ledger import programs
from functions.admin import review
from functions.admin.forms.faults import in_words
from integrations import access

program_json = Blueprint("program_json", __name__)


@program_json.get("/program/json")
def edit() -> str:
    version, document = programs.document(access.ledger_of(g.store))
    return _page(version, _shown(document), [])


@program_json.get("/program/json/file")
def download() -> Response:
    """The newest version as a file."""
    version, document = programs.document(access.ledger_of(g.store))
    name = f"program-{g.store.store_id}-{version}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_shown(document), mimetype="application/json", headers=headers)


@program_json.post("/program/json")
def send() -> str | tuple[str, int]:
    """The review of a document, or the document with its faults."""
    version, newest = programs.document(access.ledger_of(g.store))
    try:
        document = review.carried()
    except BadInput as error:
        typed = request.form.get("document", "")
        return _page(version, typed, _faults(error)), 422
    return review.page(version, newest, document, request.form.get("base", ""))


def _shown(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _faults(error: BadInput) -> list[tuple[str, str]]:
    """Each fault's place and words; one without a place for what is no JSON."""
    found: Any = error.details.get("problems", [])
    return [(fault["where"], in_words(fault["what"])) for fault in found] or [("", "")]


def _page(version: int, typed: str, faults: list[tuple[str, str]]) -> str:
    return render_template("program_json.html", version=version, typed=typed, faults=faults)
