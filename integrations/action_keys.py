"""The key with which a store's own systems sign what they report (functions/storefront/reports.py).
Random, made when it is first asked for, and exchanged like other secrets: it follows from no other
key, and whoever signs shoppers' tokens cannot report."""

from __future__ import annotations

import os
import secrets
from typing import Any

from core.errors import NotFound
from core.ledger import action_keys
from core.ledger.stores import Store
from core.ledger.table import retrying
from integrations import access
from integrations.aws.sealing import unseal
from integrations.rotation import counting, exchanged

_NAME = "action_key"


def counts(store: Store, now_s: float) -> tuple[str, ...]:
    """The keys that count, the newest first; none for a store that never asked for one."""
    return counting(_held(store.store_id), _NAME, now_s)


def shown(store: Store, now_s: int) -> str:
    """The store's key (hex), made now if there is none."""
    found = counts(store, now_s)
    return found[0] if found else exchange(store, now_s)


def exchange(store: Store, now_s: int, *, leaked: bool = False) -> str:
    """A new key (hex). The one before counts for a while, unless it has leaked. Raises NotFound for
    a store that was uninstalled."""
    if not store.installed:
        raise NotFound("The store is not connected.", code="unknown_store")
    key = secrets.token_hex(32)

    def attempt() -> str:
        before = action_keys.sealed(store.store_id)
        held = _opened(store.store_id, before)
        after = exchanged(held, _NAME, key, now_s, leaked=leaked)
        action_keys.save(store.store_id, before, access.sealed(store.store_id, after))
        return key

    return retrying(attempt)


def _held(store_id: str) -> dict[str, Any]:
    return _opened(store_id, action_keys.sealed(store_id))


def _opened(store_id: str, sealed: str) -> dict[str, Any]:
    return unseal(sealed, store_id, os.environ["KMS_KEY_ID"]) if sealed else {}
