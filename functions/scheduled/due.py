"""Doing what the due-date index names."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from core.errors import NotFound
from core.ledger import (
    due,
    following,
    handing,
    orders,
    redemptions,
    stores,
    yearly,
    yearly_rows,
)
from core.ledger.due import DueRow
from core.ledger.schedule import settle_member
from functions.scheduled import draws, hooks
from functions.scheduled.groups import look_at_groups
from functions.scheduled.reminders import remind
from integrations import access, files, redacting, wallet
from integrations.access import books_by_ledger

# So that a long redaction leaves time for the rest; it goes on with the next run.
_REDACTION_S = 300.0

CarryOut = Callable[[str, str], object]


def run_due(now_s: int, carry_out: CarryOut, only_ledger: str | None = None) -> dict[str, int]:
    """Do everything due by `now_s`; counts by kind of work.

    `carry_out(ledger_id, redemption_id)` brings a redemption to its end, or to the queue that
    does. A row is dropped only when its work is done, so a crash leaves it for the next run. What
    fails keeps no other work from being done; the first such error is raised at the end.
    """
    trouble: Exception | None = None
    done = {"member": 0, "hold": 0, "code": 0, "order": 0, yearly_rows.WORK: 0}
    done |= {due.REDACTION: 0, due.DRAW: 0, due.HOOK: 0}
    apart = (due.redactions_at(now_s), due.draws_at(now_s), due.hooks_at(now_s))
    for row in chain(due.due_at(now_s), yearly_rows.due_at(now_s), *apart):
        if only_ledger is not None and row.ledger_id != only_ledger:
            continue
        try:
            finished = _do(row, now_s, carry_out)
        except NotFound:
            finished = True  # the store was redacted since
        except Exception as error:
            trouble = trouble or error
            continue
        if finished:
            due.done(row)
            done[row.work] += 1
    done["group"], failed = look_at_groups(now_s, only_ledger)
    trouble = trouble or failed
    if trouble is not None:
        raise trouble
    return done


def _do(row: DueRow, now_s: int, carry_out: CarryOut) -> bool:
    if row.work == due.REDACTION:
        store = stores.get(row.name, fresh=True)
        of_before = True
        if store.redacted:
            files.forget(access.ledger_of(store), store.store_id)
            # It may have left the wallet that it joined before a sweep came by.
            of_before = wallet.forget_before(store, _REDACTION_S)
        return redacting.carry_on(store, now_s, _REDACTION_S) and of_before
    books = books_by_ledger(row.ledger_id)
    if row.work == due.DRAW:
        return draws.carry_on(books, row.name, now_s)
    if row.work == due.HOOK:
        return hooks.try_again(books, row)
    if row.work == "member":
        settle_member(books, row.name, now_s)
        return True
    if row.work == "order":
        store_id, _, order_id = row.name.partition("/")
        orders.ripen(books, store_id, order_id, now_s * 1000)
        following.follow(books, store_id, order_id, now_s * 1000)
        return True
    if row.work == yearly_rows.WORK:
        yearly.come(books, row, now_s)
        return True
    if row.work == "code":
        if not handing.end_past(books, row.name, now_s * 1000):
            redemptions.expired(books.ledger, row.name)
        return True
    waiting = redemptions.find(books.ledger, row.name)
    if waiting.status == "issued" and 0 < waiting.remind_at_s <= int(row.at_s):
        remind(books, waiting)
    if waiting.status not in ("held", "returning"):
        return True
    if not stores.get(waiting.store_id).installed:
        return False  # nobody answers there; the row waits for the store to come back
    carry_out(row.ledger_id, row.name)
    return redemptions.find(books.ledger, row.name).status not in ("held", "returning")
