"""The sandbox store on a free port, with a receiver that stands in for Regulars."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Response

from infra.local.sandbox.app import create_app
from infra.local.sandbox.config import Platform, SandboxConfig
from infra.local.sandbox.sandbox import Sandbox
from infra.local.shopify_schema import admin_schema

WOO = {
    "store_id": "woo-0123456789ab",
    "webhook_secret": "whsec-test",
    "shopper_secret": "c0ffee" * 10,
    "consumer_key": "ck_test",
    "consumer_secret": "cs_test",
}
SHOPIFY = {
    "store_id": "shop-0123456789ab",
    "shop_domain": "backpack-and-bean.myshopify.com",
    "access_token": "shpat_test",
    "api_key": "app-key",
    "api_secret": "app-secret-of-the-sandbox-tests-0123456789",
}


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers every request with `status`, and remembers it. Stands where Regulars would."""

    status: int = 200
    answer: bytes = b"{}"
    received: list[Received] = field(default_factory=list)
    url: str = ""

    def topics(self) -> list[str]:
        names = ("X-WC-Webhook-Topic", "X-Shopify-Topic")
        return [r.headers[n] for r in self.received for n in names if n in r.headers]


@dataclass
class SandboxServer:
    """A running sandbox. `origin` ends in /sandbox, as behind the local front."""

    origin: str
    sandbox: Sandbox
    receiver: Receiver

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API; raises on an error status."""
        url = f"{self.origin}/control/{path}"
        answer = requests.request(method, url, json=body, timeout=40)
        assert answer.status_code < 400, f"{answer.status_code} {answer.text}"
        return answer.json()

    def drain(self) -> None:
        """Wait until every webhook has been sent."""
        assert self.control("POST", "deliveries/drain", {})["drained"]


def serve(app: Any) -> tuple[BaseWSGIServer, str]:
    """Serve a WSGI application on a free port in a thread of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def under_prefix(app: Flask) -> Any:
    return DispatcherMiddleware(Response("nothing here", 404), {"/sandbox": app})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            found.received.append(Received(self.path, dict(self.headers.items()), body))
            self.send_response(found.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(found.answer)))
            self.end_headers()
            self.wfile.write(found.answer)

        do_GET = do_POST = _take

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(receiver: Receiver, tmp_path: Path) -> Iterator[SandboxServer]:
    """Both flavours connected, webhooks going to `receiver`."""
    admin_schema()  # seconds, once: no client should wait for it
    stores: dict[Platform, dict[str, Any]] = {"woo": dict(WOO), "shopify": dict(SHOPIFY)}
    config = SandboxConfig(
        front_url=receiver.url, data_dir=tmp_path, stores=stores, retry_delays_s=(0.1,) * 8
    )
    app = create_app(config)
    server, origin = serve(under_prefix(app))
    sandbox = app.extensions["sandbox"]
    yield SandboxServer(f"{origin}/sandbox", sandbox, receiver)
    server.shutdown()
    server.server_close()
    sandbox.close()
