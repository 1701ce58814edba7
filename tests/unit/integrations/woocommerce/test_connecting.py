"""What is believed of a connection before any store is called."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import BadInput
from integrations.woocommerce import connecting

KEY = {
    "key_id": 1,
    "user_id": "state",
    "consumer_key": "ck_" + "a" * 40,
    "consumer_secret": "cs_" + "b" * 40,
    "key_permissions": "read_write",
}


def test_woocommerces_question_names_the_state_the_callback_and_the_way_back() -> None:
    url = connecting.authorize_url(
        "https://shop.example/tw", "st/te", "https://shop.example/wp-admin/?a=1&b=2", "https://x/y"
    )
    assert url.startswith("https://shop.example/tw/wc-auth/v1/authorize?")
    assert parse_qs(urlsplit(url).query) == {
        "app_name": ["Regulars"],
        "scope": ["read_write"],
        "user_id": ["st/te"],
        "return_url": ["https://shop.example/wp-admin/?a=1&b=2"],
        "callback_url": ["https://x/y"],
    }


def test_the_keys_are_woocommerces_and_no_log_shows_them() -> None:
    keys = connecting.keys_of(KEY)
    assert (keys.consumer_key, keys.consumer_secret) == (
        KEY["consumer_key"],
        KEY["consumer_secret"],
    )
    assert "aaa" not in repr(keys)
    assert "bbb" not in repr(keys)


@pytest.mark.parametrize(
    "changed",
    [
        {"key_permissions": "read"},
        {"key_permissions": None},
        {"consumer_key": None},
        {"consumer_key": 5},
        {"consumer_key": "x"},
        {"consumer_secret": "ck_wrong"},
        {"consumer_secret": "cs_" + "b" * 200},
    ],
)
def test_what_is_no_key_with_read_and_write_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        connecting.keys_of(KEY | changed)
