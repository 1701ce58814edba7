"""One group purchase as a form. It edits a copy of the newest program and keeps of the event what
the form does not show; what comes of it is reviewed and published like any change."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import BadInput
from functions.admin.forms.faults import in_words
from functions.admin.numbers import plain

Row = dict[str, Any]

LANGUAGES = ("en", "zh-Hant")
_DAYS = ("preview", "from", "until")


def fields_of(row: Mapping[str, Any]) -> dict[str, str]:
    """What the form's fields hold for an event of a document."""
    early, organiser = row.get("early_bird") or {}, row.get("organiser") or {}
    target, match = row.get("target") or {}, row.get("match") or {}
    found: dict[str, Any] = {
        **{f"name.{code}": (row.get("name") or {}).get(code) for code in LANGUAGES},
        **{name: row.get(name) for name in (*_DAYS, "settle_days", "tag", "link")},
        "goal": target.get("units") or target.get("amount"),
        "goal_kind": "amount" if target.get("amount") else "units",
        "products": " ".join(match.get("products") or ()),
        **_award_fields("", row.get("award")),
        "early_until": early.get("until"),
        "early_price": early.get("price"),
        **_award_fields("early_", early.get("award")),
        **_award_fields("organiser_", organiser.get("award")),
        "organiser_per": organiser.get("per") or "once",
        "lost": row.get("lost") or "keep",
        **_award_fields("missed_", row.get("missed_award")),
    }
    return {name: "" if value is None else str(value) for name, value in found.items()}


def row_of(form: Mapping[str, str], before: Mapping[str, Any], taken: set[str]) -> Row:
    """The event that a sent form describes, not yet validated. `before`: as it was, empty for a
    new one, which gets an id from its name that is not `taken`."""
    row: Row = copy.deepcopy(dict(before))
    names = {**(row.get("name") or {})}
    for code in LANGUAGES:
        _set(names, code, form.get(f"name.{code}", "").strip())
    row["name"] = names
    row["id"] = row.get("id") or _fresh_id(names.get("en", ""), taken)
    for name in (*_DAYS, "tag", "link"):
        _set(row, name, form.get(name, "").strip())
    _set(row, "settle_days", plain(form.get("settle_days", "")))
    kind = "amount" if form.get("goal_kind") == "amount" else "units"
    row["target"] = {kind: plain(form.get("goal", ""))}
    match = {**(row.get("match") or {})}
    _set(match, "products", form.get("products", "").replace(",", " ").split())
    _set(row, "match", match)
    row["award"] = _award(form, "", row.get("award")) or {}
    early = {**(row.get("early_bird") or {})}
    _set(early, "until", form.get("early_until", "").strip())
    _set(early, "price", plain(form.get("early_price", "")))
    _set(early, "award", _award(form, "early_", early.get("award")))
    _set(row, "early_bird", early)
    organiser = _award(form, "organiser_", (row.get("organiser") or {}).get("award"))
    per = "unit" if form.get("organiser_per") == "unit" else "once"
    _set(row, "organiser", {"award": organiser, "per": per} if organiser else None)
    row["lost"] = "take_back" if form.get("lost") == "take_back" else "keep"
    _set(row, "missed_award", _award(form, "missed_", row.get("missed_award")))
    return row


class Refused(Exception):
    """The form cannot be kept. `problems`: what is wrong, by its fields."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def kept(
    draft: Mapping[str, Any], form: Mapping[str, str], group_id: str, used: Iterable[str]
) -> dict[str, Any]:
    """The draft with what was sent of the event `group_id`, or of a new one where that is empty,
    whose id is none of those `used`. Raises Refused; KeyError when the event has gone."""
    rows = [*(draft.get("groups") or ())]
    places = {row["id"]: index for index, row in enumerate(rows)}
    index = places[group_id] if group_id else len(rows)
    before = rows[index] if group_id else {}
    rows[index : index + 1] = [row_of(form, before, {*places, *used})]
    return _checked({**draft, "groups": rows}, index)


def _checked(document: dict[str, Any], index: int) -> dict[str, Any]:
    from core.program.schema import validate  # pydantic: only when somebody edits the program

    try:
        return validate(document)
    except BadInput as error:
        problems: dict[str, str] = {}
        found: Any = error.details["problems"]
        for fault in found:
            field = _field(fault["where"], fault["what"], index)
            problems.setdefault(field, in_words(fault["what"]))
        raise Refused(problems) from error


_FIELDS = (
    (r"name(\.en)?", "name.en"),
    (r"name\.zh-Hant", "name.zh-Hant"),
    (r"target.*", "goal"),
    (r"match.*", "products"),
    (r"award\.reward", "reward"),
    (r"award.*", "points"),
    (r"early_bird\.price", "early_price"),
    (r"early_bird\.award.*", "early_points"),
    (r"early_bird.*", "early_until"),
    (r"organiser.*", "organiser_points"),
    (r"missed_award.*", "missed_points"),
    (r"(preview|from|until|settle_days|tag|link).*", r"\1"),
)
_TOGETHER = (("preview", "preview"), ("early birds", "early_until"), ("before it begins", "until"))


def _field(where: str, what: str, index: int) -> str:
    """The field beside which a fault is shown; "form" for one of another part."""
    own = f"groups.{index}"
    if where == own:
        return next((field for word, field in _TOGETHER if word in what), "form")
    for pattern, field in _FIELDS:
        found = re.fullmatch(pattern, where.removeprefix(f"{own}."))
        if found and where.startswith(f"{own}."):
            return found.expand(field)
    return "form"


def _award_fields(prefix: str, award: Mapping[str, Any] | None) -> dict[str, Any]:
    given = award or {}
    return {f"{prefix}points": given.get("points"), f"{prefix}reward": given.get("reward")}


def _award(form: Mapping[str, str], prefix: str, before: Mapping[str, Any] | None) -> Row | None:
    award: Row = {**(before or {})}
    _set(award, "points", plain(form.get(f"{prefix}points", "")))
    if f"{prefix}reward" in form:
        _set(award, "reward", form[f"{prefix}reward"])
    return award or None


def _set(row: Row, name: str, value: Any) -> None:
    """A field that has nothing to say is left out."""
    if value:
        row[name] = value
    else:
        row.pop(name, None)


def _fresh_id(name: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32].strip("-") or "group"
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 999))) if one not in taken)
