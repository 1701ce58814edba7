"""What waits for the merchant, counted for the home page. Each count reads one short list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.ledger import cases, claiming, tallies, tasks
from core.ledger.goods import left_of
from core.ledger.posting import Books
from core.program.model import Program

# Of a reward with a stock: from how few pieces on one should know.
LOW = 5
_MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """`key`: its text under "home.waiting."; `n`: how many; `names`: of which things."""

    key: str
    n: int
    endpoint: str
    names: Sequence[str] = ()


def for_you(books: Books, program: Program, today: str) -> list[Waiting]:
    """What there is of it, by how soon somebody should look."""
    ledger = books.ledger
    low = low_stock(books, program, today)
    found = [
        Waiting("inbox", len(cases.listed(ledger, "open")), "inbox.listing"),
        Waiting("claims", len(claiming.waiting(ledger)), "actions.listing"),
        Waiting("tasks", len(tasks.open_ids(ledger, _MOST)), "tasks.listing"),
        Waiting("stock", len(low), "program.edit", low),
    ]
    return [one for one in found if one.n]


def low_stock(books: Books, program: Program, today: str) -> list[str]:
    """Ids of the rewards of which LOW pieces or fewer are left."""
    names = [name for one in program.rewards for name in one.tallies]
    if not names:
        return []
    taken = tallies.shown(books.ledger, names)
    left = {one.id: left_of(one, taken, today) for one in program.rewards}
    return [name for name, number in left.items() if number is not None and number <= LOW]
