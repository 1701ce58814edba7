"""The doctor on what should be going on: work, sweeps, stores and their webhooks."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest

from cli.doctor import stores as doctor_stores
from cli.doctor import work
from core.ledger import due, stores
from functions.ledger_worker.apply import apply
from infra.local.facts import StackFacts
from integrations import access
from integrations.reach import port_of
from tests.integration.cli.doctor.test_account import only, seen
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer


@pytest.mark.parametrize(("lag_ms", "status"), [(900, "ok"), (90_000, "warn"), (900_000, "bad")])
def test_a_relay_that_lags_is_told(stack: StackFacts, lag_ms: int, status: str) -> None:
    boto3.client("cloudwatch").put_metric_data(
        Namespace="AWS/Lambda",
        MetricData=[
            {
                "MetricName": "IteratorAge",
                "Dimensions": [{"Name": "FunctionName", "Value": f"regulars-{stack.stage}-relay"}],
                "Timestamp": datetime.now(UTC),
                "Value": lag_ms,
            }
        ],
    )
    assert only(work.relay_lag, stack).status == status


def test_work_that_nobody_does_is_bad(operator: Operator, stack: StackFacts) -> None:
    store_id = operator.connect_unchecked()
    ledger = access.ledger_of(stores.get(store_id))
    now_s = int(time.time())
    due.register(ledger, "member", "just-now", now_s - 60)
    assert only(work.overdue, stack).status == "ok"
    due.register(ledger, "code", "forgotten", now_s - 7200)
    line = only(work.overdue, stack)
    assert (line.status, "1 overdue (code), by 2.0 hours" in line.what) == ("bad", True)


@pytest.mark.parametrize(("hours", "status"), [(1, "ok"), (5, "warn"), (30, "bad")])
def test_a_store_that_was_not_swept_for_long_is_told(
    operator: Operator, stack: StackFacts, hours: int, status: str
) -> None:
    store_id = operator.connect_unchecked()
    assert "never swept" in only(work.sweeps, stack).what
    now_s = int(time.time())
    stores.change(store_id, installed_at_s=now_s - 90 * 86400)
    stores.note_swept(store_id, now_s - hours * 3600)
    assert only(work.sweeps, stack).status == status
    stores.change(store_id, installed=False)
    assert seen(work.sweeps, stack) == []


@pytest.fixture
def connected(operator: Operator, store: SandboxServer, stack: StackFacts) -> StackFacts:
    """The sandbox's WooCommerce store, whose webhooks come to this stack."""
    store_id = operator.connect_woo(store)
    store.sandbox.configure_store("woo", store_id=store_id)
    return replace(stack, front_url=store.receiver.url)


def test_a_webhook_that_woocommerce_switched_off_is_bad(
    store: SandboxServer, connected: StackFacts
) -> None:
    assert only(doctor_stores.webhooks, connected).status == "ok"
    store.sandbox.db.put("webhook", "woo/order.updated", {"failures": 7})
    line = only(doctor_stores.webhooks, connected)
    assert (line.status, "switched off: order.updated" in line.what) == ("bad", True)
    assert f"{connected.front_url}/webhooks/woocommerce/woo-" in line.do


def test_webhooks_to_somewhere_else_are_bad(connected: StackFacts) -> None:
    elsewhere = replace(connected, front_url="https://points.example")
    line = only(doctor_stores.webhooks, elsewhere)
    assert (line.status, "not there: customer.created" in line.what) == ("bad", True)


def test_a_store_that_refuses_our_keys_is_bad(
    operator: Operator, store: SandboxServer, connected: StackFacts
) -> None:
    store.sandbox.configure_store("woo", consumer_secret="cs_another")
    assert only(doctor_stores.webhooks, connected).status == "bad"
    assert only(doctor_stores.arrivals, connected).status == "bad"


def test_a_delivery_that_was_lost_is_bad_until_it_is_swept(
    store: SandboxServer, connected: StackFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no order changed" in only(doctor_stores.arrivals, connected).what
    body = {"lines": [{"sku": "day-backpack"}], "email": "jia@example.com"}
    made = store.control("POST", "woo/orders", body)
    store.drain()  # to a receiver that does nothing with it
    assert "no order changed" in only(doctor_stores.arrivals, connected).what, "may be under way"
    monkeypatch.setattr(doctor_stores, "GRACE_S", -60)
    line = only(doctor_stores.arrivals, connected)
    assert line.status == "bad"
    assert f"1 of 1 changed orders did not arrive (order {made['id']})" in line.what
    (store_id,) = stores.list_ids()
    now_ms = time.time_ns() // 1_000_000
    order = port_of(stores.get(store_id)).fetch_order(str(made["id"]), now_ms)
    assert apply(order, now_ms) == "posted"
    assert only(doctor_stores.arrivals, connected).status == "ok"
