"""Requests of shoppers, signed as the stores sign them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jwt

from functions.storefront.handler import handler
from integrations import access
from tests.simulation.laws import Broken
from tests.simulation.shops import Shop
from tests.simulation.shops.people import Person

if TYPE_CHECKING:
    from tests.simulation.world import World

Answer = Mapping[str, Any]


def ask(
    world: World,
    shop: Shop,
    person: Person,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    key: str | None = None,
    *,
    hangs: bool = False,
) -> None:
    """One request; what it answers must fit what was answered before."""
    headers, query = credential(world, shop, person)
    if key is not None:
        headers["idempotency-key"] = key

    def done(answer: Answer) -> None:
        status = answer["statusCode"]
        world.seen[f"shopper {status}"] += 1
        said = json.loads(answer["body"])
        if status >= 500 and said["error"]["code"] not in ("ledger_busy", "internal", "try_again"):
            raise Broken(f"a shopper was answered {status}: {said}")
        if status in (200, 202) and "redemption_id" in said:
            _remember(world, shop, person, key, said["redemption_id"])

    event = api_request(method, path, headers, query, body)
    world.invoke(
        "shopper",
        lambda: handler(event, None),
        ends_in_s=29,
        shops=(shop,),
        done=done,
        hangs=hangs,
    )


def claim(world: World, shop: Shop, person: Person) -> None:
    """Ask for the link, and follow those that were mailed."""
    ask(world, shop, person, "POST", "/storefront/claims")
    for link in world.stage.take_links():
        path = "/storefront/" + link.split("/storefront/", 1)[1]
        mailed_by = jwt.decode(path.rsplit("/", 1)[1], options={"verify_signature": False})["iss"]
        event = api_request("POST", path, {}, "", None)
        world.invoke(
            "claim",
            lambda event=event: handler(event, None),  # type: ignore[misc]
            ends_in_s=29,
            shops=(world.by_id[mailed_by],),
        )


def _remember(world: World, shop: Shop, person: Person, key: str | None, redemption: str) -> None:
    if key is not None:
        first = world.answers.setdefault((person.customer_id, key), redemption)
        if first != redemption:
            raise Broken(f"one key made two redemptions: {first} and {redemption}")
    known = world.given.setdefault(f"{shop.store_id}/{person.customer_id}", [])
    if redemption not in known:
        known.append(redemption)


def credential(world: World, shop: Shop, person: Person) -> tuple[dict[str, str], str]:
    """Headers and query that say who is asking, as the person's store vouches for it."""
    now_s = int(world.now_s)
    if shop.platform == "shopify":
        values = {
            "logged_in_customer_id": person.customer_id,
            "path_prefix": "/apps/regulars",
            "shop": shop.address,
            "timestamp": str(now_s),
        }
        message = "".join(f"{name}={values[name]}" for name in sorted(values))
        secret = shop.webhook_secret().encode()
        signature = hmac.new(secret, message.encode(), "sha256").hexdigest()
        return {}, urlencode({**values, "signature": signature})
    claims = {
        "iss": shop.store_id,
        "sub": person.customer_id,
        "email": person.email,
        "iat": now_s,
        "exp": now_s + 300,
        "jti": str(world.rng.getrandbits(64)),
    }
    token = jwt.encode(claims, access.shopper_secret(shop.store_id), algorithm="HS256")
    return {"authorization": f"Bearer {token}"}, ""


def api_request(
    method: str, path: str, headers: Mapping[str, str], query: str, body: Any
) -> dict[str, Any]:
    """What an HTTP API gives to the function."""
    return {
        "version": "2.0",
        "routeKey": "ANY /storefront/{proxy+}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": "application/json", **headers},
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "203.0.113.7"},
            "stage": "$default",
            "requestId": "r",
        },
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
