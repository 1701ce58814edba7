"""Who ordered, in shops whose shoppers sign in with LINE or order by telephone."""

from __future__ import annotations

from typing import Any

import pytest

from core.identity import Ledger
from core.ports import CodeSpec
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    OrderSnapshot,
    from_json,
    to_json,
)
from integrations.shopify.parse import parse as parse_shopify
from integrations.woocommerce.coupons import OWNER_KEY, _coupon
from integrations.woocommerce.order import order_snapshot
from integrations.woocommerce.parse import parse
from tests.unit.integrations.samples import NOW_MS, SHOP, WOO, woo_body

LINE = "u4af4980629e2f3c1a0b9d8c7e6f5a4b3@line.me"
LEDGER = Ledger.open(WOO.store_id, b"master key of the tests")


def ordered(customer_id: int, **billing: Any) -> CustomerRef:
    body = woo_body("003") | {"customer_id": customer_id}
    body["billing"] = {"email": "", "phone": "", "country": "TW", **billing}
    return order_snapshot(body, WOO, NOW_MS).customer


def test_an_order_of_an_account_with_a_placeholder_is_the_accounts_and_names_no_address() -> None:
    assert ordered(17, email=LINE, phone="0912345678") == CustomerRef(customer_id="17")


def test_an_order_of_an_account_without_an_address_is_the_accounts() -> None:
    assert ordered(17, phone="0912345678") == CustomerRef(customer_id="17")


def test_a_guest_with_an_address_is_known_by_it_alone() -> None:
    found = ordered(0, email="Mei@Example.com", phone="0912345678")
    assert found == CustomerRef(email="mei@example.com")


@pytest.mark.parametrize("email", ["", LINE, "noemail@example.com"])
def test_a_guest_without_an_address_is_known_by_the_telephone(email: str) -> None:
    for typed in ("0912-345-678", "+886 912 345 678", "0912345678"):
        found = ordered(0, email=email, phone=typed)
        assert found == CustomerRef(phone="886912345678")
        assert not found.anonymous
    member_id = LEDGER.member_id(WOO.store_id, found)
    assert member_id == LEDGER.phone_guest_id("886912345678")
    assert "912345678" not in str(member_id)


@pytest.mark.parametrize("phone", ["", "123", "n/a", None, 912345678, ["0912345678"]])
def test_a_guest_who_says_neither_is_nobody(phone: Any) -> None:
    found = ordered(0, phone=phone)
    assert found.anonymous
    assert LEDGER.member_id(WOO.store_id, found) is None


def test_a_placeholder_of_a_customer_is_no_address() -> None:
    [seen] = parse("customer.updated", b'{"id": 17, "email": "%s"}' % LINE.encode(), WOO, NOW_MS)
    assert isinstance(seen, CustomerSeen)
    assert seen.customer == CustomerRef(customer_id="17")


def test_what_earlier_releases_kept_under_a_placeholder_can_still_be_erased() -> None:
    body = b'{"shop_domain": "a.myshopify.com", "customer": {"id": 17, "email": "%s"}}'
    [gone] = parse_shopify("customers/redact", body % LINE.encode(), SHOP, NOW_MS)
    assert isinstance(gone, CustomerErased)
    assert gone.customer == CustomerRef("17", LINE)


def test_a_guests_telephone_travels_beside_what_the_release_before_takes() -> None:
    """It knows a customer's id and address, and fails on anything else."""
    body = woo_body("003") | {"customer_id": 0}
    body["billing"] = {"phone": "0912345678", "country": "TW"}
    snapshot = order_snapshot(body, WOO, NOW_MS)
    data = to_json(snapshot)
    assert data["customer"].keys() == {"customer_id", "email"}
    assert from_json(data) == snapshot
    del data["customer_extras"]
    before = from_json(data)
    assert isinstance(before, OrderSnapshot)
    assert before.customer.anonymous


def test_a_coupon_of_an_account_without_an_address_names_the_account() -> None:
    bound = _coupon(_spec(None, "17"))
    assert bound["email_restrictions"] == []
    assert {"key": OWNER_KEY, "value": "17"} in bound["meta_data"]


def test_a_coupon_of_an_account_with_one_is_bound_to_it_as_ever() -> None:
    for email in ("mei@example.com", LINE):  # WooCommerce compares with the account's own
        bound = _coupon(_spec(email, "17"))
        assert bound["email_restrictions"] == [email]
        assert [meta["key"] for meta in bound["meta_data"]] != [OWNER_KEY]


def _spec(email: str | None, customer_id: str | None) -> CodeSpec:
    return CodeSpec(
        code="rg-aaaa-bbbb-cccc",
        redemption_id="r-1",
        kind="fixed",
        currency="USD",
        value_minor=500,
        percent=0,
        customer_id=customer_id,
        email=email,
        starts_at_s=0,
        expires_at_s=4_000_000_000,
        title="5 off",
    )
