"""How often the members of a ledger have redeemed a reward together: the one thing about a reward
that concerns more than one member.

Only rewards with a stock, donations and partners' vouchers have such a row, and each batch of goods
has one of its own ("reward.batch"). It is written in the
transaction that takes points, so no two redemptions can both take the last one, and in the one that
gives them back. That costs two write units and a read more, and makes the redemptions of one reward
meet at one row: as many times
as there is stock, or somebody gives. Who comes too late is turned away by a read.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pynamodb.expressions.condition import Condition

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Commit, IntegerAttribute, Row, as_read, read_rows

CACHE_S = 5
_cached: dict[str, tuple[float, Tally]] = {}


class TallyRow(Row, discriminator="T"):
    version = IntegerAttribute(attr_name="v")
    taken = IntegerAttribute()
    pool = IntegerAttribute(null=True, attr_name="vouchers")
    worth_minor = IntegerAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Tally:
    """`taken`: redemptions of the reward that were not given back. `pool`: vouchers that were ever
    added to it. `worth_minor`: what all donations come to, in the program's currency."""

    reward_id: str
    version: int = 0
    taken: int = 0
    pool: int = 0
    worth_minor: int = 0


def read(ledger: Ledger, reward_id: str) -> Tally:
    """The tally as it is now; an empty one for a reward that nobody has redeemed."""
    return read_all(ledger, [reward_id])[reward_id]


def read_all(ledger: Ledger, reward_ids: Sequence[str]) -> dict[str, Tally]:
    """Tallies by name, each as it is now."""
    rows = read_rows([(keys.tally(ledger, one), keys.TALLY) for one in reward_ids])
    found = [_state(row) for row in rows if isinstance(row, TallyRow)]
    return {one: Tally(one) for one in reward_ids} | {one.reward_id: one for one in found}


def shown(ledger: Ledger, reward_ids: Iterable[str]) -> dict[str, Tally]:
    """Tallies to show to people, up to CACHE_S seconds old."""
    wanted = {keys.tally(ledger, one): one for one in reward_ids}
    now_s = time.monotonic()
    old = [pk for pk in wanted if pk not in _cached or _cached[pk][0] <= now_s]
    rows = read_rows([(pk, keys.TALLY) for pk in old]) if old else []
    found = {row.pk: _state(row) for row in rows if isinstance(row, TallyRow)}
    for pk in old:
        _cached[pk] = (now_s + CACHE_S, found.get(pk, Tally(wanted[pk])))
    return {one: _cached[pk][1] for pk, one in wanted.items()}


def change(
    commit: Commit,
    ledger: Ledger,
    before: Tally,
    *,
    taken: int = 0,
    pool: int = 0,
    worth_minor: int = 0,
) -> None:
    """Put the tally's next row, changed by that much, into a transaction, on condition that nobody
    wrote it since it was read."""
    pk = keys.tally(ledger, before.reward_id)
    row = TallyRow(
        pk,
        keys.TALLY,
        version=before.version + 1,
        taken=before.taken + taken,
        pool=before.pool + pool or None,
        worth_minor=before.worth_minor + worth_minor or None,
    )
    commit.put(row, _unchanged(before))
    _cached.pop(pk, None)


def _state(row: TallyRow) -> Tally:
    reward_id = row.pk.rsplit("#", 1)[1]
    return Tally(reward_id, row.version, row.taken, row.pool or 0, row.worth_minor or 0)


def _unchanged(before: Tally) -> Condition:
    return as_read(TallyRow, before.version)
