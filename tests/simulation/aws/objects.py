"""S3 in memory: objects that are written once and deleted, and lists of them by how their keys
begin.

S3 speaks XML and headers; between the wire and `S3.call` its requests are JSON like all others.
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.simulation.aws.errors import ServiceError


class S3:
    """One bucket. `objects`: what it holds, by key."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out one request. Raises ServiceError."""
        if operation == "ListObjects":
            return {"keys": [key for key in sorted(self.objects) if key.startswith(request["Key"])]}
        if operation == "DeleteObject":
            self.objects.pop(request["Key"], None)
            return {}
        if operation != "PutObject":
            raise ServiceError("NotImplemented", f"{operation} is not kept here")
        if request["IfNoneMatch"] == "*" and request["Key"] in self.objects:
            raise ServiceError(
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold",
                status=412,
            )
        self.objects[request["Key"]] = base64.b64decode(request["Body"])
        return {}


def read(request: Any) -> tuple[str, bytes]:
    """The operation of a prepared request, and the request as JSON."""
    address = urlsplit(request.url)
    path = unquote(address.path.lstrip("/"))
    if request.method == "GET" and "list-type=2" in address.query:
        prefix = parse_qs(address.query).get("prefix", [""])[0]
        return "ListObjects", json.dumps({"Key": prefix}).encode()
    body = request.body or b""
    if not isinstance(body, bytes):  # a stream, which a retry reads again
        body.seek(0)
        body = body.read()
    asked = {
        # Where botocore's endpoint rules are left out, the bucket is not in the path.
        "Key": path.removeprefix(f"{os.environ['RECORDS_BUCKET']}/"),
        "Body": base64.b64encode(body).decode(),
        "IfNoneMatch": _plain(request.headers.get("If-None-Match", "")),
    }
    known = {"PUT": "PutObject", "DELETE": "DeleteObject"}
    operation = known.get(request.method, request.method)
    return operation, json.dumps(asked).encode()


def written(status: int, body: bytes) -> bytes:
    """The body of an answer as S3 gives it."""
    said = json.loads(body or b"{}")
    if status == 200:
        if "keys" not in said:
            return b""
        found = "".join(f"<Contents><Key>{key}</Key></Contents>" for key in said["keys"])
        return f"<ListBucketResult>{found}</ListBucketResult>".encode()
    code, message = said["__type"], said["message"]
    return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()


def _plain(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
