"""The faults of requests, by name: each is refused at the handler and leaves no trace."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import urlencode

import jwt

from core.ledger import stores
from core.ledger.members import adjust
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from functions.storefront.handler import handler as storefront
from functions.webhooks.handler import MAX_BODY_BYTES
from infra.local.sandbox.signing import proxy_signature
from integrations import access
from tests.fuzz.deliveries import SIGNATURE_HEADERS, Delivery, recorded, signature
from tests.fuzz.world import World
from tests.support.http_api import Answered, Context, answered, request, token
from tests.support.sandbox import SHOPIFY

DEEP = 4000


def order(world: World, *, shopify: bool) -> Delivery:
    name = "financial_status" if shopify else "date_paid_gmt"
    return next(one for one in recorded(world.woo_id) if name in one.data).copy()


def orders(world: World) -> list[Delivery]:
    """One of each platform."""
    return [order(world, shopify=False), order(world, shopify=True)]


def refused(world: World, delivery: Delivery, *statuses: int, genuine: bool = False) -> None:
    before = world.rows()
    outcome = world.send(delivery, genuine=genuine)
    assert (outcome.wrong, outcome.queued) == (None, 0)
    assert outcome.status in statuses
    assert world.rows() == before


def test_oversized_body(world: World) -> None:
    for delivery in orders(world):
        delivery.body = delivery.bytes() + b" " * MAX_BODY_BYTES
        delivery.sign()
        refused(world, delivery, 413, genuine=True)


def test_deep_body(world: World) -> None:
    for delivery in orders(world):
        for body in (
            b"[" * DEEP + b"]" * DEEP,
            b'{"id":' * DEEP + b"1" + b"}" * DEEP,
            b"[" * 900_000,
        ):
            delivery.body = body
            delivery.sign()
            refused(world, delivery, 400, genuine=True)


def test_non_utf8_body(world: World) -> None:
    for delivery in orders(world):
        text = delivery.bytes()
        for body in (
            text[:-2] + b"\xff\xfe}",
            text.decode().encode("utf-16"),
            b"\xed\xa0\x80",
            b"\xff",
        ):
            delivery.body = body
            delivery.sign()
            refused(world, delivery, 400, genuine=True)


def test_forged_signature(world: World) -> None:
    for delivery in orders(world):
        for secret in ("", "another", delivery.secret + " ", delivery.secret.upper()):
            delivery.headers[SIGNATURE_HEADERS[delivery.shopify]] = signature(
                secret, delivery.bytes()
            )
            refused(world, delivery, 401)
        delivery.sign()
        delivery.body = delivery.bytes().replace(b'"id":', b'"id": ', 1)
        refused(world, delivery, 401)


def test_absent_signature(world: World) -> None:
    for delivery in orders(world):
        for value in (None, "", " "):
            delivery.headers.pop(SIGNATURE_HEADERS[delivery.shopify], None)
            if value is not None:
                delivery.headers[SIGNATURE_HEADERS[delivery.shopify]] = value
            refused(world, delivery, 401)


def test_doubled_signature(world: World) -> None:
    """Sent twice, a header comes as one with a comma: neither of the two is chosen."""
    for delivery in orders(world):
        delivery.sign()
        header = SIGNATURE_HEADERS[delivery.shopify]
        right = delivery.headers[header]
        for doubled in (f"{right},{right}", f"{right}, {right}", f"forged,{right}", right + right):
            delivery.headers[header] = doubled
            refused(world, delivery, 401)


def test_doubled_topic(world: World) -> None:
    for delivery in orders(world):
        delivery.sign()
        name = "x-shopify-topic" if delivery.shopify else "x-wc-webhook-topic"
        delivery.headers[name] = f"{delivery.headers[name]},{delivery.headers[name]}"
        refused(world, delivery, 400, genuine=True)


def test_right_signature_wrong_store(world: World) -> None:
    other = world.operator.connect_unchecked("https://other.example")
    stores.change(other, sealed=access.sealed(other, {"webhook_secret": "theirs"}))
    delivery = order(world, shopify=False)
    delivery.path = f"/webhooks/woocommerce/{other}"
    delivery.sign()
    refused(world, delivery, 401)

    delivery = order(world, shopify=True)
    delivery.sign()
    for shop, status in (("nobody.myshopify.com", 404), ("shop.example", 400), ("", 400)):
        delivery.headers["x-shopify-shop-domain"] = shop
        refused(world, delivery, status, genuine=True)
    delivery.headers["x-shopify-shop-domain"] = SHOPIFY["shop_domain"]
    delivery.data["shop_domain"] = "nobody.myshopify.com"
    delivery.sign()
    refused(world, delivery, 403, genuine=True)


def books(store_id: str) -> Books:
    return access.books_of(stores.get(store_id, fresh=True))


def give(store_id: str, customer_id: str, points: int) -> None:
    ledger = books(store_id)
    member_id = ledger.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""
    now_ms = time.time_ns() // 1_000_000
    adjust(ledger, member_id, points, "welcome", f"c-{customer_id}", now_ms)


def proxied(path: str, method: str = "GET", *, body: bytes = b"", **changes: str) -> Answered:
    """A request as Shopify's app proxy passes it on, changed after the signing by `_names`."""
    query = {"shop": SHOPIFY["shop_domain"], "logged_in_customer_id": "7", "path_prefix": "/a/b"}
    query["timestamp"] = str(int(time.time()))
    query |= {name: value for name, value in changes.items() if not name.startswith("_")}
    query["signature"] = proxy_signature(SHOPIFY["api_secret"], query.items())
    query |= {name[1:]: value for name, value in changes.items() if name.startswith("_")}
    event = request(method, f"/storefront/{path}", urlencode(query), body)
    return answered(storefront(event, Context()))


def test_replayed_or_stale_proxy_request(world: World) -> None:
    now_s = int(time.time())
    give(world.shop_id, "7", 250)
    assert proxied("member").status == 200
    for at_s in (now_s - 95, now_s + 95, 0, 10**14):
        assert proxied("member", timestamp=str(at_s)).status == 401
    for stated in ("", "-5", "1e9", "²"):
        assert proxied("member", timestamp=stated).status == 401
    # Within its minute and a half, the same request again is the same redemption.
    wish = json.dumps({"reward_id": "off-small", "idempotency_key": "k1"}).encode()
    first, again = (
        proxied("redemptions", "POST", body=wish, timestamp=str(now_s)) for _ in range(2)
    )
    assert first.status in (200, 202)
    assert again.body["redemption_id"] == first.body["redemption_id"]
    assert proxied("member").body["balance"]["available"] == 150


def test_signed_request_that_names_another_shopper(world: World) -> None:
    give(world.shop_id, "7", 100)
    give(world.shop_id, "8", 5000)
    for answer in (
        proxied("member", _logged_in_customer_id="8"),
        proxied("member", _shop="nobody.myshopify.com"),
        proxied("member", z="1", _z="2"),
    ):
        assert answer.status == 401
    # What the shopper may choose herself names nobody, signed or not.
    wish = {"reward_id": "off-large", "idempotency_key": "k", "customer_id": "8", "member": "8"}
    told = proxied("redemptions", "POST", body=json.dumps(wish).encode(), customer_id="8")
    assert (told.status, told.body["error"]["code"]) == (409, "insufficient_points")
    assert proxied("member", customer_id="8").body["balance"]["available"] == 100


def test_clock_skew(world: World) -> None:
    now_s = int(time.time())
    for at_s in (now_s - 85, now_s + 85):
        assert proxied("member", timestamp=str(at_s)).status == 200

    def seen(shift_s: int, life_s: int = 300) -> int:
        stated = {"iat": now_s + shift_s, "exp": now_s + shift_s + life_s}
        return ask("GET", "member", token(world.woo_id, "3", **stated)).status

    assert [seen(-305), seen(-200), seen(8)] == [200, 200, 200]
    assert [seen(-330), seen(30), seen(0, 301)] == [401, 401, 401]


def test_clock_skew_of_a_store_does_not_have_its_orders_refused(world: World) -> None:
    for stamp in ("1970-01-01T00:00:00", "2038-01-19T03:14:08", "9999-12-31T23:59:59"):
        delivery = order(world, shopify=False)
        delivery.data |= {"date_created_gmt": stamp, "date_modified_gmt": stamp}
        delivery.sign()
        outcome = world.send(delivery, genuine=True)
        assert (outcome.wrong, outcome.queued) == (None, 1)


def ask(method: str, path: str, authorization: str, body: bytes = b"", **headers: str) -> Answered:
    event = request(method, f"/storefront/{path}", "", body, authorization=authorization, **headers)
    return answered(storefront(event, Context()))


def part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def hostile_tokens(store_id: str) -> dict[str, str]:
    """Tokens that nobody signed, most of them made to break whoever reads them first."""
    head = part({"alg": "HS256", "typ": "JWT"})
    payloads = {
        "deep": b"[" * DEEP + b"]" * DEEP,
        "an issuer that is no text": {"iss": chr(0xD800)},
        "an issuer that is no key": {"iss": "x" * 5000},
        "an issuer that is a list": {"iss": [store_id]},
        "many digits": b"1" * 5000,
        "no signature's payload": {"iss": store_id},
    }
    return {name: f"{head}.{part(payload)}.c2ln" for name, payload in payloads.items()} | {
        "a deep header": f"{part(b'[' * DEEP)}.{part({'iss': store_id})}.c2ln",
        "no signature": f"{head}.{part({'iss': store_id})}.",
        "no algorithm": jwt.encode({"iss": store_id}, "", algorithm="none"),
        "nothing": "",
        "dots": ".." * 1000,
        "another alphabet": "é.é.é",
    }


def test_a_hostile_token_is_a_401_wherever_it_stands(world: World) -> None:
    world.calls.clear()
    for name, text in hostile_tokens(world.woo_id).items():
        for method, path in (("GET", "member"), ("POST", "redemptions"), ("POST", "claims")):
            assert ask(method, path, f"Bearer {text}", b"{}").status == 401, name
        for method in ("GET", "POST"):
            page = storefront(request(method, f"/storefront/claims/{text}"), Context())
            assert page["statusCode"] in (401, 404), name
    assert world.calls.writes == []
    assert world.calls.refused == []


def test_a_signed_token_that_says_strange_things_is_a_401(world: World) -> None:
    strange: tuple[dict[str, Any], ...] = (
        {"sub": "\ud800"},
        {"sub": "3\x00"},
        {"sub": "x" * 65},
        {"sub": "0" * 30},
        {"sub": 10**5000},
        {"exp": 1e400},
        {"exp": "soon"},
        {"iat": None},
        {"iat": {}},
    )
    for said in strange:
        try:
            signed = token(world.woo_id, said.pop("sub", "3"), **said)
        except ValueError:  # more digits than Python writes
            continue
        assert ask("GET", "member", signed).status == 401, said


def test_an_address_that_is_none_is_nobodys(world: World) -> None:
    for stated in ("\ud800@example.com", "a\x00@example.com", "@" * 400, 5, ["a@example.com"]):
        seen = ask("GET", "member", token(world.woo_id, "3", email=stated))
        assert (seen.status, seen.body["claimable"]) == (200, False)


def test_a_hostile_redemption_is_refused_and_takes_no_points(world: World) -> None:
    give(world.woo_id, "3", 5000)
    right = {"reward_id": "off-small", "idempotency_key": "k"}
    world.calls.clear()
    for wish in (
        b'{"reward_id":"\\ud800","idempotency_key":"k"}',
        b'{"reward_id":"off-small","idempotency_key":"\\ud800"}',
        b'{"reward_id":"off-small","idempotency_key":"k","points":1e400}',
        b'{"reward_id":"off-small","idempotency_key":"k","points":NaN}',
        b'{"reward_id":"off-small","idempotency_key":"k","points":' + b"9" * 5000 + b"}",
        b'{"reward_id":"off-small","idempotency_key":"k","points":' + b"9" * 4000 + b"}",
        json.dumps(right | {"idempotency_key": "x" * 201}).encode(),
        json.dumps(right | {"idempotency_key": ""}).encode(),
        json.dumps(right | {"idempotency_key": "\u20ac"}).encode(),
        json.dumps(right | {"points": True}).encode(),
        json.dumps(right | {"points": 100.0}).encode(),
        json.dumps(right | {"pad": "x" * 20_000}).encode(),
        b"[" * 10_000,
        b'{"reward_id":' * 1500,
        b"\xff",
        b"null",
        b"",
    ):
        told = ask("POST", "redemptions", token(world.woo_id, "3"), wish)
        assert told.status in (400, 404, 413), (wish[:80], told)
    told = ask(
        "POST",
        "redemptions",
        token(world.woo_id, "3"),
        json.dumps(right).encode(),
        idempotency_key="another",
    )
    assert (told.status, told.body["error"]["code"]) == (400, "bad_input")
    assert world.calls.writes == []
    assert world.calls.refused == []
