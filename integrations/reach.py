"""Reaching a store's own API with its credentials. Kept apart from access.py, so that functions
which never call a store carry no platform's SDK."""

from __future__ import annotations

from core.ledger.stores import Store
from core.ports import StorePort
from integrations.access import context_of, credentials, secret
from integrations.stores import open_store


def port_of(store: Store) -> StorePort:
    """The store's API. Raises Forbidden when its credentials are gone."""
    return open_store(context_of(store), store.address, credentials(store), secret().development)
