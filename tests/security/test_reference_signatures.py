"""Signatures and tokens against Shopify's own library, as Node runs it, on random requests.

Where it says yes we say yes, but for what we refuse on purpose; where it says no we say no.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import random
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import jwt
import pytest

from core.errors import BadSignature
from infra.tools import ROOT, node
from integrations.shopify import id_token, proxy
from integrations.shopify import webhook as shopify
from integrations.woocommerce import webhook as woo
from tests.unit.integrations.samples import WOO_SECRET, woo_deliveries

NOW_S = 1_795_000_000
SECRET = "secret-of-the-app-0123456789abcdef"
OTHER = "another-secret-0123456789abcdef012"
KEY = "client"
SHOP = "a-shop.myshopify.com"
ALPHABET = "abcxyzABC019 _-.,:;/?&=+%#'\"<>éßñ中文名日本한국🎁\u200b\u00a0"
# Both sort names of these letters alike; Shopify's own names have no others.
NAMES = "abcdefghijklmnopqrstuvwxyz_"

Pairs = list[tuple[str, str]]


def text(dice: random.Random, most: int = 12) -> str:
    return "".join(dice.choices(ALPHABET, k=dice.randint(0, most)))


def name(dice: random.Random) -> str:
    return "q" + "".join(dice.choices(NAMES, k=dice.randint(1, 6)))


def base64_hmac(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def webhook_cases() -> list[dict[str, Any]]:
    dice, cases = random.Random(1), []
    for _ in range(80):
        body = json.dumps({text(dice): text(dice, 60)}, ensure_ascii=dice.random() < 0.5)
        made = base64_hmac(body.encode(), dice.choice([SECRET, SECRET, OTHER]))
        signature: str | None = made
        change = dice.randrange(8)
        if change == 0:
            body += " "
        elif change == 1:
            signature = dice.choice([None, "é", "AAAA", made + made, made[:-1]])
        elif change == 2:
            signature = made.swapcase()
        cases.append({"body": body, "signature": signature})
    return cases


def query_of(pairs: Pairs, secret: str) -> str:
    """The query as Shopify signs it: values of one name joined by commas, names in order."""
    values: dict[str, list[str]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    message = "".join(f"{key}={','.join(values[key])}" for key in sorted(values))
    signature = hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    return urlencode([*pairs, ("signature", signature)], quote_via=quote)


def proxy_cases() -> list[str]:
    dice, cases = random.Random(2), []
    for number in range(120):
        off_s = dice.choice([0, 0, 0, 89, 90, 91, -90, -91, 10**6])
        pairs = [
            ("shop", SHOP),
            ("logged_in_customer_id", dice.choice(["", "7", "8123456789012"])),
            ("path_prefix", "/apps/regulars"),
            ("timestamp", str(NOW_S + off_s)),
        ]
        for _ in range(dice.randrange(4)):
            key = name(dice)
            pairs += [(key, text(dice)) for _ in range(dice.choice([1, 1, 2, 3]))]
        dice.shuffle(pairs)
        query = query_of(pairs, dice.choice([SECRET, SECRET, SECRET, OTHER]))
        if number % 6 == 0:
            query = query.replace("path_prefix=%2Fapps", "path_prefix=%2FApps")
        if number % 10 == 0:
            query = query.replace(SHOP, "b-shop.myshopify.com")
        cases.append(query)
    return cases


def id_token_cases() -> list[str]:
    """Each with one flaw at most, so that each is decided by it."""
    dice, cases = random.Random(3), []
    for _ in range(80):
        claims: dict[str, Any] = {
            "iss": f"https://{SHOP}/admin",
            "dest": f"https://{SHOP}",
            "aud": KEY,
            "sub": "42",
            "nbf": NOW_S,
            "exp": NOW_S + 60,
            "iat": NOW_S,
        }
        key, algorithm = SECRET, "HS256"
        match dice.randrange(6):
            case 0:
                claims["nbf"] = NOW_S + dice.choice([-60, 8, 9, 10, 11, 12])
            case 1:
                claims["exp"] = NOW_S + dice.choice([1, 0, -8, -9, -10, -11, -12])
            case 2:
                claims["aud"] = dice.choice(["somebody", "", [KEY, "somebody"]])
            case 3:
                key = dice.choice([OTHER, SECRET.lower(), SECRET[:-1], SECRET[:-1] + "g"])
            case 4:
                key, algorithm = dice.choice([(SECRET * 2, "HS512"), ("", "none")])
        cases.append(jwt.encode(claims, key or None, algorithm))
    return [*cases, "", "a.b.c", "é.é.é"]


def woo_cases() -> list[dict[str, str]]:
    dice = random.Random(4)
    made = [
        {"body": json.dumps({text(dice): text(dice)}, ensure_ascii=False), "secret": text(dice)}
        for _ in range(60)
    ]
    recorded = [{"body": body.decode(), "secret": WOO_SECRET} for _, _, body in woo_deliveries()]
    return [one for one in made if one["secret"]] + recorded


@functools.cache
def reference() -> dict[str, Any]:
    """The reference's verdicts on all cases, from one run."""
    cases = {
        "now_s": NOW_S,
        "secret": SECRET,
        "key": KEY,
        "webhooks": webhook_cases(),
        "proxies": [*proxy_cases(), cut_in_two()],
        "id_tokens": id_token_cases(),
        "woo": woo_cases(),
    }
    done = subprocess.run(
        [node(), str(ROOT / "tests/security/reference.mjs")],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    verdicts: dict[str, Any] = json.loads(done.stdout)
    return verdicts


def accepts(check: Callable[..., object], *given: object) -> bool:
    try:
        check(*given)
    except BadSignature:
        return False
    return True


def mixed(verdicts: list[bool]) -> bool:
    """A set of cases that all come out alike would prove nothing."""
    return 10 <= sum(verdicts) <= len(verdicts) - 10


def test_webhooks_are_accepted_exactly_where_shopifys_library_accepts_them() -> None:
    verdicts = reference()["webhooks"]
    assert mixed(verdicts)
    for case, verdict in zip(webhook_cases(), verdicts, strict=True):
        body, signature = case["body"].encode(), case["signature"]
        assert accepts(shopify.verify, body, signature, [SECRET]) is verdict, case


def test_proxied_requests_are_accepted_exactly_where_shopifys_library_accepts_them() -> None:
    verdicts = reference()["proxies"][:-1]
    assert mixed(verdicts)
    for query, verdict in zip(proxy_cases(), verdicts, strict=True):
        assert accepts(proxy.verify, query, [SECRET], NOW_S) is verdict, query


def cut_in_two() -> str:
    """What Shopify signed for shopper 7, cut into pairs so that it reads as shopper 8's."""
    hidden = f"logged_in_customer_id=8path_prefix=/shop={SHOP}timestamp={NOW_S}z="
    honest = query_of(
        [
            ("a", hidden),
            ("logged_in_customer_id", "7"),
            ("path_prefix", "/"),
            ("shop", SHOP),
            ("timestamp", str(NOW_S)),
        ],
        SECRET,
    )
    forged = {
        "a": "",
        "logged_in_customer_id": "8",
        "path_prefix": "/",
        "shop": SHOP,
        "timestamp": str(NOW_S),
        "z": f"logged_in_customer_id=7path_prefix=/shop={SHOP}timestamp={NOW_S}",
        "signature": honest.rpartition("signature=")[2],
    }
    return urlencode(forged)


def test_a_signed_request_cut_into_another_shoppers_is_refused_though_the_library_takes_it() -> (
    None
):
    assert reference()["proxies"][-1] is True
    with pytest.raises(BadSignature, match="hides"):
        proxy.verify(cut_in_two(), [SECRET], NOW_S)


def test_id_tokens_are_accepted_exactly_where_shopifys_library_accepts_them() -> None:
    verdicts = reference()["id_tokens"]
    assert mixed(verdicts)
    for token, verdict in zip(id_token_cases(), verdicts, strict=True):
        found = accepts(id_token.verify, token, KEY, [SECRET], NOW_S)
        assert found is verdict, jwt.decode(token, options={"verify_signature": False})


def test_woocommerces_signature_is_what_another_implementation_computes() -> None:
    signatures = reference()["woo"]
    assert len(signatures) > 50
    for case, signature in zip(woo_cases(), signatures, strict=True):
        woo.verify(case["body"].encode(), signature, ["another", case["secret"]])
        with pytest.raises(BadSignature):
            woo.verify(case["body"].encode() + b"\n", signature, [case["secret"]])


def test_the_signatures_that_woocommerce_itself_sent_are_the_same_ones() -> None:
    computed = reference()["woo"][-len(woo_deliveries()) :]
    sent = [headers[woo.SIGNATURE_HEADER] for _, headers, _ in woo_deliveries()]
    assert computed == sent
