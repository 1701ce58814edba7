"""Two connected stores on a fresh table, with members, for the merchant page's tests."""

from __future__ import annotations

import itertools
import json
import re
import time
from typing import Any, Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.errors import StoreUnavailable
from core.ledger import index, keys, links, members, programs, stores
from core.ledger import table as ledger_table
from core.ledger.orders import post_order
from core.ledger.rows import EntryRow
from core.ledger.stores import Store
from core.ledger.table import Row
from core.ports import StorePort
from core.program.defaults import default_document
from core.snapshot import CustomerRef, Line, OrderSnapshot
from functions.admin import connecting
from functions.admin.app import create_app
from integrations import access, reach, store_ids
from integrations.aws import secrets
from integrations.aws.session import client
from tests.support.emulator import FreshTable

SHOP = "tea-house.myshopify.com"
SHOPIFY_KEY, SHOPIFY_SECRET = "client", "0123456789abcdef0123456789abcdef"
_numbers = itertools.count(1)


class HasText(Protocol):
    @property
    def text(self) -> str: ...


class Merchant:
    """A store, and a browser on its merchant page."""

    def __init__(self, app: Flask, store: Store) -> None:
        self.app, self.store = app, store
        self.browser: FlaskClient = app.test_client()

    def link(self, lifetime_s: int = links.LIFETIME_S) -> str:
        """The address of a fresh single-use link."""
        token = links.create(self.store.store_id, int(time.time()), lifetime_s)
        return f"/admin/enter?token={token}"

    def come_in(self) -> Merchant:
        address = self.link()
        page = self.browser.get(address)
        assert page.status_code == 200
        answer = self.send("/admin/enter", page, token=address.partition("=")[2])
        assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/")
        return self

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.browser.get(path, headers=headers)

    def send(self, path: str, page: TestResponse, **fields: Any) -> TestResponse:
        """Send a form of `page` with its CSRF token."""
        data = {"csrf_token": csrf_of(page), **fields}
        return self.browser.post(path, data=data)

    def member_id(self, who: str) -> str:
        return members.find_member_id(access.ledger_of(self.store), self.store.store_id, who)

    def entries(self, who: str) -> list[dict[str, Any]]:
        books = access.books_of(self.store)
        return members.entries(books.ledger, self.member_id(who), books.programs.newest)[0]

    def order(
        self, customer: CustomerRef, number: int, net_minor: int, state: Any = "paid"
    ) -> None:
        """An order of one line, decided and indexed as the worker and the relay would."""
        books, now_s = access.books_of(self.store), int(time.time())
        snapshot = OrderSnapshot(
            store_id=self.store.store_id,
            order_id=str(number),
            stamp_s=now_s,
            received_at_ms=now_s * 1000,
            placed_at_s=now_s,
            state=state,
            status=state,
            currency=self.store.currency,
            customer=customer,
            lines=(Line("1", "7", "0", 1, net_minor),),
        )
        post_order(books, snapshot, now_s * 1000)
        member_id = books.ledger.member_id(self.store.store_id, customer) or ""
        for row in Row.query(keys.member(books.ledger, member_id), Row.sk.startswith("E#")):
            assert isinstance(row, EntryRow)
            index.index_entry(books.ledger, member_id, row, now_s)


def csrf_of(page: HasText) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def connect(
    platform: Any, address: str, currency: str, timezone: str, name: str, now_s: int
) -> Store:
    """Install a store with its first program."""
    of = store_ids.of_shop if platform == "shopify" else store_ids.of_woocommerce
    store_id = of(address)
    new = Store(
        store_id=store_id,
        platform=platform,
        address=address,
        ledger_id=store_id,
        currency=currency,
        timezone=timezone,
        sealed="",
        name=name,
    )
    store = stores.install(new, now_s)
    programs.ensure_first(access.ledger_of(store), default_document(currency))
    return store


@pytest.fixture
def app(table: FreshTable, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application on a fresh table, with a secret of its own, and stores that do not answer."""
    ledger_table.bind(table.name)
    stores._cached.clear()
    programs._cached.clear()
    secrets.forget()
    name = f"regulars/admin-{next(_numbers)}/app"
    value = {
        "master_key": "ab" * 32,
        "session_key": "cd" * 32,
        "shopify_api_key": SHOPIFY_KEY,
        "shopify_api_secret": SHOPIFY_SECRET,
    }
    client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))
    monkeypatch.setenv("APP_SECRET_NAME", name)
    monkeypatch.setenv("PUBLIC_URL", "https://api.example")
    monkeypatch.setattr(reach, "port_of", _no_answer)
    # Nobody asks for new keys: those of these shops are good.
    monkeypatch.setattr(connecting, "wanting", lambda store_id, now_s: False)
    return create_app()


def _no_answer(store: Store) -> StorePort:
    raise StoreUnavailable(f"{store.address} did not answer in time.")


@pytest.fixture
def maple(app: Flask) -> Merchant:
    """A WooCommerce store in Taiwan, with a member Jia and a guest."""
    now_s = int(time.time())
    store = connect(
        "woocommerce", "https://maple.example.com", "TWD", "Asia/Taipei", "Maple Tea", now_s
    )
    merchant = Merchant(app, store)
    merchant.order(CustomerRef("3", "jia@example.com"), 22, 750_000)
    merchant.order(CustomerRef(None, "guest.one@example.com"), 27, 150_000, "pending")
    return merchant


@pytest.fixture
def tea_house(app: Flask) -> Merchant:
    """A Shopify store, whose customers have the same ids and addresses."""
    store = connect("shopify", SHOP, "USD", "America/New_York", "Tea House", int(time.time()))
    merchant = Merchant(app, store)
    merchant.order(CustomerRef("3", "jia@example.com"), 1, 4_200)
    return merchant
