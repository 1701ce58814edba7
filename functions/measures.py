"""The functions' own figures: EMF lines in the log, of which CloudWatch makes metrics.

Each stage has a namespace of its own, or one would ring for another. infra/alarms.cjs names them.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any, TypeVar

from aws_lambda_powertools import Metrics, single_metric
from aws_lambda_powertools.metrics import MetricUnit

T = TypeVar("T")
Handler = Callable[[dict[str, Any], Any], T]


def metrics(service: str) -> Metrics:
    """A function's metrics, with the dimension {service}."""
    return Metrics(service=service, namespace=_namespace())


def logged(metrics: Metrics) -> Callable[[Handler[T]], Handler[T]]:
    """Writes the metrics when a handler ends; nothing when there are none, of which Powertools' own
    decorator warns every time."""

    def decorate(handler: Handler[T]) -> Handler[T]:
        @functools.wraps(handler)
        def measured(event: dict[str, Any], context: Any) -> T:
            try:
                return handler(event, context)
            finally:
                if metrics.metric_set:
                    metrics.flush_metrics()

        return measured

    return decorate


def job_done(service: str, job: str) -> None:
    """One metric of a line of its own: the dimensions {service, job} count for no other."""
    with single_metric(
        name="JobDone",
        unit=MetricUnit.Count,
        value=1,
        namespace=_namespace(),
        default_dimensions={"service": service, "job": job},
    ):
        pass


def _namespace() -> str:
    return f"Regulars/{os.environ.get('STAGE', 'local')}"
