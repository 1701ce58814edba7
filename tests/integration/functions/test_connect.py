"""Connecting the sandbox's WooCommerce by a link, and what its plugin then asks."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from core.errors import BadInput, Forbidden
from core.ledger import invites, links, stores
from core.staff import Arrival
from functions.connect import plugin
from functions.connect.handler import handler
from infra.local import facts
from integrations import access
from integrations.woocommerce.connecting import return_url
from tests.fuzz.http_front import served
from tests.support.http_api import Answered, Context, answered, request
from tests.support.operator import Operator
from tests.support.sandbox import WOO, SandboxServer


@pytest.fixture
def regulars(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the handlers answer: stores call back there."""
    operator.develop(allow_private_store_urls=True)
    with served() as origin:
        facts.save(replace(operator.stack, front_url=origin), operator.data_dir)
        monkeypatch.setenv("PUBLIC_URL", origin)
        yield origin


@pytest.fixture
def link(operator: Operator, regulars: str) -> str:
    return str(operator.json("store", "invite")["url"])


def follow(link: str, shop: SandboxServer) -> requests.Response:
    """Press Connect in the shop's back end, up to WooCommerce's question."""
    return requests.post(f"{shop.origin}/woo/wp-admin", data={"link": link}, timeout=40)


def allow(asked: requests.Response) -> requests.Response:
    """Press Allow, and come back to the shop."""
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.text))
    return requests.post(
        asked.url.split("/authorize")[0] + "/access_granted", data=fields, timeout=60
    )


def store_of(shop: SandboxServer) -> str:
    return shop.sandbox.store("woo").store_id


def ask(shop: SandboxServer, verb: str, body: Any = None, **changed: Any) -> Answered:
    """What the plugin asks, signed as the plugin signs."""
    store = shop.sandbox.store("woo")
    path = f"/plugin/{store.store_id}/{verb}"
    sent = json.dumps(body or {}).encode()
    stamp = str(changed.get("stamp", int(time.time())))
    secret = str(changed.get("secret", store.plugin_secret))
    message = f"{stamp}\n{changed.get('signed_path', path)}\n".encode() + sent
    signature = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    event = request(
        "POST", path, body=sent, x_regulars_timestamp=stamp, x_regulars_signature=signature
    )
    return answered(handler(event, Context()))


@pytest.fixture
def connected(link: str, store: SandboxServer) -> SandboxServer:
    assert allow(follow(link, store)).status_code == 200
    return store


def test_one_link_connects_a_store_with_new_keys_and_secrets(
    link: str, store: SandboxServer
) -> None:
    asked = follow(link, store)
    assert urlsplit(asked.url).path == "/sandbox/woo/wc-auth/v1/authorize"
    query = parse_qs(urlsplit(asked.url).query)
    assert query["callback_url"] == [f"{link.partition('/connect/')[0]}/connect/callback"]
    back = allow(asked)
    assert parse_qs(urlsplit(back.url).query)["success"] == ["1"]
    shop = store.sandbox.store("woo")
    kept = stores.get(shop.store_id, fresh=True)
    assert (kept.address, kept.installed) == (f"{store.origin}/woo", True)
    assert access.credentials(kept)["consumer_key"] == shop.consumer_key != WOO["consumer_key"]
    assert access.webhook_secrets(kept, time.time())[0] == shop.webhook_secret
    assert access.shopper_secrets(kept, time.time())[0] == shop.shopper_secret
    assert access.plugin_secret(kept) == shop.plugin_secret


def test_a_link_connects_one_store_once_and_for_an_hour(
    link: str, connected: SandboxServer
) -> None:
    again = follow(link, connected)
    assert (again.status_code, "used before" in again.text) == (403, True)
    assert "已使用過" in again.text
    late = invites.create(int(time.time()) - invites.LIFETIME_S)
    for made in (late, "never-made", "a" * 100):
        with pytest.raises(Forbidden):
            invites.problem(made, int(time.time()))


def test_of_two_stores_that_come_with_one_link_one_is_connected(link: str) -> None:
    code, now_s = link.rsplit("/", 1)[1], int(time.time())
    states = [invites.begin(code, f"https://{name}.example", now_s) for name in ("a", "b")]
    assert invites.claim(states[1], now_s).url == "https://b.example"
    for state in states:
        with pytest.raises(Forbidden):
            invites.claim(state, now_s)


def test_a_denied_question_leaves_the_link_as_it_was(link: str, store: SandboxServer) -> None:
    before = store.sandbox.store("woo")
    follow(link, store)
    assert store.sandbox.store("woo") == before
    assert allow(follow(link, store)).status_code == 200


@pytest.mark.parametrize(
    ("fault", "said"), [("unauthorized", "keys_refused"), ("server_error", "no_answer")]
)
def test_keys_that_do_not_work_connect_nothing_and_the_merchant_reads_why(
    link: str, store: SandboxServer, fault: str, said: str
) -> None:
    asked = follow(link, store)
    armed = {"platform": "woo", "kind": fault, "match": "settings", "times": 9}
    store.control("POST", "faults", armed)
    refused = allow(asked)
    assert refused.status_code == 401
    assert store.sandbox.store("woo").consumer_key == WOO["consumer_key"]
    problem = requests.get(f"{link}/status", timeout=10).json()["problem"]
    assert problem["code"] == said
    assert set(problem["text"]) == {"en", "zh-Hant"}
    store.control("DELETE", "faults")
    assert allow(follow(link, store)).status_code == 200
    over = requests.get(f"{link}/status", timeout=10).json()["problem"]
    assert over["code"] == "link_over"


def test_a_store_whose_plugin_is_not_there_or_waits_for_nobody_is_not_connected(
    link: str, store: SandboxServer
) -> None:
    home = f"{store.origin}/woo"
    query = urlencode({"url": home, "return": f"{home}/wp-admin"})
    asked = requests.get(f"{link}?{query}", timeout=40)
    assert allow(asked).status_code == 401
    problem = requests.get(f"{link}/status", timeout=10).json()["problem"]
    assert problem["code"] == "not_awaited"
    assert [stores.get(one).installed for one in stores.list_ids()] == [False]


def test_a_connection_that_fails_leaves_a_connected_store_with_its_keys(
    operator: Operator, connected: SandboxServer
) -> None:
    before = stores.get(store_of(connected), fresh=True)
    another = str(operator.json("store", "invite")["url"])
    asked = follow(another, connected)
    armed = {"platform": "woo", "kind": "server_error", "match": "connection", "times": 9}
    connected.control("POST", "faults", armed)
    assert allow(asked).status_code == 401
    after = stores.get(store_of(connected), fresh=True)
    assert (after.installed, after.sealed) == (True, before.sealed)


def test_an_address_that_is_none_of_the_store_is_no_way_back() -> None:
    shop = "https://shop.example/tw"
    assert return_url("https://Shop.example/tw/wp-admin/x?y=1", shop)
    for elsewhere in (
        "https://shop.example.evil.example/",
        "https://evil.example/https://shop.example/",
        "http://shop.example/",
        "//shop.example/",
        "javascript:alert(1)",
        "https://shop.example@evil.example/",
        "https://shop.example:444/",
        "",
    ):
        with pytest.raises(BadInput, match="come back"):
            return_url(elsewhere, shop)


def test_the_plugin_opens_the_merchant_page_by_a_link_that_works_once(
    connected: SandboxServer,
) -> None:
    opened = ask(connected, "sign-on")
    assert opened.status == 200
    token = parse_qs(urlsplit(opened.body["url"]).query)["token"][0]
    now_s = int(time.time())
    assert links.consume(token, now_s).store_id == store_of(connected)
    with pytest.raises(Forbidden):
        links.consume(token, now_s)
    late = parse_qs(urlsplit(ask(connected, "sign-on").body["url"]).query)["token"][0]
    with pytest.raises(Forbidden):
        links.consume(late, now_s + plugin.LINK_LIVES_S + 5)


def test_the_plugin_says_who_signs_on_and_what_wordpress_lets_them_be(
    connected: SandboxServer,
) -> None:
    def who(user: Any) -> Arrival:
        opened = ask(connected, "sign-on", {} if user is None else {"user": user})
        token = parse_qs(urlsplit(opened.body["url"]).query)["token"][0]
        return links.consume(token, int(time.time())).who

    ada = who({"id": 7, "name": " Ada  Lin ", "can": "manage_options"})
    assert (ada.staff_id, ada.role, ada.name) == ("wp-7", "owner", "Ada Lin")
    assert who({"id": 8, "can": "manage_woocommerce"}).role == "manager"
    assert who(None).role == "owner", "a plugin of before there were roles"
    refused: list[Any] = [{"id": 8, "can": "read"}, {"can": "manage_options"}, [], "7"]
    for bad in refused:
        assert ask(connected, "sign-on", {"user": bad}).status == 400


def test_the_plugin_exports_what_is_kept_and_pages_through_it(
    operator: Operator, connected: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.exporting.PAGE", 2)
    store_id = store_of(connected)
    for reason in ("one", "two", "three"):
        operator.run("member", "adjust", store_id, "3", "100", "--reason", reason)
    operator.run("member", "adjust", store_id, "jia@example.com", "7", "--reason", "guest")
    who = {"customer_id": "3", "email": "jia@example.com"}
    first = ask(connected, "export", who | {"page": 1, "lang": "zh-Hant"}).body
    second = ask(connected, "export", who | {"page": 2}).body
    assert (first["done"], second["done"]) == (False, True)
    told = [item["fields"] for item in first["items"]]
    assert {"可用點數": "300"}.items() <= told[0].items()
    entries = [one for one in first["items"] + second["items"] if one["id"].startswith("entry")]
    assert len({one["id"] for one in entries}) == 4
    assert ask(connected, "export", {"email": "nobody@example.com"}).body == {
        "items": [],
        "done": True,
    }
    assert ask(connected, "export", {}).status == 400


def test_a_store_that_disconnects_is_out_and_finds_its_members_when_it_comes_back(
    operator: Operator, connected: SandboxServer
) -> None:
    store_id = store_of(connected)
    operator.run("member", "adjust", store_id, "3", "100", "--reason", "welcome")
    assert ask(connected, "disconnect").body == {"disconnected": True}
    assert not stores.get(store_id, fresh=True).installed
    assert ask(connected, "sign-on").status == 401
    again = str(operator.json("store", "invite")["url"])
    assert allow(follow(again, connected)).status_code == 200
    shown = operator.json("member", "show", store_of(connected), "3")
    assert shown["balance"]["available"] == 100
