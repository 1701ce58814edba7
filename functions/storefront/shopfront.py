"""News, community links and channels, as the shopper's side is told of them."""

from __future__ import annotations

from typing import Any

from core import shopfront
from core.errors import BadInput, NotFound
from core.ledger import sources
from core.ledger.posting import Books
from core.member import MemberState
from core.program.model import Program
from core.program.rewards import Reward
from core.program.shopfront import Community, News
from functions.storefront.reward_shapes import name_of
from functions.storefront.shopper import Shopper


def of_program(store_id: str, program: Program, today: str) -> dict[str, Any]:
    """What is for everybody, and where the page about the program is."""
    return _shown(program, today, None) | {"landing": f"/storefront/landing?store={store_id}"}


def of_member(member: MemberState, program: Program, today: str) -> dict[str, Any]:
    """What is for members of the member's tier, everybody's included."""
    return _shown(program, today, program.tier(member.tier_id).id)


def joined(
    books: Books, shopper: Shopper, member_id: str, wish: dict[str, Any], now_ms: int
) -> dict[str, Any]:
    """Note by which channel the shopper came. `joined` is false for who came by another. Raises
    BadInput, NotFound for a channel that there is not, ActionClosed with the reason."""
    named = wish.get("channel")
    if not isinstance(named, str):
        raise BadInput('Say which channel: {"channel": "..."}.')
    channel = books.programs.channel(named)
    if channel is None:
        raise NotFound("There is no such channel.", code="unknown_channel")
    store_id = shopper.store.store_id
    came = sources.join(books, member_id, channel, store_id, shopper.contact, now_ms)
    if came.channel_id != channel.id:
        return {"joined": False, "points": 0, "reward": None}
    given = sources.given(books, came)
    reward = next((one for one in _rewards(books) if one.id == given.reward_id), None)
    return {
        "joined": True,
        "points": given.points,
        "reward": {"id": reward.id, "name": name_of(reward.names), "names": dict(reward.names)}
        if reward is not None
        else None,
    }


def _rewards(books: Books) -> list[Reward]:
    """Rewards of all versions, the newest first: what was given may be in the program no more."""
    return [one for each in reversed(books.programs.every) for one in each.rewards]


def _shown(program: Program, today: str, tier_id: str | None) -> dict[str, Any]:
    return {
        "news": [_news(one) for one in shopfront.news_of(program, today, tier_id)],
        "community": [_community(one) for one in shopfront.community_of(program, tier_id)],
    }


def _news(one: News) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": name_of(one.names),
        "names": dict(one.names),
        "text": name_of(one.text),
        "texts": dict(one.text),
        "url": one.url or None,
        "from": one.first_day or None,
        "until": one.last_day or None,
    }


def _community(one: Community) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": name_of(one.names),
        "names": dict(one.names),
        "url": one.url,
    }
