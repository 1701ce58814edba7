"""Sentences about awards: why one was given, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain_standing import moved
from core.money import money_text
from core.wording import Names, Text, as_is, known, name_of, named, row, say, together

Why = Mapping[str, Any]


def awarded(entry: Mapping[str, Any], why: Why, names: Names) -> Text:
    """Sentences for an entry that is about an award: what for, what it gave or took back."""
    back = entry["kind"] == "reverse"
    parts = []
    if why["points"]:
        parts.append(say("award.points_back" if back else "award.points", points=why["points"]))
    if why.get("reward"):
        parts.append(name_of(names, why["reward"], "reward/"))
    parts += [_entries(draw_id, more, names) for draw_id, more in why.get("draws", ())]
    if back and not parts:
        parts.append(say("award.back"))
    if why.get("refused"):
        gift = name_of(names, why["refused"][0], "reward/")
        parts.append(say("award.gift_refused", gift=gift))
    parts += [
        say("award.draw_refused", draw=name_of(names, draw_id, "draw/"))
        for draw_id in why.get("draws_refused", ())
    ]
    kept = [say(what, points=why[what]) for what in ("excused", "forgiven") if why.get(what)]
    return say(
        "award",
        rule=name_of(names, why["rule"], "rule/"),
        detail=_detail(why),
        parts=row(parts) if parts else say("award.nothing"),
        more=together(*kept, moved(why, names)),
    )


def entered(why: Why, names: Names) -> Text:
    """A sentence for entries in a draw that were bought, or given back."""
    kept = why.get("forgiven", 0)
    bought = why["reason"] == "draw_entered"
    return say(
        "entered" if bought else "left_draw",
        draw=name_of(names, why["draw"], "draw/"),
        n=why["entries"],
        points=why["points"],
        more=say("left_draw.forgiven", kept=kept) if kept else "",
    )


def _entries(draw_id: str, more: int, names: Names) -> Text:
    """Draw entries that an award brought, or took back."""
    key = "award.entries" if more > 0 else "award.entries_back"
    return say(key, draw=name_of(names, draw_id, "draw/"), n=abs(more))


def _detail(why: Why) -> Text:
    """What an award was for, after the name of its rule."""
    reason = why["reason"]
    if reason == "action":
        return say("for.year", year=why["year"]) if why.get("year") else as_is("")
    if not known(f"for.{reason}"):
        return as_is("")
    return say(
        f"for.{reason}",
        order=why.get("order"),
        number=why.get("number"),
        prize=named(why.get("prize", {})),
        target=_target(why),
        units=why.get("units", 0),
    )


def _target(why: Why) -> Text:
    """A group purchase's target, as people write it."""
    if "target" in why:
        return say("pieces", n=why["target"])
    return as_is(money_text(why.get("target_minor", 0), why.get("currency", "")))
