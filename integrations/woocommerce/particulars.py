"""What a WooCommerce order says of referral."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.referrals import code_of
from integrations.context import StoreContext
from integrations.particulars import ATTRIBUTES, Place, code_in, notes, part, stated, told

# The page by which the shopper came, kept by WooCommerce's own order attribution.
_CAME_BY = "_wc_order_attribution_session_entry"
# How the common plugins say who paid: PayPal Payments, WooCommerce's older PayPal.
_PAYERS = ("_ppcp_paypal_payer_email", "Payer PayPal address")
# And by which card: WooPayments, PayPal Payments.
_CARDS = (("_card_brand", "last4"), ("_ppcp_paypal_card_brand", "_ppcp_paypal_card_last_digits"))


def referral_of(data: Mapping[str, Any], store: StoreContext) -> str:
    """The part `referral` of an order's snapshot."""
    meta = notes(data, "meta_data", "key")
    written = [code_of(meta[name]) for name in ATTRIBUTES if name in meta]
    billing, shipping = (part(data, name) for name in ("billing", "shipping"))
    return told(
        store,
        next(filter(None, written), "") or code_in(meta.get(_CAME_BY)),
        [stated(billing, "email")],
        [_place(billing), _place(shipping)],
        [(meta[brand], meta[last]) for brand, last in _CARDS if brand in meta and last in meta],
        [meta[name] for name in _PAYERS if name in meta],
    )


def _place(address: Mapping[str, Any]) -> Place:
    country, postcode, city, phone = (
        stated(address, name) for name in ("country", "postcode", "city", "phone")
    )
    lines = (stated(address, "address_1"), stated(address, "address_2"))
    return Place(country, postcode, city, lines, phone)
