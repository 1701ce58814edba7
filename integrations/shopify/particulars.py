"""What a Shopify order says of referral. How it was paid no delivery says in a way that could be
compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.referrals import code_of
from integrations.context import StoreContext
from integrations.particulars import ATTRIBUTES, Place, code_in, notes, part, stated, told


def referral_of(data: Mapping[str, Any], store: StoreContext) -> str:
    """The part `referral` of an order's snapshot."""
    attributes = notes(data, "note_attributes", "name")
    written = [code_of(attributes[name]) for name in ATTRIBUTES if name in attributes]
    customer = part(data, "customer")
    places = [part(data, name) for name in ("billing_address", "shipping_address")]
    phones = [stated(one, "phone") for one in (data, customer)]
    return told(
        store,
        next(filter(None, written), "")
        or code_in(data.get("landing_site"))
        or code_of(stated(data, "landing_site_ref")),
        [stated(customer, "email"), stated(data, "email")],
        [*map(_place, places), *(Place("", "", "", (), phone) for phone in phones)],
    )


def _place(address: Mapping[str, Any]) -> Place:
    country, postcode, city, phone = (
        stated(address, name) for name in ("country_code", "zip", "city", "phone")
    )
    lines = (stated(address, "address1"), stated(address, "address2"))
    return Place(country, postcode, city, lines, phone)
