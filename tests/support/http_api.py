"""Requests as the HTTP API gives them to a function (payload version 2.0)."""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import jwt

from integrations.access import shopper_secret


@dataclass
class Context:
    """What Powertools wants of a Lambda's context."""

    function_name: str = "test"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:test"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Answered:
    status: int
    body: Any


def request(
    method: str, path: str, query: str = "", body: bytes = b"", **headers: str
) -> dict[str, Any]:
    """The event of a request. A body that is no text comes in base64."""
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    context = {"http": {"method": method, "path": path}, "stage": "$default"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": dict(parse_qsl(query)),
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": context,
        "body": text,
        "isBase64Encoded": encoded,
    }


def token(store_id: str, customer_id: object, **claims: Any) -> str:
    """A shopper's token as the store's plugin signs it."""
    now_s = int(time.time())
    said = {
        "iss": store_id,
        "sub": customer_id,
        "email": "jia@example.com",
        "jti": uuid.uuid4().hex,
    }
    said |= {"iat": now_s, "exp": now_s + 300} | claims
    text = jwt.PyJWS().encode(json.dumps(said).encode(), shopper_secret(store_id))
    return f"Bearer {text}"


def answered(result: dict[str, Any]) -> Answered:
    return Answered(result["statusCode"], json.loads(result["body"]))
