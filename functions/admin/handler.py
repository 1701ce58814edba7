"""The merchant page behind the HTTP API."""

from __future__ import annotations

from typing import Any

from apig_wsgi import make_lambda_handler

from functions import logs
from functions.admin.app import create_app

logger = logs.logger("admin")
_serve = make_lambda_handler(create_app())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """ANY /admin and /admin/{proxy+}. Queries, cookies and the rest of a path hold credentials and
    names: never logged."""
    answer = _serve(event, context)
    logger.info(
        "served",
        extra={
            "method": event["requestContext"]["http"]["method"],
            "path": logs.route(event["rawPath"]),
            "status": answer["statusCode"],
        },
    )
    return answer
