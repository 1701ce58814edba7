"""Events about a store's installation. Rare, and with much to import, as customers.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.ledger import installations, stores
from core.ledger.stores import Store
from core.snapshot import StoreRedacted, StoreScopes, StoreUninstalled
from functions.ledger_worker.fetches import fetch
from integrations import data_requests, records, redacting

# Of the worker's time; the rest of a long redaction is left to the scheduled function.
_REDACTION_S = 5.0


def _uninstalled(event: StoreUninstalled, store: Store, now_ms: int) -> str:
    """Headers are unsigned and deliveries late: the store's own refusal of our token decides."""
    if event.triggered_at_s < store.installed_at_s:
        return "older than this installation"
    _confirm_uninstall(store)
    return "to be confirmed"


def _confirm_uninstall(store: Store, *, redact: bool = False) -> None:
    of_store = {"store_id": store.store_id, "generation": store.generation}
    fetch({"work": "uninstall", "redact": redact, **of_store})


def _scopes(event: StoreScopes, store: Store, now_ms: int) -> str:
    """What more they permit the next token shows: it is fetched when the app is opened."""
    noted = installations.note_granted(store.store_id, event.scopes, event.at_s)
    return "noted" if noted else "stale"


def _redacted(event: StoreRedacted, store: Store, now_ms: int) -> str:
    # The fence first: what is in flight must not come in behind the deletion.
    if not stores.fence(store.store_id):
        # Installed again, or the uninstall got lost: the store's answer to our token tells.
        _confirm_uninstall(store, redact=True)
        return "to be confirmed"
    fenced = stores.get(store.store_id, fresh=True)
    data_requests.emptying(fenced, event.received_at_ms)
    # First, so that no redaction ends without one: whatever the table is restored from later, the
    # store's data stay deleted.
    whole = redacting.is_whole(fenced)
    records.note_redaction(
        records.Redaction(store.store_id, store.ledger_id, fenced.fenced, whole, now_ms)
    )
    done = redacting.begin(fenced, now_ms // 1000, _REDACTION_S)
    return "redacted" if done else "to be continued"


MEANINGS: Mapping[type[Any], Callable[[Any, Store, int], str]] = {
    StoreUninstalled: _uninstalled,
    StoreScopes: _scopes,
    StoreRedacted: _redacted,
}
