"""The why of an order's entry in a sentence, in every language that shoppers read."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.explain_standing import moved
from core.money import money_text
from core.receipts import receipt_number
from core.wording import Names, Text, as_is, name_of, row, say, together

Why = Mapping[str, Any]

# What is said instead of the sum, by the reason.
_REASONS = frozenset(
    ("no_rate", "nothing_eligible", "below_minimum", "deleted", "moved", "released")
)


def order_text(entry: Mapping[str, Any], why: Why, names: Names) -> Text:
    """Sentences for an entry that is about an order."""
    order = entry["source"]["id"]
    receipt = receipt_number(order)
    if why["reason"] in _REASONS:
        minimum = money_text(why.get("minimum_minor", 0), why["currency"])
        text = say(f"order.{why['reason']}", currency=why["currency"], minimum=minimum)
    elif why["state"] == "void":
        text = say("order.void")
    else:
        text = _sum(why, names)
    more = _afterwards(why, names)
    if receipt is not None:
        return say("receipt", order=receipt, text=text, more=more)
    return say("order", order=order, text=text, more=more)


def _sum(why: Why, names: Names) -> Text:
    currency = why["currency"]
    rates = [
        say("rate", points=points, money=money_text(per, currency))
        for _, points, per in why["rules"]
    ]
    factor = f"{why['multiplier_milli'] / 1000:g}"
    parts = [
        _basis(why),
        row(rates, "joint.plus"),
        say("factor", name=name_of(names, why["tier"]), factor=factor),
        *_parts(why, names),
        *_extras(why, names),
    ]
    if why.get("rounding"):
        parts.append(say(f"rounded.{why['rounding']}"))
    return say("order.sum", parts=row(parts))


def _basis(why: Why) -> Text:
    counts, currency = why.get("counts", ()), why["currency"]
    key = {
        (False, False): "basis.net",
        (False, True): "basis.net_of_tax",
        (True, False): "basis.net_of_shipping",
        (True, True): "basis.gross",
    }["with_tax" in counts, "with_shipping" in counts]
    back = why.get("refunded_minor")
    left_out = why.get("excluded_minor")
    return say(
        key,
        money=money_text(why["basis_minor"], currency),
        before=say("basis.before") if "before_discounts" in counts else "",
        returned=say("basis.returned", money=money_text(back, currency)) if back else "",
        without=""
        if left_out is None
        else say("basis.without", money=money_text(left_out, currency)),
    )


def _parts(why: Why, names: Names) -> list[Text]:
    """What was multiplied by more than the tier."""
    return [
        say(
            "part",
            names=row([name_of(names, one, "rule/") for one in ids], "joint.rules"),
            times=f"{float(Fraction(factor)):g}",
            money=money_text(minor, why["currency"]),
        )
        for minor, factor, ids in why.get("parts", ())
        if ids
    ]


def _extras(why: Why, names: Names) -> list[Text]:
    """Points of multipliers with a limit of their own, what bonuses give, and what was spent
    before."""

    def rule(rule_id: str) -> Text:
        return name_of(names, rule_id, "rule/")

    found = [
        say("capped", name=rule(one), factor=f"{milli / 1000:g}", points=points)
        for one, milli, points in why.get("capped", ())
    ]
    found += [
        say("bonus", name=rule(one), points=points, often=_often(times))
        for one, points, times in why.get("bonuses", ())
    ]
    found += [
        say("gift", name=rule(one), gift=name_of(names, gift, "reward/"), often=_often(times))
        for one, gift, times in why.get("gifts", ())
    ]
    found += [
        say("rule.entries", name=rule(one), draw=name_of(names, draw, "draw/"), n=entries * times)
        for one, draw, entries, times in why.get("draw_entries", ())
    ]
    found += [
        say("cash_back", name=rule(one), money=money_text(minor, why["currency"]))
        for one, minor in why.get("cash_back", ())
    ]
    return found + [say("spent", name=rule(one)) for one in why.get("spent", ())]


def _often(times: int) -> Text:
    return say("often", times=times) if times > 1 else as_is("")


def _afterwards(why: Why, names: Names) -> Text:
    found = [say("order.pending")] if why.get("state") == "pending" else []
    for group_id, units in why.get("groups", ()):
        found.append(say("order.group", name=name_of(names, f"group:{group_id}", "rule/"), n=units))
    if "held_until" in why:
        until = why["held_until"]
        found.append(say("order.held", until=until) if until else say("order.held_open"))
    found.append(moved(why, names))
    for what in ("excused", "revived", "released", "forgiven"):
        if why.get(what):
            found.append(say(what, points=why[what]))
    return together(*found)
