"""Connecting a WooCommerce store in which the plugin is installed: WooCommerce asks its merchant
for a key, the key is proven, and the connection is laid into the plugin."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from core.errors import BadInput, NotFound, RegularsError, StoreRefused, StoreUnavailable
from core.ledger import stores
from core.ledger.stores import Store
from core.ledger.table import retrying
from integrations import access
from integrations.installing import Installed, install_woocommerce, public_url
from integrations.store_ids import of_woocommerce
from integrations.woocommerce.client import RestApi

APP_NAME = "Regulars"
NAMESPACE = "wc-regulars/v1"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Keys:
    """What WooCommerce made: a REST key with read and write permission."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)


def store_url(url: str) -> str:
    """The address of a store that may be connected, in the form that is kept. Raises BadInput."""
    if len(url) > _LONGEST:
        raise BadInput("The store's URL is too long.")
    return public_url(url)


def return_url(stated: str, store: str) -> str:
    """Where in the store its merchant comes back to: the address that the plugin named, if it is
    one of the store. Raises BadInput."""
    try:
        at, home = urlsplit(stated), urlsplit(store)
        same = (at.scheme.lower(), at.netloc.lower()) == (home.scheme, home.netloc)
    except ValueError:
        same = False
    if len(stated) > _LONGEST or not same:
        raise BadInput("The address to come back to is not one of the store.")
    return stated


def authorize_url(store: str, state: str, back: str, callback: str) -> str:
    """WooCommerce's own page, on which the merchant allows the access."""
    asked = {
        "app_name": APP_NAME,
        "scope": "read_write",
        "user_id": state,
        "return_url": back,
        "callback_url": callback,
    }
    return f"{store}/wc-auth/v1/authorize?{urlencode(asked)}"


def keys_of(sent: dict[str, Any]) -> Keys:
    """The keys in what WooCommerce sent. Raises BadInput when they may not write, or are none."""
    if sent.get("key_permissions") != "read_write":
        raise BadInput("The key must have read and write permission.")
    key, secret = sent.get("consumer_key"), sent.get("consumer_secret")
    for one, prefix in ((key, "ck_"), (secret, "cs_")):
        if not isinstance(one, str) or not one.startswith(prefix) or len(one) > 100:
            raise BadInput("The body holds no consumer key and secret of WooCommerce.")
    return Keys(str(key), str(secret))


def connect(url: str, keys: Keys, api: str, now_s: int, *, into: str = "") -> Installed:
    """Connect the store at `url` with `keys`, and tell its plugin. `api`: where Regulars is.
    `into`: the store whose wallet it joins, "" for one of its own.

    All of it, or an error and the store as it was: WooCommerce then deletes the keys. Raises
    BadInput, Forbidden, StoreRefused or StoreUnavailable.
    """
    before = _before(url)
    webhook_secret = secrets.token_hex(32)
    made = install_woocommerce(
        url, keys.consumer_key, keys.consumer_secret, webhook_secret, into=into, now_s=now_s
    )
    try:
        store = stores.get(made.store_id, fresh=True)
        tell_plugin(store, keys, api, webhook_secret, now_s)
    except RegularsError:
        _put_back(made.store_id, before)
        raise
    return made


def tell_plugin(store: Store, keys: Keys, api: str, webhook_secret: str, now_s: int) -> None:
    """Lay the connection into the store's plugin, which then makes the webhooks."""
    allow_private = access.secret().development.allow_private_store_urls
    plugin = RestApi(
        store.address,
        keys.consumer_key,
        keys.consumer_secret,
        allow_private=allow_private,
        namespace=NAMESPACE,
    )
    connection = {
        "store_id": store.store_id,
        "api": api,
        "shopper_secret": access.shopper_secrets(store, now_s)[0],
        "plugin_secret": access.plugin_secret(store),
        "webhook_secret": webhook_secret,
    }
    try:
        answer = plugin.post("connection", connection)
    except StoreUnavailable:  # nobody knows whether it arrived; the same again changes nothing
        answer = plugin.post("connection", connection)
    if not isinstance(answer, dict) or answer.get("connected") is not True:
        raise StoreRefused("The plugin did not keep the connection.", store_code="rest_no_route")


def _before(url: str) -> Store | None:
    try:
        return stores.get(of_woocommerce(url), fresh=True)
    except NotFound:
        return None


def _put_back(store_id: str, before: Store | None) -> None:
    """The keys of an attempt that failed are worth nothing: an installation that was there goes on
    with its own, under a new generation; where none was, none is."""

    def attempt() -> None:
        store = stores.get(store_id, fresh=True)
        if before is None or not before.installed:
            stores.uninstalled(store_id, store.generation)
        else:
            stores.change(store_id, sealed=before.sealed)

    retrying(attempt)
