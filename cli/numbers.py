"""./regulars numbers: the sums behind the merchant page's figures."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable

from cli.answer import Answer, fields
from cli.customers import OpenStore, opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.ledger import number_rows, numbering
from core.ledger.number_rows import Progress

# Ends before the lease does.
_SLICE_S = 600.0
_WAIT_S = 5.0


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    shown = leaf(under, "show", show, "show up to when a store's figures are summed")
    shown.add_argument("store", metavar="STORE")
    now = leaf(under, "sum", sum_now, "sum what came since, without waiting for the clock")
    now.add_argument("store", metavar="STORE")
    again = leaf(under, "rebuild", rebuild, "make all sums anew from the ledger's entries")
    again.add_argument("store", metavar="STORE")


def show(options: Namespace) -> Answer:
    """How far the sums are."""
    return _answer(opened(options.store))


def sum_now(options: Namespace) -> Answer:
    """What the clock does every 15 minutes."""
    at = opened(options.store)
    _sum(at)
    return _answer(at)


def rebuild(options: Namespace) -> Answer:
    """Reads the list of members and their entries, not the table. The figures so far are shown
    until the new ones are ready."""
    at = opened(options.store)
    numbering.ask_anew(at.books.ledger)
    _sum(at)
    return _answer(at)


def _sum(at: OpenStore) -> None:
    over = False
    while not over:
        counted = numbering.catch_up(at.books, now_ms(), _hurry())
        over = counted.over
        if not over:
            state = number_rows.progress(at.books.ledger)
            print(f"\r{state.members:,} members", end="", file=sys.stderr, flush=True)
            if not counted.members:  # the clock is at it
                time.sleep(_WAIT_S)


def _hurry() -> Callable[[], bool]:
    over_s = time.monotonic() + _SLICE_S
    return lambda: time.monotonic() > over_s


def _answer(at: OpenStore) -> Answer:
    state = number_rows.progress(at.books.ledger)
    data = {
        "store_id": at.store.store_id,
        "summed_at": calendar.iso(state.at_ms / 1000) if state.at_ms else None,
        "made_anew": state.made is not None or state.asked,
        "members": state.members,
    }
    return Answer(data, lambda: _text(state))


def _text(state: Progress) -> str:
    at = calendar.iso(state.at_ms / 1000) if state.at_ms else "never"
    rows: list[tuple[str, object]] = [("summed", at)]
    if state.made is not None or state.asked:
        rows.append(("being made anew, members so far", state.members))
    return fields(rows)
