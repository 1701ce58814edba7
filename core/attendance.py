"""Members' events: who may say that they come, and who is checked in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.member import MemberState
from core.program.events import MembersEvent
from core.program.model import Program
from core.rewards import Refusal, for_segments, for_tiers
from core.wording import say

Answer = Literal["coming", "came", "cancelled"]

# The door opens so long before it begins, and who came is noted for so long afterwards.
DOOR_BEFORE = timedelta(hours=12)
DOOR_AFTER = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Places:
    """`taken`: of members who come or came, the one who asks not among them."""

    taken: int
    capacity: int | None

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def over(event: MembersEvent, now_s: int, tz: ZoneInfo) -> bool:
    """Whether it has begun: nobody says any more that they come."""
    return _now(now_s, tz) >= event.at


def refusal(
    event: MembersEvent,
    member: MemberState,
    program: Program,
    places: Places,
    now_s: int,
    tz: ZoneInfo,
) -> Refusal | None:
    """Why a member cannot say that they come; None when they can."""
    if over(event, now_s, tz):
        return Refusal("event_over", say("event_over"))
    return _not_for(event, member, program, now_s, tz) or _full(places)


def door_refusal(
    event: MembersEvent,
    member: MemberState,
    program: Program,
    places: Places,
    now_s: int,
    tz: ZoneInfo,
    *,
    expected: bool,
) -> Refusal | None:
    """Why a member is not let in; None when they are. `expected`: they had said that they come:
    that stands, whatever tier they have by now."""
    now = _now(now_s, tz)
    if not event.at - DOOR_BEFORE <= now <= event.at + DOOR_AFTER:
        shown = f"{event.at:%Y-%m-%d %H:%M}"
        return Refusal("not_now", say("event_not_now", moment=shown))
    if expected:
        return None
    return _not_for(event, member, program, now_s, tz) or _full(places)


def _not_for(
    event: MembersEvent, member: MemberState, program: Program, now_s: int, tz: ZoneInfo
) -> Refusal | None:
    today = _now(now_s, tz).date().isoformat()
    return for_tiers(member, event.tiers, program, "event_not_for_tier") or for_segments(
        member, event.segments, program, today, "event_not_for_segment"
    )


def _full(places: Places) -> Refusal | None:
    if places.left is None or places.left > 0:
        return None
    return Refusal("event_full", say("event_full"))


def _now(now_s: int, tz: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(now_s, tz).replace(tzinfo=None)
