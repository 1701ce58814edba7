"""./regulars schedule: the clock's work, at a time of your choice."""

from __future__ import annotations

from argparse import Namespace

from cli.answer import Answer, fields
from cli.customers import opened
from cli.parsing import Parser, leaf, moment, verbs
from core.ledger import redemptions, stores
from core.ledger.redeeming import carry_out
from functions.scheduled.due import run_due
from integrations.access import books_by_ledger
from integrations.reach import port_of


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    run = leaf(
        verbs(parser), "run", run_at, "run what is due at that time: expiry, reviews, open holds"
    )
    run.add_argument("store", metavar="STORE")
    run.add_argument("--at", metavar="T", type=moment, required=True, help="a time, also to come")


def run_at(options: Namespace) -> Answer:
    """Do the work of the store's ledger that is due by then, as if it were then."""
    at = opened(options.store)

    def end(ledger_id: str, redemption_id: str) -> None:
        books = books_by_ledger(ledger_id)
        store = stores.get(redemptions.find(books.ledger, redemption_id).store_id)
        carry_out(books, port_of(store), redemption_id, options.at * 1000)

    done = run_due(options.at, end, at.store.ledger_id)
    data = {"store_id": at.store.store_id, "done": done}
    return Answer(data, lambda: fields(list(done.items())))
