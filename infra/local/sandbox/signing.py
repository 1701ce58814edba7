"""How both platforms sign what they send, and the shopper tokens of the WordPress plugin."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import jwt

SHOPPER_TOKEN_LIFE_S = 240  # Regulars takes five minutes at most; clocks differ a little.


def body_signature(secret: str, body: bytes) -> str:
    """base64(HMAC-SHA256): the webhook signature of WooCommerce and of Shopify."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def proxy_signature(secret: str, query: Iterable[tuple[str, str]]) -> str:
    """Shopify's app-proxy signature: sorted by key, repeated keys joined by commas, pairs put
    together without a separator, HMAC-SHA256 in hex."""
    ordered = sorted(query, key=lambda pair: pair[0])
    pairs = [
        f"{key}={','.join(value for _, value in group)}"
        for key, group in groupby(ordered, key=lambda pair: pair[0])
    ]
    return hmac.new(secret.encode(), "".join(pairs).encode(), hashlib.sha256).hexdigest()


def shopper_token(store_id: str, secret: str, customer_id: str, email: str, now_s: float) -> str:
    """Who is shopping, for Regulars' shopper API; HS256, as the plugin's token route mints it."""
    return _short_lived(store_id, secret, {"sub": customer_id, "email": email}, now_s)


def order_token(store_id: str, secret: str, order_ids: list[str], now_s: float) -> str:
    """That a visitor placed these orders as a guest; for nothing but them."""
    return _short_lived(store_id, secret, {"sub": "0", "orders": order_ids}, now_s)


def _short_lived(store_id: str, secret: str, who: dict[str, Any], now_s: float) -> str:
    claims = {
        "iss": store_id,
        **who,
        "iat": int(now_s),
        "exp": int(now_s) + SHOPPER_TOKEN_LIFE_S,
        "jti": secrets.token_hex(12),
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def id_token(shop: str, api_key: str, api_secret: str, now_s: float) -> str:
    """What Shopify's admin hands to an embedded app: one minute of life."""
    claims = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": api_key,
        "sub": "1",
        "exp": int(now_s) + 60,
        "nbf": int(now_s) - 1,
        "iat": int(now_s) - 1,
        "jti": secrets.token_hex(12),
        "sid": secrets.token_hex(16),
    }
    return jwt.encode(claims, api_secret, algorithm="HS256")
