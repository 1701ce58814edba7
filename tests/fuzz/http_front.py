"""The handlers behind real HTTP: what API Gateway does with a request and an answer, in little."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from functions.api.handler import handler as api
from functions.connect.handler import handler as connect
from functions.storefront.handler import handler as storefront
from functions.webhooks.handler import handler as webhooks
from tests.support.http_api import Context, request

Handle = Callable[[dict[str, Any], Any], dict[str, Any]]


def _handle(path: str) -> Handle | None:
    """Whom the HTTP API gives this path to (serverless.yml)."""
    if path == "/healthz" or path.startswith("/webhooks/"):
        return webhooks
    if path.startswith(("/connect/", "/plugin/")):
        return connect
    if path.startswith("/api/"):
        return api
    return storefront if path.startswith(("/storefront/", "/actions/", "/j/")) else None


# One request at a time, as in a Lambda's container: connections are kept open side by side.
_container = threading.Lock()


class _Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        event = request(self.command, unquote(url.path), url.query, body)
        for name in self.headers:
            # A header that comes twice is one with a comma.
            event["headers"][name.lower()] = ",".join(self.headers.get_all(name, []))
        handle = _handle(event["rawPath"])
        if handle is None:
            answer: dict[str, Any] = {"statusCode": 404, "headers": {}, "body": "{}"}
        else:
            with _container:
                answer = handle(event, Context())
        content = answer.get("body", "").encode()
        self.send_response(answer["statusCode"])
        many = answer.get("multiValueHeaders") or {}
        headers = answer.get("headers", {}) | {name: ",".join(many[name]) for name in many}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer
    do_TRACE = do_QUERY = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Silence: whoever asks says what was answered."""


@contextmanager
def served() -> Iterator[str]:
    """The address of the handlers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Front)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
