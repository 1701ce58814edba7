"""Redacting a whole store: at once what fits into a delivery's time, then along the due-date index
until nothing is left.

It is done twice more. A worker that had the store from its cache may have written behind the
first pass, and the relay may have listed that; both are over after the second. What reached the
relay later still is forgotten there, or, in a ledger that other stores share, by the last pass:
the stream forgets within a day.
"""

from __future__ import annotations

import time

from core.ledger import due, redact, stores
from core.ledger.stores import Store
from integrations import access, data_requests

# Longer than a worker's cache of the store and its time-out together.
SECOND_PASS_S = 60
LAST_PASS_S = 2 * 86400


def begin(store: Store, now_s: int, budget_s: float) -> bool:
    """Redact a store that was fenced; whether all of it went within `budget_s`. What did not, and
    what is written behind it, is registered first, as due work of the ledger."""
    ledger = access.ledger_of(store)
    for later_s in (SECOND_PASS_S, LAST_PASS_S):
        due.register_redaction(ledger, store.store_id, now_s + later_s)
    return carry_on(store, now_s, budget_s)


def carry_on(store: Store, now_s: int, budget_s: float) -> bool:
    """Go on redacting; True when nothing was left to do. A store that was installed again is let
    alone: what it has now is its own."""
    if not store.redacted:
        return True
    over = time.monotonic() + budget_s

    def hurry() -> bool:
        return time.monotonic() > over

    if is_whole(store):
        everyone = [one.store_id for one in stores.of_ledger(store.ledger_id)]
        for store_id in everyone:
            redact.forget_store(store_id)
        done = redact.empty_ledger(access.ledger_of(store), everyone, hurry)
    else:
        done = redact.leave_ledger(access.books_of(store), store.store_id, now_s * 1000, hurry)
        redact.forget_store(store.store_id)
    if done:
        data_requests.emptied(store, now_s * 1000)
    return done


def is_whole(store: Store) -> bool:
    """Whether everything in the store's ledger goes: no other store shares it any more."""
    return all(one.redacted for one in stores.of_ledger(store.ledger_id))
