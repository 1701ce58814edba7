"""Two shops around the real handlers on an AWS in memory, which counts what each function asks of
it: DynamoDB units as DynamoDB charges them, calls by name, and CPU time on this side of the wire.

    with Scene() as scene:
        with scene.counting() as usage:
            scene.deliver(delivery)
            scene.work_off()
        usage.of("ledger_worker").write_units
"""

from __future__ import annotations

import hmac
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from core.ledger import programs, stores
from core.ledger.posting import Books
from functions.balances.handler import handler as balances
from functions.codes.handler import handler as codes
from functions.fetcher.handler import handler as fetcher
from functions.ledger_worker.handler import handler as ledger_worker
from functions.relay.handler import handler as relay
from functions.scheduled.handler import handler as scheduled
from functions.storefront.handler import handler as storefront
from functions.webhooks.handler import handler as webhooks
from integrations import access, installing, reach
from tests.simulation.aws import AWS, Clock, deployed, fresh_container, sqs, wire
from tests.simulation.shops import Delivery, Shop, api_event, open_shop

T0_S = 1_790_000_000
_SECOND_NS = 1_000_000_000
# Functions keep a store and its program for five seconds, which a busy one never feels. Here time
# leaps, and each leap would cost what a busy function pays once in five seconds.
_FOREVER_S = 10**9
_QUEUES: tuple[tuple[str, str, Callable[[dict[str, Any], Any], dict[str, Any]], int], ...] = (
    ("EventsQueue", "ledger_worker", ledger_worker, 10),
    ("FetchesQueue", "fetcher", fetcher, 1),
    ("CodesQueue", "codes", codes, 1),
    ("BalancesQueue", "balances", balances, 10),
)
_APP_SECRET = "app-secret-of-the-bench-0123456789abcdef"  # noqa: S105


@dataclass
class Part:
    """What one function did: `invocations`, DynamoDB units, calls to AWS by name, and CPU
    milliseconds without those of the AWS in memory."""

    invocations: int = 0
    write_units: float = 0
    read_units: float = 0
    calls: Counter[str] = field(default_factory=Counter)
    cpu_ms: float = 0

    def add(self, other: Part) -> None:
        self.invocations += other.invocations
        self.write_units += other.write_units
        self.read_units += other.read_units
        self.calls += other.calls
        self.cpu_ms += other.cpu_ms


@dataclass
class Usage:
    """Parts by function."""

    parts: dict[str, Part] = field(default_factory=dict)

    def of(self, function: str) -> Part:
        return self.parts.setdefault(function, Part())

    def all(self) -> Part:
        """Everything together."""
        every = Part()
        for part in self.parts.values():
            every.add(part)
        return every


class Scanned(AssertionError):
    """A function scanned the table: its cost grows with everything there is."""


class Scene:
    """`woo` and `shopify` are connected, with the programs that new stores get. `lean` leaves out
    of botocore what no answer depends on: faster, and no CPU figures then."""

    woo: Shop
    shopify: Shop

    def __init__(self, *, lean: bool = False) -> None:
        self._lean = lean
        self._stack = ExitStack()
        self._usage = Usage()
        self._function = "nobody"
        self._aws_ns = 0

    def __enter__(self) -> Scene:
        with ExitStack() as stack:
            before = dict(os.environ)
            stack.callback(os.environ.update, before)
            stack.callback(os.environ.clear)
            os.environ.pop("AWS_PROFILE", None)
            self.clock = Clock(T0_S, seed=7)
            self.aws = AWS.deployed("regulars", lambda: self.clock.now_ns)
            stack.enter_context(self.clock)
            stack.enter_context(wire.installed(self.aws, self._around, lean=self._lean))
            os.environ.update(deployed.environment())
            fresh_container()
            stack.callback(fresh_container)
            for cache in (stores, programs):
                stack.callback(vars(cache).__setitem__, "CACHE_S", cache.CACHE_S)
                vars(cache)["CACHE_S"] = _FOREVER_S
            self._open(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self, stack: ExitStack) -> None:
        secret = {
            "master_key": "aa" * 32,
            "session_key": "bb" * 32,
            "shopify_api_key": "key",
            "shopify_api_secret": _APP_SECRET,
        }
        self.aws.secrets.put(os.environ["APP_SECRET_NAME"], json.dumps(secret))
        clock, webhook_secret = (lambda: self.now_s), (lambda: _APP_SECRET)
        self.woo = open_shop(
            "woocommerce",
            "https://beans.example.com",
            clock=clock,
            webhook_secret=webhook_secret,
            currency="USD",
            timezone="UTC",
        )
        self.shopify = open_shop(
            "shopify",
            "backpacks.myshopify.com",
            clock=clock,
            webhook_secret=webhook_secret,
            currency="USD",
            timezone="UTC",
        )
        ports = {shop.store_id: shop.port for shop in (self.woo, self.shopify)}
        for module in (installing, reach):
            door = vars(module)["open_store"]
            vars(module)["open_store"] = lambda context, *_: ports[context.store_id]
            stack.callback(vars(module).__setitem__, "open_store", door)
        now_s = int(self.now_s)
        installing.install_shopify(self.shopify.address, "shpat_token", now_s=now_s)
        installing.install_woocommerce(self.woo.address, "ck", "cs", _APP_SECRET, now_s=now_s)

    @property
    def now_s(self) -> float:
        return self.clock.now_ns / _SECOND_NS

    def books(self, shop: Shop) -> Books:
        return access.books_of(stores.get(shop.store_id))

    # Counting

    @contextmanager
    def counting(self) -> Iterator[Usage]:
        """Count what happens within. Raises Scanned when anything scans the table."""
        self._usage = usage = Usage()
        yield usage
        self._usage = Usage()

    def _around(
        self,
        service: str,
        operation: str,
        request: dict[str, Any],
        perform: Callable[[], dict[str, Any]],
    ) -> dict[str, Any]:
        if operation == "Scan":
            raise Scanned(f"{self._function} scanned the table")
        if service == "dynamodb" and operation != "DescribeTable":
            request["ReturnConsumedCapacity"] = "TOTAL"
        began = time.process_time_ns()
        answer = perform()
        self._aws_ns += time.process_time_ns() - began
        part = self._usage.of(self._function)
        part.calls[operation] += 1
        consumed = answer.get("ConsumedCapacity", [])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            if operation in ("Query", "GetItem", "BatchGetItem", "TransactGetItems"):
                part.read_units += one["CapacityUnits"]
            else:
                part.write_units += one["CapacityUnits"]
        return answer

    def invoke(
        self, function: str, handler: Callable[[dict[str, Any], Any], Any], event: Any
    ) -> Any:
        """Run a handler, and count it as that function's."""
        self._function, self._aws_ns = function, 0
        began = time.process_time_ns()
        answer = handler(event, None)
        part = self._usage.of(function)
        part.invocations += 1
        part.cpu_ms += (time.process_time_ns() - began - self._aws_ns) / 1e6
        self._function = "nobody"
        return answer

    # What happens

    def deliver(self, delivery: Delivery) -> None:
        """Hand a delivery to the webhook function."""
        answer = self.invoke("webhooks", webhooks, api_event(delivery))
        assert answer["statusCode"] == 200, answer

    def deliver_all(self) -> list[Delivery]:
        """Deliver what both shops have sent; it."""
        sent = [*self.woo.take(), *self.shopify.take()]
        for delivery in sent:
            self.deliver(delivery)
        return sent

    def work_off(self) -> None:
        """Let the queues' functions and the relay work until nothing is left to do."""
        while self._worked() or self._waited():
            pass
        assert not any(
            queue.dead_letters and queue.dead_letters.messages
            for queue in self.aws.sqs.queues.values()
        )

    def work_events(self) -> None:
        """Only the worker."""
        while self._drained(*_QUEUES[0]):
            pass

    def _worked(self) -> bool:
        done = [self._drained(*one) for one in _QUEUES]
        records = self.aws.stream.batch(100)
        if records:
            answer = self.invoke("relay", relay, {"Records": records})
            self.aws.stream.settle(records, answer)
        return any(done) or bool(records)

    def _drained(self, resource: str, function: str, handler: Any, most: int) -> bool:
        queue = self.aws.sqs.queues[deployed.queue_name(resource)]
        taken = queue.take(self.clock.now_ns, most)
        if taken:
            sqs.settle(queue, taken, self.invoke(function, handler, sqs.lambda_event(queue, taken)))
        return bool(taken)

    def _waited(self) -> bool:
        """Let the time come at which a message can be had."""
        queues = [self.aws.sqs.queues[deployed.queue_name(one[0])] for one in _QUEUES]
        times = [at_ns for queue in queues if (at_ns := queue.next_ns()) is not None]
        if times:
            self.clock.advance_to(min(times))
        return bool(times)

    def ask(
        self,
        customer_id: str,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> dict[str, Any]:
        """A request of the widget in the Shopify shop, through its app proxy; the JSON answered."""
        values = {
            "logged_in_customer_id": customer_id,
            "path_prefix": "/apps/regulars",
            "shop": self.shopify.address,
            "timestamp": str(int(self.now_s)),
        }
        message = "".join(f"{name}={values[name]}" for name in sorted(values))
        signature = hmac.new(_APP_SECRET.encode(), message.encode(), "sha256").hexdigest()
        event = {
            "version": "2.0",
            "routeKey": "ANY /storefront/{proxy+}",
            "rawPath": path,
            "rawQueryString": urlencode({**values, "signature": signature}),
            "headers": {"content-type": "application/json", "idempotency-key": key},
            "requestContext": {
                "http": {"method": method, "path": path, "sourceIp": "203.0.113.7"},
                "stage": "$default",
                "requestId": "r",
            },
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.invoke("storefront", storefront, event)
        assert answer["statusCode"] in (200, 202), answer
        told: dict[str, Any] = json.loads(answer["body"])
        return told

    def schedule(self, job: str) -> dict[str, int]:
        """What the clock starts."""
        done: dict[str, int] = self.invoke("scheduled", scheduled, {"job": job})
        return done
