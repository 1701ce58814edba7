"""Installing from within Shopify: an ID token becomes a connected shop."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from core.errors import NotFound
from core.ledger import installations, programs, stores
from core.snapshot import StoreScopes, StoreUninstalled
from functions.admin.app import create_app
from functions.fetcher.handler import handler as fetcher
from functions.ledger_worker.apply import apply
from infra.local.sandbox.signing import id_token as minted
from integrations import access
from integrations.shopify.standing import wanting
from tests.support.http_api import Context
from tests.support.operator import Operator
from tests.support.sandbox import SHOPIFY, SandboxServer
from tests.support.shopify_install import (
    SHOP,
    STORE_ID,
    asked,
    come,
    connected,
    held,
    id_token,
    led_to,
    open_app,
    untouched,
)

NOW_S = int(time.time())


@pytest.fixture
def shop(operator: Operator, store: SandboxServer) -> SandboxServer:
    """Installed at Shopify a moment ago; Regulars has not heard of it."""
    untouched(operator, store)
    return store


def arm(store: SandboxServer, kind: str, match: str, **more: Any) -> None:
    given = {"platform": "shopify", "kind": kind, "match": match, "delay_s": 0.05, **more}
    store.control("POST", "faults", given)


def test_the_first_load_connects_the_shop_and_nobody_types_anything(shop: SandboxServer) -> None:
    assert wanting(STORE_ID, NOW_S)
    path, query = led_to(open_app(shop, "&host=YWRtaW4uc2hvcGlmeS5jb20"))
    assert (path, query["shop"], query["host"]) == ("/admin/", SHOP, "YWRtaW4uc2hvcGlmeS5jb20")
    made = connected()
    assert (made.installed, made.generation, made.name) == (True, 1, "Backpack & Bean")
    assert (made.currency, made.timezone) == ("USD", shop.sandbox.store("shopify").timezone)
    assert programs.versions(access.ledger_of(made))
    kept = held()
    assert kept["access_token"].startswith("shpat_")
    assert kept["refresh_token"].startswith("shprt_")
    assert 3500 < kept["expires_at_s"] - time.time() <= 3601
    assert 89 * 86400 < kept["refresh_expires_at_s"] - time.time() <= 90 * 86400 + 1
    assert installations.get(STORE_ID).scopes == kept["scope"]
    assert not wanting(STORE_ID, time.time())


def test_opening_it_again_fetches_nothing(shop: SandboxServer) -> None:
    open_app(shop)
    before = connected()
    assert led_to(open_app(shop))[0] == "/admin/"
    assert connected() == before
    assert asked(shop) == ["exchange"]


def test_two_who_open_it_at_once_make_one_installation(shop: SandboxServer) -> None:
    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(lambda _: open_app(shop), range(4)))
    assert [led_to(one)[0] for one in answers] == ["/admin/"] * 4
    assert (connected().generation, asked(shop)) == (1, ["exchange"])


@pytest.mark.parametrize("where", ["id_token", "secret", "shop", "none", "no_expiry"])
def test_what_is_no_id_token_of_this_app_connects_nothing(shop: SandboxServer, where: str) -> None:
    key, secret = SHOPIFY["api_key"], SHOPIFY["api_secret"]
    tokens = {
        "id_token": minted(SHOP, key, secret, time.time() - 3600),
        "secret": minted(SHOP, key, "another secret, another secret, x", time.time()),
        "shop": minted("evil.example.com", key, secret, time.time()),
        "none": "",
        "no_expiry": minted(SHOP, "another app", secret, time.time()),
    }
    answer = come(urlencode({"id_token": tokens[where], "shop": SHOP}))
    assert answer["statusCode"] == 401
    assert "Open Regulars again" in answer["body"]
    assert "重新開啟" in answer["body"]
    with pytest.raises(NotFound):
        connected()
    assert asked(shop) == []


def test_a_page_that_says_no_is_framed_by_that_shop_alone_and_has_nothing_to_click(
    shop: SandboxServer,
) -> None:
    answer = come(f"id_token=x&shop={SHOP}")
    policy = answer["headers"]["content-security-policy"]
    assert f"frame-ancestors https://{SHOP} https://admin.shopify.com" in policy
    assert not any(one in answer["body"] for one in ("<a ", "<form", "<script", "<button"))
    for claimed in ("", "evil.example.com", "x.myshopify.com; script-src *"):
        refused = come(urlencode({"id_token": "x", "shop": claimed}))
        assert "frame-ancestors 'none'" in refused["headers"]["content-security-policy"]
        assert refused["headers"]["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["https://evil.example.com", "//evil", "a b", "x" * 301])
def test_the_way_back_is_our_own_page_whatever_the_address_says(
    shop: SandboxServer, host: str
) -> None:
    more = urlencode({"host": host, "return": "https://evil.example.com", "shop": "evil"})
    path, query = led_to(open_app(shop, f"&{more}"))
    assert path == "/admin/"
    assert set(query) == {"shop", "embedded", "connected", "id_token"}
    assert query["shop"] == SHOP


@pytest.mark.parametrize(
    ("kind", "match", "status", "said"),
    [
        ("server_error", "oauth exchange", 503, "did not answer"),
        ("too_many", "oauth exchange", 503, "did not answer"),
        ("timeout_after", "oauth exchange", 503, "did not answer"),
        ("unauthorized", "oauth exchange", 403, "permit for this page is over"),
        ("server_error", "shop", 503, "did not answer"),
    ],
)
def test_trouble_at_shopify_connects_nothing_and_the_next_load_does(
    shop: SandboxServer, kind: str, match: str, status: int, said: str
) -> None:
    arm(shop, kind, match, times=9)
    answer = open_app(shop)
    assert answer["statusCode"] == status
    assert said in answer["body"]
    with pytest.raises(NotFound):
        connected()
    shop.control("DELETE", "faults")
    assert led_to(open_app(shop))[0] == "/admin/"
    assert connected().installed


def test_an_api_that_throttles_for_a_moment_is_waited_for(shop: SandboxServer) -> None:
    arm(shop, "throttled", "shop", times=1)
    assert led_to(open_app(shop))[0] == "/admin/"


def test_an_app_that_shopify_does_not_know_says_who_has_to_deploy_it_again(
    shop: SandboxServer,
) -> None:
    token = id_token(shop)
    shop.sandbox.configure_store("shopify", api_secret="rotated behind our back, 0123456789")
    answer = come(f"id_token={token}")
    assert answer["statusCode"] == 422
    assert "deploy it again" in answer["body"]


def test_more_permissions_lead_to_a_new_token_when_the_app_is_opened(shop: SandboxServer) -> None:
    open_app(shop)
    before = held()
    assert "write_gift_cards" not in before["scope"]
    shop.control("POST", "shopify/grant")
    granted = shop.sandbox.store("shopify").scopes
    later_s = int(time.time()) + 5
    event = StoreScopes(STORE_ID, granted, later_s, later_s * 1000)
    assert apply(event, later_s * 1000, generation=1) == "noted"
    assert apply(replace(event, scopes="read_orders", at_s=1), 1, generation=1) == "stale"
    assert wanting(STORE_ID, time.time())
    led_to(open_app(shop))
    assert "write_gift_cards" in held()["scope"]
    assert not wanting(STORE_ID, time.time())


def test_installed_again_it_keeps_ledger_and_program_and_an_old_uninstall_ends_nothing(
    shop: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_app(shop)
    first = connected()
    shop.control("POST", "shopify/uninstall")
    assert stores.uninstalled(STORE_ID, 1)
    shop.control("POST", "shopify/install")
    led_to(open_app(shop))
    again = connected()
    assert (again.installed, again.generation) == (True, 2)
    assert again.ledger_id == first.ledger_id
    monkeypatch.setenv("FETCHES_QUEUE_URL", "https://nobody.example")
    late = StoreUninstalled(STORE_ID, again.installed_at_s - 1, NOW_S * 1000)
    assert apply(late, NOW_S * 1000, generation=1) == "older than this installation"
    assert connected().installed


def test_a_shop_whose_uninstall_was_never_heard_of_is_healed_by_opening_the_app(
    shop: SandboxServer,
) -> None:
    open_app(shop)
    shop.control("POST", "shopify/uninstall")
    shop.control("POST", "shopify/install")
    stores.note_health(STORE_ID, "credentials", "refused", NOW_S)
    assert wanting(STORE_ID, time.time())
    led_to(open_app(shop))
    assert stores.health(STORE_ID) == []
    assert connected().generation == 2


def test_a_shop_that_somebody_connected_by_hand_stays_as_it_is(
    operator: Operator, store: SandboxServer
) -> None:
    operator.connect_shopify(store)
    before = connected()
    assert led_to(open_app(store))[0] == "/admin/"
    assert connected() == before
    assert asked(store) == []


def test_the_merchant_page_leads_there_and_back_and_no_further(
    shop: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = create_app().test_client()
    first = page.get(f"/admin/?embedded=1&host=abc&shop={SHOP}&id_token={id_token(shop)}")
    away = urlsplit(first.headers["Location"])
    assert (first.status_code, away.path) == (303, "/connect/shopify")
    path, query = led_to(come(away.query))
    inside = page.get(f"{path}?{urlencode(query)}")
    assert inside.status_code == 303
    assert inside.headers["Location"] == f"/admin/?shop={SHOP}"
    assert "regulars_admin" in inside.headers["Set-Cookie"]
    shop.control("POST", "shopify/uninstall")
    stores.uninstalled(STORE_ID, 1)
    over = page.get(f"/admin/?connected=1&shop={SHOP}&id_token={id_token(shop)}")
    assert over.status_code == 401, "what could not be had is not asked for in a circle"


def test_a_token_that_ended_by_itself_is_no_proof_of_an_uninstall(
    shop: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_app(shop)
    monkeypatch.setenv("MAX_RECEIVES", "5")
    ends_at_s = held()["expires_at_s"]
    monkeypatch.setattr("integrations.reach.time.time", lambda: ends_at_s)
    message = {"work": "uninstall", "store_id": STORE_ID, "generation": 1}
    record = {"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}
    again = {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert fetcher({"Records": [record]}, Context()) == again
    assert connected().installed
    installations.note_keys(STORE_ID, refused_at_s=NOW_S)
    assert fetcher({"Records": [record]}, Context()) == {"batchItemFailures": []}
    assert not connected().installed
