"""HTTP API events in, JSON answers out; the one place that maps errors to statuses."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from core.errors import (
    BadInput,
    BadSignature,
    Conflict,
    KeyReused,
    NotFound,
    RegularsError,
    Retryable,
    Security,
    TooMany,
)
from integrations.aws.secrets import LOCAL_STAGE

Answer = dict[str, Any]

# The first class that fits decides; subclasses before their bases.
_STATUSES: tuple[tuple[type[RegularsError], int], ...] = (
    (BadSignature, 401),
    (Security, 403),
    (NotFound, 404),
    (KeyReused, 422),
    (Conflict, 409),
    (BadInput, 400),
    (Retryable, 503),
)
_BY_CODE = {"too_large": 413, "rate_limited": 429}
_BUSY_S = 5
_YEAR_S = 365 * 86400


def status_of(error: RegularsError) -> int:
    """The HTTP status of an error; 422 for a refusal that has none of its own."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return _BY_CODE.get(error.code, status)
    return 422


def safe_headers() -> dict[str, str]:
    """What every answer of every function says: kept by nobody, taken for nothing but what it is,
    told to nobody where a link leads, and once deployed never asked for without TLS."""
    headers = {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    if os.environ.get("STAGE") != LOCAL_STAGE:
        headers["strict-transport-security"] = f"max-age={_YEAR_S}"
    return headers


def retry_headers(error: RegularsError) -> dict[str, str]:
    """When to come again, of an error that says to."""
    if isinstance(error, TooMany):
        return {"retry-after": str(error.retry_after_s)}
    return {"retry-after": str(_BUSY_S)} if isinstance(error, Retryable) else {}


def error_body(error: RegularsError) -> dict[str, Any]:
    """{"error": {"code", "message", "details"?}}."""
    body: dict[str, Any] = {"code": error.code, "message": str(error)}
    if error.details:
        body["details"] = error.details
    return {"error": body}


def internal_error() -> dict[str, Any]:
    """The body of an answer about what nobody foresaw."""
    message = "Something went wrong on our side; nothing was changed. Try again."
    return {"error": {"code": "internal", "message": message}}


def answer(
    status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Answer:
    """A JSON answer that nobody caches."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", **safe_headers(), **(headers or {})},
        "body": json.dumps(body, ensure_ascii=False),
    }


def guarded(logger: Logger, work: Callable[[], Answer]) -> Answer:
    """Run `work`; what it raises becomes an answer. Only what nobody foresaw is a 500, and its
    details go to the log, not to the caller."""
    try:
        return work()
    except RegularsError as error:
        status = status_of(error)
        logger.info("refused", extra={"status": status, "code": error.code})
        return answer(status, error_body(error), retry_headers(error))
    except Exception:
        logger.exception("unforeseen")
        return answer(500, internal_error())


def raw_body(event: Mapping[str, Any]) -> bytes:
    """The body's bytes exactly as sent: signatures are over these. Raises BadInput when there
    are none."""
    body = event.get("body") or ""
    try:
        return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    except ValueError as error:
        raise BadInput("The body cannot be read.") from error
