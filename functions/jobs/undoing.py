"""Undoing an import: first what was spent of it, then, once the merchant says what becomes of that,
a line at a time; each may be repeated."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from core.ledger import activity, jobs, openings
from core.ledger.opening_rows import ImportedRow
from core.migrating.history import JOBS, undoable
from functions.jobs.work import Outcome, Work

_AT_ONCE, _BETWEEN_SAVES = 8, 80


def undo(work: Work) -> Outcome:
    """One slice. Raises Conflict when a later import has been brought meanwhile."""
    import_id, store_id = work.job.given["import"], work.job.store_id
    found = undoable(jobs.listing(work.ledger, store_id, JOBS), import_id)
    total = int(found.job.facts.get("ledger", {}).get("entries", 0))
    policy = work.job.given.get("policy")

    def one(line: ImportedRow) -> int | None:
        now_ms = time.time_ns() // 1_000_000
        if policy is None:
            return openings.spent_since(work.books, store_id, import_id, line, now_ms)
        return openings.take_back(work.books, store_id, import_id, line, policy, now_ms)

    part = "undo.look" if policy is None else "undo.take_back"
    if work.job.facts.get("part") != part:
        work.begin_part(total, {"line": 0}, part=part)
    if not _each(work, import_id, one):
        return "more"
    counts = dict(work.job.cursor.get("counts", {}))
    if policy is None:
        work.save(cursor={"line": 0}, facts={"look": counts})
        return "asks"
    work.save(facts={"undone": counts})
    activity.note(
        work.ledger,
        store_id=store_id,
        actor=work.job.by,
        what="data.import_undone",
        subject=import_id,
        details={"policy": policy, "points": counts.get("points", 0)},
        at_ms=time.time_ns() // 1_000_000,
    )
    return "done"


def _each(work: Work, import_id: str, one: Callable[[ImportedRow], int | None]) -> bool:
    """Do it with the lines that are left; False when there was no time for all."""
    counts = Counter(work.job.cursor.get("counts", {}))
    lines = openings.lines(work.ledger, import_id, int(work.job.cursor["line"]))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for some in _batches(lines):
            if not work.time_left():
                return False
            for line, spent in zip(some, pool.map(one, some), strict=True):
                counts["lines"] += 1
                if spent is not None:
                    counts["entries"] += 1
                    counts["points"] += line.points
                    counts["spent"] += spent
                    counts["members_spent"] += bool(spent)
            cursor = {"line": int(some[-1].sk), "counts": dict(counts)}
            work.save(done=counts["lines"], cursor=cursor)
    return True


def _batches(lines: Iterator[ImportedRow]) -> Iterator[list[ImportedRow]]:
    while some := list(islice(lines, _BETWEEN_SAVES)):
        yield some
