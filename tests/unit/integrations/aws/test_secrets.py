"""The deployment's secret."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import Forbidden
from integrations.aws.secrets import Development, read

FULL: dict[str, Any] = {
    "master_key": "ab" * 32,
    "session_key": "cd" * 32,
    "shopify_api_key": "key",
    "shopify_api_secret": "new",
    "shopify_api_secret_previous": "old",
}
DEVELOPMENT = {"shopify_admin_origin": "http://127.0.0.1:1", "allow_private_store_urls": True}


def test_both_shopify_secrets_count_during_a_rotation() -> None:
    assert read(FULL, "prod", 0).shopify_secrets == ("new", "old")
    alone = {**FULL, "shopify_api_secret_previous": ""}
    assert read(alone, "prod", 0).shopify_secrets == ("new",)


def test_the_last_shopify_secret_counts_until_its_time_is_over() -> None:
    ending = {**FULL, "shopify_api_secret_previous_until_s": 1000}
    assert read(ending, "prod", 999).shopify_secrets == ("new", "old")
    assert read(ending, "prod", 1000).shopify_secrets == ("new",)


def test_development_settings_are_for_the_local_stage_only() -> None:
    secret = read({**FULL, "development": DEVELOPMENT}, "local", 0)
    assert secret.development == Development("http://127.0.0.1:1", True)
    for stage in ("prod", "dev", ""):
        with pytest.raises(Forbidden):
            read({**FULL, "development": DEVELOPMENT}, stage, 0)


def test_empty_development_settings_are_none() -> None:
    empty = {"shopify_admin_origin": "", "allow_private_store_urls": False}
    assert read({**FULL, "development": empty}, "prod", 0).development == Development()


def test_nothing_of_it_is_shown() -> None:
    shown = repr(read(FULL, "prod", 0))
    assert not any(part in shown for part in ("abab", "key'", "new", "old", "\\xab"))


@pytest.mark.parametrize("key", ["", "ab", "zz" * 32])
def test_a_key_that_is_too_short_or_not_hex_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"key|hex"):
        read({**FULL, "master_key": key}, "prod", 0)
