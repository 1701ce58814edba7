"""The process that a world runs in: AWS in memory, its clock, and where the functions find both."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import jwt
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import base as metrics

os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "ERROR")

from core.ledger import keys
from functions.balances.handler import handler as balances_handler
from functions.codes.handler import handler as codes_handler
from functions.fetcher.handler import handler as fetcher_handler
from functions.ledger_worker.handler import handler as worker_handler
from integrations import installing, reach
from tests.simulation.aws import AWS, Clock, deployed, fresh_container, sqs, wire
from tests.simulation.aws.queue import SECOND_NS, Message, Queue
from tests.simulation.laws import Change, Item

T0_S = 1_790_000_000  # 2026-09-21
HANDLERS: Mapping[str, Callable[[dict[str, Any], Any], dict[str, Any]]] = {
    "events": worker_handler,
    "fetches": fetcher_handler,
    "codes": codes_handler,
    "balances": balances_handler,
}
SECONDS = {"events": 20, "fetches": 30, "codes": 30, "balances": 30}
_RESOURCES = {
    "events": "EventsQueue",
    "fetches": "FetchesQueue",
    "codes": "CodesQueue",
    "balances": "BalancesQueue",
}
# Sweeps and schedules log from here, too.
_LOGGERS = (
    "webhooks",
    "ledger_worker",
    "relay",
    "fetcher",
    "codes",
    "balances",
    "storefront",
    "scheduled",
)
# 64 on AWS, for the sake of its partitions; looking into each costs a call.
_SHARDS = 1
_LINK = re.compile(r"https://\S+/storefront/claims/\S+")


@dataclass(frozen=True)
class Batch:
    """Messages in a function's hands. `settle` with its answer gives back those that failed."""

    queue: Queue
    messages: list[Message]

    @property
    def event(self) -> dict[str, Any]:
        return sqs.lambda_event(self.queue, self.messages)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(message.body) for message in self.messages]

    def settle(self, answer: Any) -> None:
        sqs.settle(self.queue, self.messages, answer)


class _Today(datetime):
    """What PyJWT takes for the time of day."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.fromtimestamp(time.time(), tz)


class _Ear(logging.Handler):
    """Hears what functions log as errors."""

    def __init__(self, hear: Callable[[BaseException | None, str], None]) -> None:
        super().__init__(logging.ERROR)
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() in ("unforeseen", "will come again"):
            error = record.exc_info[1] if record.exc_info else None
            self._hear(error, record.name)


def _uncounted(*_: object, **__: object) -> None:
    """In the place of Metrics.add_metric: nobody reads them here, and printing costs time."""


class Stage:
    """Everything that stays from one history to the next in this process is in here, and is reset
    by `open`."""

    def open(
        self,
        seed: int,
        around: wire.Around,
        port_of: Callable[..., Any],
        heard: Callable[[BaseException | None, str], None],
    ) -> None:
        """An empty account at the beginning of time."""
        self.clock = Clock(T0_S, seed)
        self.aws = AWS.deployed("regulars", lambda: self.clock.now_ns)
        self.clock.install()
        wire.install(self.aws, around)
        os.environ.update(deployed.environment())
        fresh_container()
        keys.DUE_SHARDS = _SHARDS
        jwt.api_jwt.datetime = _Today  # type: ignore[attr-defined]
        Metrics.add_metric = Metrics.flush_metrics = _uncounted  # type: ignore[method-assign]
        metrics.print = _uncounted  # type: ignore[attr-defined]
        self._doors = [(module, vars(module)["open_store"]) for module in (installing, reach)]
        for module, _ in self._doors:
            vars(module)["open_store"] = port_of
        self._ear = _Ear(heard)
        self._handlers = {name: logging.getLogger(name).handlers[:] for name in _LOGGERS}
        for name in _LOGGERS:
            logging.getLogger(name).handlers[:] = [self._ear]
        self._queues = {
            name: self.aws.sqs.queues[deployed.queue_name(resource)]
            for name, resource in _RESOURCES.items()
        }

    def close(self) -> None:
        """Give the process back."""
        for module, door in self._doors:
            vars(module)["open_store"] = door
        jwt.api_jwt.datetime = datetime  # type: ignore[attr-defined]
        for name, handlers in self._handlers.items():
            logging.getLogger(name).handlers[:] = handlers
        wire.uninstall()
        self.clock.uninstall()

    @property
    def now_s(self) -> float:
        return self.clock.now_ns / SECOND_NS

    def keep_app_secret(self, secret: str, previous: str) -> None:
        """The deployment's secret, as ./regulars deploy keeps it."""
        value = {
            "master_key": "aa" * 32,
            "session_key": "bb" * 32,
            "shopify_api_key": "key",
            "shopify_api_secret": secret,
            "shopify_api_secret_previous": previous,
        }
        self.aws.secrets.put(os.environ["APP_SECRET_NAME"], json.dumps(value))

    # The table

    def take_changes(self) -> Sequence[Change]:
        """What was written since the last call; the stream has it from here on."""
        changes = list(self.aws.dynamodb.changes)
        if changes:
            self.aws.stream.pending()
        return changes

    def item(self, pk: str, sk: str) -> Item | None:
        return self.aws.dynamodb.items.get((pk, sk))

    def items(self, sk: str) -> Iterator[Item]:
        return (item for key, item in self.aws.dynamodb.items.items() if key[1] == sk)

    def all_items(self) -> Iterator[tuple[tuple[str, str], Item]]:
        return iter(self.aws.dynamodb.items.items())

    def relayed(self, records: list[dict[str, Any]], answer: Any) -> None:
        """The relay has answered to a batch of the stream."""
        self.aws.stream.settle(records, answer)

    # Queues

    def queue(self, name: str) -> Queue:
        """A queue by its function's short name ("events")."""
        return self._queues[name]

    def take(self, name: str, most: int, *, overtaking: bool = False) -> Batch | None:
        """The next batch that a function would be given; None when nothing can be had now.
        `overtaking`: groups of a FIFO queue do not wait for their own."""
        queue, now_ns = self._queues[name], self.clock.now_ns
        visible = [one for one in queue.messages.values() if one.visible_at_ns <= now_ns]
        taken = queue.take(now_ns, most, chosen=visible if overtaking else None)
        return Batch(queue, taken) if taken else None

    def sent(self) -> int:
        """Messages ever sent to any queue."""
        return sum(queue._sent for queue in self.aws.sqs.queues.values())

    def next_in_s(self) -> float | None:
        """Until another message can be had; None when all queues are empty. What could be had by
        now but is not taken waits for one of its group that is out."""
        now_ns = self.clock.now_ns
        kept = [one for queue in self._queues.values() for one in queue.messages.values()]
        later = [one.visible_at_ns for one in kept if one.visible_at_ns > now_ns]
        if not kept:
            return None
        return (min(later) - now_ns) / SECOND_NS + 0.001 if later else 0.001

    def redrive(self) -> int:
        """Put all dead letters back, as ./regulars deadletters redrive does; how many."""
        moved = 0
        for queue in self._queues.values():
            assert queue.dead_letters is not None
            for message in list(queue.dead_letters.messages.values()):
                queue.send(message.body, self.clock.now_ns, group=message.group)
                moved += 1
            queue.dead_letters.clear()
        return moved

    def dead(self) -> list[dict[str, Any]]:
        """What is among the dead letters."""
        queues = [queue.dead_letters for queue in self._queues.values() if queue.dead_letters]
        return [json.loads(one.body) for queue in queues for one in queue.messages.values()]

    def take_links(self) -> list[str]:
        """Links to prove an address that were mailed since the last call."""
        mails, self.aws.ses.outbox[:] = list(self.aws.ses.outbox), []
        texts = [mail["Content"]["Simple"]["Body"]["Text"]["Data"] for mail in mails]
        return [link for text in texts for link in _LINK.findall(text)]
