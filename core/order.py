"""One order as the ledger keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from core import lots as lot
from core.grants import Kept
from core.lots import Lots
from core.snapshot import PaymentState


@dataclass(frozen=True, slots=True)
class OrderState:
    """One order as the ledger keeps it. `version` 0: unknown so far.

    `named` is the member that the platform last named; `member_id` the one whose books hold the
    points. `program_version` and `tier_id` are the frozen context. `available` and `pending` are
    what the order should have. `excused`, `forgiven` and `taken` say how a decrease that its own
    lot (`lot_on`) could not bear was met, so that a later increase can undo exactly that.
    `listed`: 0 while no entry has named the order, upon which the relay lists it; then one more
    than the number of the newest such entry in its member's books, or 1 where a former release
    wrote the order and did not say. `grants`: what it holds of limited rules, and the most it may
    (frozen when first paid). `release_on`: the day on which the points of a paid order that were
    held become available; "" while that is not known.
    `counted`: 1 for one of the member's paid orders, 2 where its points count for tiers as well.
    `lapsed`: the refund that gave back a membership it had paid for. `awarded`: the member with
    whom the awards that follow from it are kept, whoever that member is joined into; "" where none
    can. `referral`: what it says of that (core/referrals.py), where the program asks for it.
    `segments`: those that its rules ask for and the member was in when it was first decided
    (core/segments.py). `products`: what it brings its member (core/purchases.py).
    """

    store_id: str
    order_id: str
    version: int = 0
    stamp_s: int = 0
    received_at_ms: int = 0
    digest: str = ""
    deleted: bool = False
    named: str | None = None
    member_id: str | None = None
    state: PaymentState = "pending"
    placed_at_s: int = 0
    currency: str = ""
    program_version: int = 0
    tier_id: str = ""
    available: int = 0
    pending: int = 0
    spend_minor: int = 0
    lot_on: str = lot.NEVER
    excused: int = 0
    forgiven: int = 0
    taken: Lots = ()
    refunds: tuple[tuple[str, int], ...] = ()
    codes: tuple[str, ...] = ()
    listed: int = 0
    grants: Kept = ()
    release_on: str = ""
    counted: int = 0
    lapsed: str = ""
    segments: int = 0
    products: tuple[str, ...] = ()
    awarded: str = ""
    referral: str = ""

    def earned(self, today: str) -> bool:
        """Whether it is paid, and past the hold if there is one, on the store's day `today`."""
        held = self.pending or (self.release_on and self.release_on > today)
        return self.state == "paid" and not self.deleted and not held

    @property
    def decided(self) -> bool:
        """Whether the context is frozen."""
        return self.program_version > 0
