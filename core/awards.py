"""What a member is given for something else than an order's amount: for a review, a friend, a
group that reached its target. An award is wished, and may be wished otherwise later: the books are
brought to the wish as they are to an order's newest snapshot, so repeating, taking back and giving
again need no rules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from core import calendar, forgiveness
from core import lots as lot
from core.evolve import replace
from core.lots import Lots
from core.member import Entry, MemberState, entry_between
from core.movements import decrease, increase
from core.program.awards import NOTHING, Award
from core.program.model import Program
from core.redemptions import Redemption


@dataclass(frozen=True, slots=True)
class AwardState:
    """One award. `member_id`: whom it was first given to; the points are with whoever that member
    was joined into. `award_id` is unique for the member and names nobody. `version` 0: never given.

    `wish` is what it should give, `store_id` the store in whose cart. Of it `points` are in the
    books; how a decrease that its own lot (`lot_on`) could not bear was met is kept as an order
    keeps it. `redemption_id`: what gives the wished reward, or gave an earlier one; `rounds`: how
    many there were.
    """

    member_id: str
    award_id: str
    version: int = 0
    rule_id: str = ""
    given_at_s: int = 0
    program_version: int = 0
    wish: Award = NOTHING
    store_id: str = ""
    points: int = 0
    lot_on: str = lot.NEVER
    excused: int = 0
    forgiven: int = 0
    taken: Lots = ()
    redemption_id: str = ""
    rounds: int = 0


# What becomes of an award's redemption: nothing, it is taken back, or another one is made.
Step = Literal["stays", "back", "new"]


def closed(member: MemberState, award: AwardState) -> bool:
    """What an erased member was given before is closed."""
    return bool(award.version) and (
        member.erased_at_s is not None and award.given_at_s <= member.erased_at_s
    )


def step(wish: Award, current: Redemption | None) -> Step:
    """What to do so that the wished reward is given, once. A code that is on its way back is waited
    for: until the store has said that nobody used it, a second one could be one too many."""
    fits = current is not None and (
        current.reward_id == wish.reward_id and wish.value_minor in (0, current.value_minor)
    )
    if current is None or current.status == "returned":
        return "new" if wish.reward_id else "stays"
    if current.status in ("held", "issued") and not fits:
        return "back"
    return "stays"


def settle(
    award: AwardState,
    member: MemberState,
    wish: Award,
    program: Program,
    why: Mapping[str, Any],
    now_s: int,
    tz: ZoneInfo,
    redemption: tuple[Step, str],
) -> tuple[AwardState, MemberState, Entry]:
    """Bring award and member to what is wished. `program`: by which it was first given. `why` has a
    `reason`, names the rule, and says which draw entries come or go. `redemption`: what becomes of
    it, and its id."""
    today = calendar.day(now_s, tz).isoformat()
    first = not award.version
    if first:
        award = replace(
            award,
            given_at_s=now_s,
            program_version=program.version,
            lot_on=program.expiry.last_day(now_s, tz),
        )
    change = wish.points - award.points
    after = member
    if change > 0:
        award, after = increase(award, after, change, today)
    elif change < 0:
        award, after = decrease(award, after, -change, program.spent_refund, today)
    what, redemption_id = redemption
    source = {"type": "award", "member": award.member_id, "id": award.award_id}
    if what != "stays":
        source["redemption"] = redemption_id
    figures: dict[str, Any] = {"points": abs(change)}
    if wish.reward_id and what == "new":
        figures["reward"] = wish.reward_id
    for name in ("excused", "forgiven"):
        if getattr(award, name):
            figures[name] = getattr(award, name)
    released = forgiveness.withheld(member) - forgiveness.withheld(after)
    if released:
        figures["released"] = released
    award = replace(
        award,
        wish=wish,
        points=wish.points,
        redemption_id=redemption_id,
        rounds=award.rounds + (what == "new"),
    )
    lost = what == "back" or any(more < 0 for _, more in why.get("draws", ()))
    entry = entry_between(
        member,
        after,
        kind="reverse" if change < 0 or (lost and not change) else "bonus",
        source=source,
        why={**why, "program": award.program_version, **figures},
        flags=() if what == "stays" else ("code",),
    )
    return award, after, entry
