"""The deployment's one secret: made once, never replaced, because member ids and codes are
derived from its master key. Only Shopify's part of it changes."""

from __future__ import annotations

import getpass
import json
import secrets
import sys
import time
from collections.abc import Mapping
from typing import Any, Literal

from core.errors import Conflict
from integrations import rotation
from integrations.aws.secrets import read
from integrations.aws.session import client

_SHOPIFY = {
    "SHOPIFY_API_KEY": "shopify_api_key",
    "SHOPIFY_API_SECRET": "shopify_api_secret",
    "SHOPIFY_API_SECRET_PREVIOUS": "shopify_api_secret_previous",
}

_SECRET = "shopify_api_secret"  # noqa: S105, its name
LEAKED = "none"

Outcome = Literal["created", "updated", "kept"]


def ensure(stage: str, environment: Mapping[str, str], *, ask: bool) -> Outcome:
    """Make the secret of the stage, or bring Shopify's keys in it up to the environment.

    `ask`: a person is there to type what the environment lacks. Raises Forbidden when the
    secret holds development settings, Conflict when it is being deleted.
    """
    manager, name = client("secretsmanager"), f"regulars/{stage}/app"
    try:
        value = manager.get_secret_value(SecretId=name)["SecretString"]
    except manager.exceptions.ResourceNotFoundException:
        first = _fresh(_asked(environment) if ask else environment)
        manager.create_secret(
            Name=name, SecretString=json.dumps(first), Description="The keys of Regulars"
        )
        return "created"
    except manager.exceptions.InvalidRequestException as error:
        raise Conflict(
            f"The secret {name} is scheduled for deletion. Without it every balance is lost to "
            f"its shopper: aws secretsmanager restore-secret --secret-id {name}",
            code="secret_deleted",
        ) from error
    old = json.loads(value)
    read(old, stage, time.time())
    new = rotated(old, environment, int(time.time()))
    if new == old:
        return "kept"
    manager.put_secret_value(SecretId=name, SecretString=json.dumps(new))
    return "updated"


def rotated(old: Mapping[str, Any], environment: Mapping[str, str], now_s: int) -> dict[str, Any]:
    """The secret with Shopify's keys as the environment has them.

    A new API secret leaves the one before it valid for a while: during a rotation Shopify signs
    with either. SHOPIFY_API_SECRET_PREVIOUS names that one itself; "none" says that the one before
    has leaked, and counts no more.
    """
    new = dict(old)
    if environment.get("SHOPIFY_API_KEY"):
        new["shopify_api_key"] = environment["SHOPIFY_API_KEY"]
    secret = environment.get("SHOPIFY_API_SECRET") or old.get(_SECRET) or ""
    stated = environment.get("SHOPIFY_API_SECRET_PREVIOUS") or None
    if stated not in (None, LEAKED, new.get(f"{_SECRET}_previous")):
        new = rotation.exchanged(new | {_SECRET: stated}, _SECRET, secret, now_s)
    return rotation.exchanged(new, _SECRET, secret, now_s, leaked=stated == LEAKED)


def _fresh(environment: Mapping[str, str]) -> dict[str, str]:
    keys = {"master_key": secrets.token_hex(32), "session_key": secrets.token_hex(32)}
    found = {field: environment.get(name, "") for name, field in _SHOPIFY.items()}
    if found["shopify_api_secret_previous"] == LEAKED:
        found["shopify_api_secret_previous"] = ""
    return keys | found


def _asked(environment: Mapping[str, str]) -> dict[str, str]:
    found = dict(environment)
    if not found.get("SHOPIFY_API_KEY"):
        print("For a Shopify app: its client id (Enter for WooCommerce only): ", file=sys.stderr)
        found["SHOPIFY_API_KEY"] = input().strip()
        if found["SHOPIFY_API_KEY"]:
            found["SHOPIFY_API_SECRET"] = getpass.getpass("Its client secret: ").strip()
    return found
