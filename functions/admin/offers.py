"""What a member could redeem now, for whoever redeems in their place."""

from __future__ import annotations

from core import calendar, rewards
from core.ledger import tallies
from core.ledger.goods import left_of
from core.ledger.posting import Books
from core.member import MemberState
from core.program.rewards import Reward
from core.rewards import Refusal

Offer = tuple[Reward, Refusal | None]


def offers(books: Books, member: MemberState, now_s: int) -> list[Offer]:
    """Every reward of the program, and why the member cannot have it; None where they can."""
    program = books.programs.in_force(now_s)
    today = calendar.day(now_s, books.tz).isoformat()
    names = [name for one in program.rewards for name in one.tallies]
    taken = tallies.shown(books.ledger, names)
    available = rewards.spendable(member, today)
    found = []
    for reward in program.rewards:
        left = left_of(reward, taken, today)
        refusal = rewards.refusal(member, reward, program, today, left)
        found.append((reward, refusal or rewards.too_few(available, reward.least)))
    return found
