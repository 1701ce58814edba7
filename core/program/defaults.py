"""The program a new store starts with, sensible in its own currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.wording import say


@dataclass(frozen=True, slots=True)
class _Scale:
    """Figures that a shopper of one currency finds round. Major units, as text.

    `per` earns one point; 100 points are `small` off, 500 points `large` off.
    """

    per: str
    small: str
    large: str
    silver: str
    gold: str
    sign: str


_SCALES = {
    "USD": _Scale("1", "5", "30", "500", "1500", "$"),
    "EUR": _Scale("1", "5", "30", "500", "1500", "€"),
    "GBP": _Scale("1", "5", "30", "400", "1200", "£"),
    "TWD": _Scale("30", "150", "900", "15000", "45000", "NT$"),
    "JPY": _Scale("100", "500", "3000", "50000", "150000", "¥"),
    "HKD": _Scale("8", "40", "240", "4000", "12000", "HK$"),
    "CNY": _Scale("7", "35", "210", "3500", "10500", "¥"),
    "SGD": _Scale("1", "5", "30", "600", "1800", "S$"),
}


def units(currency: str) -> Decimal:
    """About as many units of each currency buy the same in a shop; of one that is not listed as
    many as of USD."""
    scale = _SCALES.get(currency)
    return Decimal(scale.per if scale is not None else "1")


def default_document(currency: str) -> dict[str, Any]:
    """The document of a new store's first version. An unlisted currency takes the figures of
    USD, for its merchant to correct, with the currency's own code in the names."""
    scale = _SCALES.get(currency) or _Scale("1", "5", "30", "500", "1500", f"{currency} ")
    return {
        "currency": currency,
        "earning": {
            "rules": [
                {"id": "base", "kind": "per_amount", "points": 1, "per": {currency: scale.per}}
            ],
            "exclude": {"gift_cards": True, "products": []},
            "rounding": "down",
        },
        "tiers": [
            _tier("member", "0", "1"),
            _tier("silver", scale.silver, "1.25"),
            _tier("gold", scale.gold, "1.5"),
        ],
        "rewards": [
            _fixed("off-small", 100, scale.small, scale.sign),
            _fixed("off-large", 500, scale.large, scale.sign),
            {
                "id": "free-shipping",
                "kind": "free_shipping",
                "name": say("default.free_shipping"),
                "points": 200,
            },
        ],
        "expiry": {"kind": "none"},
        "policies": {"spent_refund": "debt", "code_days": 90},
    }


def _tier(tier_id: str, start: str, multiplier: str) -> dict[str, Any]:
    return {
        "id": tier_id,
        "name": say(f"default.{tier_id}"),
        "from": start,
        "multiplier": multiplier,
    }


def _fixed(reward_id: str, points: int, value: str, sign: str) -> dict[str, Any]:
    return {
        "id": reward_id,
        "kind": "fixed",
        "name": say("default.off", money=f"{sign}{int(value):,}"),
        "points": points,
        "value": value,
    }
