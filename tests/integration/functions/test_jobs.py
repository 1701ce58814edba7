"""Long work, sliced: it goes on after a slice that died, is stopped and resumed, is found when it
got stuck, and is one of its kind in a store."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from core import jobs as states
from core.errors import Conflict, NotFound, StoreUnavailable
from core.evolve import replace
from core.jobs import LEASE_MS, Job
from core.ledger import jobs, redact, stores
from core.ledger.posting import Books
from core.ledger.table import Row
from functions.jobs.slices import do_slice
from functions.jobs.work import Outcome, Work
from integrations import files
from integrations import jobs as queued
from tests.support.queues import Queue, queue

LATER = 10**9


class Killed(BaseException):
    """The function is gone in the middle of its slice."""


class Count:
    """A kind that counts to ten, one step a slice; what it did is what it may do twice."""

    def __init__(self) -> None:
        self.did: list[int] = []
        self.dies_at: int | None = None
        self.fails = False

    def __call__(self, work: Work) -> Outcome:
        step = work.job.cursor.get("next", 0)
        if self.fails:
            raise StoreUnavailable("no answer")
        self.did.append(step)
        if step == self.dies_at:
            self.dies_at = None
            raise Killed
        work.save(done=step + 1, total=10, cursor={"next": step + 1}, facts={"last": step})
        if step == 4 and not work.job.given.get("on"):
            return "asks"
        return "done" if step == 9 else "more"


@pytest.fixture
def count() -> Count:
    return Count()


@pytest.fixture(autouse=True)
def waiting(store_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    with queue("jobs") as made:
        monkeypatch.setenv("JOBS_QUEUE_URL", made.url)
        yield made


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def begin(books: Books, store_id: str, **given: object) -> Job:
    return queued.begin(books.ledger, store_id, "count", given, "staff:1", now_ms())


def go_on(job: Job, count: Count) -> states.State | None:
    return do_slice(job.store_id, job.job_id, time.monotonic() + LATER, {"count": count})


def test_a_job_goes_slice_by_slice_asks_and_ends(
    books: Books, store_id: str, count: Count, waiting: Queue
) -> None:
    job = begin(books, store_id)
    slices = [go_on(job, count) for _ in range(6)]
    assert slices == ["running"] * 4 + ["asks", None]
    assert len(waiting.take()["Records"]) == 5  # the beginning, and after each that had more
    asks = jobs.get(books.ledger, store_id, job.job_id)
    assert (asks.done, asks.total, asks.facts) == (5, 10, {"last": 4})
    queued.answer(books.ledger, asks, {"on": True}, now_ms())
    assert [go_on(job, count) for _ in range(5)] == ["running"] * 4 + ["done"]
    assert count.did == list(range(10))
    assert [one.state for one in jobs.listing(books.ledger, store_id)] == ["done"]


def test_a_slice_that_died_is_done_again_from_the_last_save(
    books: Books, store_id: str, count: Count
) -> None:
    job = begin(books, store_id, on=True)
    count.dies_at = 3
    for _ in range(3):
        go_on(job, count)
    with pytest.raises(Killed):
        go_on(job, count)
    assert go_on(job, count) is None  # still held by the dead
    held = jobs.get(books.ledger, store_id, job.job_id)
    jobs.save(books.ledger, held, replace(held, leased_until_ms=now_ms() - 1), now_ms())
    while go_on(job, count) == "running":
        pass
    assert count.did == [0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9]


def test_moving_the_bar_is_no_progress_for_what_fails_at_the_same_place(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.jobs.work._TELL_S", 0.0)
    job = begin(books, store_id)

    def stumbles(work: Work) -> Outcome:
        work.tell(3)
        work.save(facts={"part": "x"})
        raise StoreUnavailable("no answer")

    states_seen = []
    for _ in range(states.TRIES):
        until = time.monotonic() + 60
        states_seen.append(do_slice(store_id, job.job_id, until, {"count": stumbles}))
    assert states_seen == ["running"] * (states.TRIES - 1) + ["failed"]


def test_a_slice_that_was_overtaken_writes_nothing_more(
    books: Books, store_id: str, count: Count
) -> None:
    job = begin(books, store_id, on=True)

    def overtaken(work: Work) -> Outcome:
        held = jobs.get(books.ledger, store_id, job.job_id)
        jobs.save(books.ledger, held, replace(held, done=7), now_ms())
        work.save(done=1)
        raise AssertionError("it was not told")

    assert do_slice(store_id, job.job_id, time.monotonic() + 60, {"count": overtaken}) is None
    assert jobs.get(books.ledger, store_id, job.job_id).done == 7


def test_what_is_stopped_stays_and_goes_on_when_it_is_resumed(
    books: Books, store_id: str, count: Count
) -> None:
    job = begin(books, store_id, on=True)
    go_on(job, count)
    running = jobs.get(books.ledger, store_id, job.job_id)
    stopped = jobs.save(books.ledger, running, states.stopped(running), now_ms())
    assert go_on(job, count) is None
    with pytest.raises(Conflict):  # a slice that had begun before finds out
        jobs.save(books.ledger, running, running, now_ms())
    queued.resume(books.ledger, stopped, now_ms())
    while go_on(job, count) == "running":
        pass
    assert count.did == list(range(10))


def test_a_store_that_is_down_is_tried_again_and_the_job_fails_in_words_in_the_end(
    books: Books, store_id: str, count: Count
) -> None:
    job = begin(books, store_id)
    count.fails = True
    outcomes = [go_on(job, count) for _ in range(states.TRIES)]
    assert outcomes[-2:] == ["running", "failed"]
    assert jobs.get(books.ledger, store_id, job.job_id).error == "store_unavailable"


def test_of_a_kind_one_goes_on_at_a_time_in_a_store(books: Books, store_id: str) -> None:
    first = begin(books, store_id)
    with pytest.raises(Conflict) as refused:
        begin(books, store_id)
    assert refused.value.code == "job_running"
    assert refused.value.details == {"job_id": first.job_id}
    jobs.save(books.ledger, first, states.stopped(first), now_ms())
    second = begin(books, store_id)
    stopped = jobs.get(books.ledger, store_id, first.job_id)
    with pytest.raises(Conflict):
        queued.resume(books.ledger, stopped, now_ms())
    assert [one.job_id for one in jobs.listing(books.ledger, store_id)] == [
        second.job_id,
        first.job_id,
    ]


def test_a_job_that_got_stuck_is_queued_again_and_one_at_rest_is_not(
    books: Books, store_id: str, count: Count, waiting: Queue
) -> None:
    job = begin(books, store_id)
    while go_on(job, count) == "running":
        pass
    assert queued.rescue(now_ms() + 3 * LEASE_MS) == 0  # it asks
    other = queued.begin(books.ledger, store_id, "other", {}, "cli", now_ms())
    while waiting.take()["Records"]:
        pass
    assert queued.rescue(now_ms() + LEASE_MS) == 0
    assert queued.rescue(now_ms() + 3 * LEASE_MS) == 1
    [record] = waiting.take()["Records"]
    assert other.job_id in record["body"]


def test_another_stores_job_is_not_there(books: Books, store_id: str) -> None:
    other = "woo-of-somebody-else"
    job = begin(books, store_id)
    with pytest.raises(NotFound):
        jobs.get(books.ledger, other, job.job_id)


def test_files_are_kept_linked_and_gone_with_the_stores_data(books: Books, store_id: str) -> None:
    job = begin(books, store_id)
    mine = files.Files(books.ledger, store_id, job.job_id)
    mine.put("members.csv", b"a,b\n", "text/csv")
    mine.put("members.csv", b"a,b,c\n", "text/csv")
    assert mine.names() == ["members.csv"]
    assert mine.get("members.csv").read() == b"a,b,c\n"
    assert "Expires" in mine.link("members.csv", "members.csv")
    stores.change(store_id, installed=False)
    redact.empty_ledger(books.ledger, [store_id], lambda: False)
    files.forget(books.ledger, store_id)
    assert mine.names() == []
    with pytest.raises(NotFound):
        mine.get("members.csv")
    assert [row for row in Row.scan(consistent_read=True) if "JOBS" in row.pk] == []
