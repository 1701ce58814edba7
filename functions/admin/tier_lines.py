"""What a program says of its tiers, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain import money
from core.money import to_minor
from core.program.perks import load_perks
from functions.admin.language import name_in, say


def tier_text(tier: Mapping[str, Any], currency: str) -> str:
    """How a tier is reached, and what it gives."""
    start = to_minor(tier["from"], currency)
    factor = tier["multiplier"]
    other = [
        say(f"line.tier.{name}", n=tier[name]) for name in ("points", "orders") if tier.get(name)
    ]
    if not other:
        key = "line.tier" if start else "line.tier_first"
        text = say(key, start=money(start, currency), factor=factor)
    else:
        figures = [
            *([say("line.tier.spend", start=money(start, currency))] if start else []),
            *other,
        ]
        joint = say(f"line.tier.{tier.get('need') or 'all'}").join(figures)
        text = say("line.tier_by", figures=joint, factor=factor)
    extras = []
    if tier.get("membership"):
        sold = tier["membership"]
        products = ", ".join(sold["products"])
        extras.append(say("line.tier.membership", products=products, n=sold["months"]))
    if tier.get("entry_reward"):
        extras.append(say("line.tier.entry_reward", n=tier["entry_reward"]["points"]))
    perks = load_perks(tier.get("perks"))
    extras += [name_in(perk.names) for perk in perks.all]
    if perks.tag:
        extras.append(say("line.tier.tag", tag=perks.tag))
    return "; ".join([text, *extras])


def tier_rules_text(rules: Mapping[str, Any]) -> str:
    """How tiers are kept and lost."""
    parts = [
        say(f"line.window.{rules['window']}", n=rules["months"]),
        say(f"line.entry.{rules['entry']}"),
        say(f"line.down.{rules['down']}"),
    ]
    if rules.get("reviews"):
        parts.append(say("line.reviews", months=", ".join(str(one) for one in rules["reviews"])))
    if rules["grace_days"]:
        parts.append(say("line.grace", n=rules["grace_days"]))
    return "; ".join(parts)
