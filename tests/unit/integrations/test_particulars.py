"""What orders say of referral, on both platforms: the code, and digests of who ordered."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity import Ledger
from core.referrals import alike, code_of, unpacked
from core.snapshot import OrderSnapshot, to_json
from integrations.particulars import code_in, link_to
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.parse import parse as parse_woocommerce
from tests.unit.integrations.samples import NOW_MS, SHOP, WOO, shopify_body, woo_body

LEDGER = Ledger.open("woo-0123456789ab", b"master key of the tests")
CODE = "BCDF2345"
ENTRY = "_wc_order_attribution_session_entry"
ADDRESS = {
    "address_1": "5 W 31st St",
    "address_2": "",
    "city": "New York",
    "postcode": "10001",
    "country": "US",
    "phone": "415 555 2671",
    "email": "jia@example.com",
}


def woo(**changes: Any) -> str:
    body = json.dumps({**woo_body("005"), **changes}).encode()
    [event] = parse_woocommerce("order.updated", body, replace(WOO, ledger=LEDGER), NOW_MS)
    assert isinstance(event, OrderSnapshot)
    return event.referral


def shopify(**changes: Any) -> str:
    body = json.dumps({**shopify_body("orders_create"), "test": False, **changes}).encode()
    [event] = parse_shopify("orders/create", body, replace(SHOP, ledger=LEDGER), NOW_MS)
    assert isinstance(event, OrderSnapshot)
    return event.referral


def meta(**notes: Any) -> list[dict[str, Any]]:
    return [{"id": n, "key": key, "value": value} for n, (key, value) in enumerate(notes.items())]


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        ({ENTRY: f"https://shop.example/?ref={CODE}"}, CODE),
        ({ENTRY: "https://shop.example/bags?utm_source=x&ref=bcdf-2345#top"}, CODE),
        ({"regulars_ref": "bcdf-2345"}, CODE),
        ({ENTRY: "https://shop.example/?ref=partner"}, ""),
        ({ENTRY: "https://[shop"}, ""),
        ({ENTRY: ["no", "text"]}, ""),
        ({}, ""),
    ],
)
def test_a_woocommerce_order_tells_by_which_link_the_shopper_came(
    notes: dict[str, Any], code: str
) -> None:
    assert unpacked(woo(meta_data=meta(**notes)))[0] == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"landing_site": f"/?ref={CODE}"}, CODE),
        ({"landing_site": "/", "landing_site_ref": CODE}, CODE),
        ({"note_attributes": [{"name": "ref", "value": "bcdf-2345"}]}, CODE),
        ({"landing_site": "/?ref=partner", "landing_site_ref": "partner"}, ""),
        ({"landing_site": 5, "note_attributes": "none"}, ""),
    ],
)
def test_a_shopify_order_tells_by_which_link_the_shopper_came(
    fields: dict[str, Any], code: str
) -> None:
    assert unpacked(shopify(**fields))[0] == code


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "J.I.A+x@example.com", "phone": "", "address_1": ""}, ""),
        ({"email": "Jia+x@example.com", "phone": "", "address_1": ""}, "same_email"),
        ({"email": "ann@example.com", "address_1": "", "phone": "+1 (415) 555-2671"}, "same_phone"),
        ({"email": "ann@example.com", "address_1": "5 w. 31ST St", "phone": ""}, "same_address"),
    ],
)
def test_who_orders_again_under_another_name_is_found_by_what_stays(
    changes: dict[str, str], reason: str
) -> None:
    mine = unpacked(woo(billing=ADDRESS))[1]
    assert alike(mine, unpacked(woo(billing=ADDRESS | changes))[1]) == reason


def test_one_person_is_the_same_in_both_platforms_stores_of_a_ledger() -> None:
    address = {
        "address1": "5 W 31st St",
        "address2": "",
        "city": "New York",
        "zip": "10001",
        "country_code": "US",
        "phone": "+1 415-555-2671",
    }
    mine = unpacked(woo(billing=ADDRESS | {"email": ""}))[1]
    theirs = unpacked(shopify(billing_address=address, shipping_address=None))[1]
    assert {one[0] for one in mine & theirs} == {"a", "p"}


@pytest.mark.parametrize(
    ("notes", "others", "same"),
    [
        ({"_card_brand": "visa", "last4": "4242"}, {"_card_brand": "visa", "last4": "4242"}, True),
        ({"_card_brand": "visa", "last4": "4242"}, {"_card_brand": "visa", "last4": "4243"}, False),
        (
            {"_ppcp_paypal_payer_email": "pay@example.com"},
            {"Payer PayPal address": "Pay@example.com"},
            True,
        ),
    ],
)
def test_a_means_of_payment_is_known_again(
    notes: dict[str, str], others: dict[str, str], same: bool
) -> None:
    mine, theirs = (unpacked(woo(meta_data=meta(**one)))[1] for one in (notes, others))
    cards = [{one for one in found if one[0] == "c"} for found in (mine, theirs)]
    assert all(len(found) == 1 for found in cards)
    assert (cards[0] == cards[1]) is same


def test_no_particulars_leave_the_parser() -> None:
    body = {**woo_body("005"), "billing": ADDRESS, "meta_data": meta(last4="4242")}
    raw = json.dumps(body).encode()
    [event] = parse_woocommerce("order.updated", raw, replace(WOO, ledger=LEDGER), NOW_MS)
    queued = json.dumps(to_json(event))
    assert not any(one in queued for one in ("31st", "5552671", "555 2671", "10001", "4242"))


@given(st.text(max_size=80))
def test_no_address_of_a_page_breaks_the_parser(text: str) -> None:
    for one in (text, f"https://shop.example/?ref={text}"):
        assert code_in(one) == code_of(code_in(one))


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://shop.example/", f"https://shop.example/?ref={CODE}"),
        ("https://shop.example/tw", f"https://shop.example/tw/?ref={CODE}"),
        ("maple.myshopify.com", f"https://maple.myshopify.com/?ref={CODE}"),
    ],
)
def test_a_members_link_leads_to_the_store_and_says_the_code(address: str, link: str) -> None:
    assert link_to(address, CODE) == link
    assert code_in(link) == CODE
