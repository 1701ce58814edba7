"""Personal data and secrets never reach a log, whatever goes wrong."""

from __future__ import annotations

import ast
import base64
import hashlib
import hmac
import json
import logging
import time
from typing import Any

import boto3
import jwt
import pytest

import functions.balances.handler as balances
import functions.codes.handler as codes
import functions.fetcher.handler as fetcher
import functions.ledger_worker.handler as worker
import functions.relay.handler as relay
import functions.scheduled.handler as scheduled
import functions.storefront.handler as storefront
import functions.webhooks.handler as webhooks
from core.ledger import links, members, stores
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.snapshot import CustomerRef
from functions import logs
from infra.tools import ROOT
from integrations import access, reach
from tests.support.http_api import Answered, Context, answered, request, token
from tests.support.logged import MARK, Logged, logged, telling, with_canaries
from tests.support.operator import MASTER_KEY, Operator
from tests.support.queues import Queue
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer
from tests.unit.integrations.samples import shopify_body, woo_body

__all__ = ["logged"]


@pytest.fixture
def canaries(monkeypatch: pytest.MonkeyPatch, logged: Logged) -> None:
    """Every secret that a store or the app has says so itself."""
    monkeypatch.setitem(WOO, "consumer_key", f"ck_{MARK}")
    monkeypatch.setitem(WOO, "consumer_secret", f"cs_{MARK}")
    monkeypatch.setitem(WOO, "webhook_secret", f"wh_{MARK}")
    monkeypatch.setitem(SHOPIFY, "access_token", f"shpat_{MARK}")
    monkeypatch.setitem(SHOPIFY, "api_secret", f"app-secret-{MARK}-0123456789")
    logged.secrets.append(MASTER_KEY)


def signature(body: bytes, secret: str, logged: Logged) -> str:
    made = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    logged.secrets.append(made)
    return made


def woo_order(store_id: str, logged: Logged, **changes: Any) -> dict[str, Any]:
    body = json.dumps({**with_canaries(woo_body("003")), **changes}).encode()
    headers = {
        "x_wc_webhook_topic": "order.created",
        "x_wc_webhook_signature": signature(body, WOO["webhook_secret"], logged),
        "x_wc_webhook_source": f"https://{MARK}.example",
    }
    return request("POST", f"/webhooks/woocommerce/{store_id}", body=body, **headers)


def deliver(event: dict[str, Any]) -> int:
    return answered(webhooks.handler(event, Context())).status


def call(method: str, path: str, auth: str, **more: Any) -> Answered:
    event = request(method, f"/storefront/{path}", authorization=auth, **more)
    return Answered(storefront.handler(event, Context())["statusCode"], None)


def shopper(store_id: str, logged: Logged, customer: str = "3") -> str:
    made = token(store_id, customer, email=f"{MARK}.shopper@example.com")
    logged.secrets += made.removeprefix("Bearer ").split(".")[1:]
    return made


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_deliveries_leave_nothing_of_a_shopper_or_a_secret_in_the_logs(
    canaries: None,
    operator: Operator,
    queues: dict[str, Queue],
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add = ("store", "add")
    woo = operator.json(
        *(*add, "woocommerce", "--url", "https://shop.example", "--no-check"),
        *("--consumer-key", WOO["consumer_key"], "--consumer-secret", WOO["consumer_secret"]),
        *("--webhook-secret", WOO["webhook_secret"]),
    )["store_id"]
    shop = operator.json(
        *(*add, "shopify", "--shop", SHOPIFY["shop_domain"], "--no-check"),
        *("--access-token", SHOPIFY["access_token"]),
    )["store_id"]
    assert access.credentials(stores.get(woo))["consumer_key"] == f"ck_{MARK}"
    assert deliver(woo_order(woo, logged)) == 200
    assert deliver(woo_order(woo, logged, line_items=f"{MARK}")) == 400
    assert deliver(woo_order(woo, logged, currency=f"{MARK}")) == 400
    assert deliver(woo_order(woo, logged, total=f"{MARK}@example.com", refunds=[{}])) == 400
    unsigned = woo_order(woo, logged)
    unsigned["headers"]["x-wc-webhook-signature"] = f"{MARK}="
    assert deliver(unsigned) == 401
    ping = request(
        *("POST", f"/webhooks/woocommerce/{woo}", "", b"webhook_id=7"),
        content_type="application/x-www-form-urlencoded",
        x_wc_webhook_topic=f"{MARK}@example.com",
    )
    assert deliver(ping) == 200
    assert deliver(request("POST", f"/webhooks/woocommerce/{MARK}@example.com")) == 404

    order = {**with_canaries(shopify_body("orders_create")), "test": False}
    body = json.dumps(order).encode()
    headers = {
        "x_shopify_topic": "orders/create",
        "x_shopify_shop_domain": SHOPIFY["shop_domain"],
        "x_shopify_hmac_sha256": signature(body, SHOPIFY["api_secret"], logged),
    }
    event = request("POST", "/webhooks/shopify", body=body, **headers)
    assert deliver(event) == 200
    assert deliver({**event, "headers": event["headers"] | {"x-shopify-shop-domain": MARK}}) == 400

    taken = queues["events"].take()
    assert len(taken["Records"]) >= 1
    assert MARK in json.dumps(taken), "the address travels in the queue, and only there"
    broken = dict(taken["Records"][0], messageId="m2", body=f"{{{MARK}")
    keyless = dict(taken["Records"][0], messageId="m3", body=json.dumps({MARK: f"cs_{MARK}"}))
    for record in (*taken["Records"], broken, keyless):
        worker.handler({"Records": [record]}, Context())
    monkeypatch.setattr("functions.ledger_worker.handler.apply", telling)
    worker.handler(taken, Context())
    monkeypatch.setattr(webhooks, "queue", telling)
    assert deliver(event) == 500
    assert stores.get(shop).installed
    assert logged.says("unforeseen")
    logged.holds_nothing()


def test_what_shoppers_do_leaves_no_token_code_or_address_in_the_logs(
    canaries: None,
    operator: Operator,
    store: SandboxServer,
    queues: dict[str, Queue],
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woo = operator.connect_woo(store)
    boto3.client("ses").verify_email_identity(EmailAddress="regulars@example.com")
    books = access.books_of(stores.get(woo, fresh=True))
    member_id = books.ledger.member_id(woo, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 300, f"for {MARK}", "c-3", time.time_ns() // 10**6)
    wish = json.dumps({"reward_id": "off-small"}).encode()
    auth = shopper(woo, logged)
    made = storefront.handler(
        request(
            *("POST", "/storefront/redemptions", "", wish),
            authorization=auth,
            idempotency_key=f"{MARK}-key",
        ),
        Context(),
    )
    issued = json.loads(made["body"])
    assert issued["status"] == "issued"
    logged.secrets.append(issued["code"])
    for path in ("member", "entries", "redemptions", f"redemptions/{issued['redemption_id']}"):
        assert call("GET", path, auth).status == 200
    assert call("GET", "member", f"Bearer {MARK}.{MARK}.{MARK}").status == 401
    assert call("GET", f"{MARK}@example.com", auth).status == 404
    bad = json.dumps({"reward_id": f"{MARK}"}).encode()
    assert call("POST", "redemptions", auth, body=bad, idempotency_key="k2").status == 404
    assert call("POST", "claims", auth, body=b"{}").status == 202
    mail = jwt.encode(
        {"iss": woo, "aud": "claim", "sub": "3", "email": f"{MARK}@example.com", "exp": 4e9},
        access.claim_secret(woo),
    )
    logged.secrets += mail.split(".")[1:]
    for link in (mail, mail[:-4] + "AAAA"):
        for method in ("GET", "POST"):
            call(method, f"claims/{link}", "")
    monkeypatch.setattr(reach, "port_of", telling)
    assert call("POST", "redemptions", auth, body=wish, idempotency_key="k3").status == 500
    monkeypatch.setattr(storefront, "shopper_of", telling)
    assert call("GET", "member", auth).status == 500
    assert logged.says("answered")
    assert logged.says("unforeseen")
    logged.holds_nothing()


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_what_the_queues_the_stream_and_the_clock_start_leaves_nothing_in_the_logs(
    canaries: None,
    operator: Operator,
    store: SandboxServer,
    queues: dict[str, Queue],
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    woo = operator.connect_woo(store)
    books = access.books_of(stores.get(woo, fresh=True))
    customer = CustomerRef("3", f"{MARK}@example.com")
    member_id = books.ledger.member_id(woo, customer) or ""
    members.adjust(books, member_id, 300, f"for {MARK}", "c-3", time.time_ns() // 10**6)
    [entry] = [row for row in Row.scan() if isinstance(row, EntryRow)]
    image: dict[str, Any] = entry.serialize()
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": "1"}}
    assert relay.handler({"Records": [record]}, Context()) == {"batchItemFailures": []}
    asked = {
        fetcher: {"work": "order", "store_id": woo, "order_id": "77"},
        balances: {"ledger_id": woo, "member_id": member_id},
        codes: {"ledger_id": woo, "redemption_id": "none"},
    }
    for module, message in asked.items():
        event = {"Records": [_message(message)]}
        module.handler(event, Context())
        name = "books_by_ledger" if module is codes else "port_of"
        monkeypatch.setattr(module, name, telling)
        monkeypatch.setattr(stores, "_cached", {})
        module.handler(event, Context())
    monkeypatch.setattr(relay, "index_entry", telling)
    assert relay.handler({"Records": [record]}, Context())["batchItemFailures"]
    for name, job in (("run_due", "due"), ("sweep_all", "sweep")):
        scheduled.handler({"job": job}, Context())
        monkeypatch.setattr(scheduled, name, telling)
        # Lambda itself logs what a function raises.
        with pytest.raises(RuntimeError) as raised:
            scheduled.handler({"job": job}, Context())
        logging.getLogger("lambda").error("[ERROR]", exc_info=raised.value)
    for said in ("batch", "will come again", "failed", "done"):
        assert logged.says(said), said
    logged.holds_nothing()


def _message(body: dict[str, Any]) -> dict[str, Any]:
    """A record of a mapping; the third and last time that it is given."""
    attributes = {"ApproximateReceiveCount": "3", "MessageGroupId": "g"}
    return {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": json.dumps(body),
        "attributes": attributes,
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }


def test_what_merchants_do_leaves_no_link_session_or_shopper_in_the_logs(
    canaries: None,
    operator: Operator,
    store: SandboxServer,
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import functions.admin.handler as admin

    woo = operator.connect_woo(store)
    link = links.create(woo, int(time.time()))
    logged.secrets.append(link)

    def visit(method: str, path: str, query: str = "", **more: Any) -> int:
        event = request(method, path, query, **more)
        event["requestContext"]["http"] |= {"sourceIp": "192.0.2.1", "protocol": "HTTP/1.1"}
        return int(admin.handler(event, Context())["statusCode"])

    assert visit("GET", "/admin/enter", f"token={link}") == 200
    assert visit("GET", "/admin/enter", f"token={MARK}") == 401
    assert visit("GET", f"/admin/members/{MARK}@example.com", f"q={MARK}") == 401
    forged = {"cookie": f"regulars_admin={MARK}", "authorization": f"Bearer {MARK}"}
    assert visit("GET", "/admin/members", f"q={MARK}@example.com", **forged) == 401
    monkeypatch.setattr("functions.admin.session.current", telling)
    assert visit("GET", "/admin/members", f"q={MARK}@example.com") == 500
    assert logged.says("served")
    assert logged.says("unforeseen")
    logged.holds_nothing()


def test_an_exception_is_told_by_its_kinds_and_places() -> None:
    try:
        telling()
    except ValueError as error:
        told = logs.described(error)
    assert MARK not in told
    here = f"{__name__}.{test_an_exception_is_told_by_its_kinds_and_places.__name__}"
    assert told.startswith(f"ValueError at {here}:")
    assert " from KeyError at tests.support.logged.telling:" in told


def test_every_function_logs_through_the_one_place_that_leaves_texts_out() -> None:
    for path in sorted((ROOT / "functions").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and path.name != "logs.py":
                called = ast.unparse(node.func)
                assert called not in ("Logger", "logging.getLogger", "print"), path
                assert not called.endswith("app.logger.exception"), path
