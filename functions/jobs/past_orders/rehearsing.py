"""The third part: what would come of it, for the merchant to see before anything is posted."""

from __future__ import annotations

import csv
import io
import json
import time
from functools import partial
from typing import Any

from core.explain import explain, names_of
from core.ledger import past
from core.ledger.holders import holders
from core.program.model import Programs
from core.rehearsal import Rehearsal
from functions.jobs.past_orders import pages
from functions.jobs.past_orders.arranging import PREFIX as ARRANGED
from functions.jobs.work import Work

REPORT = "report.json"
MEMBERS = "members.csv"
_BATCH = 100
_COLUMNS = ("customer", "orders", "points", "pending", "ended", "tier")


def rehearse(work: Work) -> None:
    """Decide all orders in memory, at once, and keep what is shown: the figures, and a line for
    every member. Points would be given by the program as it is in force now."""
    books, now_s = work.books, int(time.time())
    ask = partial(books.catalogue, work.store.store_id)
    trial = Rehearsal(books.programs, now_s, books.tz, ask)
    customers: dict[str, str] = {}
    done = 0
    for number in range(int(work.job.cursor["pages"])):
        page = pages.read(work.files, f"{ARRANGED}{number:06d}")
        for start in range(0, len(page), _BATCH):
            batch = page[start : start + _BATCH]
            whose = holders(books, batch)
            for member in past.members_of(books, trial.unknown(whose)):
                trial.know(member)
            known = past.orders_of(books, batch)
            for snapshot, member_id, order in zip(batch, whose, known, strict=True):
                trial.place(snapshot, member_id, order)
                if member_id is not None and snapshot.customer.customer_id:
                    customers[member_id] = snapshot.customer.customer_id
            done += len(batch)
            work.tell(done)
    report = trial.summary()
    most, some = trial.shown()
    for name, chosen in (("most", most), ("some", some)):
        report[name] = [_shown(trial, books.programs, one, customers.get(one)) for one in chosen]
    work.files.put(REPORT, json.dumps(report, ensure_ascii=False).encode(), "application/json")
    work.files.put(MEMBERS, _table(trial, customers), "text/csv; charset=utf-8")
    figures = ("version", "orders", "members", "points", "pending", "granted", "cost_minor")
    kept = {name: report[name] for name in figures}
    cursor = {"part": "switch", "pages": work.job.cursor["pages"]}
    work.save(
        done=done,
        cursor=cursor,
        facts={"part": "switch", "report": REPORT, "files": [MEMBERS], **kept},
    )


def _shown(
    trial: Rehearsal, programs: Programs, member_id: str, customer: str | None
) -> dict[str, Any]:
    share = trial.outcome.shares[member_id]
    found: dict[str, Any] = {
        "member": member_id,
        "customer": customer,
        "orders": share.orders,
        "points": share.points,
        "pending": share.pending,
        "tier": trial.tier_of(member_id),
        "why": {},
    }
    if share.entry is not None:
        entry = share.entry
        said = {"kind": entry.kind, "points": entry.points, "pending": entry.pending}
        names = names_of(programs.of_version(int(entry.why["program"])))
        found["why"] = explain({**said, "source": entry.source, "why": entry.why}, names)
    return found


def _table(trial: Rehearsal, customers: dict[str, str]) -> bytes:
    """A line for every member: a customer by the store's own id, a guest by a pseudonym."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for member_id, share in trial.outcome.shares.items():
        who = customers.get(member_id) or f"guest {member_id[:12]}"
        figures = (share.orders, share.points, share.pending, share.ended)
        table.writerow((who, *figures, trial.tier_of(member_id)))
    return text.getvalue().encode("utf-8-sig")
