"""The deployment's one secret. Functions get its name; the value never reaches their environment.

{"master_key": hex, "session_key": hex, "shopify_api_key", "shopify_api_secret",
 "shopify_api_secret_previous", "shopify_api_secret_previous_until_s" (see rotation.py),
 "development": {"shopify_admin_origin", "allow_private_store_urls"}}
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Forbidden
from integrations.aws.session import client
from integrations.rotation import counting

CACHE_S = 300  # how long a rotated Shopify secret may stay unknown; the previous one still counts
LOCAL_STAGE = "local"

_cached: dict[str, tuple[float, AppSecret]] = {}


@dataclass(frozen=True, slots=True)
class Development:
    """What only a developer's machine may do. `shopify_admin_origin`: calls meant for any shop
    go there. `allow_private_store_urls`: WooCommerce on http and in private networks."""

    shopify_admin_origin: str | None = None
    allow_private_store_urls: bool = False


@dataclass(frozen=True, slots=True)
class AppSecret:
    """The secret's fields. No part of it appears in a repr, hence in no log."""

    master_key: bytes = field(repr=False)
    session_key: bytes = field(repr=False)
    shopify_api_key: str = field(default="", repr=False)
    # Those that Shopify may sign with: the current one and, during a rotation, the last.
    shopify_secrets: tuple[str, ...] = field(default=(), repr=False)
    development: Development = Development()


def app_secret(name: str, stage: str | None = None) -> AppSecret:
    """The secret called `name`, from a cache of CACHE_S seconds.

    `stage` is STAGE of the environment when not given. Raises Forbidden when the secret holds
    development settings at a stage that is not local: a deployed function must not start so.
    """
    now = time.monotonic()
    cached = _cached.get(name)
    if cached is not None and cached[0] > now:
        return cached[1]
    value = client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    at_stage = os.environ.get("STAGE", "") if stage is None else stage
    secret = read(json.loads(value), at_stage, time.time())
    _cached[name] = (now + CACHE_S, secret)
    return secret


def read(data: Mapping[str, Any], stage: str, now_s: float) -> AppSecret:
    """The fields of the secret's JSON, as they count now. Raises KeyError or ValueError when keys
    are missing."""
    development = {key: value for key, value in (data.get("development") or {}).items() if value}
    if development and stage != LOCAL_STAGE:
        raise Forbidden(f"Development settings are not for stage {stage!r}.")
    return AppSecret(
        master_key=_key(data["master_key"]),
        session_key=_key(data["session_key"]),
        shopify_api_key=data.get("shopify_api_key") or "",
        shopify_secrets=counting(data, "shopify_api_secret", now_s),
        development=Development(
            shopify_admin_origin=development.get("shopify_admin_origin"),
            allow_private_store_urls=bool(development.get("allow_private_store_urls")),
        ),
    )


def forget() -> None:
    """Drop what is cached; the next call asks again (a signature failed: was it rotated?)."""
    _cached.clear()


def _key(value: str) -> bytes:
    key = bytes.fromhex(value)
    if len(key) < 16:
        raise ValueError("A key of fewer than 128 bits is no key.")
    return key
