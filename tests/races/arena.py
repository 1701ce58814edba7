"""Where races happen: one table on one engine, what workers find beside it, and stores on it."""

from __future__ import annotations

import itertools
import json
import os
import signal
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3

from core.identity import Ledger
from core.ledger import keys, members, stores, verify
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, OrderRow
from core.ledger.stores import Store
from core.ledger.table import Row
from core.member import MemberState
from core.snapshot import CustomerRef, Event, Line, OrderSnapshot, to_json
from functions.events import group_of
from infra.local.dynamodb_local import DynamoDbLocal
from integrations import access
from integrations.installing import install_woocommerce
from tests.races.sqs import Message, Seen
from tests.races.workers import Fleet
from tests.support.sandbox import WOO

_numbers = itertools.count(1)
_DAY_S = 86_400


@dataclass
class Arena:
    """`engine` is "ministack" or "dynamodb-local", which then is `durable`: its data outlive it.
    `dead_letters` are queues' URLs."""

    engine: str
    fleet: Fleet
    dead_letters: Mapping[str, str]
    durable: DynamoDbLocal | None = None
    figures: list[tuple[str, str, Seen]] = field(default_factory=list)

    def shop(self, url: str = "") -> Shop:
        """A newly connected WooCommerce store in US dollars, with the default program; without a
        `url` one that nobody can ask anything."""
        url = url or f"https://shop-{next(_numbers)}.example"
        keys_of_shop = (WOO[name] for name in ("consumer_key", "consumer_secret", "webhook_secret"))
        made = install_woocommerce(url, *keys_of_shop, check=False, now_s=int(time.time()))
        return Shop(stores.get(made.store_id, fresh=True))

    def dead(self) -> int:
        """How many messages were laid among the dead letters since the last time."""
        sqs, found = boto3.client("sqs"), 0
        name = "ApproximateNumberOfMessages"
        for url in self.dead_letters.values():
            found += int(
                sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
            )
            sqs.purge_queue(QueueUrl=url)
        return found

    def kill_database(self) -> None:
        """SIGKILL to the engine that keeps its data on disk."""
        assert self.durable is not None
        os.kill(self.durable.pid, signal.SIGKILL)

    def restart_database(self) -> None:
        """Start it again, where it was, on what is on the disk."""
        assert self.durable is not None
        self.durable.stop()
        self.durable.start()

    def note(self, race: str, seen: Seen) -> None:
        """Keep the figures of a race for the report at the end."""
        self.figures.append((race, self.engine, seen))


@dataclass(frozen=True)
class Shop:
    """A store, its books, and what it can say."""

    store: Store

    @property
    def store_id(self) -> str:
        return self.store.store_id

    @property
    def ledger(self) -> Ledger:
        return access.ledger_of(self.store)

    @property
    def books(self) -> Books:
        return access.books_of(self.store)

    def order(
        self, number: int, net_minor: int, customer: CustomerRef, **fields: Any
    ) -> OrderSnapshot:
        """A paid order of one line, placed yesterday and changed just now."""
        now_s = int(time.time())
        values: dict[str, Any] = {
            "stamp_s": now_s,
            "received_at_ms": now_s * 1000,
            "placed_at_s": now_s - _DAY_S,
            "state": "paid",
            "status": "completed",
            "currency": "USD",
            "lines": (Line("1", "7", "0", 1, net_minor),),
        }
        return OrderSnapshot(
            store_id=self.store_id, order_id=str(number), customer=customer, **(values | fields)
        )

    def message(self, event: Event) -> Message:
        """The event as the webhook function queues it."""
        body = {"generation": self.store.generation, "event": to_json(event)}
        return Message(uuid.uuid4().hex, json.dumps(body), group_of(self.ledger, event))

    def member_id(self, customer: CustomerRef) -> str:
        return self.ledger.member_id(self.store_id, customer) or ""

    def give(self, customer: CustomerRef, points: int) -> None:
        """Points by hand."""
        now_ms = time.time_ns() // 1_000_000
        command = uuid.uuid4().hex
        members.adjust(self.books, self.member_id(customer), points, "a race", command, now_ms)

    def member(self, customer: CustomerRef) -> MemberState:
        """The member's own row; follows no merge."""
        return self.books.member(self.member_id(customer))

    def balance(self, customer: CustomerRef) -> tuple[int, int, int]:
        """(available, pending, debt)."""
        found = self.member(customer)
        return found.available, found.pending, found.debt

    def entries(self, customer: CustomerRef) -> list[EntryRow]:
        """All entries of the member, oldest first."""
        page = keys.member(self.ledger, self.member_id(customer))
        rows = Row.query(page, Row.sk.startswith(keys.ENTRY_PREFIX), consistent_read=True)
        return [row for row in rows if isinstance(row, EntryRow)]

    def orders(self) -> list[OrderRow]:
        """All orders that the ledger keeps of this store."""
        prefix = f"L#{self.ledger.ledger_id}#O#"
        rows = Row.scan(Row.pk.startswith(prefix), consistent_read=True)
        return [row for row in rows if isinstance(row, OrderRow)]

    def proven(self) -> verify.Report:
        """The books, checked; they must balance, and no sum on the way may be below zero."""
        report = verify.verify({self.ledger.ledger_id})
        assert report.mismatches == []
        return report


def never_below_zero(entries: list[EntryRow]) -> bool:
    """Whether what was available was so after every entry."""
    sums = itertools.accumulate(int(entry.available) for entry in entries)
    return all(available >= 0 for available in sums)
