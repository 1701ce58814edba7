"""Redemptions that wait for their store longer than somebody who looks should accept."""

from __future__ import annotations

from typing import Literal

from core.redemptions import Redemption

Stuck = Literal["making", "taking_back"]

# A store that answers at all has made a code by then, also where the queue had to ask again.
_PATIENCE_MS = 60_000


def stuck(redemption: Redemption, now_ms: int) -> Stuck | None:
    """What a redemption waits for without anybody being at it; None where it waits for nothing, or
    is being seen to. A lease says that somebody asks the store just now."""
    if redemption.lease_until_ms > now_ms:
        return None
    if redemption.status == "returning":
        return "taking_back"
    long_ago = now_ms - redemption.created_at_ms > _PATIENCE_MS
    return "making" if redemption.status == "held" and long_ago else None
