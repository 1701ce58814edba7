"""What entries took of limits for all members: rolled up for a whole batch of the stream, and told
to the merchant when little is left."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.budgets import Key, usages
from core.identity import Ledger
from core.ledger import keys, programs, spending, stores
from core.ledger.rows import EntryRow

# By how far a limit is used up, the notice on the store's health list.
_NOTICES = {"near": "budget_near", "spent": "budget_spent"}
# What this container has noted: a limit is used up once, by very many orders.
_TOLD: set[tuple[str, str, str]] = set()


def roll_up(records: Iterable[dict[str, Any]], opened: Callable[[str], Ledger]) -> None:
    """Count what the batch's new entries took, each once, however often they come. `opened`: the
    ledger of an id."""
    found: dict[str, list[EntryRow]] = defaultdict(list)
    for record in records:
        image = record.get("dynamodb", {}).get("NewImage")
        if record.get("eventName") != "INSERT" or not image or not spending.concerns(image):
            continue
        ledger_id = keys.ledger_of_member(image["pk"]["S"])
        if ledger_id is not None and image["sk"]["S"].startswith(keys.ENTRY_PREFIX):
            found[ledger_id].append(EntryRow.from_raw_data(image))
    for ledger_id, entries in found.items():
        if not stores.emptied(ledger_id):
            ledger = opened(ledger_id)
            tell(ledger, spending.count(ledger, entries), int(time.time()))


def tell(ledger: Ledger, sums: Mapping[Key, int], now_s: int) -> None:
    """Note with the ledger's stores which of these limits are nearly or wholly used up."""
    for usage in usages(programs.programs(ledger).in_force(now_s), sums):
        notice = _NOTICES.get(usage.state, "")
        what = " ".join(usage.bound.key).rstrip()
        noted = (ledger.ledger_id, notice, what)
        if not notice or noted in _TOLD:
            continue
        _TOLD.add(noted)
        for store in stores.of_ledger(ledger.ledger_id):
            stores.note_health(store.store_id, notice, what, now_s)
            if notice == "budget_spent":
                stores.clear_health(store.store_id, "budget_near", what)
