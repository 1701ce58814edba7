"""A new lucky draw as a form. Fields are named by their place in the draw ("prizes.1.count"), so
that a fault the validation finds there is shown there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from functions.admin.numbers import plain

State = dict[str, Any]

LANGUAGES = ("en", "zh-Hant")
_MOST_PRIZES = 20
_PRIZE = re.compile(r"prizes\.([0-9]{1,2})\.")
# What speaks of a draw as a whole, and the field that it is about.
_WHOLE = (("ends before", "until"), ("the limit is", "cost"), ("winners", "prizes.0.count"))


def fresh() -> State:
    """The form before anything is filled in."""
    names = dict.fromkeys(LANGUAGES, "")
    prize = {"name": dict(names), "count": "1", "points": "", "reward": ""}
    return {
        "name": names,
        "from": "",
        "until": "",
        "cost": "",
        "limit_per_member": "",
        "tiers": [],
        "tier_entries": {},
        "prizes": [prize],
    }


def read(form: Mapping[str, str], tier_ids: Iterable[str]) -> State:
    """What was sent."""
    state = fresh()
    state["name"] = _names(form, "")
    for name in ("from", "until"):
        state[name] = form.get(name, "").strip()
    for name in ("cost", "limit_per_member"):
        state[name] = plain(form.get(name, ""))
    for tier_id in tier_ids:
        state["tier_entries"][tier_id] = plain(form.get(f"tier_entries.{tier_id}", ""))
        if form.get(f"tiers.{tier_id}") == "yes":
            state["tiers"].append(tier_id)
    numbers = {int(found[1]) for found in map(_PRIZE.match, form) if found}
    state["prizes"] = [
        {
            "name": _names(form, f"prizes.{n}."),
            "count": plain(form.get(f"prizes.{n}.count", "")),
            "points": plain(form.get(f"prizes.{n}.points", "")),
            "reward": form.get(f"prizes.{n}.reward", ""),
        }
        for n in sorted(numbers)[:_MOST_PRIZES]
    ] or state["prizes"]
    return state


def act(state: State, action: str) -> str:
    """Carry out "add" or "remove 2" on the prizes; the field to go on with, "" for none."""
    what, _, number = action.partition(" ")
    prizes: list[State] = state["prizes"]
    if what == "add" and len(prizes) < _MOST_PRIZES:
        prizes.append(fresh()["prizes"][0])
        return f"prizes.{len(prizes) - 1}.name.en"
    if what == "remove" and re.fullmatch(r"[0-9]{1,2}", number) and len(prizes) > 1:
        del prizes[int(number) : int(number) + 1]
    return ""


def document_of(state: State, taken: Iterable[str]) -> dict[str, Any]:
    """The draw, not yet validated, under an id that no draw ever had."""
    named = {name: text for name, text in state["name"].items() if text}
    found: dict[str, Any] = {
        "id": _fresh_id(named.get("en", ""), set(taken)),
        "name": named,
        "from": state["from"],
        "until": state["until"],
        "prizes": [_prize(one) for one in state["prizes"]],
    }
    entries = {tier_id: count for tier_id, count in state["tier_entries"].items() if count}
    more = {name: state[name] for name in ("tiers", "cost", "limit_per_member")}
    more["tier_entries"] = entries
    return found | {name: what for name, what in more.items() if what}


def place(where: str, what: str) -> str:
    """The field beside which a fault of the draw is shown ("" for the draw as a whole)."""
    if where == "":
        return next((field for words, field in _WHOLE if words in what), "form")
    where = where.replace(".award", "")
    if re.fullmatch(r"prizes\.\d+", where):
        return f"{where}.points"
    if where == "prizes":
        return "prizes.0.name.en"
    if where.endswith("name"):
        return f"{where}.en"
    return where.removesuffix(".[key]")


def _names(form: Mapping[str, str], before: str) -> dict[str, str]:
    return {code: form.get(f"{before}name.{code}", "").strip() for code in LANGUAGES}


def _prize(state: State) -> dict[str, Any]:
    award = {name: state[name] for name in ("points", "reward") if state[name]}
    named = {code: text for code, text in state["name"].items() if text}
    return {"name": named, "count": state["count"], "award": award}


def _fresh_id(name: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:32] or "draw"
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, 9999) if f"{base}-{n}" not in taken)
