"""Importing members of another program: first what it would do, then, once the merchant agrees, a
line at a time; each may be repeated."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from core.errors import Conflict
from core.ledger import activity, jobs, openings
from core.ledger.openings import Outcome
from core.ledger.telling import tell
from core.migrating.faults import Refused
from core.migrating.given import mapped_of, options_of
from core.migrating.history import JOBS, same_file
from core.migrating.planning import Opening, Plan, plan
from core.migrating.refused import as_csv, as_json
from core.migrating.tables import Table, read
from core.program.worth import best_worth
from functions.jobs.work import Outcome as Done
from functions.jobs.work import Work
from integrations.uploads import Upload, of_job

# Lines that are looked at, or brought, between two saves; and how many of them at the same time.
_LOOKED_AT, _BROUGHT, _AT_ONCE = 100, 80, 8
REFUSED = "refused.csv"
FAULTS = "faults.json"


def bring(work: Work) -> Done:
    """One slice. The file is read anew in each: the same bytes, choices and day give the same plan.
    Raises Conflict when the file is not the one that was looked at."""
    upload = of_job(work.ledger, work.job)
    content = upload.content()
    if work.job.facts.get("sha256", upload.sha256) != upload.sha256:
        raise Conflict("The file has changed since it was chosen.", code="file_changed")
    table = read(content)
    today = date.fromisoformat(work.job.given["today"])
    program = work.books.programs.in_force(work.job.created_at_ms // 1000)
    mapped, options = mapped_of(work.job.given), options_of(work.job.given)
    found = plan(table, mapped, options, program, today, work.books.tz)
    if work.job.given.get("confirmed"):
        return _bring(work, found)
    return _look(work, table, found, upload)


def _look(work: Work, table: Table, found: Plan, upload: Upload) -> Done:
    """What each line would do, and what is wrong with the others."""
    if "part" not in work.job.facts:
        work.begin_part(len(found.openings), {"next": 0}, part="import.look", sha256=upload.sha256)
    counts = Counter(work.job.cursor.get("counts", {}))
    erased = list(work.job.cursor.get("erased", ()))
    for at in range(work.job.cursor["next"], len(found.openings), _LOOKED_AT):
        if not work.time_left():
            return "more"
        some = found.openings[at : at + _LOOKED_AT]
        seen = openings.look(
            work.books, work.job.store_id, work.job.job_id, some, work.job.created_at_ms
        )
        for outcome, opening in zip(seen, some, strict=True):
            counts[outcome.what] += len(opening.person.lines)
            counts["points"] += outcome.points
            if outcome.what == "erased":
                erased += opening.person.lines
        done = at + len(some)
        work.save(done=done, cursor={"next": done, "counts": dict(counts), "erased": erased})
    refused = sorted(
        (*found.refused, *(Refused(line, "", "erased") for line in erased)),
        key=lambda one: one.line,
    )
    if refused:
        work.files.put(REFUSED, as_csv(table, refused, work.job.given["language"]), "text/csv")
        work.files.put(FAULTS, as_json(refused), "application/json")
    worth = best_worth(work.books.programs.newest)
    before = same_file(jobs.listing(work.ledger, work.job.store_id, JOBS), upload.sha256)
    work.save(
        cursor={"next": 0},
        facts={
            "files": [REFUSED] if refused else [],
            "rows": found.rows,
            "people": len(found.openings) - counts["erased"],
            "points": found.points,
            "same_as": before.job.job_id if before is not None else "",
            "refused": len(refused),
            "look": {name: counts[name] for name in ("new", "changed", "unchanged", "points")},
            "worth_minor": worth.cost_minor(max(counts["points"], 0)) if worth else None,
            "currency": work.books.programs.newest.currency,
            "below_zero": sum((one.points or 0) < 0 for one in found.openings),
        },
    )
    return "asks"


def _bring(work: Work, found: Plan) -> Done:
    if work.job.facts["part"] != "import.bring":
        work.begin_part(len(found.openings), {"next": 0}, part="import.bring")
    counts = Counter(work.job.cursor.get("counts", {}))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for at in range(work.job.cursor["next"], len(found.openings), _BROUGHT):
            if not work.time_left():
                return "more"
            some = found.openings[at : at + _BROUGHT]
            for opening, outcome in zip(
                some, pool.map(lambda one: _one(work, one), some), strict=True
            ):
                _count(counts, opening, outcome)
            done = at + len(some)
            work.save(done=done, cursor={"next": done, "counts": dict(counts)})
    return _proven(work, found, counts)


def _one(work: Work, opening: Opening) -> Outcome:
    now_ms = time.time_ns() // 1_000_000
    store_id = work.job.store_id
    outcome = openings.bring(work.books, store_id, work.job.job_id, opening, now_ms)
    if outcome.what != "erased":
        tell(work.books, store_id, outcome.member_id, opening.person, now_ms)
    return outcome


def _count(counts: Counter[str], opening: Opening, outcome: Outcome) -> None:
    lines = len(opening.person.lines)
    if outcome.what == "erased":
        counts["erased"] += lines
        return
    counts["file_points"] += opening.points or 0
    if outcome.what == "unchanged":
        counts["unchanged"] += lines
        return
    counts["brought"] += lines
    counts["entries"] += 1
    counts["points"] += outcome.points


def _proven(work: Work, found: Plan, counts: Counter[str]) -> Done:
    """What was counted, against what the ledger has. Raises Conflict when they differ."""
    kept: Counter[str] = Counter()
    for row in openings.lines(work.ledger, work.job.job_id):
        kept["entries"] += 1
        kept["points"] += row.points
    refused = len(found.refused) + counts["erased"]
    rows = counts["brought"] + counts["unchanged"] + refused
    facts = {
        "brought": {name: counts[name] for name in ("brought", "unchanged", "entries", "points")},
        "ledger": dict(kept),
        "rows_after": rows,
        "points_after": counts["file_points"],
        "refused": refused,
    }
    work.save(facts=facts)
    same = (kept["entries"], kept["points"]) == (counts["entries"], counts["points"])
    if not same or rows != work.job.facts["rows"]:
        raise Conflict("The ledger holds another sum than was brought.", code="sums_differ")
    details: dict[str, Any] = {"rows": rows, "points": counts["points"]}
    activity.note(
        work.ledger,
        store_id=work.job.store_id,
        actor=work.job.by,
        what="data.imported",
        subject=work.job.job_id,
        details=details,
        at_ms=time.time_ns() // 1_000_000,
    )
    return "done"
