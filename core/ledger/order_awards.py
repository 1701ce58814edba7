"""What an order's bonuses give besides points: a gift, a code for the next order, cash back, draw
entries. How often is a grant of the order (core/grants.py), so it survives repeats and refunds as
points do."""

from __future__ import annotations

from core.ledger import awards
from core.ledger.posting import Books
from core.order import OrderState
from core.program.awards import NOTHING, Award
from core.program.earning import Bonus

# Of one bonus, by one order: more gifts in one order are a mistake in the program.
MOST = 20


def follow(books: Books, order: OrderState, today: str, now_ms: int) -> None:
    """Bring the awards of an order's bonuses to what its grants are. What it earns is there when
    its points are: after the hold."""
    program = books.programs.of_version(order.program_version)
    grants = dict(order.grants)
    for bonus in program.earning.bonuses:
        grant = grants.get(bonus.id)
        if not bonus.awards or grant is None:
            continue
        now = grant.now if order.earned(today) else 0
        for number, wish in enumerate(_wishes(bonus, now, grant.most or 0)):
            award_id = f"order:{order.store_id}/{order.order_id}:{bonus.id}:{number}"
            why = {"reason": "order_award", "rule": bonus.id, "order": order.order_id}
            member_id, store_id = order.awarded, order.store_id
            awards.bring(books, member_id, award_id, wish, bonus.id, why, store_id, now_ms)


def _wishes(bonus: Bonus, now: int, most: int) -> list[Award]:
    """What should be given, and behind it nothing for what was given and is so no more."""
    if bonus.kind == "cash_back":
        return [Award(reward_id=bonus.reward_id, value_minor=now) if now else NOTHING]
    ever = min(max(now, most), MOST)
    gift = Award(reward_id=bonus.reward_id, draw_id=bonus.draw_id, entries=bonus.entries)
    return [gift if number < now else NOTHING for number in range(ever)]
