"""./regulars reconcile: what the relay made of entries, made again."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from cli.answer import Answer, fields
from cli.parsing import Parser, moment, now_ms, runs
from core.identity import Ledger
from core.ledger import reconcile as core
from core.ledger import stores
from core.ledger.reconcile import Mended
from functions.relay import effects
from integrations import access

# The stream keeps a day, and an alarm for a relay that lags or fails rings long before.
_SINCE_DAYS = 3
_NAMES = {
    "members_listed": "members missing in the list",
    "orders_listed": "orders missing in the list",
    "redemptions_listed": "redemptions missing in the list",
    "addresses": "accounts not found by their address",
    "addresses_dropped": "addresses that led to somebody who has them no more",
    "limits_counted": "entries missing in what all members together have had",
    "due": "due work that was not registered",
    "claims": "claims missing among those that wait",
    "days": "days with due work that nobody would have visited",
    "codes_sent": "open redemptions given to the codes queue",
    "rechecks_sent": "orders that the stores are asked about again",
    "followed": "orders and awards whose consequences are looked at again",
    "copies_sent": "members whose balance is copied again",
    "erasures_noted": "erasures noted in the records (again)",
}


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("store", metavar="STORE", nargs="?", help="all stores when not given")
    parser.add_argument(
        "--since",
        metavar="T",
        type=moment,
        help="for entries since then ask stores again and copy balances again "
        f"(else: of {_SINCE_DAYS} days)",
    )
    runs(parser, reconcile)


def reconcile(options: Namespace) -> Answer:
    """Read the whole table; mend what is missing."""
    wanted = None
    if options.store is not None:
        wanted = [stores.get(options.store, fresh=True).ledger_id]
    mended = mend(wanted, options.since)
    return Answer(as_json(mended), lambda: text(mended))


def mend(ledger_ids: Iterable[str] | None, since_s: int | None = None) -> Mended:
    """Reconcile these ledgers, or all, with progress on stderr."""
    # Copies are brought together by the second; the deployed queue holds each back for longer.
    os.environ.setdefault("BALANCES_DELAY_S", "1")
    chosen = None if ledger_ids is None else set(ledger_ids)
    key = access.secret().master_key
    now_s = now_ms() // 1000

    def open_ledger(ledger_id: str) -> Ledger | None:
        return Ledger.open(ledger_id, key) if chosen is None or ledger_id in chosen else None

    def tell(so_far: Mended) -> None:
        print(f"\r{so_far.items:,} items read", end="", file=sys.stderr, flush=True)

    mended = core.reconcile(
        open_ledger,
        effects,
        now_s=now_s,
        since_s=now_s - _SINCE_DAYS * 86400 if since_s is None else since_s,
        tell=tell,
    )
    tell(mended)
    print(file=sys.stderr)
    return mended


def as_json(mended: Mended) -> dict[str, Any]:
    return asdict(mended)


def text(mended: Mended) -> str:
    """Only what there was to mend."""
    counts = asdict(mended)
    rows = [(name, counts[key]) for key, name in _NAMES.items() if counts[key]]
    if not rows:
        return f"{mended.items:,} items read; nothing was missing."
    return fields([("items read", mended.items), *rows])
