"""What shoppers and visitors may ask, and with which credential."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
import requests

from infra.local.sandbox.signing import proxy_signature
from tests.support.running import Running, Shop, eventually


@dataclass(frozen=True)
class Shopper:
    """Somebody with an account in the sandbox."""

    customer_id: str
    email: str
    token: str


def someone(running: Running, points: int = 0) -> Shopper:
    """A new shopper of the WooCommerce store, with so many points given."""
    customer_id, email = running.register("woo", "Shopper")
    if points:
        adjust = ("member", "adjust", running.woo.store_id, customer_id, str(points))
        running.cli(*adjust, "--reason", "A start")
    return Shopper(customer_id, email, running.token(running.woo, customer_id, email))


def redeem(running: Running, shopper: Shopper, reward: str, key: str, **wish: Any) -> Any:
    return running.ask(
        "POST",
        "redemptions",
        shopper.token,
        json={"reward_id": reward, **wish},
        headers={"Idempotency-Key": key},
    )


def test_a_visitor_sees_the_program_with_a_fixed_reward_for_exactly_100_points(
    running: Running,
) -> None:
    for shop in (running.woo, running.shopify, running.add_store()):
        answer = running.ask("GET", f"program?store={shop.store_id}")
        assert answer.status_code == 200
        program = answer.json()
        assert {"rewards", "tiers", "earning"} <= set(program)
        for reward in program["rewards"]:
            assert {"id", "kind", "name", "points"} <= set(reward)
        assert [one["kind"] for one in program["rewards"] if one["points"] == 100] == ["fixed"]
        assert [tier["id"] for tier in program["tiers"]] == ["member", "silver", "gold"]
    assert running.ask("GET", "program?store=woo-000000000000").status_code == 404
    assert running.ask("GET", "program").status_code == 404


def test_a_shopper_never_seen_is_all_zeros(running: Running) -> None:
    shopper = someone(running)
    member = running.ask("GET", "member", shopper.token).json()
    assert member["known"] is False
    assert member["balance"] == {"available": 0, "pending": 0, "debt": 0}
    assert (member["lifetime_points"], member["tier"]["id"]) == (0, "member")
    assert running.ask("GET", "entries", shopper.token).json() == {"entries": [], "cursor": None}
    assert running.ask("GET", "redemptions", shopper.token).json() == {"redemptions": []}


def test_points_become_one_code_however_often_the_same_key_is_sent(running: Running) -> None:
    shopper = someone(running, 150)
    first = redeem(running, shopper, "off-small", "key-1")
    assert first.status_code == 200, first.text
    made = first.json()
    assert (made["status"], made["points"]) == ("issued", 100)
    assert made["code"]
    again = redeem(running, shopper, "off-small", "key-1").json()
    assert again == made
    shown = running.ask("GET", f"redemptions/{made['redemption_id']}", shopper.token)
    assert (shown.status_code, shown.json()) == (200, made)
    assert running.points(running.woo, shopper.customer_id) == (50, 0, 0)
    codes = running.control("GET", "woo/codes")["codes"]
    (coupon,) = [one for one in codes if one["code"] == made["code"]]
    assert (coupon["amount"], coupon["usage_limit"]) == ("5.00", 1)
    assert coupon["email_restrictions"] == [shopper.email]
    other = redeem(running, shopper, "off-large", "key-1")
    assert (other.status_code, other.json()["error"]["code"]) == (422, "idempotency_key_reused")


def test_too_few_points_get_409_and_change_nothing(running: Running) -> None:
    shopper = someone(running, 99)
    for _ in range(2):
        refused = redeem(running, shopper, "off-small", "key-1")
        assert refused.status_code == 409
        assert refused.json()["error"]["code"] == "insufficient_points"
    assert running.points(running.woo, shopper.customer_id) == (99, 0, 0)


def test_a_wish_that_makes_no_sense_gets_a_4xx_with_a_reason(running: Running) -> None:
    shopper = someone(running, 100)
    wishes: list[dict[str, Any]] = [
        {"json": {"reward_id": "off-small"}, "headers": {}},
        {"json": {"reward_id": "nothing"}},
        {"json": {"reward_id": 7}},
        {"json": {}},
        {"json": []},
        {"json": {"reward_id": "off-small", "points": 1}},
        {"json": {"reward_id": "off-small", "points": "100"}},
        {"data": b"{"},
        {"data": b"\xff"},
        {"json": {"reward_id": "off-small"}, "headers": {"Idempotency-Key": "k" * 300}},
    ]
    for wish in wishes:
        options = {"headers": {"Idempotency-Key": "key-1"}, **wish}
        answer = running.ask("POST", "redemptions", shopper.token, **options)
        assert answer.status_code in (400, 404, 422), f"{wish}: {answer.status_code}"
        assert answer.json()["error"]["message"]
    assert running.points(running.woo, shopper.customer_id) == (100, 0, 0)


def test_an_unused_code_is_given_back_once(running: Running) -> None:
    shopper = someone(running, 100)
    made = redeem(running, shopper, "off-small", "key-1").json()
    path = f"redemptions/{made['redemption_id']}/return"
    for _ in range(2):
        back = running.ask("POST", path, shopper.token, json={})
        assert (back.status_code, back.json()["status"]) == (200, "returned")
    assert running.points(running.woo, shopper.customer_id) == (100, 0, 0)
    listed = running.ask("GET", "redemptions", shopper.token).json()["redemptions"]
    assert [one["status"] for one in listed] == ["returned"]
    # The same key means the same redemption for ever, also now.
    again = redeem(running, shopper, "off-small", "key-1").json()
    assert (again["redemption_id"], again["status"]) == (made["redemption_id"], "returned")


def test_while_the_store_is_busy_the_points_are_held_and_the_code_comes_later(
    running: Running,
) -> None:
    shopper = someone(running, 100)
    running.control(
        "POST",
        "faults",
        {"platform": "woo", "kind": "too_many", "match": "coupons", "times": 40},
    )
    try:
        held = redeem(running, shopper, "off-small", "key-1")
    finally:
        running.control("DELETE", "faults")
    assert (held.status_code, held.json()["status"]) == (202, "held")
    assert running.points(running.woo, shopper.customer_id) == (0, 0, 0)
    path = f"redemptions/{held.json()['redemption_id']}"

    def issued() -> None:
        shown = running.ask("GET", path, shopper.token).json()
        assert shown["status"] == "issued"
        assert shown["code"]

    eventually(issued, timeout_s=150)
    assert running.points(running.woo, shopper.customer_id) == (0, 0, 0)


def test_history_comes_in_pages_newest_first_with_its_why(running: Running) -> None:
    shopper = someone(running)
    adjust = ("member", "adjust", running.woo.store_id, shopper.customer_id)
    for points in range(1, 4):
        running.cli(*adjust, str(points), "--reason", f"Reason {points}")
    shown = running.ask("GET", "entries", shopper.token).json()
    assert [one["points"] for one in shown["entries"]] == [3, 2, 1]
    for entry in shown["entries"]:
        assert {"id", "at", "points", "kind", "source", "why"} <= set(entry)
        assert set(entry["why"]["text"]) >= {"en", "zh-Hant"}
    assert running.ask("GET", "entries?cursor=nonsense", shopper.token).status_code == 400


def test_a_token_must_be_the_stores_own_fresh_and_short_lived(running: Running) -> None:
    customer_id, email = running.register("woo", "Shopper")
    now = int(time.time())
    forged = Shop(running.woo.store_id, "0" * 64)
    foreign = Shop(running.woo.store_id, running.shopify.secret)
    unsigned = jwt.encode(
        {"iss": running.woo.store_id, "sub": customer_id, "iat": now, "exp": now + 60, "jti": "x"},
        key="",
        algorithm="none",
    )
    good = running.token(running.woo, customer_id, email)
    bad = {
        "expired": running.token(running.woo, customer_id, iat=now - 600, exp=now - 400),
        "too long-lived": running.token(running.woo, customer_id, exp=now + 3600),
        "from the future": running.token(running.woo, customer_id, iat=now + 600, exp=now + 800),
        "forged": running.token(forged, customer_id),
        "of another store": running.token(foreign, customer_id),
        "unsigned": unsigned,
        "of nobody": running.token(running.woo, "0"),
        "without a subject": running.token(running.woo, customer_id, sub=None),
        "without an end": running.token(running.woo, customer_id, exp=None),
        "without an id": running.token(running.woo, customer_id, jti=None),
        "of no store": running.token(running.woo, customer_id, iss="woo-000000000000"),
        "cut": good[:-4],
        "empty": "",
    }
    for what, token in bad.items():
        for method, path in (("GET", "member"), ("GET", "entries"), ("POST", "redemptions")):
            answer = running.ask(method, path, token)
            assert answer.status_code == 401, f"{what}: {answer.status_code} {answer.text}"
            assert answer.json()["error"]["code"]
    assert running.ask("GET", "member").status_code == 401
    assert running.ask("GET", "member", good).status_code == 200


def test_another_shoppers_redemption_is_not_there(running: Running) -> None:
    owner, other = someone(running, 100), someone(running, 100)
    made = redeem(running, owner, "off-small", "key-1").json()["redemption_id"]
    for method, path in (
        ("GET", f"redemptions/{made}"),
        ("POST", f"redemptions/{made}/return"),
        ("GET", "redemptions/rd-none"),
    ):
        answer = running.ask(method, path, other.token)
        assert answer.status_code == 404, answer.text
    # The same key of two shoppers is two keys.
    theirs = redeem(running, other, "off-small", "key-1").json()
    assert theirs["redemption_id"] != made


def proxied(
    running: Running, path: str, secret: str = "", method: str = "GET", **query: Any
) -> Any:
    """Call as Shopify's app proxy passes a storefront's request on."""
    settings = running.shop_settings("shopify")
    pairs = {
        "shop": settings["shop_domain"],
        "logged_in_customer_id": "",
        "path_prefix": "/apps/regulars",
        "timestamp": str(int(time.time())),
    } | query
    given = [(name, str(value)) for name, value in pairs.items() if value is not None]
    given.append(("signature", proxy_signature(secret or settings["api_secret"], given)))
    url = f"{running.origin}/storefront/{path}?{urlencode(given)}"
    return requests.request(method, url, timeout=60)


def test_a_request_that_shopify_signed_names_the_shopper(running: Running) -> None:
    customer_id, _ = running.register("shopify", "Shopper")
    given = ("member", "adjust", running.shopify.store_id, customer_id, "42", "--reason", "x")
    running.cli(*given)
    shown = proxied(running, "member", logged_in_customer_id=customer_id)
    assert (shown.status_code, shown.json()["balance"]["available"]) == (200, 42)
    previous = "the-apps-secret-before-its-rotation-0123456789"
    assert proxied(running, "member", previous, logged_in_customer_id=customer_id).ok
    # A visitor is nobody, and may see the program.
    assert proxied(running, "member").status_code == 401
    assert proxied(running, "program").json()["store_id"] == running.shopify.store_id


def test_a_signed_request_that_is_stale_forged_or_changed_is_refused(running: Running) -> None:
    customer_id, _ = running.register("shopify", "Shopper")
    who = {"logged_in_customer_id": customer_id}
    now = int(time.time())
    for refused in (
        proxied(running, "member", "another secret", **who),
        proxied(running, "member", **who, timestamp=now - 600),
        proxied(running, "member", **who, timestamp=now + 600),
        proxied(running, "member", **who, timestamp=None),
        proxied(running, "member", **who, shop="another.myshopify.com"),
        proxied(running, "member", **who, shop=None),
    ):
        assert refused.status_code == 401, refused.text
    url = str(proxied(running, "member", **who).request.url)
    other, _ = running.register("shopify", "Shopper")
    for changed in (
        url.replace(f"customer_id={customer_id}", f"customer_id={other}"),
        url + f"&logged_in_customer_id={other}",
        url + "&more=1",
        url.replace("signature=", "signature=0"),
    ):
        assert requests.get(changed, timeout=60).status_code == 401, changed
    assert requests.get(url, timeout=60).status_code == 200


def test_what_is_not_there_is_404_as_json(running: Running) -> None:
    answer = running.ask("GET", f"nothing-{uuid.uuid4().hex}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_shops_page_may_call_from_its_own_origin(running: Running) -> None:
    headers = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    answer = running.ask("OPTIONS", "redemptions", headers=headers)
    assert answer.ok
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example")
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert "idempotency-key" in allowed
    program = running.ask(
        "GET", f"program?store={running.woo.store_id}", headers={"Origin": "https://shop.example"}
    )
    assert program.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example")
