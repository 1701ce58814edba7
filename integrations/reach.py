"""Reaching a store's own API with its credentials. Kept apart from access.py, so that functions
which never call a store carry no platform's SDK."""

from __future__ import annotations

import time

from core.ledger.stores import Store
from core.ports import StorePort
from integrations.access import context_of, credentials, secret
from integrations.shopify import tokens
from integrations.stores import open_store


def port_of(store: Store) -> StorePort:
    """The store's API. Raises Forbidden when its credentials are gone, or are renewed no more, and
    StoreUnavailable while a token that has ended waits to be renewed."""
    shopify = store.platform == "shopify"
    return open_store(
        context_of(store),
        store.address,
        tokens.usable(store, time.time()) if shopify else credentials(store),
        secret().development,
        (lambda refused: tokens.instead_of(store, refused)) if shopify else None,
    )
