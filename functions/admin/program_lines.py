"""A program in lines that people read, and what changes from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.explain import money
from core.money import to_minor
from functions.admin.language import name_in, say
from functions.admin.tier_lines import tier_rules_text, tier_text

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a program says. `names` (all languages) count as a part of it."""

    section: str
    label: str
    text: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """`before` None: added. `after` None: removed."""

    section: str
    label: str
    before: str | None
    after: str | None


def lines_of(document: Document) -> dict[str, Line]:
    """All that the program says, by a key that stays the same from version to version."""
    currency = document["currency"]
    lines: dict[str, Line] = {}
    rules = document["earning"]["rules"]
    for rule in rules:
        named = rule["id"] if len(rules) > 1 else ""
        for code, per in rule["per"].items():
            text = say("line.rate", n=int(rule["points"]), per=_money(per, code))
            label = f"{code} · {named}" if named else code
            lines[f"rate {rule['id']} {code}"] = Line("earning", label, text)
    exclude = document["earning"]["exclude"]
    lines["gift cards"] = Line(
        "earning", say("line.gift_cards"), say(f"line.gift_cards.{bool(exclude['gift_cards'])}")
    )
    products = ", ".join(sorted(exclude["products"])) or say("line.none")
    lines["products"] = Line("earning", say("line.products"), products)
    for tier in document["tiers"]:
        text = tier_text(tier, currency)
        lines[f"tier {tier['id']}"] = Line("tiers", name_in(tier["name"]), text, _all(tier["name"]))
    for reward in document["rewards"]:
        lines[f"reward {reward['id']}"] = Line(
            "rewards", name_in(reward["name"]), _reward(reward, currency), _all(reward["name"])
        )
    rules = document.get("tier_rules")
    if rules:
        lines["tier rules"] = Line("tiers", say("line.tier_rules"), tier_rules_text(rules))
    lines |= _policies(document)
    return lines


def changes(old: Document, new: Document) -> list[Change]:
    """What the new program says that the old one did not, and the other way round."""
    before, after = lines_of(old), lines_of(new)
    found = []
    for key, line in (before | after).items():
        was, is_now = before.get(key), after.get(key)
        if was == is_now:
            continue
        renamed = was is not None and is_now is not None and was.names != is_now.names
        found.append(Change(line.section, line.label, _said(was, renamed), _said(is_now, renamed)))
    return found


def _said(line: Line | None, with_names: bool) -> str | None:
    if line is None:
        return None
    return f"{line.names} · {line.text}" if with_names else line.text


def _reward(reward: Mapping[str, Any], currency: str) -> str:
    worth = ""
    if reward["kind"] == "fixed":
        worth = _money(reward["value"], currency)
    elif reward["kind"] == "percent":
        worth = f"{reward['percent']}%"
    return say(f"line.reward.{reward['kind']}", n=int(reward["points"]), worth=worth)


def _policies(document: Document) -> dict[str, Line]:
    expiry, policies = document["expiry"], document["policies"]
    key = "line.never" if expiry["kind"] == "none" else f"line.{expiry['kind']}"
    ends = say(key, n=int(expiry.get("months") or 0), month=expiry.get("month"))
    if expiry.get("remind_days"):
        ends = say("line.remind", ends=ends, n=int(expiry["remind_days"]))
    return {
        "expiry": Line("rules", say("line.expiry"), ends),
        "refund": Line(
            "rules", say("line.spent_refund"), say(f"line.spent_refund.{policies['spent_refund']}")
        ),
        "code days": Line(
            "rules", say("line.code_days"), say("line.days", n=int(policies["code_days"]))
        ),
    }


def _money(amount: str, currency: str) -> str:
    return money(to_minor(amount, currency), currency)


def _all(names: Mapping[str, str]) -> str:
    return " / ".join(names[code] for code in sorted(names))
