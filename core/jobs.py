"""Long work that is done in slices: what is kept of it between two, and how it may go on.

    waiting ──► running ──► done
      ▲           │ ├─────► failed ──┐
      │           │ └─────► stopped ─┤ resumed
      └─ answered ┴───────► asks     │
      └──────────────────────────────┘

A job's version rises with every write, so whoever works on an older one finds out at the next save:
somebody stopped it, or another took it over. What it had done by then is done again, and must bear
that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.errors import Conflict
from core.evolve import replace

State = Literal["waiting", "running", "asks", "done", "failed", "stopped"]

# Whoever works saves more often than this; what was not saved for as long, nobody works on.
LEASE_MS = 90_000
# How often what may pass (a store that does not answer) is tried in a row without getting on.
TRIES = 8
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 5, 600


@dataclass(frozen=True, slots=True)
class Job:
    """`done` of `total` (0 while nobody knows) are what the bar shows. `cursor` says where to go
    on; `facts` is what the merchant is shown; both are JSON, of a few kilobytes at most, with no
    personal data: that goes into files. `given`: what was chosen. `by`: the actor who began it.
    `error`: a code, "" when nothing is wrong. `tries`: failures in a row. `began_at_ms`,
    `began_done`: when it last began to go on, or a new part of it, and how far it was then."""

    job_id: str
    store_id: str
    kind: str
    state: State
    by: str
    created_at_ms: int
    updated_at_ms: int
    done: int = 0
    total: int = 0
    given: Mapping[str, Any] = field(default_factory=dict)
    cursor: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    tries: int = 0
    began_at_ms: int = 0
    began_done: int = 0
    leased_until_ms: int = 0
    version: int = 0

    @property
    def active(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in ("waiting", "running")

    @property
    def over(self) -> bool:
        """Whether nothing more can come of it, unless it is resumed."""
        return self.state in ("done", "failed", "stopped")


def taken(job: Job, now_ms: int) -> Job | None:
    """The job in the hands of somebody who works on it now; None when it does not go on, or another
    holds it."""
    if not job.active or job.leased_until_ms > now_ms:
        return None
    mine = replace(job, state="running", leased_until_ms=now_ms + LEASE_MS)
    return mine if job.began_at_ms else replace(mine, began_at_ms=now_ms, began_done=job.done)


def put_back(job: Job) -> Job:
    """The job in nobody's hands, to be gone on with."""
    return replace(job, leased_until_ms=0)


def ended(job: Job, state: Literal["asks", "done", "failed", "stopped"], error: str = "") -> Job:
    """The job at rest."""
    return replace(job, state=state, error=error, leased_until_ms=0, began_at_ms=0, tries=0)


def missed(job: Job, error: str) -> Job:
    """The job after something went wrong that may pass: to be tried again, or failed."""
    if job.tries + 1 >= TRIES:
        return ended(job, "failed", error)
    return replace(put_back(job), tries=job.tries + 1, error=error)


def pause_s(job: Job) -> int:
    """How long to wait before the next try, in seconds."""
    return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (job.tries - 1)) if job.tries else 0


def stopped(job: Job) -> Job:
    """Raises Conflict for one that is over."""
    if job.over:
        raise Conflict("The job is over already; look at it again.", code="job_over")
    return ended(job, "stopped")


def resumed(job: Job) -> Job:
    """A stopped or failed job that goes on where it was. Raises Conflict for any other."""
    if job.state not in ("stopped", "failed"):
        raise Conflict("The job has not stopped; look at it again.", code="job_not_stopped")
    return replace(job, state="waiting", error="", tries=0)


def answered(job: Job, given: Mapping[str, Any]) -> Job:
    """A job that had asked, with the merchant's answer beside what was given before. Raises
    Conflict for one that does not ask."""
    if job.state != "asks":
        raise Conflict("The job asks for nothing now; look at it again.", code="job_not_asking")
    return replace(job, state="waiting", given={**job.given, **given})


def left_s(job: Job, now_ms: int) -> int | None:
    """How many more seconds the job will take at the pace it has had since it began; None when
    nobody can say yet."""
    since_s = (now_ms - job.began_at_ms) / 1000
    made = job.done - job.began_done
    if job.state != "running" or not job.total or made <= 0 or since_s < 2:
        return None
    return max(1, round((job.total - job.done) * since_s / made))
