"""The merchant page behind the HTTP API."""

from __future__ import annotations

from typing import Any

from apig_wsgi import make_lambda_handler
from aws_lambda_powertools import Logger

from functions.admin.app import create_app

logger = Logger(service="admin")
_serve = make_lambda_handler(create_app())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """ANY /admin and /admin/{proxy+}. Queries and cookies hold credentials: never logged."""
    answer = _serve(event, context)
    logger.info(
        "served",
        extra={
            "method": event["requestContext"]["http"]["method"],
            "path": event["rawPath"][:200],
            "status": answer["statusCode"],
        },
    )
    return answer
