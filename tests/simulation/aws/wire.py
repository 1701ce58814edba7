"""The wire below botocore: requests are answered by an AWS in memory instead of being sent.

Everything above stays real: PynamoDB, botocore's serialisation, retries with their quota and
back-off, error parsing, and the ledger's own code. `around` sees every attempt, retries included,
and decides what becomes of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.awsrequest import AWSResponse

from core.ledger import table as ledger_table
from integrations.aws import session
from tests.simulation.aws import objects
from tests.simulation.aws.aws import AWS
from tests.simulation.aws.errors import ServiceError
from tests.simulation.aws.lean import Lean, forget_failures

_as_json = json.JSONEncoder(separators=(",", ":")).encode

Perform = Callable[[], dict[str, Any]]
Around = Callable[[str, str, dict[str, Any], Perform], dict[str, Any]]

# A name that never resolves: what is not answered here must not reach anybody.
_NOWHERE = "http://aws.invalid"
_SERVICES = ("sqs", "kms", "secretsmanager", "sesv2", "s3")
_OPERATIONS = {("POST", "/v2/email/outbound-emails"): "SendEmail"}
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ENDPOINT_URL": _NOWHERE,
    "DYNAMODB_ENDPOINT_URL": _NOWHERE,
}


class Killed(BaseException):
    """The process died here. Not an Exception, so that nothing but a finally sees it."""


class Wire:
    """What botocore talks to now. `aws` and `around` may be set at any time. `calls` counts
    attempts by (service, operation)."""

    def __init__(self, aws: AWS, around: Around | None = None) -> None:
        self.aws = aws
        self.around = around
        self.calls: dict[tuple[str, str], int] = {}

    def answer(self, service: str, operation: str, body: bytes | None) -> tuple[int, bytes, Any]:
        """Status, body and headers of the answer to one attempt."""
        request = json.loads(body or b"{}")
        called = (service, operation)
        self.calls[called] = self.calls.get(called, 0) + 1
        try:
            if self.around is None:
                done = self.aws.call(service, operation, request)
            else:
                done = self.around(
                    service, operation, request, lambda: self.aws.call(service, operation, request)
                )
        except ServiceError as error:
            return _refusal(error)
        return 200, _as_json(done).encode(), {}


def _refusal(error: ServiceError) -> tuple[int, bytes, dict[str, str]]:
    body = {"__type": error.code, "message": error.message, **error.body}
    headers = {"x-amzn-errortype": error.code}
    if error.query_code is not None:
        headers["x-amzn-query-error"] = f"{error.query_code};Sender"
    return error.status, json.dumps(body).encode(), headers


class _Raw:
    """What AWSResponse reads its content from."""

    __slots__ = ("_body",)

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> list[bytes]:
        return [self._body]


class _Plug:
    """The handler on one client. Without a wire it lets requests go where they would go."""

    def __init__(self, service: str, client: Any) -> None:
        self.service = service
        self.client = client
        self.lean = Lean(client)
        client.meta.events.register_first("before-send", self.send)

    def send(self, request: Any, **_: Any) -> Any:
        if _now.wire is None:
            return None
        if self.service == "s3":
            status, body, headers = _now.wire.answer("s3", *objects.read(request))
            return AWSResponse(request.url, status, headers, _Raw(objects.written(status, body)))
        target = request.headers.get("X-Amz-Target")
        if target is None:
            path = "/" + request.url.split("/", 3)[3]
            operation = _OPERATIONS[request.method, path]
        else:
            target = target.decode() if isinstance(target, bytes) else target
            operation = target.rsplit(".", 1)[1]
        status, body, headers = _now.wire.answer(self.service, operation, request.body)
        return AWSResponse(request.url, status, headers, _Raw(body))


class _Bound:
    """What the ledger's rows are bound to: a table, and the client that reaches it."""

    _NAMES = ("table_name", "region", "host")

    def __init__(self) -> None:
        row = ledger_table.Row
        self._meta = {name: getattr(row.Meta, name) for name in self._NAMES}
        self._connection = row._connection

    def restore(self) -> None:
        """Bind them to it again."""
        for name, value in self._meta.items():
            setattr(ledger_table.Row.Meta, name, value)
        ledger_table.Row._connection = self._connection


class _Now:
    """The process's plugs, and the wire they lead to. `bound` is what the rows are bound to by
    the table in memory, `before` what they were bound to otherwise."""

    def __init__(self) -> None:
        self.wire: Wire | None = None
        self.plugs: dict[int, _Plug] = {}
        self.bound: dict[str, _Bound] = {}
        self.before: _Bound | None = None


_now = _Now()


def install(aws: AWS, around: Around | None = None, *, lean: bool = True) -> Wire:
    """Answer all of the project's AWS calls from `aws` from now on, until `uninstall`.

    Clients are made at the first call in a process (about 0.3 s) and kept. `lean` leaves out of
    each call what no answer depends on: signature, user agent, endpoint rules (see lean.py).
    """
    os.environ.update(_ENVIRONMENT)
    os.environ["TABLE_NAME"] = aws.dynamodb.table
    if _now.before is None:
        _now.before = _Bound()
    for plug in _plugged(aws.dynamodb.table):
        plug.lean.set(lean)
        forget_failures(plug.client)
    _now.wire = Wire(aws, around)
    return _now.wire


def uninstall() -> None:
    """Let calls go to the network again."""
    _now.wire = None
    for plug in _now.plugs.values():
        plug.lean.set(False)
    if _now.before is not None:
        _now.before.restore()
        _now.before = None


@contextmanager
def installed(aws: AWS, around: Around | None = None, *, lean: bool = True) -> Iterator[Wire]:
    """`install` and, in the end, `uninstall`; the environment is put back."""
    before = dict(os.environ)
    try:
        yield install(aws, around, lean=lean)
    finally:
        uninstall()
        os.environ.clear()
        os.environ.update(before)


def _plugged(table: str) -> list[_Plug]:
    if table in _now.bound:
        _now.bound[table].restore()
    else:
        ledger_table.bind(table)
        _now.bound[table] = _Bound()
    clients = [("dynamodb", ledger_table.connect().client)]
    clients += [(service, session.client(service)) for service in _SERVICES]
    return [_plug(service, client) for service, client in clients]


def _plug(service: str, client: Any) -> _Plug:
    found = _now.plugs.get(id(client))
    if found is None:
        found = _now.plugs[id(client)] = _Plug(service, client)
    return found
