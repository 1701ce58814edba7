"""Redemptions as the shopper's side is told of them."""

from __future__ import annotations

from typing import Any

from core import calendar
from core.redemptions import Redemption


def redemption_json(redemption: Redemption, rating: int | None = None) -> dict[str, Any]:
    """A redemption; its code only once the store has it. A partner's voucher is the code itself;
    of an experience or goods it is what the shopper shows; a donation has none, nor has credit
    that is in the shopper's account. A bundle has two codes, which may be used together.
    `rating`: the stars that its owner gave it."""
    made = redemption.status != "held" and redemption.reward_kind != "donation"
    made = made and not redemption.at_counter
    spent = redemption.status == "used" and not redemption.order_id
    credited = redemption.reward_kind == "store_credit" and spent
    bundle = {"codes": list(redemption.codes)} if made and redemption.beside_minor else {}
    batch = {"best_before": redemption.best_before} if redemption.best_before else {}
    return {
        "redemption_id": redemption.redemption_id,
        "status": redemption.status,
        "code": (redemption.voucher or redemption.code) if made and not credited else None,
        **bundle,
        "reward_id": redemption.reward_id,
        "kind": redemption.shown_kind,
        "points": redemption.points,
        "created_at": calendar.iso(redemption.created_at_ms / 1000),
        "expires_at": calendar.iso(redemption.expires_at_s),
        "rating": rating,
        **batch,
    }
