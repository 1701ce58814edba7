"""One part of what a redemption is made of, whatever it is in Shopify: a discount code, store
credit or a gift card."""

from __future__ import annotations

from core.ports import CodeSpec, CodeState
from integrations.shopify import codes, gift_cards, store_credit
from integrations.shopify.client import AdminApi


def create(api: AdminApi, spec: CodeSpec) -> CodeState:
    """Make it, once."""
    if spec.kind == "store_credit":
        return store_credit.create(api, spec)
    if spec.kind == "gift_card":
        return gift_cards.create(api, spec)
    codes.create(api, spec)
    return CodeState(active=True, used=0)


def find(api: AdminApi, spec: CodeSpec) -> CodeState | None:
    """None when the store says that there is none."""
    if spec.kind == "store_credit":
        return store_credit.find(api, spec)
    if spec.kind == "gift_card":
        return gift_cards.find(api, spec)
    return codes.find(api, spec.code, spec.redemption_id)


def disable(api: AdminApi, spec: CodeSpec) -> CodeState | None:
    """Make it unusable where that is possible, then say whether it had been used."""
    if spec.kind == "store_credit":
        return store_credit.find(api, spec)
    if spec.kind == "gift_card":
        return gift_cards.disable(api, spec)
    return codes.disable(api, spec.code, spec.redemption_id)
