"""A checkpoint of every ledger, a day."""

from __future__ import annotations

import time

from core.errors import NotFound
from core.ledger import stores
from functions import logs
from integrations import access, checkpoints

logger = logs.logger("scheduled")


def checkpoint_all() -> dict[str, int]:
    """Write the next checkpoint of each ledger; counts. The ledger whose last one is oldest comes
    first: when Lambda's 900 s are over, its second try goes on where the first one stopped. One
    ledger's trouble does not keep the others; the first such error is raised at the end."""
    done = {"ledgers": 0, "members": 0, "entries": 0, "failed": 0}
    trouble: Exception | None = None
    for ledger_id in sorted(_ledger_ids(), key=_last_made):
        try:
            ledger = access.ledger_of(stores.get(ledger_id))
            made = checkpoints.make(ledger, int(time.time() * 1000))
        except Exception as error:
            done["failed"] += 1
            logger.error(
                "no checkpoint", extra={"ledger": ledger_id, "reason": type(error).__name__}
            )
            trouble = trouble or error
            continue
        if made is not None:
            done["ledgers"] += 1
            done["members"] += made.members
            done["entries"] += made.entries
    if trouble is not None:
        raise trouble
    return done


def _ledger_ids() -> set[str]:
    found = set()
    for store_id in stores.list_ids():
        try:
            found.add(stores.get(store_id).ledger_id)
        except NotFound:
            continue  # listed a moment before it is written
    return found


def _last_made(ledger_id: str) -> str:
    last = checkpoints.newest(ledger_id)
    return last[0].made_at if last is not None else ""
