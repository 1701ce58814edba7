"""The sums of what all members of a ledger together have had of a rule with a limit for all.

They are rolled up behind the orders (core/ledger/spending.py). An order's worker looks them up when
an order first has points to promise, at most every CACHE_S seconds for each sum and container, at
half a read unit. So what is promised within those seconds, and the second or two until the stream
is relayed, can go beyond the limit: by what as many orders get as come meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from pynamodb.expressions.condition import Condition

from core.budgets import Key
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row, as_read, read_rows

CACHE_S = 5
_cached: dict[tuple[str, Key], tuple[float, int]] = {}


class BudgetRow(Row, discriminator="B"):
    """What a rule has given in a period, or, where the period is "", ever."""

    version = IntegerAttribute(attr_name="v")
    points = IntegerAttribute()


def spent(ledger: Ledger, wanted: Sequence[Key]) -> Mapping[Key, int]:
    """Sums for decisions, up to CACHE_S seconds old."""
    now_s = time.monotonic()
    known = {key: _cached.get((ledger.ledger_id, key), (0.0, 0)) for key in wanted}
    old = [key for key, (until_s, _) in known.items() if until_s <= now_s]
    if old:
        rows = read(ledger, old, consistent=False)
        for key in old:
            points = rows[key].points if key in rows else 0
            known[key] = _cached[ledger.ledger_id, key] = (now_s + CACHE_S, points)
    return {key: points for key, (_, points) in known.items()}


def read(ledger: Ledger, wanted: Iterable[Key], *, consistent: bool = True) -> dict[Key, BudgetRow]:
    """The rows of sums, those that there are."""
    rows = read_rows([keys.budget(ledger, key) for key in wanted], consistent=consistent)
    return {key_of(row): row for row in rows if isinstance(row, BudgetRow)}


def every(ledger: Ledger) -> dict[Key, BudgetRow]:
    """The rows of all sums, as they are now."""
    rows = Row.query(keys.budgets(ledger), consistent_read=True)
    return {key_of(row): row for row in rows if isinstance(row, BudgetRow)}


def changed(
    ledger: Ledger, key: Key, before: BudgetRow | None, points: int
) -> tuple[BudgetRow, Condition]:
    """A sum's next row, and the condition that nobody wrote it since `before`."""
    version = before.version if before is not None else 0
    row = BudgetRow(*keys.budget(ledger, key), version=version + 1, points=points)
    return row, as_read(BudgetRow, version)


def key_of(row: BudgetRow) -> Key:
    """The rule and the period of a sum."""
    rule_id, _, period = row.sk.partition("#")
    return rule_id, period
