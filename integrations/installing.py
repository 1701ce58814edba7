"""Connecting a store: prove its keys, seal them, give it a program, and note it as installed.

Connecting a store again is a reinstall: the generation goes up, ledger and program are kept, and
a new webhook secret leaves the previous one valid for a while, because what the store queued before
is still signed with that.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import BadInput, Forbidden, NotFound, StoreUnavailable
from core.identity import Ledger
from core.ledger import programs, stores
from core.ledger.stores import Platform, Store
from core.ports import StoreFacts
from core.program.defaults import default_document
from integrations import access, wallet
from integrations.aws.secrets import LOCAL_STAGE
from integrations.context import StoreContext
from integrations.rotation import exchanged
from integrations.shopify.webhook import shop_domain
from integrations.store_ids import normal_url
from integrations.store_ids import of_shop as store_id_of_shopify
from integrations.store_ids import of_woocommerce as store_id_of_woocommerce
from integrations.stores import open_store
from integrations.url_guard import is_public

__all__ = [
    "Installed",
    "install_granted",
    "install_shopify",
    "install_woocommerce",
    "public_url",
    "store_id_of_shopify",
    "store_id_of_woocommerce",
]

_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan")


@dataclass(frozen=True, slots=True)
class Installed:
    """A connected store. `shopper_secret` (hex) signs its shoppers' tokens. `generation` 1 means
    that it was never connected before."""

    store_id: str
    shopper_secret: str = field(repr=False)
    generation: int = 1


def install_woocommerce(
    url: str,
    consumer_key: str,
    consumer_secret: str,
    webhook_secret: str,
    *,
    check: bool = True,
    currency: str | None = None,
    timezone: str | None = None,
    into: str = "",
    now_s: int,
) -> Installed:
    """Connect a WooCommerce store. `into`: the store whose wallet a new one joins; one that was
    connected before keeps the wallet that it had.

    With `check` the keys are proven against the store, which then says its currency and time
    zone; without, they are what is given, else what they were, else USD and UTC. Raises BadInput
    (also for http and private addresses, unless development allows them), Forbidden when the
    store refuses the keys, StoreUnavailable when it does not answer.
    """
    address = public_url(url)
    store_id = store_id_of_woocommerce(address)
    old, known = _before(store_id)
    new = _needed(webhook_secret, "webhook secret")
    given = exchanged(known, access.WEBHOOK, new, now_s) | {
        "consumer_key": _needed(consumer_key, "consumer key"),
        "consumer_secret": _needed(consumer_secret, "consumer secret"),
    }
    facts = (check, currency, timezone)
    return _install("woocommerce", address, store_id, given, old, *facts, into, now_s)


def install_shopify(
    shop: str,
    access_token: str,
    *,
    check: bool = True,
    currency: str | None = None,
    timezone: str | None = None,
    into: str = "",
    now_s: int,
) -> Installed:
    """Connect a Shopify shop by its myshopify.com domain; otherwise as install_woocommerce."""
    address = shop_domain(shop)
    store_id = store_id_of_shopify(address)
    given = {"access_token": _needed(access_token, "access token")}
    old, _ = _before(store_id)
    facts = (check, currency, timezone)
    return _install("shopify", address, store_id, given, old, *facts, into, now_s)


def install_granted(shop: str, granted: Mapping[str, Any], now_s: int) -> Installed:
    """Connect a Shopify shop with tokens that Shopify has just given for it. One that was connected
    before keeps what is known of it when Shopify does not say it now: the tokens of before have
    ended, and these must not be lost. Raises as install_shopify."""
    address = shop_domain(shop)
    store_id = store_id_of_shopify(address)
    old, _ = _before(store_id)
    try:
        return _install("shopify", address, store_id, granted, old, True, None, None, "", now_s)
    except StoreUnavailable:
        if old is None:
            raise
        return _install("shopify", address, store_id, granted, old, False, None, None, "", now_s)


def _install(
    platform: Platform,
    address: str,
    store_id: str,
    credentials: Mapping[str, Any],
    old: Store | None,
    check: bool,
    currency: str | None,
    timezone: str | None,
    into: str,
    now_s: int,
) -> Installed:
    facts = StoreFacts(
        name=old.name if old else "",
        currency=_currency(currency or (old.currency if old else "USD")),
        timezone=_timezone(timezone or (old.timezone if old else "UTC")),
    )
    if check:
        context = StoreContext(store_id, platform, facts.currency, facts.timezone)
        facts = open_store(context, address, credentials, access.secret().development).describe()
    # The program first: from the moment the store is there, its orders can be decided.
    ledger_id = old.ledger_id if old else wallet.ledger_id_of(into) if into else store_id
    ledger = Ledger.open(ledger_id, access.secret().master_key)
    programs.ensure_first(ledger, default_document(_currency(facts.currency)))
    store = stores.install(
        Store(
            store_id=store_id,
            platform=platform,
            address=address,
            ledger_id=ledger_id,
            currency=_currency(facts.currency),
            timezone=facts.timezone or "UTC",
            sealed=access.sealed(store_id, credentials),
            name=facts.name,
        ),
        now_s,
    )
    return Installed(store_id, access.shopper_secrets(store, now_s)[0], store.generation)


def _before(store_id: str) -> tuple[Store | None, dict[str, Any]]:
    """The earlier installation and its credentials, as far as there are any."""
    try:
        old = stores.get(store_id, fresh=True)
    except NotFound:
        return None, {}
    try:
        return old, access.credentials(old) if old.sealed else {}
    except Forbidden:  # sealed under a key that is gone
        return old, {}


def public_url(url: str) -> str:
    """The URL of a store in the form that is kept. Raises BadInput for what is none, and for one
    that is not public unless development allows it."""
    try:
        parts = urlsplit(url.strip())
        address = normal_url(url)
    except ValueError as error:  # an unfinished [::1
        raise BadInput(f"{url[:100]!r} is not a URL.") from error
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadInput("Give the store's URL alone: no user name, no query.")
    host = parts.hostname or ""
    if (parts.scheme.lower() == "https" and not _private(host)) or _private_allowed():
        return address
    raise BadInput(
        f"{address} is not a public https address. Stores on http or in a private network are "
        "for development only (ALLOW_PRIVATE_STORE_URLS=1 with a local stack).",
        code="private_store_url",
    )


def _private(host: str) -> bool:
    """Whether the name itself says that it is not on the internet. What a public name resolves
    to is checked by the client, at every call."""
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        return "." not in host or host.endswith(_LOCAL_NAMES)


def _private_allowed() -> bool:
    if access.secret().development.allow_private_store_urls:
        return True
    local = os.environ.get("STAGE") == LOCAL_STAGE
    return local and os.environ.get("ALLOW_PRIVATE_STORE_URLS") == "1"


def _needed(value: str, what: str) -> str:
    if not value.strip():
        raise BadInput(f"The {what} is empty.")
    return value.strip()


def _currency(code: str) -> str:
    code = code.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise BadInput(f"{code[:20]!r} is not a currency; write its three letters, like USD.")
    return code


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"{name[:60]!r} is not a time zone; write it like Asia/Taipei.") from error
    return name
