"""Two stores whose customers have the same ids and addresses: whatever one of them sends, no
request to DynamoDB names a key of the other's ledger."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

import functions.ledger_worker.handler as worker
import functions.relay.handler as relay
import functions.storefront.handler as storefront
import functions.webhooks.handler as webhooks
from core.ledger import members, programs, stores
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.member import MemberState
from core.snapshot import CustomerRef
from integrations import access
from integrations.store_ids import of_shop
from tests.support.http_api import Context, request, token
from tests.support.merchant import Merchant, app, maple, tea_house
from tests.support.operator import Operator
from tests.support.queues import Queue
from tests.support.requests_seen import Seen, watched
from tests.support.sandbox import SHOPIFY
from tests.unit.integrations.samples import woo_body

__all__ = ["app", "maple", "tea_house"]

SHOP = SHOPIFY["shop_domain"]


@dataclass(frozen=True)
class Neighbours:
    """`theirs`: whose data nobody may touch. `shop`: a Shopify shop, as the first one's."""

    mine: str
    theirs: str
    shop: str


@pytest.fixture
def neighbours(operator: Operator, queues: dict[str, Queue]) -> Neighbours:
    mine = operator.connect_unchecked()
    theirs = operator.connect_unchecked("https://other.example")
    shop = operator.json(
        *("store", "add", "shopify", "--shop", SHOP, "--access-token", "t", "--no-check")
    )["store_id"]
    for store_id in (mine, theirs, shop):
        give(store_id)
    forget()
    return Neighbours(mine, theirs, shop)


def give(store_id: str) -> MemberState:
    books = access.books_of(stores.get(store_id))
    member_id = books.ledger.member_id(store_id, CustomerRef("3", "jia@example.com")) or ""
    now_ms = time.time_ns() // 10**6
    return members.adjust(books, member_id, 300, "welcome", f"c-{store_id}", now_ms)


def forget() -> None:
    """As a fresh container would: everything is read again."""
    stores._cached.clear()
    programs._cached.clear()


def keeps_to(seen: Seen, own: set[str], theirs: str) -> None:
    """Something was asked, of these ledgers alone, and nothing that names the neighbour."""
    assert seen.calls
    assert seen.ledgers <= own
    assert seen.mention(f"L#{theirs}") == []


def ask(method: str, path: str, query: str = "", body: Any = None, **headers: str) -> int:
    event = request(method, path, query, json.dumps(body or {}).encode(), **headers)
    return int(storefront.handler(event, Context())["statusCode"])


def woo_delivery(at: str, body: dict[str, Any], secret: str = "wh") -> int:
    raw = json.dumps(body).encode()
    made = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    event = request(
        *("POST", f"/webhooks/woocommerce/{at}", "", raw),
        x_wc_webhook_topic="order.created",
        x_wc_webhook_signature=made,
        x_wc_webhook_source="https://other.example/",
    )
    return int(webhooks.handler(event, Context())["statusCode"])


def test_a_delivery_that_names_the_neighbour_wherever_it_can_is_the_senders_alone(
    neighbours: Neighbours, queues: dict[str, Queue]
) -> None:
    named = {
        **woo_body("003"),
        **dict.fromkeys(("store_id", "ledger_id", "store", "iss"), neighbours.theirs),
    }
    with watched() as seen:
        assert woo_delivery(neighbours.mine, named) == 200
        taken = queues["events"].take()
        assert neighbours.theirs not in json.dumps(taken)
        assert worker.handler(taken, Context()) == {"batchItemFailures": []}
    keeps_to(seen, {neighbours.mine}, neighbours.theirs)
    assert "TransactWriteItems" in seen.calls
    assert seen.mention(neighbours.theirs) == []


def test_a_delivery_to_the_neighbours_address_with_the_senders_secret_reaches_no_ledger(
    operator: Operator, neighbours: Neighbours
) -> None:
    operator.json("store", "rotate", neighbours.mine, "--webhook-secret", "mine alone")
    forget()
    with watched() as seen:
        assert woo_delivery(neighbours.theirs, woo_body("003"), "mine alone") == 401
    assert seen.ledgers == set()


def test_what_the_stream_tells_of_one_ledger_is_written_to_that_one(
    neighbours: Neighbours, queues: dict[str, Queue]
) -> None:
    prefix = f"L#{neighbours.mine}#M#"
    [entry] = [r for r in Row.scan(Row.pk.startswith(prefix)) if isinstance(r, EntryRow)]
    image: dict[str, Any] = entry.serialize()
    record = {"eventName": "INSERT", "dynamodb": {"NewImage": image, "SequenceNumber": "1"}}
    with watched() as seen:
        assert relay.handler({"Records": [record]}, Context()) == {"batchItemFailures": []}
    keeps_to(seen, {neighbours.mine}, neighbours.theirs)
    assert "PutItem" in seen.calls


def test_a_shoppers_token_opens_the_ledger_of_the_store_that_signed_it(
    neighbours: Neighbours,
) -> None:
    auth = token(neighbours.mine, "3")
    naming = f"store={neighbours.theirs}&ledger={neighbours.theirs}&iss={neighbours.theirs}"
    wish = {"reward_id": "off-small", "store": neighbours.theirs, "ledger_id": neighbours.theirs}
    theirs = access.books_of(stores.get(neighbours.theirs)).ledger
    foreign = theirs.redemption_id("somebody", "k")
    forget()
    with watched() as seen:
        for path in ("member", "entries", "redemptions"):
            assert ask("GET", f"/storefront/{path}", naming, authorization=auth) == 200
        held = ask(
            *("POST", "/storefront/redemptions", naming, wish),
            authorization=auth,
            idempotency_key="k1",
        )
        assert held == 202
        shown = ask("GET", f"/storefront/redemptions/{foreign}", naming, authorization=auth)
        assert shown == 404
        came = {"channel": "theirs", "store": neighbours.theirs}
        assert ask("POST", "/storefront/joined", naming, came, authorization=auth) == 404
    keeps_to(seen, {neighbours.mine}, neighbours.theirs)
    assert "TransactWriteItems" in seen.calls


def test_a_token_of_one_store_that_names_another_reaches_no_ledger(neighbours: Neighbours) -> None:
    forged = token(neighbours.mine, "3", iss=neighbours.theirs)
    with watched() as seen:
        assert ask("GET", "/storefront/member", authorization=forged) == 401
    assert seen.ledgers == set()


def test_a_request_through_the_app_proxy_opens_the_signed_shops_ledger(
    neighbours: Neighbours,
) -> None:
    def signed(**more: str) -> str:
        pairs = {
            "logged_in_customer_id": "3",
            "shop": SHOP,
            "timestamp": str(int(time.time())),
            **more,
        }
        message = "".join(f"{name}={pairs[name]}" for name in sorted(pairs))
        key = SHOPIFY["api_secret"].encode()
        made = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
        return "&".join(f"{n}={quote(v)}" for n, v in (pairs | {"signature": made}).items())

    with watched() as seen:
        query = signed(store=neighbours.theirs)
        assert ask("GET", "/storefront/member", query) == 200
        assert ask("GET", "/storefront/program", query) == 200
        # Both credentials at once, or the shop of somebody who is not connected: nobody's ledger.
        assert ask("GET", "/storefront/member", signed(shop="else.myshopify.com")) == 401
    keeps_to(seen, {neighbours.shop}, neighbours.theirs)
    assert neighbours.shop == of_shop(SHOP)


def test_the_operators_commands_about_one_store_touch_no_other(
    operator: Operator, neighbours: Neighbours
) -> None:
    store_id = neighbours.mine
    with watched() as seen:
        for command in (
            ("member", "show", store_id, "3"),
            ("member", "show", store_id, "jia@example.com"),
            ("member", "entries", store_id, "3"),
            ("member", "adjust", store_id, "3", "5", "--reason", "sorry"),
            ("redeem", store_id, "3", "off-small"),
            ("program", "show", store_id),
            ("numbers", "sum", store_id),
            ("numbers", "rebuild", store_id),
            ("ledger", "verify", store_id),
        ):
            operator.json(*command)
    assert "TransactWriteItems" in seen.calls
    keeps_to(seen, {store_id}, neighbours.theirs)


@pytest.fixture
def signed_in(maple: Merchant, tea_house: Merchant) -> tuple[Merchant, Merchant]:
    forget()
    return maple.come_in(), tea_house


def test_a_merchants_session_opens_the_ledger_of_its_store(
    signed_in: tuple[Merchant, Merchant],
) -> None:
    mine, theirs = signed_in
    foreign, store_id = theirs.member_id("3"), theirs.store.store_id
    before = theirs.entries("3")
    with watched() as seen:
        for path in ("/", "/members", f"/members?q={store_id}", "/payments", "/program"):
            assert mine.get(f"/admin{path}").status_code in (200, 404)
        for path in ("", "/points", "/groups", "/overview/worth.csv"):
            asked = f"/admin/numbers{path}?period=12m&store={store_id}&ledger_id={store_id}"
            assert mine.get(asked).status_code == 200
        assert mine.get(f"/admin/members/{foreign}").status_code == 404
        page = mine.get(f"/admin/members/{mine.member_id('3')}?store={store_id}")
        fields = {"direction": "give", "points": "5", "reason": "sorry", "command": "c"}
        for at in (mine.member_id("3"), foreign):
            mine.send(f"/admin/members/{at}", page, **fields, store=store_id, ledger_id=store_id)
    keeps_to(seen, {mine.store.store_id}, store_id)
    assert "TransactWriteItems" in seen.calls
    assert theirs.entries("3") == before
