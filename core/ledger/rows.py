"""Members, entries and orders as items of the table, and the way to and from their states."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from core.identity import Ledger
from core.ledger import keys
from core.ledger.packing import (
    pack_activity,
    pack_grants,
    pack_lots,
    pack_pairs,
    pack_past,
    pack_profile,
    pack_tier_grants,
    unpack_activity,
    unpack_grants,
    unpack_lots,
    unpack_pairs,
    unpack_past,
    unpack_profile,
    unpack_tier_grants,
)
from core.ledger.table import IntegerAttribute, Row
from core.member import Contact, Entry, MemberState
from core.order import OrderState

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class MemberRow(Row, discriminator="M"):
    version = IntegerAttribute(attr_name="v")
    available = IntegerAttribute()
    pending = IntegerAttribute()
    debt = IntegerAttribute()
    lifetime = IntegerAttribute()
    lots = UnicodeAttribute(null=True)
    expired = UnicodeAttribute(null=True)
    spend = UnicodeAttribute(null=True)
    tiers = UnicodeAttribute(null=True)
    due_on = UnicodeAttribute(null=True)
    contact = JSONAttribute(null=True)
    recent = UnicodeAttribute(null=True)
    pace = UnicodeAttribute(null=True)
    counters = UnicodeAttribute(null=True, attr_name="n")
    kept_until = UnicodeAttribute(null=True, attr_name="ku")
    reminded = UnicodeAttribute(null=True, attr_name="rm")
    activity = UnicodeAttribute(null=True, attr_name="ac")
    past = UnicodeAttribute(null=True, attr_name="pa")
    grants = UnicodeAttribute(null=True, attr_name="g")
    earned = UnicodeAttribute(null=True, attr_name="et")
    reviewed = UnicodeAttribute(null=True, attr_name="rv")
    profile = UnicodeAttribute(null=True, attr_name="pf")
    sequence = IntegerAttribute(attr_name="seq")
    head = UnicodeAttribute(null=True)
    merged_into = UnicodeAttribute(null=True)
    erased_at_s = IntegerAttribute(null=True)


class EntryRow(Row, discriminator="E"):
    """`previous` and `hash` chain a member's entries. `alias`, `due` and `placed_at_s` are what
    the relay needs for the indexes; they are not part of the books."""

    sequence = IntegerAttribute(attr_name="seq")
    at_ms = IntegerAttribute()
    entry_kind = UnicodeAttribute(attr_name="k")
    available = IntegerAttribute(attr_name="a")
    pending = IntegerAttribute(attr_name="p")
    debt = IntegerAttribute(attr_name="d")
    lots = UnicodeAttribute(null=True)
    spend = UnicodeAttribute(null=True)
    source = JSONAttribute()
    why = JSONAttribute()
    previous = UnicodeAttribute(null=True)
    hash = UnicodeAttribute()
    flags = UnicodeAttribute(null=True)
    alias = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    placed_at_s = IntegerAttribute(null=True)


class NoteRow(Row, discriminator="N"):
    """Free text that belongs to an entry; erasable, which is why it is not in the entry."""

    text = UnicodeAttribute()


class OrderRow(Row, discriminator="O"):
    version = IntegerAttribute(attr_name="v")
    stamp_s = IntegerAttribute(attr_name="s")
    received_at_ms = IntegerAttribute(attr_name="r")
    digest = UnicodeAttribute(null=True)
    deleted = IntegerAttribute(null=True)
    named = UnicodeAttribute(null=True)
    member_id = UnicodeAttribute(null=True, attr_name="m")
    state = UnicodeAttribute()
    placed_at_s = IntegerAttribute()
    currency = UnicodeAttribute(null=True)
    program_version = IntegerAttribute(attr_name="pv")
    tier_id = UnicodeAttribute(null=True)
    available = IntegerAttribute(attr_name="a")
    pending = IntegerAttribute(attr_name="p")
    spend_minor = IntegerAttribute()
    lot_on = UnicodeAttribute(null=True)
    excused = IntegerAttribute(null=True)
    forgiven = IntegerAttribute(null=True)
    taken = UnicodeAttribute(null=True)
    refunds = UnicodeAttribute(null=True)
    codes = UnicodeAttribute(null=True)
    listed = IntegerAttribute(null=True)
    grants = UnicodeAttribute(null=True, attr_name="g")
    release_on = UnicodeAttribute(null=True)
    counted = IntegerAttribute(null=True, attr_name="n")
    lapsed = UnicodeAttribute(null=True, attr_name="l")
    segments = IntegerAttribute(null=True, attr_name="sg")
    awarded = UnicodeAttribute(null=True, attr_name="aw")
    referral = UnicodeAttribute(null=True, attr_name="rf")
    products = UnicodeAttribute(null=True, attr_name="pd")


def member_row(ledger: Ledger, state: MemberState) -> MemberRow:
    """The row of a state that is to be written; its version is one more than the state's."""
    contact = state.contact
    return MemberRow(
        keys.member(ledger, state.member_id),
        keys.MEMBER,
        version=state.version + 1,
        available=state.available,
        pending=state.pending,
        debt=state.debt,
        lifetime=state.lifetime,
        lots=pack_lots(state.lots) or None,
        expired=pack_lots(state.expired) or None,
        spend=pack_pairs(state.spend) or None,
        tiers=pack_pairs(state.tiers) or None,
        due_on=state.due_on,
        contact={"c": dict(contact.customers), "e": contact.email}
        if contact != Contact()
        else None,
        recent=",".join(state.recent) or None,
        pace="{}={}".format(*state.pace) if state.pace[1] else None,
        counters=pack_pairs(state.counters) or None,
        kept_until=state.kept_until or None,
        reminded=state.reminded or None,
        activity=pack_activity(state.activity) or None,
        past=pack_past(state.past) or None,
        grants=pack_tier_grants(state.grants) or None,
        earned=state.earned,
        reviewed=state.reviewed or None,
        profile=pack_profile(state.profile) if state.profile else None,
        sequence=state.sequence,
        head=state.head or None,
        merged_into=state.merged_into,
        erased_at_s=state.erased_at_s,
    )


def member_state(row: MemberRow) -> MemberState:
    contact = row.contact or {}
    return MemberState(
        member_id=row.pk.rsplit("#", 1)[1],
        version=row.version,
        available=row.available,
        pending=row.pending,
        debt=row.debt,
        lifetime=row.lifetime,
        lots=unpack_lots(row.lots),
        expired=unpack_lots(row.expired),
        spend=unpack_pairs(row.spend),
        tiers=unpack_pairs(row.tiers),
        due_on=row.due_on,
        contact=Contact(contact.get("c", {}), contact.get("e")),
        recent=tuple(part for part in (row.recent or "").split(",") if part),
        pace=_pace(row.pace),
        counters=unpack_pairs(row.counters),
        kept_until=row.kept_until or "",
        reminded=row.reminded or "",
        activity=unpack_activity(row.activity),
        past=unpack_past(row.past),
        grants=unpack_tier_grants(row.grants),
        earned=row.earned,
        reviewed=row.reviewed or "",
        profile=unpack_profile(row.profile) if row.profile else (),
        sequence=row.sequence,
        head=row.head or "",
        merged_into=row.merged_into,
        erased_at_s=row.erased_at_s,
    )


def _pace(text: str | None) -> tuple[int, int]:
    minute, _, count = (text or "0=0").partition("=")
    return int(minute), int(count)


def order_row(ledger: Ledger, state: OrderState) -> OrderRow:
    return OrderRow(
        keys.order(ledger, state.store_id, state.order_id),
        keys.ORDER,
        version=state.version + 1,
        stamp_s=state.stamp_s,
        received_at_ms=state.received_at_ms,
        digest=state.digest or None,
        deleted=1 if state.deleted else None,
        named=state.named,
        member_id=state.member_id,
        state=state.state,
        placed_at_s=state.placed_at_s,
        currency=state.currency or None,
        program_version=state.program_version,
        tier_id=state.tier_id or None,
        available=state.available,
        pending=state.pending,
        spend_minor=state.spend_minor,
        lot_on=state.lot_on or None,
        excused=state.excused or None,
        forgiven=state.forgiven or None,
        taken=pack_lots(state.taken) or None,
        refunds=pack_pairs(state.refunds) or None,
        codes=",".join(state.codes) or None,
        listed=state.listed or None,
        grants=pack_grants(state.grants) or None,
        release_on=state.release_on or None,
        counted=state.counted or None,
        lapsed=state.lapsed or None,
        segments=state.segments or None,
        awarded=state.awarded or None,
        referral=state.referral or None,
        products=",".join(state.products) or None,
    )


def order_state(row: OrderRow) -> OrderState:
    store_id, order_id = row.pk.rsplit("#", 2)[1:]
    return OrderState(
        store_id=store_id,
        order_id=order_id,
        version=row.version,
        stamp_s=row.stamp_s,
        received_at_ms=row.received_at_ms,
        digest=row.digest or "",
        deleted=bool(row.deleted),
        named=row.named,
        member_id=row.member_id,
        state=row.state,  # type: ignore[arg-type]
        placed_at_s=row.placed_at_s,
        currency=row.currency or "",
        program_version=row.program_version,
        tier_id=row.tier_id or "",
        available=row.available,
        pending=row.pending,
        spend_minor=row.spend_minor,
        lot_on=row.lot_on or "",
        excused=int(row.excused or 0),
        forgiven=int(row.forgiven or 0),
        taken=unpack_lots(row.taken),
        refunds=unpack_pairs(row.refunds),
        codes=tuple(part for part in (row.codes or "").split(",") if part),
        listed=int(row.listed or 0),
        grants=unpack_grants(row.grants),
        release_on=row.release_on or "",
        counted=row.counted or 0,
        lapsed=row.lapsed or "",
        segments=row.segments or 0,
        awarded=row.awarded or "",
        referral=row.referral or "",
        products=tuple(row.products.split(",")) if row.products else (),
    )


def chain_hash(member_id: str, row: EntryRow) -> str:
    """The hash of an entry: over all of the books' content and the previous entry's hash."""
    return link(
        [
            member_id,
            row.sequence,
            row.at_ms,
            row.entry_kind,
            row.available,
            row.pending,
            row.debt,
            row.lots or "",
            row.spend or "",
            row.source,
            row.why,
            row.previous or "",
        ]
    )


def link(content: list[Any]) -> str:
    """The hash of what `chain_hash` names, in that order; docs/ledger-format.md has it for
    everybody else."""
    return hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()[:40]


def entry_row(
    ledger: Ledger, before: MemberState, entry: Entry, at_ms: int, **relay: Any
) -> EntryRow:
    """The entry as the next in the member's chain. `relay`: alias, due, placed_at_s."""
    row = EntryRow(
        keys.member(ledger, before.member_id),
        keys.entry(before.sequence + 1),
        sequence=before.sequence + 1,
        at_ms=at_ms,
        entry_kind=entry.kind,
        available=entry.available,
        pending=entry.pending,
        debt=entry.debt,
        lots=pack_lots(entry.lots) or None,
        spend=pack_pairs(entry.spend) or None,
        source=dict(entry.source),
        why=dict(entry.why),
        previous=before.head or None,
        flags=",".join(entry.flags) or None,
        **relay,
    )
    row.hash = chain_hash(before.member_id, row)
    return row
