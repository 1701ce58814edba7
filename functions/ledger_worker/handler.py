"""Queued deliveries become postings. Never calls a store."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from functions import logs, measures
from functions.batch import process
from functions.events import opened
from functions.ledger_worker.apply import apply

logger = logs.logger("ledger_worker")
metrics = measures.metrics("ledger_worker")


@measures.logged(metrics)
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One SQS FIFO batch; partial failures go back alone."""

    applied: Counter[str] = Counter()

    def one(message: dict[str, Any]) -> None:
        generation, delivered = opened(message)
        outcome = apply(delivered, time.time_ns() // 1_000_000, generation=generation)
        applied[f"{delivered.kind}.{outcome}"] += 1

    try:
        return process(event, context, logger, one, fifo=True)
    finally:  # one line of figures a batch, whatever stopped it
        for what, count in applied.items():
            metrics.add_metric(name=what, unit=MetricUnit.Count, value=count)
