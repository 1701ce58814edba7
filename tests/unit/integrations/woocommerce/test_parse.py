"""What WooCommerce's deliveries mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import BadInput
from core.snapshot import (
    CustomerErased,
    CustomerRef,
    CustomerSeen,
    OrderDeletion,
    OrderSnapshot,
    Refund,
    from_json,
    to_json,
)
from integrations.woocommerce.parse import parse
from tests.unit.integrations.samples import NOW_MS, WOO, woo_body, woo_deliveries


def order(number: str, **changes: Any) -> OrderSnapshot:
    body = json.dumps({**woo_body(number), **changes}).encode()
    [event] = parse("order.updated", body, WOO, NOW_MS)
    assert isinstance(event, OrderSnapshot)
    return event


@pytest.mark.parametrize(("name", "headers", "body"), woo_deliveries())
def test_every_recorded_delivery_survives_the_queue(
    name: str, headers: dict[str, str], body: bytes
) -> None:
    for event in parse(headers["x-wc-webhook-topic"], body, WOO, NOW_MS):
        assert from_json(json.loads(json.dumps(to_json(event)))) == event


def test_order_22_goes_pending_paid_completed_and_one_item_comes_back() -> None:
    states = [(s.state, s.status) for s in map(order, ["003", "005", "006", "008"])]
    assert states == [
        ("pending", "pending"),
        ("paid", "processing"),
        ("paid", "completed"),
        ("paid", "completed"),
    ]
    last = order("008")
    assert [line.net_minor for line in last.lines] == [10000, 15000]
    assert last.refunds == (Refund("23", 5000, None),)
    assert last.extras_minor == 800
    assert last.customer == CustomerRef("3", "jia@example.com")
    assert (last.stamp_s, last.placed_at_s) == (1795322003, 1795322001)


def test_a_guest_has_no_id_and_a_lower_case_address() -> None:
    assert order("013").customer == CustomerRef(None, "guest.one@example.com")
    assert order("015").state == "void"


def test_a_counter_sale_belongs_to_nobody() -> None:
    assert order("013", billing={"email": ""}).customer.anonymous
    assert order("013", billing=None).customer.anonymous


def test_currency_and_fees_are_the_orders_own() -> None:
    snapshot = order("020")
    assert (snapshot.currency, snapshot.state, snapshot.extras_minor) == ("TWD", "pending", 500)
    assert snapshot.lines[0].net_minor == 30000


def test_only_our_codes_are_kept() -> None:
    codes = [{"code": "RG-ABC"}, {"code": "welcome"}, {"code": None}]
    assert order("005", coupon_lines=codes).codes == ("rg-abc",)


@pytest.mark.parametrize("key", ["wc_gc_giftcard_amount", "pw_gift_card_number", "_ywgc_amount"])
def test_gift_cards_of_the_common_plugins_are_recognised(key: str) -> None:
    lines = woo_body("005")["line_items"]
    lines[1]["meta_data"] = [{"id": 1, "key": key, "value": "x"}]
    assert [line.gift_card for line in order("005", line_items=lines).lines] == [False, True]


def test_a_deletion_carries_only_an_id() -> None:
    assert parse("order.deleted", b'{"id":22}', WOO, NOW_MS) == [
        OrderDeletion(WOO.store_id, "22", NOW_MS)
    ]


def test_a_restored_order_is_a_snapshot() -> None:
    body = json.dumps(woo_body("006")).encode()
    assert parse("order.restored", body, WOO, NOW_MS) == parse("order.updated", body, WOO, NOW_MS)


def test_customers_are_seen_unproven_and_deleted_accounts_are_erasures() -> None:
    body = json.dumps(woo_body("001")).encode()
    joined_s = 1_795_322_000  # date_created_gmt
    assert parse("customer.created", body, WOO, NOW_MS) == [
        CustomerSeen(WOO.store_id, CustomerRef("3", "jia@example.com"), False, NOW_MS, joined_s)
    ]
    assert parse("customer.deleted", b'{"id":3}', WOO, NOW_MS) == [
        CustomerErased(WOO.store_id, CustomerRef("3"), NOW_MS, confirmed=False, account_only=True)
    ]


@pytest.mark.parametrize(
    ("meta", "subscribes"),
    [
        ([], False),
        ([{"key": "regulars_newsletter", "value": "yes"}], True),
        ([{"key": "regulars_newsletter", "value": "no"}], False),
        ([{"key": "regulars_newsletter", "value": {"a": 1}}], False),
        ([{"key": "other", "value": "yes"}], False),
    ],
)
def test_consent_to_a_newsletter_is_what_a_plugin_notes_on_the_customer(
    meta: list[dict[str, Any]], subscribes: bool
) -> None:
    body = json.dumps({**woo_body("001"), "meta_data": meta}).encode()
    [event] = parse("customer.updated", body, WOO, NOW_MS)
    assert isinstance(event, CustomerSeen)
    assert event.subscribed_at_s == (NOW_MS // 1000 if subscribes else None)


@pytest.mark.parametrize("topic", ["order.updated", "customer.created", "order.deleted"])
def test_a_signed_error_document_means_nothing(topic: str) -> None:
    assert parse(topic, json.dumps(woo_body("027")).encode(), WOO, NOW_MS) == []


def test_drafts_and_other_topics_mean_nothing() -> None:
    draft = json.dumps({**woo_body("003"), "status": "checkout-draft"}).encode()
    assert parse("order.updated", draft, WOO, NOW_MS) == []
    for topic in ("coupon.created", "product.deleted", "action.woocommerce_x", ""):
        assert parse(topic, b'{"id":1}', WOO, NOW_MS) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"id":NaN}', "not JSON"),
        (b'{"id":' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id":1e9999999999999999999}', "not"),
        (b"[]", "not a JSON object"),
        (b'"id"', "not a JSON object"),
        (b'{"id":"\xff"}', "not UTF-8"),
        (b'{"id":1,"a":' + b"[" * 100_000, "nested deeper"),
        (b'{"id":1,"a":"\\"' + b"[" * 50, "not JSON"),
        (b"{}", "id is missing"),
        (b'{"id":0}', "id is missing"),
        (b'{"id":null}', "id is missing"),
        (b'{"id":-1}', "not an id"),
        (b'{"id":true}', "not an id"),
        (b'{"id":1.5}', "not an id"),
        (b'{"id":"x"}', "not an id"),
        (b'{"id":1}', "no status"),
        (b'{"id":1,"status":"completed"}', "date_modified_gmt"),
        (b'{"id":1,"status":"\\ud800"}', "characters"),
    ],
)
def test_bad_input_says_what_is_wrong(body: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        parse("order.updated", body, WOO, NOW_MS)


def test_brackets_inside_strings_are_not_depth() -> None:
    assert order("005", customer_note="[" * 500 + '"' + "{" * 500).state == "paid"
