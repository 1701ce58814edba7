"""How the rewards of a program stand: for the page about them, the inbox and the store's health."""

from __future__ import annotations

from datetime import date

from core import stock
from core.identity import Ledger
from core.ledger import tallies
from core.ledger.goods import left_of, taken_of
from core.ledger.tallies import Tally
from core.program.model import Program
from core.stock import Stand


def stands_of(ledger: Ledger, program: Program, today: date) -> list[Stand]:
    """Each reward in the program's order; reads a tally of each that is counted."""
    names = [name for one in program.rewards for name in one.tallies]
    read = tallies.shown(ledger, names)
    found = []
    for reward in program.rewards:
        own = read.get(reward.id) or Tally(reward.id)
        left = left_of(reward, read, today.isoformat())
        of_batch = taken_of(reward, read)
        found.append(stock.stand(reward, left, own.taken, own.pool, of_batch, today))
    return found
