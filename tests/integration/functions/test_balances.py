"""The stores' copies of balances."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from core.ledger import programs, stores
from core.ledger.orders import post_order
from core.ledger.schedule import settle_member
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.balances.handler import handler
from integrations import access
from tests.support.http_api import Context
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer
from tests.unit.core.worlds import T0, snapshot


def record(number: int, ledger_id: str, member_id: str) -> dict[str, Any]:
    return {
        "messageId": str(number),
        "body": json.dumps({"ledger_id": ledger_id, "member_id": member_id}),
        "attributes": {"MessageGroupId": ledger_id},
        "eventSource": "aws:sqs",
    }


def test_a_message_that_cannot_be_read_does_not_keep_its_neighbours(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    books = access.books_of(stores.get(store_id, fresh=True))
    customer = store.control("POST", "woo/customers", {"email": "jia@example.com"})
    who = CustomerRef(customer_id=str(customer["id"]))
    member_id = books.ledger.member_id(store_id, who) or ""
    post_order(books, replace(snapshot(customer=who), store_id=store_id), T0 * 1000)
    broken = record(1, "woo-broken", "m") | {"body": "[]"}
    removed = record(3, "woo-removed", "m")
    answer = handler({"Records": [broken, record(2, store_id, member_id), removed]}, Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    customers = store.control("GET", "woo/customers")["customers"]
    [kept] = [one for one in customers if one["id"] == customer["id"]]
    [meta] = [one for one in kept["meta_data"] if one["key"] == "_regulars_balance"]
    assert meta["value"]["available"] == 250


def test_the_copy_names_the_tiers_tag_and_perks_and_the_points_that_end_soon(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    document = default_document("USD")
    document["expiry"] = {"kind": "months", "months": 1, "remind_days": 60}
    document["tiers"][1] |= {"orders": 1, "need": "any"}
    document["tiers"][1]["perks"] = {"discount_percent": 10, "tag": "regulars-silver"}
    ledger = access.ledger_of(stores.get(store_id, fresh=True))
    programs.publish(ledger, validate(document), "test", 0)
    books = access.books_of(stores.get(store_id, fresh=True))
    customer = store.control("POST", "woo/customers", {"email": "jia@example.com"})
    who = CustomerRef(customer_id=str(customer["id"]))
    member_id = books.ledger.member_id(store_id, who) or ""
    post_order(books, replace(snapshot(customer=who), store_id=store_id), T0 * 1000)
    assert settle_member(books, member_id, T0 + 60) == 1
    handler({"Records": [record(1, store_id, member_id)]}, Context())
    customers = store.control("GET", "woo/customers")["customers"]
    [kept] = [one for one in customers if one["id"] == customer["id"]]
    [meta] = [one for one in kept["meta_data"] if one["key"] == "_regulars_balance"]
    assert meta["value"] == {
        "available": 250,
        "pending": 0,
        "tier": "silver",
        "expiring": {"points": 250, "on": "2026-10-31"},
        "tag": "regulars-silver",
        "perks": {"discount_percent": 10},
    }
