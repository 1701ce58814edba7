"""./regulars sweep: what the store changed and nobody told us."""

from __future__ import annotations

from argparse import Namespace

from cli.answer import Answer
from cli.customers import opened
from cli.parsing import Parser, moment, now_ms, runs
from core.errors import Conflict
from functions.ledger_worker.apply import apply
from integrations import sweeping
from integrations.reach import port_of


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("store", metavar="STORE")
    parser.add_argument(
        "--since", metavar="T", type=moment, help="a time; else since the last sweep"
    )
    runs(parser, sweep)


def sweep(options: Namespace) -> Answer:
    """Ask the store, and converge on its answers."""
    at = opened(options.store)
    if not at.store.installed:
        raise Conflict("The store has uninstalled Regulars; connect it again first.")
    report = sweeping.sweep(
        at.store,
        port_of(at.store),
        at.books,
        options.since,
        lambda event: apply(event, now_ms()),
        now_ms(),
    )
    data = {
        "store_id": at.store.store_id,
        "changed": report.changed,
        "asked": report.asked,
        "gone": report.gone,
        "products": report.products,
    }
    return Answer(
        data,
        lambda: (
            f"{report.changed:,} orders changed in the store, {report.asked:,} more were "
            f"asked for, {report.gone:,} are gone; {report.products:,} products were read. "
            "The books agree with the store."
        ),
    )
