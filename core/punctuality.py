"""Whether a store's deliveries arrive, and how late: what it says that it changed, against what the
ledger had when it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Of an order: the store's own stamp, unix seconds, and when it was received, unix milliseconds.
Held = tuple[int, int]

# A delivery may be under way, or wait in the queue.
GRACE_S = 600


@dataclass(frozen=True, slots=True)
class Look:
    """Orders that the store changed from unix second `from_s` to before `until_s`. `missed`: those
    that no delivery had brought by then, and the sweep did. `slowest_s`: of the others, the longest
    from the store's stamp to us; stamps have whole seconds. `last_ms`: when the last of these
    deliveries came, 0 for none."""

    from_s: int
    until_s: int
    changed: int = 0
    missed: int = 0
    slowest_s: int = 0
    last_ms: int = 0


def look(
    listed: Iterable[tuple[str, int]],
    held: Mapping[str, Held],
    from_s: int,
    until_s: int,
    swept_s: int | None,
) -> Look:
    """What a sweep saw: `listed` are the store's orders with their stamps, `held` what the ledger
    had of them before. What was received at the very moment of the sweep before (`swept_s`), that
    one brought, and no delivery."""
    changed = missed = slowest = last = 0
    for order_id, stamp_s in listed:
        if not from_s <= stamp_s < until_s:
            continue
        changed += 1
        known_s, received_ms = held.get(order_id, (-1, 0))
        by_sweep = swept_s is not None and received_ms == swept_s * 1000
        if known_s < stamp_s or (by_sweep and known_s == stamp_s):
            missed += 1
            continue
        last = max(last, received_ms)
        if known_s == stamp_s:
            slowest = max(slowest, received_ms // 1000 - stamp_s)
    return Look(from_s, until_s, changed, missed, slowest, last)


def together(looks: Sequence[Look]) -> Look | None:
    """Several looks as one; None for none."""
    if not looks:
        return None
    return Look(
        from_s=min(one.from_s for one in looks),
        until_s=max(one.until_s for one in looks),
        changed=sum(one.changed for one in looks),
        missed=sum(one.missed for one in looks),
        slowest_s=max(one.slowest_s for one in looks),
        last_ms=max(one.last_ms for one in looks),
    )
