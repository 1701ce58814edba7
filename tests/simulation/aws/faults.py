"""Ready-made troubles of the wire. Each is an `around`, or a part to build one from.

Those that time out sleep for as long as the client would wait: the simulation's clock goes on.
"""

from __future__ import annotations

import time
from typing import Any

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from core.ledger.table import Row
from integrations.aws.session import READ_TIMEOUT_S
from tests.simulation.aws.errors import ServiceError, cancelled
from tests.simulation.aws.wire import Killed, Perform

__all__ = [
    "Killed",
    "conflicted",
    "failed_after",
    "in_progress",
    "internal_error",
    "killed_after",
    "killed_before",
    "refused_connection",
    "throttled",
    "timed_out_after",
    "timed_out_before",
    "unprocessed",
]

_THROTTLED = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "sqs": ("com.amazonaws.sqs#RequestThrottled", 400),
    "kms": ("ThrottlingException", 400),
    "secretsmanager": ("ThrottlingException", 400),
    "sesv2": ("TooManyRequestsException", 429),
    "s3": ("SlowDown", 503),
}

Request = dict[str, Any]
Answer = dict[str, Any]


def throttled(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """Too many requests; nothing was done."""
    code, status = _THROTTLED[service]
    raise ServiceError(
        code,
        "The level of configured provisioned throughput for the table was exceeded. Consider "
        "increasing your provisioning level with the UpdateTable API.",
        status,
        query_code="RequestThrottled" if service == "sqs" else None,
    )


def conflicted(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """Another transaction has the items: a transaction is cancelled, a single write refused,
    anything else is performed, since reads do not conflict."""
    if operation == "TransactWriteItems":
        reason = {
            "Code": "TransactionConflict",
            "Message": "Transaction is ongoing for the item",
        }
        others = [{"Code": "None"}] * (len(request["TransactItems"]) - 1)
        raise cancelled([reason, *others])
    if operation in ("PutItem", "DeleteItem", "UpdateItem"):
        raise ServiceError("TransactionConflictException", "Transaction is ongoing for the item")
    return perform()


def in_progress(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """The same transaction is still under way (for TransactWriteItems)."""
    raise ServiceError(
        "TransactionInProgressException",
        "Transaction is in progress for the given client request token",
    )


def internal_error(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """500, and nothing was done."""
    raise ServiceError("InternalServerError", "Internal server error", 500)


def failed_after(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """500, although it was done."""
    perform()
    raise ServiceError("InternalServerError", "Internal server error", 500)


def timed_out_before(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """No answer, and nothing was done."""
    raise _no_answer(service)


def timed_out_after(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """No answer, although it was done."""
    perform()
    raise _no_answer(service)


def refused_connection(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """Nobody there."""
    raise EndpointConnectionError(endpoint_url=f"https://{service}.us-east-1.amazonaws.com")


def killed_before(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """The process dies before the call."""
    raise Killed


def killed_after(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """The process dies when the call is done and before it learns of it."""
    perform()
    raise Killed


def unprocessed(service: str, operation: str, request: Request, perform: Perform) -> Answer:
    """BatchGetItem leaves out its last keys, all but the first: the caller has to ask again."""
    if operation != "BatchGetItem":
        return perform()
    rest: dict[str, Any] = {}
    for table, wanted in request["RequestItems"].items():
        if len(wanted["Keys"]) > 1:
            rest[table] = {**wanted, "Keys": wanted["Keys"][1:]}
            request["RequestItems"][table] = {**wanted, "Keys": wanted["Keys"][:1]}
    answer = perform()
    answer["UnprocessedKeys"] = rest
    return answer


def _no_answer(service: str) -> ReadTimeoutError:
    """What the client raises when it has waited for as long as it does."""
    time.sleep(Row.Meta.read_timeout_seconds if service == "dynamodb" else READ_TIMEOUT_S)
    return ReadTimeoutError(endpoint_url=f"https://{service}.us-east-1.amazonaws.com")
