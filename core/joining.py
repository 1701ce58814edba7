"""Joining two members into one, and forgetting one. Both keep the books balanced."""

from __future__ import annotations

from dataclasses import replace

from core import bought, profile, tiers
from core import lots as lot
from core.member import RECENT_KEPT, Contact, Entry, MemberState, entry_between


def join(
    source: MemberState, target: MemberState, proof: str
) -> tuple[MemberState, Entry, MemberState, Entry]:
    """Move all that `source` has to `target`: points with their expiry, pending, debt, spend.

    Afterwards `source` holds nothing and names where its late events go. `proof` says what
    proved that both are one person.
    """
    emptied = replace(_emptied(source), merged_into=target.member_id)
    received = target.with_promise(source.kept_until)
    # Both are one person: what one of them was promised holds for all that they have.
    received = received.with_lots(lot.normal((received.home(on), n) for on, n in target.lots))
    for expires_on, points in source.lots:
        received = received.credit(points, expires_on)
    owed = min(source.debt, received.available)
    rest, _ = lot.take(received.lots, owed)
    received = replace(received.with_lots(rest), debt=received.debt + source.debt - owed)
    received = bought.add_all(received, source)
    for name, count in source.counters:
        received = received.with_counted(name, count)
    for expires_on, points in source.expired:
        received = received.with_expired(expires_on, points)
    received = replace(
        received,
        pending=received.pending + source.pending,
        lifetime=received.lifetime + source.lifetime,
        recent=(*received.recent, *source.recent)[:RECENT_KEPT],
        contact=source.contact.updated(received.contact),
        profile=profile.joined(received.profile, source.profile),
    )
    for grant in source.grants:
        received = tiers.granted(received, grant)
    out = entry_between(
        source,
        emptied,
        kind="join",
        source={"type": "join", "id": target.member_id},
        why={"reason": "join_out", "proof": proof},
    )
    into = entry_between(
        target,
        received,
        kind="join",
        source={"type": "join", "id": source.member_id},
        why={"reason": "join_in", "proof": proof},
    )
    return emptied, out, received, into


def forget(member: MemberState, now_s: int) -> tuple[MemberState, Entry]:
    """Drop everything personal and what it was worth; the entries stay under the pseudonym. The
    last one says whether it was an account: figures of what was still tell members from guests."""
    after = replace(_emptied(member), tiers=(), lifetime=0, erased_at_s=now_s)
    why = {"reason": "erase", "account": int(bool(member.contact.customers))}
    entry = entry_between(member, after, kind="erase", source={"type": "erasure"}, why=why)
    return after, entry


def _emptied(member: MemberState) -> MemberState:
    """The member without all that they had and were known by; tiers and what they ever earned
    stay."""
    return replace(
        member.with_lots(()),
        pending=0,
        debt=0,
        spend=(),
        expired=(),
        recent=(),
        pace=(0, 0),
        counters=(),
        kept_until="",
        reminded="",
        activity=(),
        past=(),
        grants=(),
        earned=None,
        reviewed="",
        profile=(),
        contact=Contact(),
    )
