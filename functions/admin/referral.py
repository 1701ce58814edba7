"""Referral as a form of its own: what both sides are given, and on what terms. It goes into the
draft, as everything else does."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import calendar
from core.errors import BadInput
from core.ledger import drafts
from functions.admin.language import LANGUAGES, name_in, say
from functions.admin.numbers import plain, whole
from integrations import access

referral = Blueprint("referral", __name__)

Document = dict[str, Any]
PERIODS = ("ever", "year", "month")
_NO_GIFTS = ("amount", "donation")
# The text that a fault of each field has, and where those are shown that are about no one field.
_FAULTS = {
    "name.en": "referral.bad_name",
    "referrer.points": "referral.bad_points",
    "friend.points": "referral.bad_points",
    "referrer.reward": "referral.bad_reward",
    "friend.reward": "referral.bad_reward",
    "friend_at": "referral.bad_friend_at",
    "minimum": "referral.bad_minimum",
    "cap.times": "referral.bad_times",
    "cap.per": "referral.bad_times",
}
_SHOWN_AT = {
    "": "friend_at",
    "name": "name.en",
    "name.zh-Hant": "name.en",
    "referrer": "referrer.points",
    "friend": "friend.points",
}


@referral.get("/referral")
def edit() -> str:
    document = drafts.get(access.ledger_of(g.store)).document
    return _page(document, dict(_fields(document.get("referral") or {}, "")), {})


@referral.post("/referral")
def send() -> str | Response | tuple[str, int]:
    """The draft with what the form says, or without referral; or the form with its faults."""
    ledger = access.ledger_of(g.store)
    try:
        drafts.change(ledger, _edited, int(time.time()))
    except BadInput as error:
        return _page(drafts.get(ledger).document, request.form, _problems(error)), 422
    flash(say("program.kept"))
    return redirect(url_for("program.edit"), 303)


def _edited(document: Document) -> Document:
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    new = {name: part for name, part in document.items() if name != "referral"}
    if request.form.get("do") != "remove":
        new["referral"] = _part(request.form, document)
    return validate(new, calendar.day(int(time.time()), g.store.tz))


def _part(form: Mapping[str, str], document: Document) -> Document:
    """The part that the form says; what is empty is left out."""
    old = document.get("referral") or {}
    names = {code: form.get(f"name.{code}", "").strip() for code in LANGUAGES}
    part: Document = {
        "id": old.get("id") or _fresh_id(document),
        "name": {code: name for code, name in (old.get("name", {}) | names).items() if name},
        "referrer": _award(form, "referrer"),
    }
    friend = _award(form, "friend")
    if friend:
        part |= {"friend": friend, "friend_at": form.get("friend_at", "")}
    minimum, times = plain(form.get("minimum", "")), form.get("cap.times", "").strip()
    if minimum:
        part["minimum"] = minimum
    if times:
        part["cap"] = {"times": _whole(times), "per": form.get("cap.per", "")}
    return part


def _award(form: Mapping[str, str], side: str) -> Document:
    points, reward = form.get(f"{side}.points", "").strip(), form.get(f"{side}.reward", "")
    return ({"points": _whole(points)} if points else {}) | ({"reward": reward} if reward else {})


def _whole(text: str) -> int | str:
    """The number; what is none stays as it was typed, for the validation to refuse."""
    number = whole(text)
    return text if number is None else number


def _fresh_id(document: Document) -> str:
    earning = document["earning"]
    rows = [*(earning.get("multipliers") or ()), *(earning.get("bonuses") or ())]
    taken = {row["id"] for row in (*rows, *(document.get("actions") or ()))}
    names = ("friends", *(f"friends-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _problems(error: BadInput) -> dict[str, str]:
    """Each fault's text by the field beside which it is shown."""
    found: Any = error.details["problems"]
    problems = {}
    for fault in found:
        place = fault["where"].removeprefix("referral").lstrip(".")
        if place == "" and "gives a reward" in fault["what"]:
            place = "referrer.reward"
        field = _SHOWN_AT.get(place, place)
        problems[field] = say(_FAULTS.get(field, "referral.bad_friend_at"))
    return problems


def _fields(part: Mapping[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    """A part of the document as values of the form's fields."""
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _fields(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value


def _page(document: Document, values: Mapping[str, Any], problems: Mapping[str, str]) -> str:
    gifts = [
        (one["id"], name_in(one["name"]))
        for one in document["rewards"]
        if one["kind"] not in _NO_GIFTS
    ]
    return render_template(
        "referral.html",
        currency=document["currency"],
        exists="referral" in document,
        gifts=gifts,
        periods=[(one, say(f"referral.per.{one}")) for one in PERIODS],
        ats=[(one, say(f"referral.at.{one}")) for one in ("order", "link")],
        values=values,
        problems=problems,
        focus=next(iter(problems), ""),
    )
