"""Tiers: up at once, down at a review, and never below what a membership or the merchant grants.

A member's tier is the higher of two: the one earned by what was bought, and the one granted for a
time. What is bought is kept by month, so a rolling window of twelve months is the current month
and the twelve before it: a purchase counts for at least twelve months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core import bought, calendar
from core.errors import BadInput, NotFound
from core.evolve import replace
from core.member import Entry, MemberState, TierGrant, entry_between
from core.program.model import Program
from core.program.tiers import Figures, Tier

# Two years and a month: the farthest review that a calendar year can be looked at in.
_MONTHS_AHEAD = 25

MANUAL = "manual"
# The member's counter of what was done besides buying.
DID = "did"
_GRANTS_KEPT = 3


def figures(member: MemberState, program: Program, month: str) -> Figures:
    """What counts in `month` for reaching a tier."""
    rules = program.tier_rules
    if rules.window == "lifetime":
        return _and_done(member, bought.ever(member))
    if rules.window == "calendar_year":
        return _and_done(member, bought.in_years(member, month[:4]))
    first = calendar.add_months(month, -rules.months)
    return _and_done(member, bought.between(member, first, month))


def _and_done(member: MemberState, what: Figures) -> Figures:
    """With what was done besides buying, which counts for good."""
    did = member.counted(DID) if member.counters else 0
    return replace(what, did=did) if did else what


def _reviewed_by(member: MemberState, program: Program, month: str) -> Figures:
    """What counts in a review held in `month`: of calendar years also the one that has ended."""
    if program.tier_rules.window == "calendar_year":
        return _and_done(member, bought.in_years(member, month[:4], str(int(month[:4]) - 1)))
    return figures(member, program, month)


def _reached(what: Figures, program: Program) -> int:
    return max((i for i, tier in enumerate(program.tiers) if tier.met_by(what)), default=0)


def _earned(member: MemberState, program: Program) -> int:
    return program.rank(member.earned or member.tier_id)


def _granted(member: MemberState, program: Program, today: str) -> int:
    ranks = [program.rank(grant.tier_id) for grant in member.grants if grant.until >= today]
    return max(ranks, default=0)


def promoted(
    member: MemberState,
    program: Program,
    now_s: int,
    tz: ZoneInfo,
    joined: MemberState | None = None,
) -> MemberState:
    """The member, in a higher tier if one has been reached, and out of one whose grant was taken
    back. `joined`: somebody whose earned tier is theirs from now on."""
    month = calendar.month(now_s, tz)
    earned = max(_earned(member, program), _reached(figures(member, program, month), program))
    if joined is not None:
        earned = max(earned, _earned(joined, program))
    after = _placed(member, earned, program, now_s, tz)
    # What was reached after a review stands until the next one.
    return _noting(after, program, now_s, tz) if after.tiers != member.tiers else after


def reviewed(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> MemberState:
    """The member in the tier that is theirs now, up or down: grants that have ended are over, and
    if a review has come since the last one, what was bought decides."""
    today = calendar.day(now_s, tz).isoformat()
    earned = _earned(member, program)
    month = calendar.month(now_s, tz)
    if _last_review(program, today) > member.reviewed:
        earned = _kept(earned, _reviewed_by(member, program, month), program)
    earned = max(earned, _reached(figures(member, program, month), program))
    after = _noting(_placed(member, earned, program, now_s, tz), program, now_s, tz)
    return replace(after, grants=tuple(one for one in after.grants if one.until >= today))


def _kept(held: int, what: Figures, program: Program) -> int:
    reached = _reached(what, program)
    if reached >= held or program.tier_rules.down == "never":
        return held
    return held - 1 if program.tier_rules.down == "one_step" else reached


def _placed(
    member: MemberState, earned: int, program: Program, now_s: int, tz: ZoneInfo
) -> MemberState:
    today = calendar.day(now_s, tz).isoformat()
    rank = max(earned, _granted(member, program, today))
    after = replace(member, earned=program.tiers[earned].id if earned < rank else None)
    enters = program.tier_rules.on_first_order and not member.tiers and _has_bought(member)
    if rank == program.rank(member.tier_id) and not enters:
        return after
    return after.with_tier(program.tiers[rank].id, now_s)


def _noting(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> MemberState:
    """The member with the last review noted, where reviews have to be told apart."""
    if not program.tier_rules.remembers or not member.tiers:
        return member
    return replace(member, reviewed=_last_review(program, calendar.day(now_s, tz).isoformat()))


def _has_bought(member: MemberState) -> bool:
    return bought.ever(member) != Figures()


def entered(member: MemberState, program: Program) -> bool:
    """Whether the member is in any tier yet: on joining, or with the first paid order."""
    return bool(member.tiers) or not program.tier_rules.on_first_order


def _last_review(program: Program, today: str) -> str:
    """The month of the last review held by `today`; reviews are never held before it."""
    rules = program.tier_rules
    month = (date.fromisoformat(today) - timedelta(days=rules.grace_days)).isoformat()[:7]
    while int(month[5:]) not in rules.reviews:
        month = calendar.add_months(month, -1)
    return month


def _earned_until(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> str | None:
    """The review day on which the earned tier falls without another purchase; None for never."""
    rules = program.tier_rules
    earned = _earned(member, program)
    if earned == 0 or rules.down == "never" or rules.window == "lifetime":
        return None
    month, today = calendar.month(now_s, tz), calendar.day(now_s, tz).isoformat()
    for ahead in range(_MONTHS_AHEAD + rules.months):
        later = calendar.add_months(month, ahead)
        if int(later[5:]) not in rules.reviews:
            continue
        on = f"{later}-01"
        if rules.grace_days:
            on = (date.fromisoformat(on) + timedelta(days=rules.grace_days)).isoformat()
        if on <= today:
            continue
        what = _reviewed_by(member, program, on[:7])
        if not any(tier.met_by(what) for tier in program.tiers[earned:]):
            return on
    return None


def review_on(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> str | None:
    """The day ("2027-04-01") on which the tier would be lost without another purchase; None for
    a tier that cannot be lost, as the lowest."""
    held = program.rank(member.tier_id)
    if held == 0:
        return None
    today = calendar.day(now_s, tz).isoformat()
    covers = [g.until for g in member.grants if program.rank(g.tier_id) >= held]
    granted = [_after(until) for until in covers if until >= today]
    if _earned(member, program) < held:
        return max(granted, default=None)
    earned = _earned_until(member, program, now_s, tz)
    return max([earned, *granted]) if earned is not None else None


def attention_on(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> str | None:
    """The next day on which a review, the end of a grant, or an entry reward has to be seen to."""
    days = [_after(grant.until) for grant in member.grants]
    days += [
        day
        for day in (
            _earned_until(member, program, now_s, tz),
            reward_on(member, program, now_s, tz),
        )
        if day
    ]
    return min(days, default=None)


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def granted(member: MemberState, grant: TierGrant) -> MemberState:
    """The member with a grant; of one source only the newest counts, and of orders only those that
    reach furthest: a row cannot hold them all."""
    grants = sorted((*_others(member, grant.source), grant), key=_reach)
    return replace(member, grants=tuple(grants[-_GRANTS_KEPT:]))


def _reach(grant: TierGrant) -> tuple[bool, str, str]:
    return (grant.source == MANUAL, grant.until, grant.source)


def given(
    member: MemberState, tier_id: str, until: str, program: Program, now_s: int, tz: ZoneInfo
) -> tuple[MemberState, Entry]:
    """The member in a tier until a day, as the merchant decides: at least in that one, since what
    is bought meanwhile may reach a higher. A day that has passed ends what was given before.
    Raises NotFound for a tier that the program has not, BadInput for one below the earned one."""
    if all(tier.id != tier_id for tier in program.tiers):
        known = ", ".join(tier.id for tier in program.tiers)
        raise NotFound(f"There is no tier {tier_id!r}; there are {known}.", code="unknown_tier")
    ends = until < calendar.day(now_s, tz).isoformat()
    if program.rank(tier_id) < _earned(member, program) and not ends:
        raise BadInput(
            f"The member has earned {program.tiers[_earned(member, program)].id}, which is higher;"
            " a tier can be given, and taken back, but an earned one falls only at its review."
        )
    after = reviewed(granted(member, TierGrant(MANUAL, tier_id, until)), program, now_s, tz)
    why = {"reason": "tier_ended" if ends else "tier_given", "tier": tier_id, "until": until}
    source = {"type": "merchant"}
    return after, entry_between(member, after, kind="tier", source=source, why=why)


def ungranted(member: MemberState, source: str) -> MemberState:
    """The member without what that source granted."""
    if not member.grants:
        return member
    return replace(member, grants=_others(member, source))


def _others(member: MemberState, source: str) -> tuple[TierGrant, ...]:
    return tuple(one for one in member.grants if one.source != source)


def reward_on(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> str | None:
    """The day on which the entry reward of the tier held is due; None when it has none, when the
    member had it, or when refunds took away what the tier was entered by."""
    tier = program.tier(member.tier_id)
    if not tier.entry_points or not member.tiers or member.counted(f"tier:{tier.id}"):
        return None
    today, month = calendar.day(now_s, tz).isoformat(), calendar.month(now_s, tz)
    rank = max(
        _reached(_reviewed_by(member, program, month), program), _granted(member, program, today)
    )
    if rank < program.rank(tier.id):
        return None
    since = calendar.day(member.tiers[-1][1], tz)
    return (since + timedelta(days=tier.entry_after_days)).isoformat()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a member stands. `missing` of `next_tier`'s thresholds, all or any of which reach it;
    `counts_until` is the last day on which all of `figures` count; `keep_until` the last day the
    tier is safe without another purchase. `entered`: in any tier yet."""

    tier: Tier
    entered: bool
    figures: Figures
    next_tier: Tier | None
    missing: Figures
    counts_until: str | None
    keep_until: str | None

    @property
    def percent(self) -> int:
        """How much of the way to the next tier is done; 100 in the highest."""
        if self.next_tier is None:
            return 100
        needed, missing = self.next_tier.thresholds, self.missing
        pairs = (
            (needed.spend_minor, missing.spend_minor),
            (needed.points, missing.points),
            (needed.orders, missing.orders),
            (needed.did, missing.did),
        )
        done = [100 - -(-100 * lack // threshold) for threshold, lack in pairs if threshold]
        return (max if self.next_tier.need_any else min)(done, default=0)


def progress(member: MemberState, program: Program, now_s: int, tz: ZoneInfo) -> Progress:
    """Computed by the functions that decide."""
    month = calendar.month(now_s, tz)
    now = figures(member, program, month)
    held = program.rank(member.tier_id)
    above = program.tiers[held + 1 :]
    by_buying = [tier for tier in above if tier.thresholds != Figures()]
    following = next(iter(by_buying or above), None)
    review = review_on(member, program, now_s, tz)
    keep = (date.fromisoformat(review) - timedelta(days=1)).isoformat() if review else None
    return Progress(
        tier=program.tiers[held],
        entered=entered(member, program),
        figures=now,
        next_tier=following,
        missing=following.missing(now) if following else Figures(),
        counts_until=_counts_until(member, program, month, now),
        keep_until=keep,
    )


def _counts_until(member: MemberState, program: Program, month: str, now: Figures) -> str | None:
    """None when nothing counts that could stop counting."""
    rules = program.tier_rules
    if rules.window == "lifetime":
        return None
    if rules.window == "calendar_year":
        return f"{month[:4]}-12-31"
    for ahead in range(1, rules.months + 2):
        later = calendar.add_months(month, ahead)
        if figures(member, program, later) != now:
            return calendar.last_day(calendar.add_months(later, -1))
    return None
