"""Whether a reward is in reach of a member, and if not, why: said by the function that decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core import lots as lot
from core import segments
from core.errors import BadInput
from core.member import MemberState
from core.program.model import Program
from core.program.rewards import Reward


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reward cannot be redeemed. `code` is stable; `text` is for people, by language."""

    code: str
    text: Mapping[str, str]


def closed(reward: Reward, today: str) -> Refusal | None:
    """Why nobody can redeem it on the store's day `today`; None when they can."""
    if reward.first_day and today < reward.first_day:
        return Refusal(
            "reward_not_started",
            {
                "en": f"This reward can be redeemed from {reward.first_day} on.",
                "zh-Hant": f"此獎勵自 {reward.first_day} 起開放兌換。",
            },
        )
    if reward.last_day and today > reward.last_day:
        return Refusal(
            "reward_ended",
            {
                "en": f"This reward ended on {reward.last_day}; choose another one.",
                "zh-Hant": f"此獎勵已於 {reward.last_day} 截止，請選擇其他獎勵。",
            },
        )
    return None


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
    return Refusal(
        "reward_out_of_stock",
        {
            "en": "None of this reward is left; choose another one.",
            "zh-Hant": "此獎勵已兌換完畢，請選擇其他獎勵。",
        },
    )


def refusal(
    member: MemberState, reward: Reward, program: Program, today: str, left: int | None = None
) -> Refusal | None:
    """Why the member cannot have it, however many points there are; None when nothing but points
    can be in the way. `left`: how many of it there are, None for any number."""
    return (
        closed(reward, today)
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
        "insufficient_points",
        {
            "en": f"{needed} points are needed, {available} are there.",
            "zh-Hant": f"需要 {needed} 點，目前可用 {available} 點。",
        },
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
    en, zh = names_text([tier.names for tier in program.tiers if tier.id in tiers])
    return Refusal(
        code,
        {"en": f"This is for members of: {en}.", "zh-Hant": f"限以下會員等級：{zh}。"},
    )


def _segment(member: MemberState, reward: Reward, program: Program, today: str) -> Refusal | None:
    return for_segments(member, reward.segments, program, today, "reward_not_for_segment")


def for_segments(
    member: MemberState, segment_ids: Sequence[str], program: Program, today: str, code: str
) -> Refusal | None:
    """Why something for members of certain segments is not for this one on the store's day `today`;
    None when it is. `segment_ids` empty: for everybody."""
    if segments.among(segment_ids, member, program, today[:7]):
        return None
    en, zh = names_text([one.names for one in program.segments if one.id in segment_ids])
    return Refusal(code, {"en": f"This is for: {en}.", "zh-Hant": f"限以下顧客：{zh}。"})


def names_text(named: Iterable[Mapping[str, str]]) -> tuple[str, str]:
    """Names in a row, in English and in Chinese; where one is missing, any other."""
    rows = list(named)
    en = ", ".join(names.get("en") or next(iter(names.values())) for names in rows)
    return en, "、".join(names.get("zh-Hant") or next(iter(names.values())) for names in rows)


def _limit(member: MemberState, reward: Reward) -> Refusal | None:
    if reward.per_member is None or member.counted(reward.counter) < reward.per_member:
        return None
    return Refusal(
        "reward_limit_reached",
        {
            "en": f"This reward can be redeemed {reward.per_member} times by each member, "
            "which you have done.",
            "zh-Hant": f"此獎勵每位會員限兌換 {reward.per_member} 次，您已達上限。",
        },
    )
