"""The figures behind an entry, one a line: enough to compute its points again by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from core.explain import names_of
from core.ledger.posting import Books
from core.money import money_text
from core.wording import Names
from functions.admin.language import day, name_in, number, say, signed

Line = tuple[str, str]


def figures(entry: Mapping[str, Any], books: Books, now_s: int) -> list[Line]:
    """What is asked and what the entry says of it, in the order in which it is computed."""
    names, why = names_of(books.programs.newest), entry["why"]
    lines = list(_computed(why, names)) if "basis_minor" in why else []
    lines += _afterwards(why, names)
    if entry["points"]:
        lines.append((say("why.points"), signed(entry["points"])))
    if entry["pending"]:
        lines.append((say("why.pending"), signed(entry["pending"])))
    if why.get("program"):
        lines.append((say("why.program"), say("why.version", version=str(why["program"]))))
    lines.append((say("why.entry"), entry["id"]))
    return lines


def kept(entry: Mapping[str, Any]) -> str:
    """The why as the ledger keeps it, for who computes it again by a program."""
    why = {name: value for name, value in entry["why"].items() if name not in ("text", "note")}
    return json.dumps(why, ensure_ascii=False, sort_keys=True)


def _computed(why: Mapping[str, Any], names: Names) -> Iterator[Line]:
    currency = why["currency"]

    def named(rule_id: str) -> str:
        return name_in(names.get(f"rule/{rule_id}", {})) or rule_id

    yield say("why.basis"), money_text(why["basis_minor"], currency)
    for name in ("refunded_minor", "excluded_minor"):
        if why.get(name):
            yield say(f"why.{name}"), money_text(why[name], currency)
    for _, points, per in why.get("rules", ()):
        rate = say("why.per", n=points, money=money_text(per, currency))
        yield say("why.rate"), rate
    if "multiplier_milli" in why:
        tier = name_in(names.get(why["tier"], {})) or why["tier"]
        yield say("why.tier", name=tier), f"× {why['multiplier_milli'] / 1000:g}"
    for minor, factor, ids in why.get("parts", ()):
        if ids:
            times = f"{money_text(minor, currency)} × {float(Fraction(factor)):g}"
            yield ", ".join(map(named, ids)), times
    for rule_id, milli, points in why.get("capped", ()):
        yield say("why.capped", name=named(rule_id)), f"× {milli / 1000:g}: {signed(points)}"
    for rule_id, points, times in why.get("bonuses", ()):
        yield named(rule_id), signed(points * times)
    for rule_id in why.get("spent", ()):
        yield named(rule_id), say("why.spent")
    if "rules" in why:  # rounding down goes without saying in an entry
        yield say("why.rounding"), say(f"why.rounded.{why.get('rounding') or 'down'}")


def _afterwards(why: Mapping[str, Any], names: Names) -> Iterator[Line]:
    if why.get("minimum_minor"):
        yield say("why.minimum"), money_text(why["minimum_minor"], why["currency"])
    for name in ("excused", "forgiven", "released", "revived"):
        if why.get(name):
            yield say(f"why.{name}"), number(int(why[name]))
    if why.get("held_until"):
        yield say("why.held_until"), day(why["held_until"])
    if why.get("until"):
        yield say("why.until"), day(why["until"])
    if why.get("tier_reached"):
        reached = names.get(why["tier_reached"], {})
        yield say("why.tier_reached"), name_in(reached) or why["tier_reached"]
    if why.get("reward"):
        yield say("why.reward"), name_in(names.get(f"reward/{why['reward']}", {})) or why["reward"]
    if why.get("proof"):
        yield say("why.proof"), say(f"why.proof.{why['proof']}")
