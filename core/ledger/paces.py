"""How often API keys were used, as the containers that answer tell each other: each has a row of
its own in a window of some seconds, so writing it twice counts nothing twice."""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute

from core.ledger.table import Row

_KEPT_S = 300


class PaceRow(Row, discriminator="PC"):
    calls = NumberAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl")


def share(key_id: str, window_s: int, container: str, calls: int) -> int:
    """Say how often this container has answered the key in the window that began at `window_s`; how
    often all of them have, as far as they have said."""
    pk = f"PACE#{key_id}#{window_s}"
    PaceRow(pk, container, calls=calls, ends_at_s=window_s + _KEPT_S).save()
    others = (
        int(row.calls) for row in Row.query(pk) if isinstance(row, PaceRow) and row.sk != container
    )
    return calls + sum(others)
