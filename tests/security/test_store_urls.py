"""A store's URL comes from a merchant: no call to one ends inside our own network."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.errors import BadInput, Forbidden, RegularsError, StoreRefused, StoreUnavailable
from integrations import url_guard
from integrations.aws import secrets
from integrations.shopify.client import AdminApi
from integrations.shopify.webhook import shop_domain
from integrations.woocommerce import transport
from integrations.woocommerce.client import RestApi

PUBLIC = "93.184.216.34"
# Loopback, private, link-local and the clouds' metadata, as browsers and parsers have been fooled.
HOSTS = [
    *("127.0.0.1", "127.0.0.1.", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"),
    *("017700000001", "0", "000.0.0.0", "localhost", "LOCALHOST", "localhost.", "①②⑦.⓪.⓪.①"),
    *("10.0.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "198.18.0.1", "192.0.0.192"),
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518"),
    *("169.254.170.2", "100.100.100.200", "224.0.0.1", "255.255.255.255"),
    *("[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:10.0.0.1]", "[::ffff:a00:1]"),
    *("[0:0:0:0:0:ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::10.0.0.1]", "[2002:a00:1::]"),
    *("[fd00:ec2::254]", "[fc00::1]", "[fe80::1]", "[fe80::1%25lo]", "[ff02::1]", "[::127.0.0.1]"),
    "[64:ff9b:1::a00:1]",
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_way_of_writing_a_private_address_gets_by(host: str) -> None:
    for url in (f"https://{host}", f"https://{host}:8443/shop", f"https://{host}/a@{PUBLIC}"):
        with pytest.raises(RegularsError) as refused:
            url_guard.check(url)
        # What does not even resolve is not reached either.
        assert isinstance(refused.value, Forbidden | StoreUnavailable), url


@pytest.mark.parametrize(
    "url",
    [
        f"https://{PUBLIC}@127.0.0.1",
        f"https://{PUBLIC}:pw@127.0.0.1/",
        f"https://{PUBLIC}\\@127.0.0.1",
        f"https://127.0.0.1\\@{PUBLIC}",
        f"https://127.0.0.1#@{PUBLIC}",
        f"https://127.0.0.1?@{PUBLIC}",
        f"https://127.0.0.1%09.{PUBLIC}",
        f"https://127.0.0.1\t@{PUBLIC}",
        f"https:///127.0.0.1@{PUBLIC}",
        "https:127.0.0.1",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_",
        f"ftp://{PUBLIC}",
        f"http://{PUBLIC}",
        f"https://{PUBLIC}:99999",
        f"https://{PUBLIC}:-1",
    ],
)
def test_no_url_that_parsers_read_differently_gets_by(url: str) -> None:
    with pytest.raises((Forbidden, StoreUnavailable)):
        url_guard.check(url)


@contextmanager
def listener(answer: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback; its port, and what each connection sent first."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(1)
                try:
                    heard.append(peer.recv(65536))
                    peer.sendall(answer)
                except OSError:
                    heard.append(b"")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1], heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(2)


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """resolving(answers...): what names resolve to, one answer after the other, the last for
    good. Gives the list of the names asked for."""

    def answer(*addresses: str) -> list[str]:
        waiting, asked = list(addresses), []

        def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
            asked.append(host)
            address = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return answer


def test_a_name_that_resolves_differently_the_second_time_is_caught_when_it_connects(
    resolving: Callable[..., list[str]],
) -> None:
    with listener() as (port, heard):
        asked = resolving(PUBLIC, "127.0.0.1")
        api = RestApi(f"https://shop.example:{port}", "ck", "cs", sleep=lambda _: None)
        with pytest.raises(Forbidden) as refused:
            api.get("orders/1")
    assert refused.value.code == "private_address"
    assert asked == ["shop.example", "shop.example"]
    assert [one for one in heard if one] == [], "not one byte, and no key, was sent"


def test_every_call_looks_at_the_address_anew(resolving: Callable[..., list[str]]) -> None:
    with listener() as (port, heard):
        api = RestApi(f"https://shop.example:{port}", "ck", "cs", sleep=lambda _: None)
        calls: list[Callable[[], Any]] = [
            lambda: api.get("orders/1"),
            lambda: api.put("coupons/1", {}),
            api.index,
        ]
        for call in calls:
            resolving(PUBLIC, "127.0.0.1")
            with pytest.raises(Forbidden):
                call()
            resolving("127.0.0.1")
            with pytest.raises(Forbidden):
                call()
    assert [one for one in heard if one] == []


def test_a_redirect_is_not_followed() -> None:
    with listener() as (inner, reached):
        to = f"http://127.0.0.1:{inner}/latest/meta-data/"
        for status in ("301 Moved", "302 Found", "307 Temporary", "308 Permanent"):
            head = f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
            with listener(head.encode()) as (port, heard):
                api = RestApi(f"http://127.0.0.1:{port}", "ck", "cs", allow_private=True)
                with pytest.raises(StoreRefused) as refused:
                    api.get("orders/1")
                assert refused.value.details["store_code"] == "redirect"
                assert len(heard) == 1
            with listener(head.encode()) as (port, heard):
                shop = AdminApi("a.myshopify.com", "t", origin=f"http://127.0.0.1:{port}")
                with pytest.raises(StoreRefused):
                    shop.read("shop")
                assert len(heard) == 1
    assert reached == []


def test_no_proxy_and_no_netrc_of_the_machine_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    with listener() as (port, heard):
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
            monkeypatch.setenv(name.lower(), f"http://127.0.0.1:{port}")
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login somebody password else\n")
        monkeypatch.setenv("NETRC", str(netrc))
        body = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        with listener(body) as (other, asked):
            url = f"http://127.0.0.1:{other}/wp-json/"
            assert transport.send(method="GET", url=url, allow_private=True).status == 200
    assert heard == []
    assert b"Authorization" not in asked[0]


def test_an_answer_that_unpacks_to_more_than_there_is_room_for_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "MAX_BYTES", 2**20)
    packed = gzip.compress(b"0" * (32 * 2**20))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    with listener(head.encode() + packed) as (port, _):
        tracemalloc.start()
        try:
            with pytest.raises(StoreUnavailable, match="too long"):
                transport.send(method="GET", url=f"http://127.0.0.1:{port}/", allow_private=True)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 6 * 2**20


@pytest.mark.parametrize(
    "shop",
    [
        *("127.0.0.1", "localhost", "a.myshopify.com.example.com", "example.com/a.myshopify.com"),
        *("a.myshopify.com:8443", "user@a.myshopify.com", "a.myshopify.com/x", "a.myshopify.com#"),
        *("a.b.myshopify.com", ".myshopify.com", "a\x00.myshopify.com", "a.myshopify.com\n.x"),
    ],
)
def test_a_shopify_shop_can_only_be_a_name_of_shopifys(shop: str) -> None:
    with pytest.raises(BadInput):
        shop_domain(shop)


def test_a_deployed_function_sends_no_shops_calls_elsewhere() -> None:
    keys = {"master_key": "ab" * 32, "session_key": "cd" * 32}
    for development in (
        {"shopify_admin_origin": "http://127.0.0.1:1"},
        {"allow_private_store_urls": True},
    ):
        with pytest.raises(Forbidden):
            secrets.read({**keys, "development": development}, "prod", 0)
