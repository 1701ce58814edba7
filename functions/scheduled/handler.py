"""What the clock starts: due work, sweeps, checkpoints, the sums of figures and the renewal of
tokens; and jobs that got stuck."""

from __future__ import annotations

import os
import time
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from functions import logs, measures
from functions.scheduled.checkpoints import checkpoint_all
from functions.scheduled.due import run_due
from functions.scheduled.numbers import sum_all
from functions.scheduled.sweeps import sweep_all
from functions.scheduled.tokens import renew_all
from integrations.aws.queues import send
from integrations.jobs import rescue

logger = logs.logger("scheduled")
metrics = measures.metrics("scheduled")


@measures.logged(metrics)
def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """{"job": "due"}, {"job": "tokens"}, {"job": "checkpoint"}, {"job": "numbers"},
    {"job": "sweep"} or {"job": "deep_sweep", "days"}. Raises RuntimeError, which rings the alarm,
    when some of it failed; the rest was done."""
    try:
        if event["job"] == "due":
            done = run_due(int(time.time()), _to_codes_queue)
            done["rescued"] = rescue(time.time_ns() // 1_000_000)
        elif event["job"] == "tokens":
            done = renew_all()
        elif event["job"] == "checkpoint":
            done = checkpoint_all()
        elif event["job"] == "numbers":
            done = sum_all()
        else:
            done = sweep_all(event.get("days"), _sweep_stopped)
    except Exception as error:
        logger.exception("failed", extra={"job": event["job"]})
        # Lambda logs the text of what a function raises.
        raise RuntimeError(logs.described(error)) from None
    measures.job_done("scheduled", event["job"])
    logger.info("done", extra={"job": event["job"], **done})
    return done


def _sweep_stopped() -> None:
    metrics.add_metric(name="SweepStopped", unit=MetricUnit.Count, value=1)


def _to_codes_queue(ledger_id: str, redemption_id: str) -> None:
    message = {"ledger_id": ledger_id, "redemption_id": redemption_id}
    send(os.environ["CODES_QUEUE_URL"], message)
