"""What an opening balance does to a member, and how it is undone.

What all imports together brought for somebody is one figure, and the newest file says how much: a
row posts only the difference. So a file may be imported again, or corrected, and brings nothing
twice; points earned here are no part of it.
"""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from core import calendar, forgiveness, tiers
from core import lots as lot
from core.brought import Brought, Change
from core.errors import BadInput
from core.evolve import replace
from core.member import Entry, MemberState, TierGrant, entry_between
from core.migrating.planning import Opening
from core.program.model import Program

Policy = Literal["debt", "forgive"]


def source_of(import_id: str, line: int) -> dict[str, str]:
    """What the entry of an import's row is about."""
    return {"type": "import", "id": import_id, "line": str(line)}


def opened(
    member: MemberState,
    brought: Brought,
    opening: Opening,
    import_id: str,
    program: Program,
    now_s: int,
    tz: ZoneInfo,
) -> tuple[MemberState, Entry, Change] | None:
    """The member with what a file's row brings, the entry that says so, and how to undo it. None
    when all of it was brought before."""
    person = opening.person
    points = 0 if opening.points is None else opening.points - brought.points
    lifetime = 0 if person.lifetime is None else person.lifetime - brought.lifetime
    after, grant = _graded(member, opening, program, now_s, tz)
    if not (points or lifetime or grant) and member.version:
        return None
    if points > 0:
        # What was brought before were the lots that end first.
        rest, _ = lot.take(opening.lots, max(brought.points, 0))
        over = points - lot.total(rest)  # debt of an earlier file that this one does not name
        for on, part in (*rest, (lot.NEVER, max(over, 0))):
            after = after.credit(part, on) if part else after
    elif points < 0:
        left, taken = lot.take(after.lots, -points)
        missing = -points - lot.total(taken)
        after = replace(after.with_lots(left), debt=after.debt + missing)
    after = replace(after, lifetime=max(0, after.lifetime + lifetime))
    why: dict[str, object] = {"reason": "opening", "import": import_id, "line": person.line}
    if opening.points is not None:
        why |= {"points": opening.points, "brought": brought.points}
    if grant is not None:
        why |= {"tier": grant.tier_id, "until": grant.until}
    source = source_of(import_id, person.line)
    entry = entry_between(member, after, kind="adjust", source=source, why=why)
    before = _manual(member) if grant is not None else None
    change = Change(points, after.lifetime - member.lifetime, entry.lots, entry.debt, grant, before)
    return after, entry, change


def _graded(
    member: MemberState, opening: Opening, program: Program, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, TierGrant | None]:
    """The member in the tier that the file says, and the grant of it; none for a tier that they
    hold by their own purchases, or by the same grant."""
    if not opening.tier_id:
        return member, None
    grant = TierGrant(tiers.MANUAL, opening.tier_id, opening.tier_until)
    if _manual(member) == grant:
        return member, None
    if program.rank(member.earned or member.tier_id) >= program.rank(grant.tier_id):
        return member, None
    try:
        after, _ = tiers.given(member, grant.tier_id, grant.until, program, now_s, tz)
    except BadInput:  # earned meanwhile
        return member, None
    return after, grant


def _manual(member: MemberState) -> TierGrant | None:
    return next((one for one in member.grants if one.source == tiers.MANUAL), None)


def undone(
    member: MemberState,
    change: Change,
    import_id: str,
    line: int,
    policy: Policy,
    program: Program,
    now_s: int,
    tz: ZoneInfo,
) -> tuple[MemberState, Entry, int]:
    """The member without what a row had brought, the entry, and how many of its points were spent:
    these become debt, or are forgiven. What of them expired is gone already."""
    today = calendar.day(now_s, tz).isoformat()
    after, missing = member, 0
    for on, points in change.lots:
        if points < 0:
            after = _given_back(after, on, -points, today)
        else:
            after, lacking = _taken(after, on, points)
            missing += lacking
    rest, taken = lot.take(after.lots, missing)
    spent = missing - lot.total(taken)
    after = after.with_lots(rest)
    if policy == "forgive":
        after = forgiveness.forgive(after, spent)
    debt = after.debt - change.debt + (spent if policy == "debt" else 0)
    after = replace(after, debt=max(debt, 0), lifetime=max(0, after.lifetime - change.lifetime))
    if debt < 0:  # what the import had made was paid meanwhile
        after = after.credit(-debt, program.expiry.last_day(now_s, tz))
    owed = min(after.debt, after.available)
    after = replace(after.with_lots(lot.take(after.lots, owed)[0]), debt=after.debt - owed)
    if change.given is not None and _manual(member) == change.given:
        after = tiers.ungranted(after, tiers.MANUAL)
        if change.before is not None and change.before.until >= today:
            after = tiers.granted(after, change.before)
        after = tiers.reviewed(after, program, now_s, tz)
    why: dict[str, object] = {"reason": "opening_undone", "import": import_id, "line": line}
    if spent:
        why["forgiven" if policy == "forgive" else "owed"] = spent
    source = source_of(import_id, line)
    return after, entry_between(member, after, kind="adjust", source=source, why=why), spent


def _given_back(member: MemberState, on: str, points: int, today: str) -> MemberState:
    home = member.home(on)
    if home != lot.NEVER and home < today:
        return member.with_expired(on, points)
    return member.with_lots(lot.add(member.lots, home, points))


def _taken(member: MemberState, on: str, points: int) -> tuple[MemberState, int]:
    """The member without points of that lot, and how many of them are neither in it nor expired. A
    lot that was promised to last longer is another one by now."""
    left = points
    for one in dict.fromkeys((on, member.home(on))):
        held = min(left, lot.holds(member.lots, one))
        member = member.with_lots(lot.minus(member.lots, [(one, held)]))
        left -= held
        ended = min(left, lot.holds(member.expired, one))
        if ended:
            member = member.with_expired(one, -ended)
        left -= ended
    return member, left
