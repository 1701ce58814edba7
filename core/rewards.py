"""Whether a reward is in reach of a member, and if not, why: said by the function that decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core import lots as lot
from core import segments
from core.errors import BadInput
from core.member import MemberState
from core.program.model import Program
from core.program.rewards import Reward
from core.wording import all_named, say


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reward cannot be redeemed. `code` is stable; `text` is for people, by language."""

    code: str
    text: Mapping[str, str]


def closed(reward: Reward, today: str) -> Refusal | None:
    """Why nobody can redeem it on the store's day `today`; None when they can."""
    if reward.first_day and today < reward.first_day:
        return Refusal("reward_not_started", say("reward_not_started", day=reward.first_day))
    if reward.last_day and today > reward.last_day:
        return Refusal("reward_ended", say("reward_ended", day=reward.last_day))
    return None


def paused(reward: Reward) -> Refusal | None:
    """Why nobody can redeem it for the time being; None when they can."""
    return Refusal("reward_paused", say("reward_paused")) if reward.paused else None


def left_of(reward: Reward, taken: int, pool: int, lying: int | None = None) -> int | None:
    """How many can still be had after `taken` redemptions, of a stock, of a `pool` of so many
    vouchers, or of the `lying` pieces of its batches; None for any number."""
    limits = [reward.stock - taken] if reward.stock is not None else []
    if reward.kind == "voucher":
        limits.append(pool - taken)
    if lying is not None:
        limits.append(lying)
    return max(0, min(limits)) if limits else None


def sold_out(left: int | None) -> Refusal | None:
    """Why nobody can have a reward that there are only so many `left` of; None when they can."""
    if left is None or left > 0:
        return None
    return Refusal("reward_out_of_stock", say("reward_out_of_stock"))


def refusal(
    member: MemberState, reward: Reward, program: Program, today: str, left: int | None = None
) -> Refusal | None:
    """Why the member cannot have it, however many points there are; None when nothing but points
    can be in the way. `left`: how many of it there are, None for any number."""
    return (
        closed(reward, today)
        or paused(reward)
        or sold_out(left)
        or _tier(member, reward, program)
        or _segment(member, reward, program, today)
        or _limit(member, reward)
    )


def points_for(reward: Reward, chosen: int | None) -> int:
    """The points that a redemption takes, of those that the shopper chose. Raises BadInput for a
    number that the reward is not to be had for."""
    if reward.kind != "amount":
        if chosen is not None and chosen != reward.points:
            raise BadInput(f"This reward costs {reward.points} points.", code="invalid_points")
        return reward.points
    most = reward.max_points
    fits = chosen is not None and chosen >= reward.least and chosen % reward.points == 0
    if chosen is None or not fits or (most is not None and chosen > most):
        raise BadInput(
            f"Say how many points: {reward.least} or more"
            + (f", {most} at most" if most is not None else "")
            + f", in steps of {reward.points}.",
            code="invalid_points",
            min=reward.least,
            step=reward.points,
            **({"max": most} if most is not None else {}),
        )
    return chosen


def worth_minor(reward: Reward, points: int) -> int:
    """What so many points take off, in minor units; 0 where that is a percentage or shipping."""
    return reward.value_minor * points // reward.points


def spendable(member: MemberState, today: str) -> int:
    """Points that can be redeemed: lots that have ended are not, even before the schedule has
    expired them."""
    alive, _ = lot.split_expired(member.lots, today)
    return lot.total(alive)


def too_few(available: int, needed: int) -> Refusal | None:
    """Why so many points do not reach; None when they do."""
    if available >= needed:
        return None
    return Refusal(
        "insufficient_points", say("insufficient_points", needed=needed, available=available)
    )


def _tier(member: MemberState, reward: Reward, program: Program) -> Refusal | None:
    return for_tiers(member, reward.tiers, program, "reward_not_for_tier")


def for_tiers(
    member: MemberState, tiers: Sequence[str], program: Program, code: str
) -> Refusal | None:
    """Why something for members of certain tiers is not for this one; None when it is. `tiers`
    empty: for everybody."""
    if not tiers or program.tier(member.tier_id).id in tiers:
        return None
    names = all_named(tier.names for tier in program.tiers if tier.id in tiers)
    return Refusal(code, say("for_tiers", names=names))


def _segment(member: MemberState, reward: Reward, program: Program, today: str) -> Refusal | None:
    return for_segments(member, reward.segments, program, today, "reward_not_for_segment")


def for_segments(
    member: MemberState, segment_ids: Sequence[str], program: Program, today: str, code: str
) -> Refusal | None:
    """Why something for members of certain segments is not for this one on the store's day `today`;
    None when it is. `segment_ids` empty: for everybody."""
    if segments.among(segment_ids, member, program, today[:7]):
        return None
    names = all_named(one.names for one in program.segments if one.id in segment_ids)
    return Refusal(code, say("for_segments", names=names))


def _limit(member: MemberState, reward: Reward) -> Refusal | None:
    if reward.per_member is None or member.counted(reward.counter) < reward.per_member:
        return None
    return Refusal("reward_limit_reached", say("reward_limit_reached", times=reward.per_member))
