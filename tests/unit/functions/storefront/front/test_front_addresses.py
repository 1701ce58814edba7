"""Where the store's accounts are made, and where its pages are found."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.ledger.stores import Platform, Store
from core.program.shopfront import PLAIN, load_look
from functions.channel_links import short_link
from functions.storefront.front.addresses import Place, front_of, joining, place_of


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example")


def store(platform: Platform, address: str) -> Store:
    made: dict[str, Any] = {"store_id": "s-1", "ledger_id": "s-1", "currency": "USD"}
    return Store(**made, platform=platform, address=address, timezone="UTC", sealed="")


WOO = store("woocommerce", "https://tea.example/shop")
SHOP = store("shopify", "tea.myshopify.com")


def test_a_woocommerce_account_is_made_on_its_account_page() -> None:
    assert joining(WOO, PLAIN) == "https://tea.example/shop/my-account/"
    assert joining(WOO, PLAIN, "cafe") == (
        "https://tea.example/shop/my-account/?regulars_join=cafe"
    )
    assert front_of(WOO) == "https://tea.example/shop/"


def test_a_shopify_account_leads_back_to_a_page_with_the_widget_and_the_channel() -> None:
    address = urlsplit(joining(SHOP, PLAIN, "cafe"))
    assert (address.netloc, address.path) == (
        "tea.myshopify.com",
        "/customer_authentication/login",
    )
    assert parse_qs(address.query)["return_to"] == ["/?regulars_join=cafe"]
    assert parse_qs(urlsplit(joining(SHOP, PLAIN)).query)["return_to"] == ["/"]
    assert front_of(SHOP) == "https://tea.myshopify.com/"


@pytest.mark.parametrize("where", [WOO, SHOP])
def test_a_merchant_may_say_where_members_join(where: Store) -> None:
    look = load_look({"join_url": "https://tea.example/join?from=club#form"})
    assert joining(where, look, "cafe") == (
        "https://tea.example/join?from=club&regulars_join=cafe#form"
    )
    assert joining(where, look) == "https://tea.example/join?from=club#form"


def test_pages_are_addressed_where_they_were_asked_for() -> None:
    own = Place(WOO)
    assert own.page("landing", lang="ja") == (
        "https://api.example/storefront/landing?store=s-1&lang=ja"
    )
    assert own.beside(lang="ja") == "?store=s-1&lang=ja"
    assert own.beside("landing") == "/storefront/landing?store=s-1"
    proxied = Place(SHOP, "/apps/regulars")
    assert proxied.page("landing", lang="ja") == (
        "https://tea.myshopify.com/apps/regulars/landing?lang=ja"
    )
    assert proxied.beside(lang="ja") == "?lang=ja"
    assert proxied.beside("landing", lang="ja") == "/apps/regulars/landing?lang=ja"
    assert proxied.beside() == "?"
    assert short_link("s-1", "cafe") == "https://api.example/j/s-1/cafe"


@pytest.mark.parametrize(
    ("query", "prefix"),
    [
        ("path_prefix=%2Fapps%2Fclub", "/apps/club"),
        ("path_prefix=%2Ftools%2Fclub", "/tools/club"),
        ("", "/apps/regulars"),
        ("path_prefix=%2F%2Fevil.example", "/apps/regulars"),
        ("path_prefix=%2Fapps%2Fa&path_prefix=%2Fapps%2Fb", "/apps/regulars"),
        ("path_prefix=%2Fapps%2Fa%0A", "/apps/regulars"),
    ],
)
def test_a_proxys_prefix_is_only_ever_one(query: str, prefix: str) -> None:
    assert place_of(SHOP, query, proxied=True).prefix == prefix
    assert place_of(SHOP, query, proxied=False).prefix == ""
