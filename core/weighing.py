"""Whether a delivery is news."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from core.order import OrderState
from core.snapshot import OrderSnapshot

# A store may answer from a copy or a cache that lags behind what it delivered. No copy should lag
# for so long.
SETTLED_MS = 600_000

Weight = Literal["news", "tie", "repeat", "stale"]


def digest_of(snapshot: OrderSnapshot) -> str:
    """What makes two snapshots the same state of an order. Refund lines are left out: they are
    looked up afterwards and do not come with a delivery."""
    content: list[Any] = [
        snapshot.state,
        snapshot.currency,
        snapshot.placed_at_s,
        [snapshot.customer.customer_id, snapshot.customer.email],
        [[x.line_id, x.product_id, x.net_minor, x.gift_card] for x in snapshot.lines],
        [[refund.refund_id, refund.net_minor] for refund in snapshot.refunds],
        snapshot.codes,
    ]
    if snapshot.tags or snapshot.group:  # else as orders were digested before these were known
        content.append([snapshot.tags, snapshot.group])
    if snapshot.customer.phone:
        content.append(snapshot.customer.phone)
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def weigh(order: OrderState, snapshot: OrderSnapshot) -> Weight:
    """Is this delivery newer than what is known?

    Stamps have one-second resolution on both platforms, so equal stamps are normal: of two
    different states the later received counts ("tie"); an answer of the store counts as received
    when we began to ask. Such an answer also lifts a deletion that was received before,
    whatever its stamp: a tombstone of an unknown order has ours, not the store's. And it overrides
    a later stamp that has been there for SETTLED_MS: the store's clock was set back.
    """
    if order.version == 0:
        return "news"
    if order.deleted:
        lifts = _asked_since(order, snapshot) or snapshot.stamp_s > order.stamp_s
        return "news" if lifts else "stale"
    if snapshot.stamp_s < order.stamp_s and not _asked_since(order, snapshot, SETTLED_MS):
        return "stale"
    if snapshot.stamp_s > order.stamp_s:
        return "news"
    if digest_of(snapshot) == order.digest:
        return "tie" if _learns(order, snapshot) else "repeat"
    return "tie" if snapshot.received_at_ms >= order.received_at_ms else "stale"


def _asked_since(order: OrderState, snapshot: OrderSnapshot, after_ms: int = 0) -> bool:
    asked_after_ms = snapshot.received_at_ms - order.received_at_ms
    return snapshot.source == "store" and asked_after_ms >= after_ms


def doubtful(order: OrderState, snapshot: OrderSnapshot, weight: Weight) -> bool:
    """Whether the store should be asked if the snapshot is right."""
    if order.deleted:
        return not _asked_since(order, snapshot)
    return weight == "tie" and snapshot.source != "store"


def _learns(order: OrderState, snapshot: OrderSnapshot) -> bool:
    known = dict(order.refunds)
    return any(
        refund.lines is not None and refund.refund_id not in known for refund in snapshot.refunds
    )
