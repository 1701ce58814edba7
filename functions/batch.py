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

from core.errors import BadInput, RegularsError, Retryable
from functions import dead_letters

Handle = Callable[[dict[str, Any]], None]


def process(
    event: Mapping[str, Any], context: Any, logger: Logger, handle: Handle, *, fifo: bool = False
) -> dict[str, Any]:
    """Give each message's JSON to `handle`; the partial-failure answer that SQS wants.

    Whatever `handle` raises puts that message back, and the queue gives it again; in a FIFO queue
    the rest of its group waits with it, other groups go on. What can never succeed, and what was
    given for the last time, is laid among the dead letters instead, with its reason, and counts as
    done: so what waits behind it in its group goes on.
    """
    processor = (
        SqsFifoPartialProcessor(skip_group_on_error=True)
        if fifo
        else BatchProcessor(event_type=EventType.SQS)
    )
    processor.raise_on_entire_batch_failure = False

    def one(record: Mapping[str, Any]) -> None:
        try:
            handle(opened(record))
        except Exception as error:
            _log(logger, error)
            if not (dead_letters.hopeless(error) or dead_letters.is_last(record)):
                raise
            if not _laid(record, error, context, logger):
                raise

    with processor(records=event["Records"], handler=one, lambda_context=context):
        processed = processor.process()
    logger.info("batch", extra={"messages": len(processed)})
    response: dict[str, Any] = dict(processor.response())
    return response


def opened(record: Mapping[str, Any]) -> dict[str, Any]:
    """A message's JSON object. Raises BadInput for anything else."""
    try:
        message = json.loads(record["body"])
    except ValueError as error:
        raise BadInput("The message is not JSON.") from error
    if not isinstance(message, dict):
        raise BadInput("The message is not a JSON object.")
    return message


def _log(logger: Logger, error: Exception) -> None:
    if isinstance(error, Retryable):
        logger.warning("put back", extra={"code": error.code, "reason": str(error)})
    elif isinstance(error, RegularsError):
        logger.error("refused", extra={"code": error.code, "reason": str(error)})
    else:
        logger.exception("unforeseen")


def _laid(record: Mapping[str, Any], error: Exception, context: Any, logger: Logger) -> bool:
    try:
        laid = dead_letters.lay(record, error, context)
    except Exception:
        # SQS itself moves the message after its last receive.
        logger.exception("not laid among the dead letters")
        return False
    if laid:
        logger.error("dead letter", extra={"message_id": record["messageId"]})
    return laid
