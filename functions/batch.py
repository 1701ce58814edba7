"""Queue batches: each message stands for itself, and errors are mapped in one place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
)

from core.errors import RegularsError, Retryable

Handle = Callable[[dict[str, Any]], None]


def process(
    event: Mapping[str, Any], context: Any, logger: Logger, handle: Handle, *, fifo: bool = False
) -> dict[str, Any]:
    """Give each message's JSON to `handle`; the partial-failure answer that SQS wants.

    Whatever `handle` raises puts that message back: the queue retries it and in the end
    dead-letters it. In a FIFO queue the rest of its group waits with it, other groups go on.
    """
    processor = (
        SqsFifoPartialProcessor(skip_group_on_error=True)
        if fifo
        else BatchProcessor(event_type=EventType.SQS)
    )
    processor.raise_on_entire_batch_failure = False

    def one(record: Mapping[str, Any]) -> None:
        try:
            handle(json.loads(record["body"]))
        except Retryable as error:
            logger.warning("put back", extra={"code": error.code, "reason": str(error)})
            raise
        except RegularsError as error:
            logger.error("refused", extra={"code": error.code, "reason": str(error)})
            raise
        except Exception:
            logger.exception("unforeseen")
            raise

    with processor(records=event["Records"], handler=one, lambda_context=context):
        processed = processor.process()
    logger.info("batch", extra={"messages": len(processed)})
    response: dict[str, Any] = dict(processor.response())
    return response
