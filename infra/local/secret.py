"""The app's secret on this machine: made once; what rotates comes from the environment."""

from __future__ import annotations

import json
import secrets
from typing import Any

from infra.local.settings import STAGE, Settings

NAME = f"regulars/{STAGE}/app"


def ensure(client: Any, settings: Settings) -> dict[str, Any]:
    """Create or refresh the secret through the Secrets Manager client; what it holds now.

    The keys of the ledger and of sessions never change once made: member ids and codes are
    derived from them.
    """
    try:
        old = json.loads(client.get_secret_value(SecretId=NAME)["SecretString"])
    except client.exceptions.ResourceNotFoundException:
        old = None
    document = _document(old or {}, settings)
    if old is None:
        client.create_secret(Name=NAME, SecretString=json.dumps(document))
    elif old != document:
        client.put_secret_value(SecretId=NAME, SecretString=json.dumps(document))
    return document


def _document(old: dict[str, Any], settings: Settings) -> dict[str, Any]:
    def kept(key: str, given: str = "") -> str:
        return given or old.get(key) or secrets.token_hex(32)

    return {
        "master_key": kept("master_key"),
        "session_key": kept("session_key"),
        "shopify_api_key": kept("shopify_api_key", settings.shopify_api_key),
        "shopify_api_secret": kept("shopify_api_secret", settings.shopify_api_secret),
        "shopify_api_secret_previous": settings.shopify_api_secret_previous,
        "development": {
            "shopify_admin_origin": settings.shopify_admin_origin,
            "allow_private_store_urls": settings.allow_private_store_urls,
        },
    }
