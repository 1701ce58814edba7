"""How much waits for the merchant: what the menu of every page says, so no more is read for it than
a few keys, and that at most every CACHE_S seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Row

CACHE_S = 10
# More than so many of a kind are not counted.
MOST = 99
_cached: dict[str, tuple[float, Waiting]] = {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open messages, claims that wait for a look, and rewards to hand over; each MOST + 1 at
    most."""

    messages: int
    claims: int
    tasks: int

    @property
    def total(self) -> int:
        return self.messages + self.claims + self.tasks


def counts(ledger: Ledger) -> Waiting:
    """As of up to CACHE_S seconds ago."""
    now_s = time.monotonic()
    cached = _cached.get(ledger.ledger_id)
    if cached is not None and cached[0] > now_s:
        return cached[1]
    found = Waiting(
        messages=_count(keys.cases(ledger), "O#"),
        claims=_count(keys.claims(ledger)),
        tasks=_count(keys.tasks(ledger)),
    )
    _cached[ledger.ledger_id] = (now_s + CACHE_S, found)
    return found


def changed(ledger: Ledger) -> None:
    """Something of it was done here: count anew."""
    _cached.pop(ledger.ledger_id, None)


def _count(pk: str, prefix: str = "") -> int:
    condition = Row.sk.startswith(prefix) if prefix else None
    return int(Row.count(pk, condition, limit=MOST + 1))
