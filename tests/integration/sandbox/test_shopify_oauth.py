"""The sandbox's token endpoint: as strict as Shopify's documentation lets it be."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from infra.local.sandbox.shopify_oauth import REFRESH_LIFE_S, TOKEN_LIFE_S
from tests.support.sandbox import SHOPIFY, SandboxServer

EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
    "expiring": "1",
}
Pair = dict[str, Any]


def ask(store: SandboxServer, **fields: str) -> requests.Response:
    body = {"client_id": SHOPIFY["api_key"], "client_secret": SHOPIFY["api_secret"], **fields}
    return requests.post(f"{store.origin}/shopify/admin/oauth/access_token", data=body, timeout=10)


def exchange(store: SandboxServer, **fields: str) -> requests.Response:
    token = store.control("POST", "shopify/id-token")["id_token"]
    return ask(store, **{**EXCHANGE, "subject_token": token, **fields})


def refresh(store: SandboxServer, pair: Pair) -> requests.Response:
    return ask(store, grant_type="refresh_token", refresh_token=pair["refresh_token"])


def works(store: SandboxServer, pair: Pair) -> bool:
    answer = requests.post(
        f"{store.origin}/shopify/admin/api/2026-10/graphql.json",
        json={"query": "{ shop { name } }"},
        headers={
            "X-Shopify-Shop-Domain": SHOPIFY["shop_domain"],
            "X-Shopify-Access-Token": pair["access_token"],
        },
        timeout=20,
    )
    return answer.status_code == 200


def test_a_new_pair_ends_the_access_token_before_it(store: SandboxServer) -> None:
    first = exchange(store).json()
    second = refresh(store, first).json()
    assert (works(store, first), works(store, second)) == (False, True)
    third = exchange(store).json()
    assert (works(store, second), works(store, third)) == (False, True)
    assert refresh(store, second).status_code == 401


def test_a_refresh_token_counts_until_its_successor_is_used(store: SandboxServer) -> None:
    first = exchange(store).json()
    refresh(store, first)  # whose answer was lost
    second = refresh(store, first).json()
    assert works(store, second)
    third = refresh(store, second).json()
    assert works(store, third)
    refused = refresh(store, first)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_request")


def test_tokens_end(store: SandboxServer) -> None:
    pair = exchange(store).json()
    began = store.sandbox.now()
    store.sandbox.config.clock = lambda: began + TOKEN_LIFE_S + 1
    assert not works(store, pair)
    store.sandbox.config.clock = lambda: began + REFRESH_LIFE_S + 1
    assert refresh(store, pair).status_code == 401


def test_an_uninstall_ends_them_all_and_without_the_app_there_are_none(
    store: SandboxServer,
) -> None:
    pair = exchange(store).json()
    store.control("POST", "shopify/uninstall")
    assert not works(store, pair)
    assert refresh(store, pair).status_code == 401
    assert exchange(store).json() == {"error": "invalid_subject_token"}
    store.control("POST", "shopify/install")
    assert refresh(store, pair).status_code == 401, "of the installation before"
    assert works(store, exchange(store).json())


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_secret": "another"}, "invalid_client"),
        ({"client_id": "another"}, "invalid_client"),
        ({"subject_token": "nonsense"}, "invalid_subject_token"),
        ({"expiring": "0"}, "invalid_request"),
        ({"requested_token_type": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(
    store: SandboxServer, changed: dict[str, str], error: str
) -> None:
    answer = exchange(store, **changed)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_a_token_permits_what_was_granted_when_it_was_given(store: SandboxServer) -> None:
    store.sandbox.configure_store("shopify", scopes="read_orders")
    pair = exchange(store).json()
    store.control("POST", "shopify/grant")
    store.drain()
    assert "app/scopes_update" in store.receiver.topics()
    assert pair["scope"] == "read_orders"
    assert "write_gift_cards" in refresh(store, pair).json()["scope"].split(",")
