"""A queue between deliveries and workers, as SQS is: at least once, and never forgotten before it
was acknowledged.

It gives messages to whoever is free, also those of one group at the same time: that is what
happens on AWS when a visibility time-out ends under a slow worker, and what no law may rely on."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from tests.races.workers import Died, Pace, Slow, Worker

MEETING_S = 2.0

T = TypeVar("T")
Plan = Callable[["list[Message]"], Pace]


@dataclass
class Message:
    """One message. `receives`: how often it was given to a worker; before `visible_at` (by the
    machine's monotonic clock) it is given to nobody."""

    message_id: str
    body: str
    group: str
    receives: int = 0
    visible_at: float = 0.0

    def record(self) -> dict[str, Any]:
        """As Lambda hands it to a function."""
        attributes = {
            "ApproximateReceiveCount": str(self.receives),
            "MessageGroupId": self.group,
            "SentTimestamp": "0",
        }
        return {
            "messageId": self.message_id,
            "receiptHandle": f"{self.message_id}.{self.receives}",
            "body": self.body,
            "attributes": attributes,
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:events.fifo",
            "awsRegion": "us-east-1",
        }


@dataclass
class Seen:
    """What a race looked like from outside. `put_back`: messages that a handler gave back;
    `deaths` of workers, `timeouts` among them; `seconds` it took."""

    wire: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    put_back: int = 0
    deaths: int = 0
    timeouts: int = 0
    receives_max: int = 0
    longest_s: float = 0.0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> int:
        """Writes that DynamoDB refused because somebody else had been there first."""
        return (
            self.wire["TransactionCanceledException"] + self.wire["ConditionalCheckFailedException"]
        )


def together(parts: Iterable[Seen]) -> Seen:
    """What was seen in several places at the same time, or one after another."""
    every = Seen()
    for part in parts:
        every.wire += part.wire
        every.messages += part.messages
        every.put_back += part.put_back
        every.deaths += part.deaths
        every.timeouts += part.timeouts
        every.receives_max = max(every.receives_max, part.receives_max)
        every.longest_s = max(every.longest_s, part.longest_s)
        every.seconds = max(every.seconds, part.seconds)
        every.errors += part.errors
    return every


@dataclass(frozen=True)
class Feeding:
    """How a queue feeds a function: at most `batch` messages a call, which may take `timeout_s`,
    each message at most `receives_max` times."""

    batch: int
    timeout_s: float
    receives_max: int


class Queue:
    """Messages until each was acknowledged, or received as often as the queue allows. What is put
    back is hidden for `hidden_s`: AWS's tens of seconds would be no race. More may be sent to a
    queue that is not `complete`."""

    def __init__(
        self,
        messages: Iterable[Message],
        feeding: Feeding,
        *,
        hidden_s: float = 0.0,
        complete: bool = True,
        seed: int = 1,
    ) -> None:
        self._waiting = list(messages)
        random.Random(seed).shuffle(self._waiting)
        self.feeding = feeding
        self._hidden_s = hidden_s
        self._changed = threading.Condition()
        self._in_flight = 0
        self._open = True
        self._complete = complete
        self._acknowledged: list[tuple[float, Message]] = []
        self.dead: list[Message] = []

    def take(self, count: int) -> list[Message]:
        """Up to `count` messages; waits for what is hidden or in flight elsewhere. [] when nothing
        is left, or when the queue was shut."""
        with self._changed:
            while self._open and (self._waiting or self._in_flight or not self._complete):
                now = time.monotonic()
                taken = [one for one in self._waiting if one.visible_at <= now][:count]
                if taken:
                    self._waiting = [one for one in self._waiting if one not in taken]
                    self._in_flight += len(taken)
                    for message in taken:
                        message.receives += 1
                    return taken
                self._changed.wait(0.02 if self._waiting else None)
        return []

    def send(self, messages: Iterable[Message], *, last: bool = False) -> None:
        """Send more; after the `last` there will be none."""
        with self._changed:
            self._waiting += messages
            self._complete = last
            self._changed.notify_all()

    def settle(self, taken: Sequence[Message], failed: set[str]) -> None:
        """Acknowledge what was taken, but for the failed, which come again or are dead."""
        with self._changed:
            self._in_flight -= len(taken)
            for message in taken:
                if message.message_id not in failed:
                    self._acknowledged.append((time.monotonic(), message))
                elif message.receives >= self.feeding.receives_max:
                    self.dead.append(message)
                else:
                    message.visible_at = time.monotonic() + self._hidden_s
                    self._waiting.append(message)
            self._changed.notify_all()

    def when_acknowledged(self, count: int) -> None:
        """Wait until so many were."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.acknowledged >= count, 120)

    @property
    def acknowledged(self) -> int:
        return len(self._acknowledged)

    def lose_acknowledgements(self, since: float) -> None:
        """Those since then (by the machine's monotonic clock) never reached the queue: these
        messages come again."""
        with self._changed:
            self._waiting += [message for at, message in self._acknowledged if at >= since]
            self._acknowledged = [(at, one) for at, one in self._acknowledged if at < since]

    def shut(self) -> None:
        """Give out nothing more; what is in flight may still be settled."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def reopen(self) -> None:
        with self._changed:
            self._open = True

    @property
    def size(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def is_open(self) -> bool:
        return self._open


def drain(
    queue: Queue, workers: Sequence[Worker], plan: Plan | None = None, *, meet: bool = True
) -> Seen:
    """Give the queue to the workers until nothing is left of it, or it is shut. Unless they are
    told not to `meet`, they all wait with their first writes until all have read.

    `plan` says for each batch what happens to it on the wire. A worker that dies is replaced;
    what it had taken comes again.
    """
    seen, lock = Seen(), threading.Lock()

    def serve(where: tuple[str, int, float], worker: Worker) -> None:
        while taken := queue.take(queue.feeding.batch):
            failed = {message.message_id for message in taken}
            event = {"Records": [message.record() for message in taken]}
            pace = replace(plan(taken) if plan else Pace(), meeting=where)
            try:
                reply = worker.ask(event, pace, queue.feeding.timeout_s)
            except Died as died:
                with lock:
                    seen.deaths += 1
                    seen.timeouts += isinstance(died, Slow)
                queue.settle(taken, failed)
                if queue.is_open:
                    worker.restart()
                continue
            if not reply.error:
                failed = {one["itemIdentifier"] for one in reply.answer["batchItemFailures"]}
            with lock:
                seen.wire += reply.seen
                seen.put_back += len(failed)
                seen.longest_s = max(seen.longest_s, reply.took_s)
                seen.receives_max = max(seen.receives_max, *(one.receives for one in taken))
                seen.errors += [reply.error] if reply.error else []
            queue.settle(taken, failed)

    began = time.monotonic()
    before = queue.acknowledged
    batches = -(-queue.size // queue.feeding.batch)
    with meeting(min(len(workers), batches) if meet else 0) as where:
        in_parallel([partial(serve, where, worker) for worker in workers])
    seen.seconds = time.monotonic() - began
    seen.messages = queue.acknowledged - before
    return seen


@contextmanager
def meeting(parties: int) -> Iterator[tuple[str, int, float]]:
    """Where so many workers meet when each has read and is about to write (see Pace): of those who
    decided on the same row, all but one must see that it was changed."""
    with tempfile.TemporaryDirectory(prefix="races-") as folder:
        yield folder, parties, MEETING_S


def in_parallel(works: Sequence[Callable[[], T]]) -> list[T]:
    """Do all at once, each in a thread of its own: what they return, in their order. What one
    raises is raised here, after all have ended."""
    with ThreadPoolExecutor(len(works)) as threads:
        begun = [threads.submit(work) for work in works]
    return [one.result() for one in begun]
