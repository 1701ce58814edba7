"""Runs inside one release: PYTHONPATH says which. Takes requests on stdin, a line of JSON each, and
answers on stdout. What it calls is what both releases have.

    {"do": "call", "function": "relay", "event": {...}}
    {"do": "verify"}
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

from core import snapshot
from core.ledger import members, programs, stores, table
from core.ledger import verify as proof
from core.snapshot import CustomerRef, Line, Refund, RefundLine
from integrations import access, installing
from integrations.aws import secrets


@dataclass
class Context:
    """What Powertools wants of a Lambda's context."""

    function_name: str = "upgrade"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:upgrade"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"


def move(environment: dict[str, str]) -> None:
    """Work in another environment from now on."""
    os.environ.update(environment)
    secrets.forget()
    table.bind(os.environ["TABLE_NAME"])


def call(function: str, event: dict[str, Any]) -> Any:
    """Invoke a function."""
    return importlib.import_module(f"functions.{function}.handler").handler(event, Context())


def install(url: str, key: str, secret: str, webhook_secret: str) -> dict[str, Any]:
    """Connect a WooCommerce store."""
    done = installing.install_woocommerce(url, key, secret, webhook_secret, now_s=int(time.time()))
    return {"store_id": done.store_id, "shopper_secret": done.shopper_secret}


def publish(store_id: str, document: dict[str, Any]) -> int:
    """Publish a program that holds from now on; its version."""
    ledger = access.ledger_of(stores.get(store_id, fresh=True))
    return programs.publish(ledger, document, "a test", int(time.time()) - 3600).version


def document(store_id: str) -> dict[str, Any]:
    """The program as it was published last."""
    return programs.document(access.ledger_of(stores.get(store_id, fresh=True)))[1]


def adjust(store_id: str, customer_id: str, points: int, command_id: str) -> None:
    """Points by hand."""
    books = access.books_of(stores.get(store_id, fresh=True))
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""
    now_ms = time.time_ns() // 1_000_000
    members.adjust(books, member_id, points, "for waiting", command_id, now_ms)


def verify() -> dict[str, Any]:
    """Prove the books."""
    report = proof.verify()
    return {
        "members": report.members,
        "entries": report.entries,
        "mismatches": [one["what"] for one in report.mismatches],
    }


def kinds() -> list[str]:
    """The kinds of events that this release knows."""
    return sorted(snapshot._KINDS)


def samples(store_id: str) -> list[dict[str, Any]]:
    """An event of each kind, as this release queues it."""
    now_ms = time.time_ns() // 1_000_000
    who = CustomerRef("9101", "sampled@example.com")
    order = snapshot.OrderSnapshot(
        *(store_id, "9001", now_ms // 1000, now_ms, now_ms // 1000 - 60, "paid", "processing"),
        *("USD", who, (Line("1", "10", "0", 2, 5000), Line("2", "11", "7", 1, 900, True))),
        *((Refund("1", 500, (RefundLine("1", 500),)), Refund("2", 100)), 700, ("rg-none",)),
    )
    found: list[Any] = [
        order,
        snapshot.OrderDeletion(store_id, "9002", now_ms),
        snapshot.OrderTouched(store_id, "9003", now_ms),
        snapshot.CustomerSeen(store_id, who, True, now_ms),
        snapshot.CustomersMerged(store_id, "9102", "9103", now_ms),
        snapshot.DataRequested(store_id, who, now_ms),
        snapshot.CustomerErased(store_id, who, now_ms),
        snapshot.StoreUninstalled(store_id, now_ms // 1000, now_ms),
        snapshot.StoreRedacted(store_id, now_ms),
    ]
    return [snapshot.to_json(one) for one in found]


def read(event: dict[str, Any]) -> dict[str, Any]:
    """What this release reads in an event."""
    return snapshot.to_json(snapshot.from_json(event))


def _at_once() -> None:
    """Let nothing wait in a queue: the tests would."""
    for module in ("handler", "effects"):
        with contextlib.suppress(ImportError):
            relay = importlib.import_module(f"functions.relay.{module}")
            for name in ("RECHECK_DELAY_S", "CODE_DELAY_S"):
                if hasattr(relay, name):
                    setattr(relay, name, 0)


def main() -> None:
    """Serve requests until stdin ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # logs go there, answers do not
    _at_once()
    known = [move, call, install, publish, document, adjust, verify, kinds, samples, read]
    work: dict[str, Any] = {function.__name__: function for function in known}
    for line in sys.stdin:
        request = json.loads(line)
        stores._cached.clear()  # as if some seconds had passed
        programs._cached.clear()
        try:
            answer = {"answer": work[request.pop("do")](**request)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
