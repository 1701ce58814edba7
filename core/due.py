"""When a member next needs attention although nobody buys: expiry, reminders, tier review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core import calendar, expiry, tiers
from core import lots as lot
from core.evolve import replace
from core.member import Entry, EntryKind, MemberState, entry_between
from core.program.model import Program


def due_on(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> str | None:
    """The earliest day on which a lot has ended, is about to end and nobody said so, or the tier
    falls due; None for never."""
    days = [_after(on) for on, _ in member.lots if on != lot.NEVER]
    review = tiers.attention_on(member, program, now_s, tz)
    reminder = expiry.remind_on(member, program.expiry.remind_days)
    return min((*days, *(day for day in (review, reminder) if day)), default=None)


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def registering(
    member: MemberState, program: Program, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, str | None]:
    """The member with its due day noted, and the day if it must be registered anew: only when it
    comes earlier than the one registered. A later one is found when the registered day comes."""
    day = due_on(member, program, now_s, tz)
    if day is None or (member.due_on is not None and member.due_on <= day):
        return member, None
    return replace(member, due_on=day), day


def settle(
    member: MemberState, program: Program, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, Entry] | None:
    """The next thing that is due for a member, one at a time: lots that have ended expire, then
    the tier is reviewed, then what entering it is worth is paid, then a reminder goes out. None
    when nothing is."""
    today = calendar.day(now_s, tz).isoformat()
    alive, ended = lot.split_expired(member.lots, today)
    if ended:
        after = member.with_lots(alive)
        for on, points in ended:
            after = after.with_expired(on, points)
        return after, _entry(member, after, "expire", {"reason": "expire"})
    after = tiers.reviewed(member, program, now_s, tz)
    if after.tier_id != member.tier_id:
        why = {"reason": "review", "tier": after.tier_id, "was": member.tier_id}
        return after, _entry(member, after, "tier", why)
    reward = tiers.reward_on(member, program, now_s, tz)
    if reward is not None and reward <= today:
        return _entered(member, program, now_s, tz)
    return expiry.reminded(member, program.expiry.remind_days, today)


def noted(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> MemberState:
    """The member of whom nothing is due, with the review that was held and the next due day."""
    after = tiers.reviewed(member, program, now_s, tz)
    return replace(after, due_on=due_on(after, program, now_s, tz))


def _entered(
    member: MemberState, program: Program, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, Entry]:
    tier = program.tier(member.tier_id)
    ends = program.expiry.last_day(now_s, tz)
    after = member.credit(tier.entry_points, ends).with_counted(f"tier:{tier.id}", 1)
    why = {"reason": "entry_reward", "tier": tier.id, "points": tier.entry_points}
    return after, _entry(member, after, "bonus", why)


def _entry(
    before: MemberState, after: MemberState, kind: EntryKind, why: Mapping[str, object]
) -> Entry:
    return entry_between(before, after, kind=kind, source={"type": "schedule"}, why=why)
