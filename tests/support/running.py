"""Everything that an outsider can do to a running stack: HTTP, commands, the shop, bad luck."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import boto3
import jwt
import pytest
import requests

from core.ledger import programs, stores
from infra.local import facts
from infra.local.sandbox.signing import body_signature
from integrations.aws import secrets
from tests.support.operator import OF_A_STACK, Ran, shell, within
from tests.support.stack import LocalStack
from tests.unit.integrations.samples import PAYLOADS

RECORDED_SECRET = "whsec-test"
_TIMEOUT_S = 60
# A command within this process has its environment and its standard output to itself.
_ONE_COMMAND = threading.Lock()

T = TypeVar("T")


@dataclass(frozen=True)
class Shop:
    """A connected store as its plugin knows it: `secret` signs its shoppers' tokens."""

    store_id: str
    secret: str


@dataclass(frozen=True)
class Recorded:
    """One delivery as it was recorded."""

    headers: dict[str, str]
    body: bytes

    @property
    def topic(self) -> str:
        return self.headers["X-WC-Webhook-Topic"]

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


def recorded(number: str) -> Recorded:
    """The recorded delivery whose file begins with `number`."""
    (path,) = (PAYLOADS / "woocommerce").glob(f"{number}-*.json")
    saved = json.loads(path.read_text())
    of_the_connection = ("Host", "Content-Length", "Connection")
    headers = {k: v for k, v in saved["headers"].items() if k not in of_the_connection}
    return Recorded(headers, saved["body"].encode())


def signed(body: bytes, topic: str = "order.updated") -> dict[str, str]:
    """The headers of a WooCommerce delivery of `body`, with the recordings' secret."""
    return {
        "Content-Type": "application/json",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Signature": body_signature(RECORDED_SECRET, body),
    }


def eventually(look: Callable[[], T], timeout_s: float = _TIMEOUT_S, every_s: float = 0.15) -> T:
    """Call `look` until its assertions hold; its last failure when they never do."""
    until = time.monotonic() + timeout_s
    while True:
        try:
            return look()
        except AssertionError:
            if time.monotonic() > until:
                raise
        time.sleep(every_s)


class Running:
    """The stack of `make run`, and what is around it.

    `woo` and `shopify` are the sandbox's own two stores, connected when it started.
    """

    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self.origin = stack.url
        self.woo, self.shopify = (
            Shop(of["store_id"], of["shopper_secret"])
            for of in map(self.shop_settings, ("woo", "shopify"))
        )

    # What an operator does.

    def command(self, *arguments: str) -> Ran:
        """./regulars with these arguments, finished."""
        return shell(*arguments, environment={"DATA_DIR": str(self.stack.data_dir)})

    def cli(self, *arguments: str) -> Any:
        """The document that a command prints under --json; it must succeed.

        It runs in this process, which saves a second of imports each time, and knows nothing of
        what ran before it, like a process of its own.
        """
        with _ONE_COMMAND:
            before = dict(os.environ)
            for name in [name for name in before if name.startswith(OF_A_STACK)]:
                del os.environ[name]
            os.environ["DATA_DIR"] = str(self.stack.data_dir)
            stores._cached.clear()
            programs._cached.clear()
            secrets.forget()
            try:
                return within("--json", *arguments).data
            finally:
                os.environ.clear()
                os.environ.update(before)

    def add_store(self, url: str = "", *extra: str) -> Shop:
        """A WooCommerce store that nobody asks anything, with the recordings' secret."""
        added = self.cli(
            *("store", "add", "woocommerce", "--no-check"),
            *("--url", url or f"https://{uuid.uuid4().hex[:12]}.example"),
            *("--consumer-key", "ck_test", "--consumer-secret", "cs_test"),
            *("--webhook-secret", RECORDED_SECRET, *extra),
        )
        return Shop(added["store_id"], added["shopper_secret"])

    def balance(self, shop: Shop, customer: str) -> tuple[int, int, int]:
        """(available, pending, debt) as `member show` says."""
        shown = self.cli("member", "show", shop.store_id, customer)["balance"]
        return shown["available"], shown["pending"], shown["debt"]

    # What a store does.

    def deliver(self, shop: Shop, headers: dict[str, str], body: bytes) -> requests.Response:
        """Post a WooCommerce webhook as it is."""
        url = f"{self.origin}/webhooks/woocommerce/{shop.store_id}"
        return requests.post(url, data=body, headers=headers, timeout=_TIMEOUT_S)

    def deliver_recorded(self, shop: Shop, number: str) -> requests.Response:
        """Post a recorded delivery, bytes and signature untouched."""
        found = recorded(number)
        return self.deliver(shop, found.headers, found.body)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the sandbox's control API; it must succeed."""
        url = f"{self.origin}/sandbox/control/{path}"
        answer = requests.request(method, url, json=body, timeout=_TIMEOUT_S)
        assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def shop_settings(self, platform: str) -> dict[str, Any]:
        """The sandbox's side of a connection, its secrets included."""
        found: dict[str, Any] = self.control("GET", "stores")[platform]
        return found

    def register(self, platform: str, name: str) -> tuple[str, str]:
        """(id, address) of a new shopper of the sandbox, with a proven address on Shopify."""
        email = f"{name.lower()}.{uuid.uuid4().hex[:8]}@example.com"
        made = self.control(
            "POST", f"{platform}/customers", {"email": email, "name": f"{name} Ito"}
        )
        return str(made["id"]), email

    # What a shopper does.

    def token(self, shop: Shop, customer_id: str, email: str = "", **changed: Any) -> str:
        """A shopper's token as the plugin mints it; `changed` claims, None to leave one out."""
        now = int(time.time())
        claims = {
            "iss": shop.store_id,
            "sub": customer_id,
            "email": email or f"{customer_id}@example.com",
            "iat": now,
            "exp": now + 240,
            "jti": uuid.uuid4().hex,
        } | changed
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, shop.secret, algorithm="HS256")

    def ask(
        self, method: str, path: str, token: str | None = None, **options: Any
    ) -> requests.Response:
        """Call the shopper API: ask("GET", "member", token)."""
        headers = options.pop("headers", {})
        if token is not None:
            headers = headers | {"Authorization": f"Bearer {token}"}
        url = f"{self.origin}/storefront/{path}"
        return requests.request(method, url, headers=headers, timeout=_TIMEOUT_S, **options)

    def member(self, shop: Shop, customer_id: str, email: str = "") -> dict[str, Any]:
        """The shopper's own view."""
        answer = self.ask("GET", "member", self.token(shop, customer_id, email))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def points(self, shop: Shop, customer_id: str) -> tuple[int, int, int]:
        """(available, pending, debt) as the shopper sees them."""
        shown = self.member(shop, customer_id)["balance"]
        return shown["available"], shown["pending"], shown["debt"]

    # What happens to machines.

    def workers(self, function: str = "") -> list[int]:
        """Process ids of the functions (or of one function) that run at this moment."""
        emulator = self.stack.facts.pids["emulator"]
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(status.read_text().rpartition(")")[2].split()[1])
                line = status.with_name("cmdline").read_text()
            except (OSError, ValueError, IndexError):
                continue
            if parent == emulator and f"ministack-lambda-regulars-local-{function}" in line:
                found.append(int(status.parent.name))
        return found

    def kill_worker(self, process_id: int) -> None:
        """SIGKILL to one function's process."""
        if process_id in self.workers():
            os.kill(process_id, signal.SIGKILL)

    def waiting(self) -> dict[str, int]:
        """How many messages each queue holds: visible, in flight and delayed."""
        known = self.stack.facts
        variables = facts.environ(known)
        queues = boto3.client(
            "sqs",
            endpoint_url=known.endpoint_url,
            region_name=known.region,
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )
        dead = {f"{name} dead": url for name, url in known.dead_letters.items()}
        found = {}
        for name, url in {**known.queues, **dead}.items():
            counts = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            found[name] = sum(
                int(counts[f"ApproximateNumberOfMessages{kind}"])
                for kind in ("", "NotVisible", "Delayed")
            )
        return found

    def settled(self, fetches: int = 0) -> None:
        """Wait until every delivery has been decided: no event waits, and at most so many fetches
        from stores do (those of a store that is not there are tried for long)."""

        def empty() -> None:
            for _ in range(3):
                waiting = self.waiting()
                assert waiting["events"] == 0, waiting
                assert waiting["fetches"] <= fetches, waiting
                time.sleep(0.2)

        eventually(empty)


@pytest.fixture(scope="session")
def running(stack: LocalStack) -> Running:
    """One running stack for all tests of the session."""
    return Running(stack)
