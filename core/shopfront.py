"""Which news and community links are whose, and who joins by a channel: said by the functions that
decide."""

from __future__ import annotations

from core.program.model import Program
from core.program.shopfront import Channel, Community, News
from core.rewards import Refusal
from core.wording import say

# Somebody whom the ledger has known for longer has joined before, by whatever way.
NEWCOMER_DAYS = 30
_DAY_S = 86400


def news_of(program: Program, today: str, tier_id: str | None = None) -> list[News]:
    """News in force on the store's day `today`: everybody's, and of those for some tiers what is
    for members of `tier_id`."""
    return [
        one
        for one in program.news
        if _within(one.first_day, one.last_day, today) and _for(one.tiers, tier_id)
    ]


def community_of(program: Program, tier_id: str | None = None) -> list[Community]:
    """Everybody's community links, and those for members of `tier_id`."""
    return [one for one in program.community if _for(one.tiers, tier_id)]


def channel_closed(program: Program, channel: Channel, today: str) -> Refusal | None:
    """Why nobody joins by the channel on the store's day `today`, by the program in force; None
    where people do."""
    if program.channel(channel.id) is None:
        return Refusal("channel_ended", say("channel_ended"))
    first, last = channel.first_day, channel.last_day
    if first and today < first:
        return Refusal("channel_not_started", say("action_not_started", day=first))
    if last and today > last:
        return Refusal("channel_ended", say("action_ended", day=last))
    return None


def no_newcomer(known_since_s: int | None, channel_since_s: int, now_s: int) -> Refusal | None:
    """Why somebody whom the ledger has known since then (None: not yet) does not join by a channel
    that is there since `channel_since_s`; None for a newcomer. All are Unix seconds."""
    if known_since_s is None:
        return None
    if channel_since_s <= known_since_s and now_s - known_since_s <= NEWCOMER_DAYS * _DAY_S:
        return None
    return Refusal("channel_for_new_members", say("channel_for_new_members"))


def _within(first: str, last: str, today: str) -> bool:
    return first <= today and (not last or today <= last)


def _for(tiers: tuple[str, ...], tier_id: str | None) -> bool:
    return not tiers or tier_id in tiers
