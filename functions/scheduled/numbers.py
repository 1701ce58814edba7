"""The sums of what members did, of every ledger."""

from __future__ import annotations

import time

from core.errors import NotFound
from core.ledger import numbering, stores
from functions import logs
from integrations import access

logger = logs.logger("scheduled")

# So that a run ends well before Lambda ends it; what is left is summed by the next.
_BUDGET_S = 600.0


def sum_all() -> dict[str, int]:
    """Bring the sums of all ledgers up to what was relayed; counts. One ledger's trouble does not
    keep the others; the first such error is raised at the end."""
    over_s = time.monotonic() + _BUDGET_S
    done = {"ledgers": 0, "members": 0, "unfinished": 0, "failed": 0}
    trouble: Exception | None = None
    for ledger_id in sorted({store.ledger_id for store in _stores()}):
        try:
            counted = numbering.catch_up(
                access.books_by_ledger(ledger_id),
                int(time.time() * 1000),
                lambda: time.monotonic() > over_s,
            )
        except NotFound:
            continue  # no program was published yet
        except Exception as error:
            done["failed"] += 1
            logger.error("not summed", extra={"ledger": ledger_id, "reason": type(error).__name__})
            trouble = trouble or error
            continue
        done["ledgers"] += 1
        done["members"] += counted.members
        done["unfinished"] += not counted.over
    if trouble is not None:
        raise trouble
    return done


def _stores() -> list[stores.Store]:
    """Those whose data are kept."""
    found = []
    for store_id in stores.list_ids():
        try:
            store = stores.get(store_id)
        except NotFound:
            continue  # listed a moment before it is written
        if not store.redacted:
            found.append(store)
    return found
