"""./regulars jobs: long work from a terminal, and a past that is only looked at by default."""

from __future__ import annotations

import time

import pytest

from core.ledger import jobs, stores
from integrations import access
from tests.support.operator import Operator


@pytest.fixture
def store_id(operator: Operator) -> str:
    return operator.connect_unchecked()


def test_a_job_is_listed_shown_and_stopped(operator: Operator, store_id: str) -> None:
    ledger = access.ledger_of(stores.get(store_id))
    made = jobs.start(ledger, store_id, "past_orders", {}, "cli", time.time_ns() // 1_000_000)
    [listed] = operator.json("jobs", "list", store_id)["jobs"]
    assert (listed["job_id"], listed["state"]) == (made.job_id, "waiting")
    assert operator.json("jobs", "show", store_id, made.job_id)["kind"] == "past_orders"
    assert operator.json("jobs", "stop", store_id, made.job_id)["state"] == "stopped"
    assert operator.error("jobs", "stop", store_id, made.job_id)["code"] == "job_over"
    assert "past_orders" in operator.run("jobs", "list", store_id).out


def test_a_job_that_there_is_not_and_a_day_that_is_none_are_said(
    operator: Operator, store_id: str
) -> None:
    assert operator.error("jobs", "show", store_id, "0-0")["code"] == "no_job"
    refused = operator.run("import", "orders", store_id, "--since", "soon")
    assert refused.exit_code == 2
    assert "is no day" in refused.err
    both = operator.run("import", "orders", store_id, "--dry-run", "--apply")
    assert both.exit_code == 2
