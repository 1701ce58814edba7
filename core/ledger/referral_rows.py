"""Referrals as items of the table, and the way to and from their states."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row, as_read
from core.referrals import Came, Line


class ReferredRow(Row, discriminator="RF"):
    """How a member came, with the member."""

    version = IntegerAttribute(attr_name="v")
    referrer_id = UnicodeAttribute()
    store_id = UnicodeAttribute()
    at_s = IntegerAttribute()
    via = UnicodeAttribute()
    order = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class ReferrerRow(Row, discriminator="RFM"):
    """What a member brings others by. `version` counts what happened to the member's lines."""

    version = IntegerAttribute(attr_name="v")
    code = UnicodeAttribute(null=True)


class ReferralLineRow(Row, discriminator="RFL"):
    """One friend, in the list of who brought them."""

    came_on = UnicodeAttribute()
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    given_on = UnicodeAttribute(null=True)
    points = IntegerAttribute(null=True)
    reward = UnicodeAttribute(null=True)


class ReferralCodeRow(Row, discriminator="RFC"):
    """Whose code it is."""

    member_id = UnicodeAttribute()


def referred_row(ledger: Ledger, state: Came) -> ReferredRow:
    """The row of a state that is to be written; its version is one more than the state's."""
    return ReferredRow(
        keys.referrals(ledger, state.friend_id),
        keys.REFERRED,
        version=state.version + 1,
        referrer_id=state.referrer_id,
        store_id=state.store_id,
        at_s=state.at_s,
        via=state.via,
        order=state.order or None,
        reason=state.reason or None,
    )


def came_state(row: ReferredRow) -> Came:
    return Came(
        friend_id=row.pk.rsplit("#", 1)[1],
        referrer_id=row.referrer_id,
        store_id=row.store_id,
        at_s=row.at_s,
        via=row.via,  # type: ignore[arg-type]
        version=row.version,
        order=row.order or "",
        reason=row.reason or "",
    )


def unchanged(state: Came) -> Condition:
    """That nobody wrote how a member came since it was read."""
    return as_read(ReferredRow, state.version)


def line_row(ledger: Ledger, referrer_id: str, line: Line) -> ReferralLineRow:
    return ReferralLineRow(
        keys.referrals(ledger, referrer_id),
        keys.referral_line(line.line_id),
        came_on=line.came_on,
        status=line.status,
        reason=line.reason or None,
        given_on=line.given_on or None,
        points=line.points or None,
        reward=line.reward_id or None,
    )


def line_state(row: ReferralLineRow) -> Line:
    return Line(
        line_id=row.sk.removeprefix(keys.REFERRAL_LINE_PREFIX),
        came_on=row.came_on,
        status=row.status,  # type: ignore[arg-type]
        reason=row.reason or "",
        given_on=row.given_on or "",
        points=row.points or 0,
        reward_id=row.reward or "",
    )
