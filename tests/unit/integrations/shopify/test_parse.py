"""What Shopify's deliveries mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import BadInput
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    CustomersMerged,
    DataRequested,
    OrderDeletion,
    OrderSnapshot,
    OrderTouched,
    StoreRedacted,
    StoreScopes,
    StoreUninstalled,
    from_json,
    to_json,
)
from integrations.shopify.parse import parse
from tests.unit.integrations.samples import NOW_MS, SHOP, shopify_bodies, shopify_body


def read(topic: str, data: Any, triggered_at: str | None = None) -> list[Any]:
    return list(parse(topic, json.dumps(data).encode(), SHOP, NOW_MS, triggered_at))


def order(name: str = "orders_create", **changes: Any) -> OrderSnapshot:
    [event] = read("orders/updated", {**shopify_body(name), "test": False, **changes})
    assert isinstance(event, OrderSnapshot)
    return event


def money(amount: str) -> dict[str, Any]:
    # What the shopper's currency showed is never to be used.
    return {
        "shop_money": {"amount": amount, "currency_code": "USD"},
        "presentment_money": {"amount": "99999.00", "currency_code": "TWD"},
    }


@pytest.mark.parametrize(("topic", "body"), shopify_bodies())
def test_every_sample_survives_the_queue(topic: str, body: bytes) -> None:
    for event in parse(topic, body, SHOP, NOW_MS):
        assert from_json(json.loads(json.dumps(to_json(event)))) == event


def test_a_test_order_means_nothing() -> None:
    assert read("orders/create", shopify_body("orders_create")) == []


@pytest.mark.parametrize("number", [820982911946154509, 450789469, "820982911946154777"])
def test_an_id_that_no_rounding_explains_counts_and_not_its_global_form(number: Any) -> None:
    assert order(id=number).order_id == str(number)


@pytest.mark.parametrize("rounded", [820982911946154500, 820982911946154496])
def test_a_rounded_id_is_told_from_another_one(rounded: int) -> None:
    assert order(id=rounded).order_id == "820982911946154508"


def test_a_global_id_alone_is_no_id() -> None:
    with pytest.raises(BadInput):
        order(id=None)


def test_ids_are_exact_where_the_sample_rounded_them() -> None:
    snapshot = order()
    assert snapshot.order_id == "820982911946154508"
    assert snapshot.customer == CustomerRef("115310627314723954", "john@example.com")
    assert snapshot.lines[0].line_id == "487817672276298554"


def test_an_order_of_a_development_store_is_read_to_the_cent() -> None:
    snapshot = order("orders_create.dev_store")
    assert [line.net_minor for line in snapshot.lines] == [8922, 9492, 9493, 9493]
    assert (snapshot.currency, snapshot.extras_minor, snapshot.state) == ("HKD", 2000, "paid")
    assert (snapshot.stamp_s, snapshot.placed_at_s) == (1737615578, 1737615576)


@pytest.mark.parametrize("name", ["orders_create", "orders_create.dev_store"])
@pytest.mark.parametrize("included", [False, True])
def test_lines_less_refunds_are_the_stores_own_current_subtotal(name: str, included: bool) -> None:
    data = shopify_body(name)
    tax = 0
    if included:
        for line in data["line_items"]:
            line["tax_lines"] = [{"price": "1.05", "price_set": money("1.05")}]
        tax = 105 * len(data["line_items"])
    snapshot = order(name, taxes_included=included, line_items=data["line_items"])
    total = sum(line.net_minor for line in snapshot.lines)
    assert total == round(float(data["current_subtotal_price"]) * 100) - tax


def test_a_refund_and_the_lines_it_names_bring_the_order_to_its_current_subtotal() -> None:
    data = shopify_body("orders_create")
    refund = shopify_body("refunds_create")
    refund["refund_line_items"] = refund["refund_line_items"][:2]
    for line in data["line_items"][:2]:
        line["current_quantity"] = 0
    snapshot = order(refunds=[refund], line_items=data["line_items"])
    [given] = snapshot.refunds
    assert given.refund_id == "890088186047892319"
    assert given.lines is not None
    assert [line.line_id for line in given.lines] == [
        "487817672276298554",
        "789012345678901234",
    ]
    kept = sum(line.net_minor for line in snapshot.lines) - given.net_minor
    assert kept == 41495 - 8999 - 1999


def test_tax_in_a_refund_is_not_merchandise_when_prices_hold_it() -> None:
    refund = shopify_body("refunds_create")
    [item] = refund["refund_line_items"] = refund["refund_line_items"][:1]
    item["total_tax_set"] = money("4.29")
    item["subtotal_set"] = money("89.99")
    assert order(taxes_included=True, refunds=[refund]).refunds[0].net_minor == 8570
    assert order(taxes_included=False, refunds=[refund]).refunds[0].net_minor == 8999


def test_a_number_without_a_money_set_is_an_amount_too() -> None:
    refund = shopify_body("refunds_create")
    for item in refund["refund_line_items"]:
        del item["subtotal_set"], item["total_tax_set"]
    assert order(refunds=[refund]).refunds[0].net_minor == 41495


def test_an_amount_only_refund_is_merchandise_of_no_particular_line() -> None:
    refund = {
        "id": 5,
        "refund_line_items": [],
        "order_adjustments": [
            {"kind": "refund_discrepancy", "amount": "-20.00", "amount_set": money("-20.00")},
            {"kind": "shipping_refund", "amount": "-10.00", "amount_set": money("-10.00")},
        ],
    }
    [given] = order(refunds=[refund]).refunds
    assert given.net_minor == 3000
    assert given.lines is not None
    assert [(line.line_id, line.net_minor) for line in given.lines] == [("", 2000)]


def test_less_money_than_the_lines_are_worth_is_shared_among_them() -> None:
    refund = shopify_body("refunds_create")
    refund["refund_line_items"] = refund["refund_line_items"][:2]
    refund["order_adjustments"] = [{"kind": "refund_discrepancy", "amount": "99.98"}]
    [given] = order(refunds=[refund]).refunds
    assert given.net_minor == 1000
    assert given.lines is not None
    assert [line.net_minor for line in given.lines] == [818, 182]


def test_refunded_shipping_is_not_merchandise() -> None:
    refund = shopify_body("refunds_create")
    refund["refund_line_items"] = []
    refund["refund_shipping_lines"] = [{"id": 1, "subtotal_amount_set": money("10.00")}]
    [given] = order(refunds=[refund]).refunds
    assert (given.net_minor, given.lines) == (1000, ())


def test_what_an_edit_took_off_was_never_bought() -> None:
    data = shopify_body("orders_create")
    line = data["line_items"][0]
    line.update(quantity=3, current_quantity=2)
    line["discount_allocations"] = [{"amount": "0.01", "amount_set": money("0.01")}]
    snapshot = order(line_items=[line])
    assert (snapshot.lines[0].quantity, snapshot.lines[0].net_minor) == (2, 17997)


def test_tips_are_no_merchandise_and_gift_cards_are_marked() -> None:
    data = shopify_body("orders_create")
    data["line_items"][0]["tip_payment_gateway"] = None
    data["line_items"][1]["gift_card"] = True
    refund = shopify_body("refunds_create")
    refund["refund_line_items"] = refund["refund_line_items"][:1]
    snapshot = order(
        line_items=data["line_items"],
        refunds=[refund],
        total_tip_received="89.99",
        total_tip_received_set=None,
    )
    assert [line.gift_card for line in snapshot.lines] == [True, False, False, False]
    assert snapshot.refunds[0].lines == ()
    assert snapshot.extras_minor == 8999 + 1000


def test_the_shops_money_counts_not_the_shoppers() -> None:
    data = shopify_body("orders_create")
    line = data["line_items"][0]
    line.update(price="89.99", price_set=money("50.00"))
    assert order(line_items=[line]).lines[0].net_minor == 5000


def test_orders_of_guests_and_of_nobody() -> None:
    assert order(customer=None).customer == CustomerRef(None, "jon@example.com")
    assert order(customer=None, email=None, contact_email=None).customer.anonymous
    nameless = {**shopify_body("orders_create")["customer"], "email": None}
    assert order(customer=nameless).customer == CustomerRef("115310627314723954", None)


@pytest.mark.parametrize(
    ("status", "cancelled_at", "state"),
    [
        ("pending", None, "pending"),
        ("authorized", None, "pending"),
        ("partially_paid", None, "pending"),
        ("paid", None, "paid"),
        ("partially_refunded", None, "paid"),
        ("refunded", None, "void"),
        ("voided", None, "void"),
        ("paid", "2026-01-01T00:00:00Z", "void"),
        ("half_paid", None, "unmapped"),
        (None, None, "unmapped"),
    ],
)
def test_states_follow_money_and_cancellation(
    status: str | None, cancelled_at: str | None, state: str
) -> None:
    assert order(financial_status=status, cancelled_at=cancelled_at).state == state


def test_an_order_from_a_shops_till_is_an_order() -> None:
    """Shopify POS: the same payload, from another channel, handed over and paid at once."""
    assert order(source_name="pos", location_id=1) == order()


def test_our_discount_codes_are_kept() -> None:
    codes = [{"code": "RG-XY"}, {"code": "HELLO"}]
    assert order(discount_codes=codes).codes == ("rg-xy",)


def test_an_edit_and_a_refund_only_touch_the_order() -> None:
    for name in ("orders_edited", "refunds_create"):
        topic = name.replace("_", "/", 1)
        assert read(topic, shopify_body(name)) == [
            OrderTouched(SHOP.store_id, "820982911946154500", NOW_MS)
        ]


def test_deletions_and_erasures() -> None:
    assert read("orders/delete", {"id": 7}) == [OrderDeletion(SHOP.store_id, "7", NOW_MS)]
    assert read("customers/delete", shopify_body("customers_delete")) == [
        CustomerErased(SHOP.store_id, CustomerRef("706405506930370084"), NOW_MS, account_only=True)
    ]
    person = CustomerRef("191167", "john@example.com")
    assert read("customers/redact", shopify_body("customers_redact")) == [
        CustomerErased(SHOP.store_id, person, NOW_MS)
    ]
    assert read("customers/data_request", shopify_body("customers_data_request")) == [
        DataRequested(SHOP.store_id, person, NOW_MS, "9999")
    ]
    assert read("shop/redact", shopify_body("shop_redact")) == [
        StoreRedacted(SHOP.store_id, NOW_MS)
    ]


def test_an_address_is_proven_only_with_an_activated_account() -> None:
    data = shopify_body("customers_update")
    who = CustomerRef("706405506930370084", "bob@biller.com")
    for state, verified, proven in (
        ("disabled", True, False),
        ("invited", True, False),
        ("enabled", False, False),
        ("enabled", True, True),
    ):
        changed = {**data, "state": state, "verified_email": verified}
        assert read("customers/update", changed) == [
            CustomerSeen(
                SHOP.store_id, who, proven, NOW_MS, JOINED_S if state == "enabled" else None
            )
        ]


JOINED_S = 1_640_995_200  # created_at of the samples, 2021-12-31T19:00:00-05:00
CONSENT = {"state": "subscribed", "consent_updated_at": "2026-11-20T09:00:00+08:00"}


def test_an_account_that_a_guest_activates_is_joined_then_and_not_when_the_record_was_made() -> (
    None
):
    data = shopify_body("customers_create") | {"updated_at": "2026-11-20T09:00:00+08:00"}
    assert read("customers/enable", data) == [], "not enabled, whatever the topic says"
    [event] = read("customers/enable", data | {"state": "enabled"})
    assert event.joined_at_s == 1_795_136_400


def test_consent_to_a_newsletter_has_a_delivery_of_its_own_and_names_no_address() -> None:
    data = {
        "customer_id": 7,
        "email_address": "bob@example.com",
        "email_marketing_consent": CONSENT,
    }
    [event] = read("customers_email_marketing_consent/update", data)
    assert event == CustomerSeen(
        SHOP.store_id, CustomerRef("7"), False, NOW_MS, subscribed_at_s=1_795_136_400
    )
    for state in ("unsubscribed", "pending", "not_subscribed", None):
        told = data | {"email_marketing_consent": CONSENT | {"state": state}}
        [event] = read("customers_email_marketing_consent/update", told)
        assert event.subscribed_at_s is None


def test_older_api_versions_tell_consent_with_the_customer() -> None:
    data = shopify_body("customers_update") | {"email_marketing_consent": CONSENT}
    [event] = read("customers/update", data)
    assert event.subscribed_at_s == 1_795_136_400


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"customer_id": 7, "email_marketing_consent": 5},
        {"customer_id": 7, "email_marketing_consent": {"state": 5}},
        {"customer_id": 7, "email_marketing_consent": {"consent_updated_at": "soon"}},
    ],
)
def test_a_consent_that_is_none_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        read("customers_email_marketing_consent/update", data)


def test_only_a_completed_merge_merges() -> None:
    data = shopify_body("customers_merge")
    assert read("customers/merge", data) == []
    assert read("customers/merge", {**data, "status": "in_progress"}) == []
    assert read("customers/merge", {**data, "status": "completed"}) == [
        CustomersMerged(SHOP.store_id, "2", "1", NOW_MS)
    ]


def test_an_uninstall_is_dated_by_its_header() -> None:
    data = shopify_body("app_uninstalled")
    assert read("app/uninstalled", data, "2026-01-02T03:04:05.678901234Z") == [
        StoreUninstalled(SHOP.store_id, 1767323045, NOW_MS)
    ]
    assert read("app/uninstalled", data) == [
        StoreUninstalled(SHOP.store_id, NOW_MS // 1000, NOW_MS)
    ]


@pytest.mark.parametrize(
    "topic",
    [
        "checkouts/create",
        "checkouts/update",
        "shop/update",
        "fulfillments/create",
    ],
)
def test_other_topics_mean_nothing(topic: str) -> None:
    assert read(topic, {"id": 1}) == []


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("orders/create", b"{}"),
        ("orders/edited", b"{}"),
        ("refunds/create", b'{"id":1}'),
        ("customers/redact", b'{"customer":{}}'),
        ("customers/update", b'{"admin_graphql_api_id":"gid://shopify/Customer/x"}'),
        ("customers/merge", b'{"status":"completed"}'),
        ("checkouts/create", b"[]"),
    ],
)
def test_what_names_nothing_is_bad_input(topic: str, body: bytes) -> None:
    with pytest.raises(BadInput):
        parse(topic, body, SHOP, NOW_MS)


def test_a_change_of_permissions_names_all_that_there_are() -> None:
    told = {
        "id": "gid://shopify/App/1",
        "previous": ["read_orders"],
        "current": ["write_gift_cards", "read_orders"],
        "updated_at": "2026-10-02T03:04:05Z",
    }
    assert read("app/scopes_update", told) == [
        StoreScopes(SHOP.store_id, "read_orders,write_gift_cards", 1_790_910_245, NOW_MS)
    ]


@pytest.mark.parametrize("current", [None, "read_orders", [1], {}])
def test_the_body_of_another_topic_changes_no_permissions(current: object) -> None:
    with pytest.raises(BadInput, match="scopes"):
        read("app/scopes_update", {"id": 1, "current": current})
