"""Imports of a store by its jobs: which were brought, which undone, which may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Conflict, NotFound
from core.jobs import Job

IMPORT = "import"
UNDO = "undo_import"
EXPORT = "export"
# So many of a store's last jobs are looked through.
JOBS = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """An import, and the job that undid it or is about to; None where none is."""

    job: Job
    undo: Job | None

    @property
    def brought(self) -> bool:
        """Whether anything of it may be in the ledger."""
        return self.job.facts.get("part") == "import.bring"

    @property
    def undone(self) -> bool:
        return self.undo is not None and self.undo.state == "done"


def imports(jobs: Sequence[Job]) -> list[Imported]:
    """The imports among a store's jobs, the newest first."""
    undos: dict[str, Job] = {}
    for job in jobs:
        if job.kind == UNDO and (job.state == "done" or job.given["import"] not in undos):
            undos[job.given["import"]] = job
    found = [job for job in jobs if job.kind == IMPORT]
    found.sort(key=lambda job: job.created_at_ms, reverse=True)
    return [Imported(job, undos.get(job.job_id)) for job in found]


def undoable(jobs: Sequence[Job], import_id: str) -> Imported:
    """The import, if it may be undone now. Raises NotFound for one that this store does not have,
    and Conflict with what is in the way: an import that goes on, or a later one, whose figures are
    what was left of this one's."""
    for one in imports(jobs):
        if one.job.job_id == import_id:
            if one.job.active or one.job.state == "asks":
                raise Conflict("Stop the import first.", code="import_active")
            if one.undone or not one.brought:
                raise Conflict("There is nothing to undo.", code="nothing_to_undo")
            return one
        if one.brought and not one.undone:
            raise Conflict(
                "A later import is in the ledger; undo that one first.", code="later_import"
            )
    raise NotFound("There is no such import.", code="unknown_import")


def same_file(jobs: Sequence[Job], sha256: str) -> Imported | None:
    """The import that has brought the same bytes, and was not undone."""
    return next(
        (
            one
            for one in imports(jobs)
            if one.brought and not one.undone and one.job.facts.get("sha256") == sha256
        ),
        None,
    )
