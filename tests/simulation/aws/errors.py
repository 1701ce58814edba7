"""What AWS answers when it refuses."""

from __future__ import annotations

from typing import Any


class ServiceError(Exception):
    """An error answer: `code` as botocore shows it, `status` of HTTP, `body` more JSON fields.

    `query_code` is what an awsQuery-compatible service (SQS) calls the same error in a header.
    """

    def __init__(
        self,
        code: str,
        message: str = "",
        status: int = 400,
        *,
        query_code: str | None = None,
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.query_code = query_code
        self.body = body or {}


def invalid(message: str) -> ServiceError:
    """What DynamoDB says of a request that it does not accept."""
    return ServiceError("ValidationException", message)


def condition_failed(item: dict[str, Any] | None = None) -> ServiceError:
    """A single write's condition did not hold; `item` where the request asked for it."""
    return ServiceError(
        "ConditionalCheckFailedException",
        "The conditional request failed",
        body={"Item": item} if item else None,
    )


def cancelled(reasons: list[dict[str, Any]]) -> ServiceError:
    """A transaction was cancelled; one reason for each of its items, in their order."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    return ServiceError(
        "TransactionCanceledException",
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        body={"CancellationReasons": reasons},
    )
