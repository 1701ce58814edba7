"""The one origin of the local stack: /sandbox is the shop, every other path is the HTTP API.

It stands where API Gateway's own domain would: bodies, queries and headers pass as they are,
except for Host, by which the emulator knows the API.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import waitress
from werkzeug.middleware.dispatcher import DispatcherMiddleware

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]

SANDBOX = "/sandbox"
MAX_BODY_BYTES = 10 * 1024 * 1024  # API Gateway's own limit
_THREADS = 48
# Longer than API Gateway waits for a function, so that the function's own time-out shows first.
_TIMEOUT_S = 35.0
_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


class HttpApi:
    """Passes requests on to the HTTP API with id `api_id` at the emulator's `endpoint_url`."""

    def __init__(self, endpoint_url: str, api_id: str) -> None:
        self._address = urlsplit(endpoint_url).netloc
        self._host = f"{api_id}.execute-api.localhost"

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        connection = http.client.HTTPConnection(self._address, timeout=_TIMEOUT_S)
        try:
            body = environ["wsgi.input"].read()
            connection.putrequest(
                environ["REQUEST_METHOD"],
                environ["REQUEST_URI"],
                skip_host=True,
                skip_accept_encoding=True,
            )
            for name, value in self._headers(environ, len(body)):
                connection.putheader(name, value.encode("latin-1"))
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read()
        except OSError as error:
            return answer_json(start_response, "502 Bad Gateway", {"message": str(error)})
        finally:
            connection.close()
        kept = [(name, value) for name, value in answer.getheaders() if _end_to_end(name)]
        start_response(f"{answer.status} {answer.reason}", kept)
        return [content]

    def _headers(self, environ: Environ, length: int) -> Iterable[tuple[str, str]]:
        yield "Host", self._host
        if length or environ.get("CONTENT_LENGTH"):
            yield "Content-Length", str(length)
        if environ.get("CONTENT_TYPE"):
            yield "Content-Type", environ["CONTENT_TYPE"]
        for key, value in environ.items():
            if key.startswith("HTTP_"):
                name = key.removeprefix("HTTP_").replace("_", "-").title()
                if name != "Host" and _end_to_end(name):
                    yield name, value


class Front:
    """The server. Until `ready` is set, GET /healthz answers 503: the shop is being set up."""

    def __init__(self, port: int, api: App, sandbox: App) -> None:
        self.port = port
        self.ready = threading.Event()
        self._api = api
        self._server = waitress.create_server(
            DispatcherMiddleware(self._regulars, {SANDBOX: sandbox}),
            host="127.0.0.1",
            port=port,
            threads=_THREADS,
            max_request_body_size=MAX_BODY_BYTES,
            ident=None,
            clear_untrusted_proxy_headers=False,
        )
        self._thread = threading.Thread(target=self._server.run, name="front", daemon=True)

    def start(self) -> None:
        """Serve from a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests; those under way get a moment to end."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=2)
        self._server.close()

    def _regulars(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/healthz" and not self.ready.is_set():
            return answer_json(start_response, "503 Service Unavailable", {"status": "starting"})
        if environ["PATH_INFO"] == "/":
            start_response("302 Found", [("Location", f"{SANDBOX}/")])
            return []
        return self._api(environ, start_response)


def answer_json(start_response: Start, status: str, content: dict[str, str]) -> Iterable[bytes]:
    """Answer with `status` and a JSON body."""
    body = json.dumps(content).encode()
    start_response(status, [("Content-Type", "application/json")])
    return [body]


def _end_to_end(name: str) -> bool:
    return name.lower() not in _HOP_BY_HOP
