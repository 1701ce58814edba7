"""The deployment's one secret: made once, never replaced, because member ids and codes are
derived from its master key. Only Shopify's part of it changes."""

from __future__ import annotations

import getpass
import json
import secrets
import sys
from collections.abc import Mapping
from typing import Any, Literal

from core.errors import Conflict
from integrations.aws.secrets import read
from integrations.aws.session import client

_SHOPIFY = {
    "SHOPIFY_API_KEY": "shopify_api_key",
    "SHOPIFY_API_SECRET": "shopify_api_secret",
    "SHOPIFY_API_SECRET_PREVIOUS": "shopify_api_secret_previous",
}

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
    read(old, stage)
    new = rotated(old, environment)
    if new == old:
        return "kept"
    manager.put_secret_value(SecretId=name, SecretString=json.dumps(new))
    return "updated"


def rotated(old: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The secret with Shopify's keys as the environment has them. A new API secret leaves the one
    before it valid: during a rotation Shopify signs with either."""
    new = dict(old)
    for variable, field in _SHOPIFY.items():
        if environment.get(variable):
            new[field] = environment[variable]
    was = old.get("shopify_api_secret") or ""
    given_previous = environment.get("SHOPIFY_API_SECRET_PREVIOUS")
    if was and new["shopify_api_secret"] != was and not given_previous:
        new["shopify_api_secret_previous"] = was
    return new


def _fresh(environment: Mapping[str, str]) -> dict[str, str]:
    keys = {"master_key": secrets.token_hex(32), "session_key": secrets.token_hex(32)}
    return keys | {field: environment.get(name, "") for name, field in _SHOPIFY.items()}


def _asked(environment: Mapping[str, str]) -> dict[str, str]:
    found = dict(environment)
    if not found.get("SHOPIFY_API_KEY"):
        print("For a Shopify app: its client id (Enter for WooCommerce only): ", file=sys.stderr)
        found["SHOPIFY_API_KEY"] = input().strip()
        if found["SHOPIFY_API_KEY"]:
            found["SHOPIFY_API_SECRET"] = getpass.getpass("Its client secret: ").strip()
    return found
