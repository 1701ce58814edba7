from __future__ import annotations

from dataclasses import replace

import boto3

from infra.local import secret, settings
from infra.local.emulator import Emulator


def test_the_ledgers_keys_outlive_every_change_of_the_environment(aws: Emulator) -> None:
    client = boto3.client("secretsmanager")
    first = secret.ensure(client, settings.read({}))
    assert first["development"]["allow_private_store_urls"] is True
    assert secret.ensure(client, settings.read({})) == first

    rotated = replace(
        settings.read({"PORT": "8123", "ALLOW_PRIVATE_STORE_URLS": "0"}),
        shopify_api_secret="new",
        shopify_api_secret_previous="old",
    )
    second = secret.ensure(client, rotated)
    assert {key: second[key] for key in ("master_key", "session_key", "shopify_api_key")} == {
        key: first[key] for key in ("master_key", "session_key", "shopify_api_key")
    }
    assert second["shopify_api_secret"] == "new"
    assert second["shopify_api_secret_previous"] == "old"
    assert second["development"] == {
        "shopify_admin_origin": "http://127.0.0.1:8123/sandbox/shopify",
        "allow_private_store_urls": False,
    }
