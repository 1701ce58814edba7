"""Beginning with a template: an example program as another shop can have it, in its own currency
and without what only the example shop sells or tells."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.money import exponent, sign_of
from core.program.defaults import default_document, units

Document = dict[str, Any]

_ROUND = [Decimal(text) for text in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")]
# What names things of the example shop, and what tells of it.
_OWN = ("products", "product_sets", "collections", "exclusive_products", "vendors", "owns")
_TOLD = ("content", "news", "community", "channels", "sales", "product_sets")
_LISTS = (
    ("earning", "multipliers"),
    ("earning", "bonuses"),
    ("rewards",),
    ("draws",),
    ("groups",),
    ("actions",),
    ("segments",),
)
_REFERRING = ("reward", "draw", "segment", "segments", "tier_rewards", "group")


def started(template: Document, currency: str) -> tuple[Document, int]:
    """The template for a shop of that currency, and how many of its parts were left out because
    they name products of the example shop. It still has to be validated."""
    document = copy.deepcopy(template)
    for part in _TOLD:
        document.pop(part, None)
    for tier in document["tiers"]:
        if _names_own(tier.get("perks")):
            tier["perks"] = {k: v for k, v in tier["perks"].items() if k not in _OWN} or None
            if tier["perks"] is None:
                del tier["perks"]
    left_out = _without_own(document)
    if not document["rewards"]:
        document["rewards"] = default_document(document["currency"])["rewards"]
    if document["currency"] != currency:
        document = _converted(document, document["currency"], currency)
    return document, left_out


def _without_own(document: Document) -> int:
    """Leave out what names products, and then what names something that was left out."""
    gone: set[str] = set()
    count, again = 0, True
    while again:
        again = False
        for *way, name in _LISTS:
            within: Any = document
            for step in way:
                within = within.get(step) or {}
            rows = within.get(name) or []
            kept = [row for row in rows if not (_names_own(row) or _refers(row, gone))]
            if len(kept) < len(rows):
                gone |= {row["id"] for row in rows if row not in kept and "id" in row}
                count, again = count + len(rows) - len(kept), True
                within[name] = kept
                if not kept and name != "rewards":
                    del within[name]
    return count


def _names_own(found: Any) -> bool:
    return any(key in _OWN and value for key, value in _pairs(found))


def _refers(found: Any, gone: set[str]) -> bool:
    named = [value for key, value in _pairs(found) if key in _REFERRING]
    texts = {one for one in named if isinstance(one, str)}
    texts |= {one for many in named if isinstance(many, list) for one in map(str, many)}
    return bool(texts & gone)


def _pairs(found: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield key, value
            yield from _pairs(value)
    elif isinstance(found, list):
        for one in found:
            yield from _pairs(one)


def _converted(document: Document, old: str, new: str) -> Document:
    factor = units(new) / units(old)
    amount = re.compile(rf"{re.escape(sign_of(old))}(\d[\d,]*(?:\.\d+)?)")

    def money(text: str) -> str:
        return _rounded(Decimal(text) * factor, new)

    def spoken(text: str) -> str:
        return amount.sub(
            lambda found: sign_of(new) + _grouped(money(found[1].replace(",", ""))), text
        )

    def walk(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {old}:
                return {new: money(value[old])}
            return {name: walk(name, one) for name, one in value.items()}
        if isinstance(value, list):
            return [walk(key, one) for one in value]
        if isinstance(value, str):
            if key in ("from", "value", "amount", "minimum") and re.fullmatch(
                r"\d+(\.\d+)?", value
            ):
                return money(value)
            return spoken(value)
        return value

    return {**walk("", document), "currency": new}


def _rounded(amount: Decimal, currency: str) -> str:
    """The nearest figure that people find round, at least one minor unit; nothing stays nothing."""
    if not amount:
        return "0"
    # Dollars of Taiwan have cents for ISO alone.
    least = Decimal(1) if currency == "TWD" else Decimal(1).scaleb(-exponent(currency))
    scale = Decimal(1).scaleb(amount.adjusted())
    nearest = min(_ROUND, key=lambda one: abs(one - amount / scale)) * scale
    return format(max(least, nearest.quantize(least, ROUND_HALF_UP)).normalize(), "f")


def _grouped(text: str) -> str:
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}{'.' + rest if rest else ''}"
