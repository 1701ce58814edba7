"""HTTP API events in, JSON answers out; the one place that maps errors to statuses."""

from __future__ import annotations

import base64
import json
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
)

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


def status_of(error: RegularsError) -> int:
    """The HTTP status of an error; 422 for a refusal that has none of its own."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return _BY_CODE.get(error.code, status)
    return 422


def error_body(error: RegularsError) -> dict[str, Any]:
    """{"error": {"code", "message", "details"?}}."""
    body: dict[str, Any] = {"code": error.code, "message": str(error)}
    if error.details:
        body["details"] = error.details
    return {"error": body}


def answer(status: int, body: Mapping[str, Any], **headers: str) -> Answer:
    """A JSON answer that nobody caches."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "cache-control": "no-store", **headers},
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
        extra = {"retry-after": "5"} if status == 503 else {}
        return answer(status, error_body(error), **extra)
    except Exception:
        logger.exception("unforeseen")
        message = "Something went wrong on our side; nothing was changed. Try again."
        return answer(500, {"error": {"code": "internal", "message": message}})


def raw_body(event: Mapping[str, Any]) -> bytes:
    """The body's bytes exactly as sent: signatures are over these."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
