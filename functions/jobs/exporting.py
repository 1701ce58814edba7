"""Exporting everything: along the lists, in parts that are each whole files, with a manifest that
has the sum of each."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core import calendar
from core.exporting.columns import FILES, Record
from core.exporting.formats import CONTENT_TYPES, FORMATS, Format, written
from core.ledger import activity, exporting, stores
from core.ledger.exporting import Records
from functions.jobs.work import Outcome, Work

# Members that are read between two looks at the clock.
_PAGE = 200
_ORDERS = 400
# So many records of a kind make a file.
MOST_RECORDS = 50_000
# What is read with the members.
_OF_MEMBERS = ("members", "former_members", "entries", "redemptions", "referrals", "cases")
_MANIFEST = "manifest.json"
_PARTS = "manifest-part.json"


def export(work: Work) -> Outcome:
    """One slice: as many whole files as there is time for. A file that was written before a crash
    is written again under its name."""
    if "part" not in work.job.facts:
        work.begin_part(0, {"phase": "members", "file": 1}, part="export.members", files=[])
    while True:
        phase = work.job.cursor["phase"]
        if phase == "end":
            return _finished(work)
        records, cursor, done = _gathered(work, phase)
        _write(work, records)
        moved = phase != cursor["phase"]
        names = [*work.job.facts["files"], *_names(work, records)]
        facts: dict[str, Any] = {"files": names, "part": f"export.{cursor['phase']}"}
        work.save(
            done=work.job.done + done,
            cursor={**cursor, "file": 1 if moved else work.job.cursor["file"] + 1},
            facts=facts,
        )
        if not work.time_left():
            return "more"


def _gathered(work: Work, phase: str) -> tuple[Records, dict[str, Any], int]:
    """Records for the next files, where to go on then, and how many members or orders they are."""
    if phase == "members":
        return _members(work)
    if phase == "orders":
        return _orders(work)
    answers = list(exporting.answers(work.books))
    programs = list(exporting.published(work.ledger))
    return {"answers": answers, "programs": programs}, {"phase": "end"}, 0


def _members(work: Work) -> tuple[Records, dict[str, Any], int]:
    found: Records = {name: [] for name in _OF_MEMBERS}
    after, members = work.job.cursor.get("after"), 0
    language = work.job.given.get("language", "en")
    while True:
        some, after = exporting.members(work.books, work.job.store_id, after, _PAGE, language)
        for name, records in some.items():
            found[name].extend(records)
        members += len(some.get("members", ())) + len(some.get("former_members", ()))
        if after is None:
            return found, {"phase": "orders", "store": 0}, members
        full = max(map(len, found.values())) >= MOST_RECORDS
        if full or not work.time_left():
            return found, {"phase": "members", "after": after}, members
        work.tell(work.job.done + members)


def _orders(work: Work) -> tuple[Records, dict[str, Any], int]:
    every = sorted(one.store_id for one in stores.of_ledger(work.ledger.ledger_id))
    number, after = int(work.job.cursor["store"]), work.job.cursor.get("after")
    found: list[Record] = []
    while number < len(every):
        some, after = exporting.orders(work.ledger, every[number], after, _ORDERS)
        found += some
        number += after is None
        if number < len(every) and (len(found) >= MOST_RECORDS or not work.time_left()):
            cursor = {"phase": "orders", "store": number, "after": after}
            return {"orders": found}, cursor, len(found)
        work.tell(work.job.done + len(found))
    return {"orders": found}, {"phase": "rest"}, len(found)


def _formats(work: Work) -> Sequence[Format]:
    asked = work.job.given.get("formats", FORMATS)
    return [one for one in FORMATS if one in asked]


def _names(work: Work, records: Records) -> list[str]:
    number = work.job.cursor["file"]
    return [
        _name(kind, number, form)
        for kind in FILES
        if kind in records and (records[kind] or number == 1)
        for form in _formats(work)
    ]


def _name(kind: str, number: int, form: str) -> str:
    return f"{kind}-{number:04d}.{form}" if number > 1 else f"{kind}.{form}"


def _write(work: Work, records: Mapping[str, Sequence[Record]]) -> None:
    """The files of these records, and beside them their sums, for the manifest."""
    number, phase = work.job.cursor["file"], work.job.cursor["phase"]
    sums: list[dict[str, Any]] = []
    for kind, columns in FILES.items():
        some = records.get(kind)
        if some is None or not (some or number == 1):
            continue
        for form in _formats(work):
            content = written(form, columns, some)
            name = _name(kind, number, form)
            work.files.put(name, content, CONTENT_TYPES[form])
            digest = hashlib.sha256(content).hexdigest()
            sums.append(
                {"file": name, "records": len(some), "bytes": len(content), "sha256": digest}
            )
    totals = Counter(
        {
            name: sum(one[name] for one in records.get("members", ()))
            for name in ("points", "pending", "debt")
        }
    )
    kept = {"files": sums, "totals": dict(totals)}
    work.files.put(f"{phase}-{number:04d}-{_PARTS}", json.dumps(kept).encode(), "application/json")


def _finished(work: Work) -> Outcome:
    """The manifest of all parts."""
    files: list[Any] = []
    totals: Counter[str] = Counter()
    for name in work.files.names():
        if name.endswith(_PARTS):
            part = json.loads(work.files.get(name).read())
            files += part["files"]
            totals.update(part["totals"])
    records: Counter[str] = Counter()
    form = _formats(work)[0]
    for one in files:
        if one["file"].endswith(f".{form}"):
            records[one["file"].partition(".")[0].partition("-")[0]] += one["records"]
    now_ms = time.time_ns() // 1_000_000
    manifest = {
        "made_at": calendar.iso(now_ms / 1000),
        "store_id": work.job.store_id,
        "ledger_id": work.ledger.ledger_id,
        "records": dict(records),
        "totals": dict(totals),
        "files": sorted(files, key=lambda one: one["file"]),
    }
    content = json.dumps(manifest, indent=2).encode()
    work.files.put(_MANIFEST, content, "application/json")
    names = [_MANIFEST, *(name for name in work.job.facts["files"] if name != _MANIFEST)]
    work.save(
        facts={"files": names, "records": dict(records), "totals": dict(totals)},
    )
    activity.note(
        work.ledger,
        store_id=work.job.store_id,
        actor=work.job.by,
        what="data.exported",
        subject=work.job.job_id,
        details={"members": records["members"]},
        at_ms=now_ms,
    )
    return "done"
