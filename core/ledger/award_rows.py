"""Awards as items of a partition for each member, and the way to and from their states."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from core.awards import AwardState
from core.identity import Ledger
from core.ledger import keys
from core.ledger.packing import pack_lots, unpack_lots
from core.ledger.table import IntegerAttribute, Row, as_read
from core.program.awards import Award


class AwardRow(Row, discriminator="AW"):
    version = IntegerAttribute(attr_name="v")
    rule_id = UnicodeAttribute()
    given_at_s = IntegerAttribute()
    program_version = IntegerAttribute(attr_name="pv")
    wish_points = IntegerAttribute(null=True)
    wish_reward = UnicodeAttribute(null=True)
    wish_minor = IntegerAttribute(null=True)
    wish_draw = UnicodeAttribute(null=True)
    wish_entries = IntegerAttribute(null=True)
    points = IntegerAttribute(attr_name="a")
    lot_on = UnicodeAttribute(null=True)
    excused = IntegerAttribute(null=True)
    forgiven = IntegerAttribute(null=True)
    taken = UnicodeAttribute(null=True)
    store_id = UnicodeAttribute()
    redemption_id = UnicodeAttribute(null=True)
    rounds = IntegerAttribute(null=True)


def award_row(ledger: Ledger, state: AwardState) -> AwardRow:
    """The row of a state that is to be written; its version is one more than the state's."""
    return AwardRow(
        keys.awards(ledger, state.member_id),
        state.award_id,
        version=state.version + 1,
        rule_id=state.rule_id,
        given_at_s=state.given_at_s,
        program_version=state.program_version,
        wish_points=state.wish.points or None,
        wish_reward=state.wish.reward_id or None,
        wish_minor=state.wish.value_minor or None,
        wish_draw=state.wish.draw_id or None,
        wish_entries=state.wish.entries or None,
        points=state.points,
        lot_on=state.lot_on or None,
        excused=state.excused or None,
        forgiven=state.forgiven or None,
        taken=pack_lots(state.taken) or None,
        store_id=state.store_id,
        redemption_id=state.redemption_id or None,
        rounds=state.rounds or None,
    )


def award_state(row: AwardRow) -> AwardState:
    return AwardState(
        member_id=row.pk.rsplit("#", 1)[1],
        award_id=row.sk,
        version=row.version,
        rule_id=row.rule_id,
        given_at_s=row.given_at_s,
        program_version=row.program_version,
        wish=Award(
            points=row.wish_points or 0,
            reward_id=row.wish_reward or "",
            value_minor=row.wish_minor or 0,
            draw_id=row.wish_draw or "",
            entries=row.wish_entries or 0,
        ),
        points=row.points,
        lot_on=row.lot_on or "",
        excused=row.excused or 0,
        forgiven=row.forgiven or 0,
        taken=unpack_lots(row.taken),
        store_id=row.store_id,
        redemption_id=row.redemption_id or "",
        rounds=row.rounds or 0,
    )


def unchanged(award: AwardState) -> Condition:
    """That nobody wrote the award since it was read."""
    return as_read(AwardRow, award.version)
