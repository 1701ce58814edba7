"""A merchant's URL never leads into our own network."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from core.errors import Forbidden, StoreUnavailable
from integrations.url_guard import check, refuse_private_peer


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - to be refused, not bound
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_are_refused_in_every_disguise(address: str) -> None:
    with pytest.raises(Forbidden):
        refuse_private_peer(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_pass(address: str) -> None:
    refuse_private_peer(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://1.1.1.1",
        "ftp://1.1.1.1",
        "https://",
        "https://user@1.1.1.1",
        "https://user:pass@1.1.1.1",
        "https://1.1.1.1:port",
        "https://[::1",
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://[::1]:8443/shop",
        "https://localhost",
        "",
    ],
)
def test_urls_that_are_no_stores_are_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        check(url)


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Forbidden):
        check("https://shop.example.com")


def test_a_name_that_does_not_resolve_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        check("https://no-such-host.invalid")


def test_development_takes_http_and_private_addresses_but_no_user_names() -> None:
    check("http://127.0.0.1:8080/shop", allow_private=True)
    with pytest.raises(Forbidden):
        check("http://user@127.0.0.1", allow_private=True)
