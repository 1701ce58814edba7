"""Several stores of one merchant in one wallet: they write to one ledger, and its members have one
balance wherever they shop.

A store joins when it is connected, or later while it has no history of its own, or gives it up: the
orders that it has are read again from the store then, and decided by the wallet's program. Moving
the books themselves would leave their orders behind under a program and under names that the wallet
does not know, so that no later refund could find them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from core.errors import BadInput, Conflict, NotFound
from core.identity import Ledger
from core.ledger import hook_endpoints, redact, stores
from core.ledger.directory import list_order_ids
from core.ledger.members import list_member_ids
from core.ledger.stores import Store
from core.ledger.table import retrying
from integrations import access, files


def ledger_id_of(store_id: str) -> str:
    """The ledger of the wallet that a store is in. Raises BadInput for a store that is not
    connected."""
    try:
        found = stores.get(store_id, fresh=True)
    except NotFound as error:
        raise BadInput(f"No store {store_id[:64]!r} is connected.") from error
    if not found.installed:
        raise BadInput(f"{found.address} is not connected any more.")
    return found.ledger_id


def join(store_id: str, into_id: str, *, start_over: bool = False) -> Store:
    """Let a store keep its members' points in another's wallet; the store as it is then. Repeating
    it changes nothing.

    `start_over`: what it has of its own is deleted, with the next sweep. Raises what `check` does.
    """

    def attempt() -> Store:
        before = stores.get(store_id, fresh=True)
        ledger_id = check(store_id, into_id, start_over=start_over)
        if before.ledger_id == ledger_id:
            return before
        after = replace(before, ledger_id=ledger_id)
        hook_endpoints.carry(access.ledger_of(before), access.ledger_of(after), store_id)
        return stores.join(before, ledger_id)

    joined = retrying(attempt)
    stores.forget_swept(store_id)
    return joined


def check(store_id: str, into_id: str, *, start_over: bool) -> str:
    """The ledger that the store would then write to. Unless it would `start_over`, raises Conflict
    for a store with members or orders; always for one whose wallet other stores are in. Raises
    BadInput and NotFound for stores that are not connected."""
    store = stores.get(store_id, fresh=True)
    ledger_id = ledger_id_of(into_id)
    if store.ledger_id == ledger_id:
        return ledger_id
    if not store.installed:
        raise BadInput(f"{store.address} is not connected any more.")
    if not alone(store, stores_of(store)):
        raise Conflict(
            f"{store.address} shares a wallet already, which it cannot leave.",
            code="wallet_shared",
        )
    if not start_over and has_history(store):
        raise Conflict(
            f"{store.address} has members of its own. Export them first, then join and start "
            "over; its past orders are read again and earn in the wallet, and the export can be "
            "imported for what orders do not say.",
            code="wallet_has_members",
        )
    return ledger_id


def stores_of(store: Store) -> list[Store]:
    """The stores of a store's wallet, freshly read."""
    return stores.of_ledger(store.ledger_id)


def alone(store: Store, members: Sequence[Store]) -> bool:
    """Whether the store's wallet is its own, and no other store is in it. `members`: those that
    are."""
    return store.ledger_id == store.store_id and len(members) == 1


def has_history(store: Store) -> bool:
    """Whether the store's ledger has members, or orders of the store."""
    return _history(access.ledger_of(store), store.store_id)


def forget_before(store: Store, budget_s: float) -> bool:
    """Delete what a store that joined a wallet left behind in a ledger of its own, and what came
    there while somebody still had the store from a cache. Whether all of it went within
    `budget_s`. Nothing happens for a store that is in no other's wallet."""
    if store.ledger_id == store.store_id or not _history(_own(store), store.store_id):
        return True
    over = time.monotonic() + budget_s
    files.forget(_own(store), store.store_id)
    return redact.empty_ledger(_own(store), [store.store_id], lambda: time.monotonic() > over)


def _own(store: Store) -> Ledger:
    return Ledger.open(store.store_id, access.secret().master_key)


def _history(ledger: Ledger, store_id: str) -> bool:
    members, _ = list_member_ids(ledger, limit=1)
    return bool(members) or any(True for _ in list_order_ids(ledger, store_id, 0))
