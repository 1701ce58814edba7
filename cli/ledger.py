"""./regulars ledger: proving the books."""

from __future__ import annotations

from argparse import Namespace

from cli.answer import Answer, table
from cli.parsing import Parser, leaf, verbs
from core.ledger import stores
from core.ledger import verify as proof


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    check = leaf(verbs(parser), "verify", verify, "check every balance against its entries")
    check.add_argument("store", metavar="STORE", nargs="?", help="all stores when not given")


def verify(options: Namespace) -> Answer:
    """Exit code 1 on any mismatch."""
    ledgers = None
    if options.store is not None:
        ledgers = {stores.get(options.store, fresh=True).ledger_id}
    report = proof.verify(ledgers)
    data = {
        "members": report.members,
        "entries": report.entries,
        "mismatches": report.mismatches,
    }

    def text() -> str:
        counted = f"{report.members:,} members, {report.entries:,} entries"
        if not report.mismatches:
            return f"{counted}: the books balance."
        rows = [(one["member"], one["what"]) for one in report.mismatches]
        return f"{counted}, {len(rows):,} mismatches:\n{table(('member', 'what'), rows)}"

    return Answer(data, text, exit_code=1 if report.mismatches else 0)
