"""Long work in slices: how a job may go on, who may have it, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import jobs
from core.errors import Conflict
from core.jobs import LEASE_MS, TRIES, Job, State

NOW_MS = 1_700_000_000_000
JOB = Job("j", "store", "import", "waiting", "staff:1", NOW_MS, NOW_MS, total=100)


def test_only_one_slice_has_a_job_at_a_time_and_the_next_when_it_died() -> None:
    mine = jobs.taken(JOB, NOW_MS)
    assert mine is not None
    assert mine.state == "running"
    assert jobs.taken(mine, NOW_MS + LEASE_MS - 1) is None
    assert jobs.taken(mine, NOW_MS + LEASE_MS) is not None


@pytest.mark.parametrize("state", ["asks", "done", "failed", "stopped"])
def test_a_job_at_rest_is_taken_up_by_nobody(state: State) -> None:
    assert jobs.taken(replace(JOB, state=state), NOW_MS) is None


def test_a_store_that_does_not_answer_is_tried_again_later_and_later_and_not_for_ever() -> None:
    job, pauses = JOB, []
    while job.active:
        job = jobs.missed(job, "store_unavailable")
        pauses.append(jobs.pause_s(job))
    assert (job.state, job.error, len(pauses)) == ("failed", "store_unavailable", TRIES)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert max(pauses) <= 600


def test_what_stopped_goes_on_where_it_was_and_what_is_done_does_not() -> None:
    stopped = jobs.stopped(replace(JOB, state="running", done=40, cursor={"after": "x"}))
    again = jobs.resumed(stopped)
    assert (again.state, again.done, again.cursor) == ("waiting", 40, {"after": "x"})
    for refused, job in (
        (jobs.resumed, replace(JOB, state="done")),
        (jobs.resumed, JOB),
        (jobs.stopped, replace(JOB, state="done")),
    ):
        with pytest.raises(Conflict):
            refused(job)


def test_a_job_that_asks_goes_on_with_the_answer_beside_what_was_chosen_before() -> None:
    asks = jobs.ended(replace(JOB, given={"since": "2026-01-01"}), "asks")
    assert jobs.answered(asks, {"switch": True}).given == {"since": "2026-01-01", "switch": True}
    with pytest.raises(Conflict):
        jobs.answered(JOB, {"switch": True})


def test_the_time_left_follows_from_the_pace_since_it_went_on() -> None:
    running = jobs.taken(replace(JOB, done=50), NOW_MS)
    assert running is not None
    assert jobs.left_s(running, NOW_MS + 10_000) is None  # nothing done yet
    assert jobs.left_s(replace(running, done=75), NOW_MS + 10_000) == 10
    assert jobs.left_s(replace(running, total=0), NOW_MS + 10_000) is None


STEPS: list[Callable[[Job], Job]] = [
    lambda job: jobs.taken(job, NOW_MS) or job,
    lambda job: jobs.missed(job, "x") if job.active else job,
    lambda job: jobs.put_back(job) if job.active else job,
    lambda job: jobs.ended(job, "asks") if job.active else job,
    lambda job: jobs.stopped(job) if not job.over else job,
    lambda job: jobs.resumed(job) if job.state in ("stopped", "failed") else job,
    lambda job: jobs.answered(job, {}) if job.state == "asks" else job,
]


@given(st.lists(st.sampled_from(STEPS), max_size=40))
def test_a_job_at_rest_is_never_held(steps: list[Callable[[Job], Job]]) -> None:
    job = JOB
    for step in steps:
        job = step(job)
        assert job.active or job.leased_until_ms == 0
        assert job.tries < TRIES
