"""./regulars ledger: proving the books, and keeping copies of them."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from cli import ledger_copy, ledger_proof
from cli.answer import Answer, table
from cli.parsing import Parser, leaf, verbs
from core.ledger import stores
from core.ledger import verify as proof
from integrations.access import secret


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    all_verbs = verbs(parser)
    check = leaf(all_verbs, "verify", verify, "check every balance against its entries")
    check.add_argument("store", metavar="STORE", nargs="?", help="all stores when not given")
    ledger_proof.configure(all_verbs)
    ledger_copy.configure(all_verbs)


def verify(options: Namespace) -> Answer:
    """Exit code 1 on any mismatch."""
    ledgers = None
    if options.store is not None:
        ledgers = {stores.get(options.store, fresh=True).ledger_id}
    report = proof.verify(ledgers, secret().master_key, _teller())
    data: dict[str, object] = {
        "members": report.members,
        "entries": report.entries,
        "mismatches": report.mismatches,
    }
    if report.found > len(report.mismatches):
        data["mismatches_found"] = report.found

    def text() -> str:
        counted = f"{report.members:,} members, {report.entries:,} entries"
        if not report.mismatches:
            return f"{counted}: the books balance."
        rows = [(one["member"], one["what"]) for one in report.mismatches]
        return f"{counted}, {report.found:,} mismatches:\n{table(('member', 'what'), rows)}"

    return Answer(data, text, exit_code=1 if report.mismatches else 0)


def _teller() -> proof.Progress:
    """Says on stderr how far it is."""
    began = time.monotonic()

    def tell(report: proof.Report) -> None:
        speed = report.entries / max(0.001, time.monotonic() - began)
        print(
            f"{report.members:,} members, {report.entries:,} entries, {speed:,.0f} entries/s"
            + (f", {report.found:,} mismatches" if report.found else ""),
            file=sys.stderr,
            flush=True,
        )

    return tell
