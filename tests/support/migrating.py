"""Imports and exports in this process: files handed in, jobs gone on with until they rest."""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass, field
from typing import Any

from core.identity import Ledger
from core.jobs import Job
from core.ledger import jobs
from core.migrating import given, tables
from core.migrating.columns import proposed
from core.migrating.history import EXPORT, IMPORT, UNDO
from core.migrating.reading import Options
from functions.jobs.kinds import KINDS
from functions.jobs.slices import do_slice
from integrations import jobs as queued
from integrations import uploads
from integrations.files import Files

TODAY = "2026-11-29"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Migrating:
    """One store's imports and exports."""

    ledger: Ledger
    store_id: str
    limit_s: float = 10**6
    slices: list[str] = field(default_factory=list)

    def go_on(self, job: Job) -> Job:
        """Until the job rests."""
        while True:
            until = time.monotonic() + self.limit_s
            state = do_slice(self.store_id, job.job_id, until, KINDS)
            self.slices.append(str(state))
            if state != "running":
                return jobs.get(self.ledger, self.store_id, job.job_id)

    def begin(self, kind: str, chosen: dict[str, Any]) -> Job:
        return queued.begin(self.ledger, self.store_id, kind, chosen, "staff:1", now_ms())

    def looked(self, text: str | bytes, options: Options | None = None, **more: Any) -> Job:
        """A file handed in, and the job that looked at it: it asks, or has failed."""
        content = text.encode() if isinstance(text, str) else text
        upload = uploads.new(self.ledger, self.store_id)
        upload.put(content)
        header = tables.read(content).header
        chosen = {
            "upload": upload.upload_id,
            "name": "members.csv",
            "today": TODAY,
            "language": "en",
            **given.kept(proposed(header), options or Options()),
        }
        return self.go_on(self.begin(IMPORT, chosen | more))

    def confirmed(self, job: Job, **answer: Any) -> Job:
        agreed = answer or {"confirmed": True}
        return self.go_on(queued.answer(self.ledger, job, agreed, now_ms()))

    def imported(self, text: str | bytes, options: Options | None = None) -> Job:
        return self.confirmed(self.looked(text, options))

    def undo_looked(self, import_id: str) -> Job:
        return self.go_on(self.begin(UNDO, {"import": import_id}))

    def undone(self, import_id: str, policy: str = "debt") -> Job:
        return self.confirmed(self.undo_looked(import_id), policy=policy)

    def exported(self, *formats: str) -> Job:
        chosen = {"formats": list(formats or ("csv", "jsonl", "parquet")), "language": "en"}
        return self.go_on(self.begin(EXPORT, chosen))

    def file(self, job: Job, name: str) -> bytes:
        return Files(self.ledger, self.store_id, job.job_id).get(name).read()

    def lines(self, job: Job, name: str) -> list[dict[str, Any]]:
        """The records of a file of JSON Lines."""
        return [json.loads(line) for line in io.BytesIO(self.file(job, name))]
