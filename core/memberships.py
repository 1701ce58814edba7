"""Paid membership: an order's product that gives a tier while it is active, and no longer than the
order keeps it."""

from __future__ import annotations

import hashlib
from datetime import date
from zoneinfo import ZoneInfo

from core import calendar
from core.member import TierGrant
from core.program.model import Program
from core.snapshot import OrderSnapshot, PaymentState


def source_of(store_id: str, order_id: str) -> str:
    """The name under which an order's grant is kept: short, since it stands on the member's row."""
    return hashlib.sha256(f"{store_id}#{order_id}".encode()).hexdigest()[:8]


def bought(
    snapshot: OrderSnapshot,
    state: PaymentState,
    program: Program,
    placed_at_s: int,
    lapsed: str,
    tz: ZoneInfo,
) -> tuple[TierGrant | None, str]:
    """What membership an order gives in a state, and by which refund it was given back ("" for
    none). `lapsed`: the refund known to have done so; its lines do not come a second time. The
    highest tier counts."""
    lapsed = lapsed if any(one.refund_id == lapsed for one in snapshot.refunds) else ""
    if not any(tier.membership for tier in program.tiers):
        return None, lapsed
    back: dict[str, int] = {}
    for refund in snapshot.refunds:
        for line in refund.lines or ():
            back[line.line_id] = back.get(line.line_id, 0) + line.net_minor
    for tier in reversed(program.tiers):
        sold = tier.membership
        if sold is None:
            continue
        lines = [one for one in snapshot.lines if one.product_id in sold.products]
        if not lines:
            continue
        if all(0 < one.net_minor <= back.get(one.line_id, 0) for one in lines):
            lapsed = lapsed or _last_about(snapshot, {one.line_id for one in lines})
        if state != "paid" or lapsed:
            return None, lapsed
        until = _months_later(calendar.day(placed_at_s, tz), sold.months)
        source = source_of(snapshot.store_id, snapshot.order_id)
        return TierGrant(source, tier.id, until), lapsed
    return None, lapsed


def _last_about(snapshot: OrderSnapshot, line_ids: set[str]) -> str:
    about = [
        refund.refund_id
        for refund in snapshot.refunds
        if any(line.line_id in line_ids for line in refund.lines or ())
    ]
    return about[-1]


def _months_later(day: date, months: int) -> str:
    """The last day of a membership that begins on `day`: the day before the same day of the month,
    or the month's last one."""
    month = calendar.add_months(day.isoformat()[:7], months)
    same = f"{month}-{day.day:02d}"
    return min(same, calendar.last_day(month))
