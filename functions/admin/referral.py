"""Referral as a form of its own: what both sides are given, and on what terms. What it makes of the
program goes through the same review as everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request

from core.errors import BadInput
from core.ledger import programs
from functions.admin import review
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
    version, newest = programs.document(access.ledger_of(g.store))
    return _page(version, newest, dict(_fields(newest.get("referral") or {}, "")), {})


@referral.post("/referral")
def send() -> str | tuple[str, int]:
    """The review of the program with what the form says, or without referral; or the form with its
    faults."""
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    version, newest = programs.document(access.ledger_of(g.store))
    document = {name: part for name, part in newest.items() if name != "referral"}
    if request.form.get("do") != "remove":
        document["referral"] = _part(request.form, newest)
    try:
        checked = validate(document)
    except BadInput as error:
        return _page(version, newest, request.form, _problems(error)), 422
    return review.page(version, newest, checked, request.form.get("base", ""))


def _part(form: Mapping[str, str], newest: Document) -> Document:
    """The part that the form says; what is empty is left out."""
    old = newest.get("referral") or {}
    names = {code: form.get(f"name.{code}", "").strip() for code in LANGUAGES}
    part: Document = {
        "id": old.get("id") or _fresh_id(newest),
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


def _fresh_id(newest: Document) -> str:
    earning = newest["earning"]
    rows = [*(earning.get("multipliers") or ()), *(earning.get("bonuses") or ())]
    taken = {row["id"] for row in rows}
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


def _page(
    version: int, newest: Document, values: Mapping[str, Any], problems: Mapping[str, str]
) -> str:
    gifts = [
        (one["id"], name_in(one["name"]))
        for one in newest["rewards"]
        if one["kind"] not in _NO_GIFTS
    ]
    return render_template(
        "referral.html",
        version=version,
        currency=newest["currency"],
        exists="referral" in newest,
        gifts=gifts,
        periods=[(one, say(f"referral.per.{one}")) for one in PERIODS],
        ats=[(one, say(f"referral.at.{one}")) for one in ("order", "link")],
        values=values,
        problems=problems,
        focus=next(iter(problems), ""),
    )
