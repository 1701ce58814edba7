"""What a kind of job gets to work with: one slice of it.

    def count(work: Work) -> Outcome:
        for number in range(work.job.cursor.get("next", 0), 1000):
            if not work.time_left():
                return "more"           # goes on in the next slice, with the same cursor
            do_what_may_be_done_twice(number)
            work.save(done=number + 1, total=1000, cursor={"next": number + 1})
        return "done"

A slice may die anywhere and is then done again from the last save: so first the work, made durable,
then the save. Saving also is how one learns that the merchant stopped the job; then `save` raises
Interrupted, which a kind lets pass.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal

from core.errors import Conflict
from core.evolve import replace
from core.jobs import LEASE_MS, Job
from core.ledger import jobs
from core.ledger.posting import Books
from core.ledger.stores import Store
from core.ports import StorePort
from integrations import access
from integrations.files import Files
from integrations.reach import port_of

# more: there was no time for the rest. asks: the merchant decides how it goes on.
Outcome = Literal["more", "asks", "done"]
Kind = Callable[["Work"], Outcome]

# How often `tell` saves at most.
_TELL_S = 3.0


class Interrupted(Exception):
    """Somebody stopped the job, or another slice took it over."""


class Work:
    """A slice of one job, in the hands of one function. `until`: the monotonic time at which it
    must have come to an end."""

    def __init__(self, store: Store, job: Job, until: float) -> None:
        self.store, self.job = store, job
        self.ledger = access.ledger_of(store)
        self.files = Files(self.ledger, job.store_id, job.job_id)
        self._until = until
        self._told = time.monotonic()

    @cached_property
    def books(self) -> Books:
        """The store's books. Raises NotFound without a published program."""
        return access.books_of(self.store)

    @cached_property
    def port(self) -> StorePort:
        """The store's API. Raises Forbidden when its credentials are gone."""
        return port_of(self.store)

    def time_left(self) -> float:
        """Seconds until the slice must end; 0 when it must."""
        return max(0.0, self._until - time.monotonic())

    def save(
        self,
        *,
        done: int | None = None,
        total: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep how far it is; what is not given stays, of `facts` each one. Also keeps the job in
        these hands: save at least once a minute. With a cursor it has got on, and what went wrong
        before is over. Raises Interrupted."""
        now_ms = time.time_ns() // 1_000_000
        got_on = cursor is not None
        after = replace(
            self.job,
            done=self.job.done if done is None else done,
            total=self.job.total if total is None else total,
            cursor=self.job.cursor if cursor is None else dict(cursor),
            facts={**self.job.facts, **(facts or {})},
            leased_until_ms=now_ms + LEASE_MS,
            error="" if got_on else self.job.error,
            tries=0 if got_on else self.job.tries,
        )
        self._write(after, now_ms)

    def tell(self, done: int, total: int | None = None) -> None:
        """Move the bar, at most every few seconds; the cursor stays. Raises Interrupted."""
        if time.monotonic() - self._told >= _TELL_S:
            self.save(done=done, total=total)

    def begin_part(self, total: int, cursor: Mapping[str, Any], **facts: Any) -> None:
        """Begin another part of the job, with a bar and a pace of its own. Raises Interrupted."""
        now_ms = time.time_ns() // 1_000_000
        after = replace(
            self.job,
            done=0,
            began_done=0,
            began_at_ms=now_ms,
            total=total,
            cursor=dict(cursor),
            facts={**self.job.facts, **facts},
            leased_until_ms=now_ms + LEASE_MS,
        )
        self._write(after, now_ms)

    def _write(self, after: Job, now_ms: int) -> None:
        try:
            self.job = jobs.save(self.ledger, self.job, after, now_ms)
        except Conflict as conflict:
            raise Interrupted from conflict
        self._told = time.monotonic()
