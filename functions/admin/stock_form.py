"""The short form of a reward: how many there are, how often one member may have it, and a pause."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.errors import BadInput
from functions.admin.forms.faults import in_words
from functions.admin.forms.saving import seen_of
from functions.admin.language import say
from functions.admin.numbers import whole

__all__ = ["Refused", "changed", "seen_of"]

_FIELDS = ("stock", "limit_per_member")


class Refused(Exception):
    """What is wrong, in words, by field; "" for what is beside none. `status`: 422, or 409 where
    somebody changed the reward meanwhile."""

    def __init__(self, problems: Mapping[str, str], status: int = 422) -> None:
        super().__init__(str(problems))
        self.problems, self.status = problems, status


def changed(
    document: dict[str, Any], *, reward_id: str, form: Mapping[str, str], today: date
) -> dict[str, Any]:
    """The document with what was sent. Raises Refused, KeyError for a reward that is not there."""
    from core.program.schema import validate  # pydantic: only when somebody changes something

    new = copy.deepcopy(document)
    number = next((i for i, row in enumerate(new["rewards"]) if row["id"] == reward_id), None)
    if number is None:
        raise KeyError(reward_id)
    row = new["rewards"][number]
    before = seen_of(row)
    if "do" in form and form["do"] != "save":
        _set(row, "paused", True if form["do"] == "pause" else None)
    else:
        _read(row, form)
    if row == document["rewards"][number]:
        return document
    if form.get("seen", before) != before:
        raise Refused({"": say("rewards.overtaken")}, 409)
    try:
        return validate(new, today)
    except BadInput as error:
        raise Refused(_beside(error, f"rewards.{number}.")) from error


def _read(row: dict[str, Any], form: Mapping[str, str]) -> None:
    problems = {}
    for name in _FIELDS:
        typed = form.get(name, "").strip()
        found = whole(typed)
        if typed and found is None:
            problems[name] = say("rewards.bad_number")
        _set(row, name, found)
    if problems:
        raise Refused(problems)


def _set(row: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        row.pop(name, None)
    else:
        row[name] = value


def _beside(error: BadInput, place: str) -> dict[str, str]:
    found: Any = error.details["problems"]
    problems: dict[str, str] = {}
    for one in found:
        name = one["where"].removeprefix(place)
        problems.setdefault(name if name in _FIELDS else "", in_words(one["what"]))
    return problems
