"""The front against a server that answers with exactly what it was sent."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from infra.local.child import free_port
from infra.local.front import Front, HttpApi, answer_json


class Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        seen = {"path": self.path, "headers": self.headers.items(), "body": body.hex()}
        content = json.dumps(seen).encode()
        self.send_response(202, "Taken")
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def front(upstream: str) -> Iterator[Front]:
    def shop(environ: dict[str, object], start_response: object) -> object:
        return answer_json(start_response, "200 OK", {"shop": str(environ["PATH_INFO"])})  # type: ignore[arg-type]

    running = Front(free_port(), HttpApi(upstream, "abc"), shop)  # type: ignore[arg-type]
    running.start()
    yield running
    running.stop()


def ask(
    front: Front, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", front.port, timeout=10)
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def test_body_query_and_headers_pass_untouched_and_only_host_is_changed(front: Front) -> None:
    body = b'{"a": "\xff\x00\r\n", "b": 1e400}'
    path = "/webhooks/woocommerce/woo-1?a=%20b&a=c+d&x=%E4%B8%80&empty="
    response, content = ask(
        front, "POST", path, body, Content_Type="application/json", X_WC_Signature="a+b/c="
    )
    seen = json.loads(content)
    headers = {name.lower(): value for name, value in seen["headers"]}
    assert (response.status, response.reason) == (202, "Taken")
    assert bytes.fromhex(seen["body"]) == body
    assert seen["path"] == path
    assert headers["host"] == "abc.execute-api.localhost"
    assert headers["content-type"] == "application/json"
    assert headers["x-wc-signature"] == "a+b/c="


def test_every_cookie_of_an_answer_arrives(front: Front) -> None:
    response, _ = ask(front, "GET", "/admin/")
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_the_shop_is_served_here_and_the_root_leads_to_it(front: Front) -> None:
    assert json.loads(ask(front, "GET", "/sandbox/cart")[1]) == {"shop": "/cart"}
    response, _ = ask(front, "GET", "/")
    assert response.headers["Location"].endswith("/sandbox/")


def test_health_is_503_until_everything_is_ready(front: Front) -> None:
    front.ready.clear()
    assert ask(front, "GET", "/healthz")[0].status == 503
    front.ready.set()
    assert ask(front, "GET", "/healthz")[0].status == 202


def test_a_body_over_the_gateways_limit_is_refused(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.port), timeout=10) as raw:
        raw.sendall(
            b"POST /webhooks/shopify HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n\r\n"
        )
        assert b" 413 " in raw.recv(100)


def test_an_emulator_that_is_gone_is_a_502() -> None:
    running = Front(free_port(), HttpApi(f"http://127.0.0.1:{free_port()}", "abc"), HttpApi("", ""))
    running.ready.set()
    running.start()
    try:
        assert ask(running, "GET", "/healthz")[0].status == 502
    finally:
        running.stop()
