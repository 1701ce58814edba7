"""What should be going on: the relay, due work, sweeps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from cli.doctor.line import Check, Line, Status
from core.calendar import iso
from core.ledger import due, jobs, stores
from infra.local.facts import StackFacts
from integrations.aws.session import client

# The schedule runs every five minutes; three of its turns.
OVERDUE_S = 900
_COUNTED = 100
SWEPT_WARN_S = 2 * 3600 + 900
SWEPT_BAD_S = 26 * 3600
_LAG_WARN_MS, _LAG_BAD_MS = 60_000, 600_000


def relay_lag(facts: StackFacts) -> Iterator[Line]:
    """How far the relay is behind the table's stream."""
    now = datetime.now(UTC)
    found = client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="IteratorAge",
        Dimensions=[{"Name": "FunctionName", "Value": f"regulars-{facts.stage}-relay"}],
        StartTime=now - timedelta(minutes=15),
        EndTime=now,
        Period=300,
        Statistics=["Maximum"],
    )["Datapoints"]
    if not found:
        yield Line("relay", "ok", "nothing to carry within the last quarter of an hour")
        return
    lag_ms = max(float(point["Maximum"]) for point in found)
    status: Status = "ok"
    if lag_ms > _LAG_WARN_MS:
        status = "bad" if lag_ms > _LAG_BAD_MS else "warn"
    do = "see the relay's log; then ./regulars reconcile" if status != "ok" else ""
    yield Line("relay", status, f"{lag_ms / 1000:,.0f} s behind the stream at most", do)


def overdue(facts: StackFacts) -> Iterator[Line]:
    """Work of the due-date index that the schedule should have done."""
    before_s = int(time.time()) - OVERDUE_S
    waiting = chain(due.due_at(before_s), due.redactions_at(before_s))
    found = list(islice(waiting, _COUNTED))
    if not found:
        yield Line("due work", "ok", "none is overdue")
        return
    kinds = ", ".join(sorted({row.work for row in found}))
    many = f"{len(found)}{' or more' if len(found) == _COUNTED else ''}"
    late_h = (time.time() - min(int(row.at_s) for row in found)) / 3600
    do = "see the log of the function scheduled; ./regulars schedule run STORE --at $(date +%s)"
    yield Line("due work", "bad", f"{many} overdue ({kinds}), by {late_h:.1f} hours", do)


def stuck(facts: StackFacts) -> Iterator[Line]:
    """Long work that should go on and does not, although the schedule queues such work anew."""
    before_ms = (int(time.time()) - OVERDUE_S) * 1000
    found = list(islice(jobs.stuck(before_ms), _COUNTED))
    if not found:
        yield Line("jobs", "ok", "none is stuck")
    for job in found:
        do = f"see the log of the function jobs; ./regulars jobs stop {job.store_id} {job.job_id}"
        what = f"{job.store_id}: {job.kind} since {iso(job.updated_at_ms / 1000)}"
        yield Line("jobs", "bad", what, do)


def sweeps(facts: StackFacts) -> Iterator[Line]:
    """When each store was last asked for what it did not tell."""
    now_s = int(time.time())
    for store_id in stores.list_ids():
        store = stores.get(store_id, fresh=True)
        if not store.installed:
            continue
        since = stores.swept_until(store_id)
        age_s = now_s - max(since or 0, store.installed_at_s)
        what = f"{store_id}: {'never swept, connected' if since is None else 'swept'} {_ago(age_s)}"
        if age_s <= SWEPT_WARN_S:
            yield Line("sweep", "ok", what)
            continue
        noticed = ", ".join(one["detail"] for one in stores.health(store_id))
        do = f"./regulars sweep {store_id}{f' (noticed: {noticed})' if noticed else ''}"
        yield Line("sweep", "bad" if age_s > SWEPT_BAD_S else "warn", what, do)


def _ago(seconds: int) -> str:
    return f"{seconds // 60} minutes ago" if seconds < 7200 else f"{seconds // 3600} hours ago"


CHECKS = (
    Check("relay", relay_lag),
    Check("due work", overdue),
    Check("jobs", stuck),
    Check("sweep", sweeps),
)
