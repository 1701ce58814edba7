"""What sweeps saw of a store's deliveries: a line for each, for two weeks, in a partition of its
own, as the release before reads all of a store's. The sweep alone writes it; no order waits."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.attributes import NumberAttribute

from core.identity import Ledger
from core.ledger import keys, raw
from core.ledger.table import IntegerAttribute, Row
from core.punctuality import Held, Look

_KEPT_S = 15 * 86400


class LookRow(Row, discriminator="PUN"):
    from_s = IntegerAttribute()
    until_s = IntegerAttribute()
    changed = IntegerAttribute()
    missed = IntegerAttribute()
    slowest_s = IntegerAttribute()
    last_ms = IntegerAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl")


def note(store_id: str, look: Look) -> None:
    """Keep what a sweep saw; the same look again changes nothing."""
    LookRow(
        _pk(store_id),
        _name(look.until_s),
        from_s=look.from_s,
        until_s=look.until_s,
        changed=look.changed,
        missed=look.missed,
        slowest_s=look.slowest_s,
        last_ms=look.last_ms,
        ends_at_s=look.until_s + _KEPT_S,
    ).save()


def since(store_id: str, first_s: int) -> list[Look]:
    """The looks that ended at unix second `first_s` or later, oldest first: one an hour."""
    between = Row.sk.between(_name(first_s), _name(10**10 - 1))
    return [
        Look(
            from_s=row.from_s,
            until_s=row.until_s,
            changed=row.changed,
            missed=row.missed,
            slowest_s=row.slowest_s,
            last_ms=row.last_ms,
        )
        for row in LookRow.query(_pk(store_id), between)
    ]


def forget(store_id: str) -> None:
    """Drop all that was seen of a store."""
    for row in LookRow.query(_pk(store_id), consistent_read=True):
        row.delete()


def held(ledger: Ledger, store_id: str, order_ids: Sequence[str]) -> dict[str, Held]:
    """What the ledger has of orders now, those that it knows."""
    wanted = {(keys.order(ledger, store_id, one), keys.ORDER): one for one in order_ids}
    found = raw.get(wanted, names="pk, sk, s, r") if wanted else {}
    return {
        wanted[key]: (raw.number(item, "s"), raw.number(item, "r")) for key, item in found.items()
    }


def _name(at_s: int) -> str:
    return f"{at_s:010d}"


def _pk(store_id: str) -> str:
    return f"LOOKS#{store_id}"
