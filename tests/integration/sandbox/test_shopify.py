"""The Shopify flavour: deliveries, and an Admin API that allows what the schema allows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.sandbox import SHOPIFY, SandboxServer

RECORDED = Path(__file__).parents[2] / "payloads" / "shopify"
CREATE = """mutation($d: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $d) {
  codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { status asyncUsageCount } } }
  userErrors { code field } } }"""
BY_CODE = """query($c: String!) { codeDiscountNodeByCode(code: $c) { id codeDiscount {
  ... on DiscountCodeBasic { title status usageLimit codes(first: 1) { nodes { code } } } } } }"""


def ask(store: SandboxServer, query: str, **variables: Any) -> requests.Response:
    return requests.post(
        f"{store.origin}/shopify/admin/api/2026-10/graphql.json",
        json={"query": query, "variables": variables},
        headers={
            "X-Shopify-Shop-Domain": SHOPIFY["shop_domain"],
            "X-Shopify-Access-Token": SHOPIFY["access_token"],
        },
        timeout=20,
    )


def buy(store: SandboxServer, **order: Any) -> dict[str, Any]:
    body = {"lines": [{"sku": "day-backpack", "quantity": 2}], "email": "Buyer@example.com"}
    made: dict[str, Any] = store.control("POST", "shopify/orders", {**body, **order})
    store.drain()
    return made


def shopper(store: SandboxServer) -> str:
    return str(store.control("GET", "shopify/customers")["customers"][0]["id"])


def discount(customer: str, **changes: Any) -> dict[str, Any]:
    return {
        "title": "5 off [r1]",
        "code": "rg-abc123",
        "startsAt": "2026-01-01T00:00:00Z",
        "usageLimit": 1,
        "context": {"customers": {"add": [f"gid://shopify/Customer/{customer}"]}},
        "customerGets": {
            "value": {"discountAmount": {"amount": "5.00", "appliesOnEachItem": False}},
            "items": {"all": True},
        },
        **changes,
    }


def test_an_order_has_the_shape_of_a_real_one(store: SandboxServer) -> None:
    real = json.loads((RECORDED / "orders_create.dev_store.json").read_text("utf-8"))
    made = buy(store)
    optional = {"landing_site_ref", "source_identifier", "source_url", "po_number", "reference"}
    optional |= {"merchant_business_entity_id", "merchant_of_record_app_id"}
    assert {*real} - {*made} <= optional
    assert {*real["line_items"][0]} <= {*made["line_items"][0]}
    assert {*real["shipping_lines"][0]} <= {*made["shipping_lines"][0]}
    assert (made["subtotal_price"], made["total_tax"]) == ("100.00", "5.40")


def test_a_paid_order_is_announced_three_times_with_signed_bodies(store: SandboxServer) -> None:
    buy(store)
    topics = ["customers/create", "orders/create", "orders/paid", "orders/updated"]
    assert store.receiver.topics() == topics
    for delivery in store.receiver.received:
        assert delivery.path == "/webhooks/shopify"
        secret = SHOPIFY["api_secret"].encode()
        digest = hmac.new(secret, delivery.body, hashlib.sha256).digest()
        assert delivery.headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
        assert delivery.headers["X-Shopify-Shop-Domain"] == SHOPIFY["shop_domain"]
        assert delivery.headers["X-Shopify-API-Version"] == "2026-10"
    events = [r.headers["X-Shopify-Event-Id"] for r in store.receiver.received[1:]]
    assert len({*events}) == 1


def test_a_failed_delivery_is_tried_again_with_the_same_bytes_and_id(store: SandboxServer) -> None:
    store.receiver.status = 500
    store.control("POST", "shopify/deliver", {"topic": "orders/paid", "payload": {"id": 1}})
    store.drain()
    store.receiver.status = 200
    for _ in range(100):
        if store.sandbox.db.execute("SELECT 1 FROM delivery WHERE state='sent'"):
            break
        time.sleep(0.05)
    first, *again = store.receiver.received
    assert again
    for retry in again:
        assert retry.body == first.body
        assert retry.headers["X-Shopify-Webhook-Id"] == first.headers["X-Shopify-Webhook-Id"]


def test_a_refund_sends_its_lines_as_numbers_and_lowers_the_order(store: SandboxServer) -> None:
    order = buy(store)
    line = order["line_items"][0]["id"]
    refund = {"lines": {line: 1}, "shipping": True}
    store.control("POST", f"shopify/orders/{order['id']}/refund", refund)
    store.drain()
    sent = {r.headers["X-Shopify-Topic"]: r.payload for r in store.receiver.received}
    [back] = sent["refunds/create"]["refund_line_items"]
    assert (back["subtotal"], back["total_tax"]) == (50.0, 2.5)
    assert sent["refunds/create"]["refund_shipping_lines"][0]["subtotal_amount"] == "8.00"
    assert sent["orders/updated"]["current_subtotal_price"] == "50.00"
    assert sent["orders/updated"]["financial_status"] == "partially_refunded"


def test_cancelling_a_paid_order_refunds_it(store: SandboxServer) -> None:
    order = buy(store)
    store.control("POST", f"shopify/orders/{order['id']}/cancel")
    store.drain()
    last = store.receiver.received[-1].payload
    assert last["cancelled_at"]
    assert last["financial_status"] == "refunded"
    assert {"refunds/create", "orders/cancelled"} <= {*store.receiver.topics()}


def test_the_schema_refuses_what_shopify_does_not_know(store: SandboxServer) -> None:
    answer = ask(store, "{ shop { name loyaltyPoints } }").json()
    assert "loyaltyPoints" in answer["errors"][0]["message"]
    assert "data" not in answer
    assert ask(store, "{ locations(first: 1) { nodes { id } } }").json()["errors"]


def test_wrong_token_shop_or_version_is_refused(store: SandboxServer) -> None:
    url = f"{store.origin}/shopify/admin/api/2026-10/graphql.json"
    good = {
        "X-Shopify-Shop-Domain": SHOPIFY["shop_domain"],
        "X-Shopify-Access-Token": SHOPIFY["access_token"],
    }
    body = {"query": "{ shop { name } }"}

    def status(url: str, **changes: str) -> int:
        headers = {**good, **{k.replace("_", "-"): v for k, v in changes.items()}}
        return requests.post(url, json=body, headers=headers, timeout=20).status_code

    assert status(url) == 200
    assert status(url, **{"X-Shopify-Access-Token": "shpat_other"}) == 401
    assert status(url, **{"X-Shopify-Shop-Domain": "other.myshopify.com"}) == 404
    assert status(url.replace("2026-10", "2020-01")) == 404
    store.control("POST", "shopify/uninstall")
    assert status(url) == 401


def test_a_code_is_made_once_found_bound_and_ended(store: SandboxServer) -> None:
    customer = shopper(store)
    made = ask(store, CREATE, d=discount(customer)).json()["data"]["discountCodeBasicCreate"]
    assert made["userErrors"] == []
    assert made["codeDiscountNode"]["codeDiscount"] == {"status": "ACTIVE", "asyncUsageCount": 0}
    again = ask(store, CREATE, d=discount(customer, code="RG-ABC123")).json()["data"]
    assert [e["code"] for e in again["discountCodeBasicCreate"]["userErrors"]] == ["TAKEN"]

    body = {"lines": [{"sku": "day-backpack"}], "codes": ["rg-abc123"]}
    url = f"{store.origin}/control/shopify/orders"
    others = requests.post(url, json={**body, "email": "x@example.com"}, timeout=10)
    assert "code_sign_in" in others.text
    order = store.control("POST", "shopify/orders", {**body, "customer_id": customer})
    assert order["discount_codes"] == [
        {"code": "rg-abc123", "amount": "5.00", "type": "fixed_amount"}
    ]
    assert order["line_items"][0]["discount_allocations"][0]["amount"] == "5.00"
    assert order["line_items"][0]["total_discount"] == "0.00"
    twice = requests.post(url, json={**body, "customer_id": customer}, timeout=10)
    assert "code_used" in twice.text

    node = ask(store, BY_CODE, c="rg-abc123").json()["data"]["codeDiscountNodeByCode"]
    end = "mutation($i: ID!) { discountCodeDeactivate(id: $i) { userErrors { code } } }"
    assert ask(store, end, i=node["id"]).json()["data"]["discountCodeDeactivate"]
    node = ask(store, BY_CODE, c="rg-abc123").json()["data"]["codeDiscountNodeByCode"]
    assert node["codeDiscount"]["status"] == "EXPIRED"


def test_metafields_are_all_or_none(store: SandboxServer) -> None:
    query = """mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) {
        metafields { key value } userErrors { code field } } }"""

    def entry(customer: str, value: str) -> dict[str, str]:
        owner = f"gid://shopify/Customer/{customer}"
        kind = {"namespace": "$app:regulars", "key": "balance", "type": "json"}
        return {"ownerId": owner, "value": value, **kind}

    good = entry(shopper(store), '{"available":1}')
    mixed = ask(store, query, m=[good, entry("1", "{}")]).json()["data"]["metafieldsSet"]
    assert mixed["metafields"] == []
    assert mixed["userErrors"][0]["field"] == ["metafields", "1", "ownerId"]
    alone = ask(store, query, m=[good]).json()["data"]["metafieldsSet"]
    assert alone["metafields"][0]["value"] == '{"available":1}'
    many = ask(store, query, m=[good] * 26).json()["data"]["metafieldsSet"]
    assert many["userErrors"][0]["code"] == "LESS_THAN_OR_EQUAL_TO"


def test_orders_are_listed_by_change_with_cursors(store: SandboxServer) -> None:
    orders = [buy(store)["admin_graphql_api_id"] for _ in range(3)]
    query = """query($a: String) { orders(first: 2, after: $a, sortKey: UPDATED_AT,
        query: "updated_at:>='2026-01-01T00:00:00Z'") { pageInfo { hasNextPage endCursor }
        nodes { id } } }"""
    first = ask(store, query).json()["data"]["orders"]
    assert first["pageInfo"]["hasNextPage"]
    second = ask(store, query, a=first["pageInfo"]["endCursor"]).json()["data"]["orders"]
    assert not second["pageInfo"]["hasNextPage"]
    assert [n["id"] for n in first["nodes"] + second["nodes"]] == orders


def test_an_app_sees_only_what_it_was_granted(store: SandboxServer) -> None:
    store.control("PUT", "stores/shopify", {"scopes": "read_customers"})
    answer = ask(store, "{ orders(first: 1) { nodes { id } } }").json()
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_throttling_comes_inside_a_200_and_costs_are_told(store: SandboxServer) -> None:
    cost = ask(store, "{ shop { name } }").json()["extensions"]["cost"]
    assert cost["throttleStatus"]["maximumAvailable"] == 2000.0
    store.control("POST", "faults", {"platform": "shopify", "kind": "throttled", "match": "shop"})
    answer = ask(store, "{ shop { name } }")
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"


@pytest.mark.parametrize("kind", ["timeout_after", "taken"])
def test_a_lost_answer_and_a_false_taken_can_be_armed(store: SandboxServer, kind: str) -> None:
    match = "discountCodeBasicCreate"
    fault = {"platform": "shopify", "kind": kind, "match": match, "delay_s": 0.05}
    store.control("POST", "faults", fault)
    answer = ask(store, CREATE, d=discount(shopper(store)))
    codes = store.control("GET", "shopify/codes")["codes"]
    if kind == "taken":
        assert "TAKEN" in answer.text
        assert codes == []
    else:
        assert answer.status_code == 504
        assert len(codes) == 1


def test_token_exchange_gives_an_expiring_token_that_works(store: SandboxServer) -> None:
    token = store.control("POST", "shopify/id-token")["id_token"]
    body = {
        "client_id": SHOPIFY["api_key"],
        "client_secret": SHOPIFY["api_secret"],
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token": token,
        "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
        "expiring": "1",
    }
    url = f"{store.origin}/shopify/admin/oauth/access_token"
    answer = requests.post(url, data=body, timeout=10).json()
    assert answer["expires_in"] == 3600
    api = f"{store.origin}/shopify/admin/api/2026-10/graphql.json"
    headers = {
        "X-Shopify-Shop-Domain": SHOPIFY["shop_domain"],
        "X-Shopify-Access-Token": answer["access_token"],
    }
    ok = requests.post(api, json={"query": "{ shop { name } }"}, headers=headers, timeout=20)
    assert ok.json()["data"]["shop"]["name"] == "Backpack & Bean"
