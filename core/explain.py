"""The why of an entry in a sentence, in every language that shoppers read.

Written from the figures an entry keeps, so it reads the same years later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.explain_awards import awarded, entered
from core.explain_order import order_text
from core.explain_standing import standing
from core.program.model import Program
from core.wording import Names, Text, as_is, known, say


def names_of(program: Program) -> Names:
    """The names that sentences use, by the ids that entries keep: of tiers, of rules under
    "rule/id", of rewards under "reward/id", of draws under "draw/id"."""
    rules = {f"rule/{one.id}": one.names for one in program.earning.multipliers}
    rules |= {f"rule/{one.id}": one.names for one in program.earning.bonuses}
    rules |= {f"rule/{one.rule}": one.names for one in program.groups}
    if program.referral is not None:
        rules[f"rule/{program.referral.id}"] = program.referral.names
    rules |= {f"rule/{one.id}": one.names for one in program.events}
    rules |= {f"rule/{one.id}": one.names for one in program.surveys}
    rules |= {f"rule/{one.id}": one.names for one in program.actions}
    rules |= {f"rule/{one.rule}": one.names for one in program.channels}
    rules |= {f"reward/{one.id}": one.names for one in program.rewards}
    for draw in program.draws:
        rules |= {f"draw/{draw.id}": draw.names, f"rule/{draw.rule}": draw.names}
    return {tier.id: tier.names for tier in program.tiers} | rules


def explain(entry: Mapping[str, Any], names: Names) -> Text:
    """Sentences for an entry (`kind`, `points`, `pending`, `source`, `why`); `names` as names_of
    gives them."""
    why = entry["why"]
    if entry["source"]["type"] == "order":
        return order_text(entry, why, names)
    if entry["source"]["type"] == "award":
        return awarded(entry, why, names)
    if entry["source"]["type"] == "draw":
        return entered(why, names)
    return _other(entry, why, names)


# Reasons whose sentence needs no more than the points.
_PLAIN = frozenset(
    (
        *("used_after_return", "undone", "order_refunded", "no_code", "expire"),
        *("join_in", "join_out", "erase"),
    )
)


def _other(entry: Mapping[str, Any], why: Mapping[str, Any], names: Names) -> Text:
    kind, points = entry["kind"], abs(entry["points"])
    reason = why.get("reason", kind)
    if reason == "redeem":
        text = _redeemed(points, why)
    elif reason == "given_back":
        text = _given_back(points, why.get("kind", "code"))
    elif reason == "best_before":
        text = say(reason, points=points, day=why.get("best_before"), batch=why.get("batch"))
    elif reason == "adjust":
        note = why.get("note")
        text = say("adjust.noted", note=note) if note else say("adjust")
    elif reason in _PLAIN:
        text = say(reason, points=points)
        if why.get("note"):
            text = say("noted", text=text, note=why["note"])
    else:
        text = standing(why, names) or as_is(reason)
    if kind == "return" and why.get("forgiven"):
        text = say("return.forgiven", text=text, kept=why["forgiven"])
    return text


def _given_back(points: int, kind: str) -> Text:
    if not points:
        return say("given_back.nothing")
    return say(f"given_back.{kind if known(f'given_back.{kind}') else 'code'}", points=points)


def _redeemed(points: int, why: Mapping[str, Any]) -> Text:
    """By what the points became; a discount code where nothing else is said."""
    kind = why.get("kind", "code")
    text = say(f"redeemed.{kind if known(f'redeemed.{kind}') else 'code'}", points=points)
    if "batch" not in why:
        return text
    return say("redeemed.batch", text=text, batch=why["batch"], day=why["best_before"])
