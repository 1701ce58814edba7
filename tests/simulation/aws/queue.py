"""One queue: what is in it, who may have it when."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

SECOND_NS = 1_000_000_000
DEDUPLICATION_NS = 300 * SECOND_NS
FOURTEEN_DAYS_S = 14 * 86400


@dataclass(slots=True, eq=False)
class Message:
    """One message. `receipt` is that of its newest delivery; `receives` counts deliveries;
    `number` is its place among all that the queue was ever sent."""

    message_id: str
    body: str
    group: str | None
    dedup: str | None
    number: int
    sent_at_ns: int
    visible_at_ns: int
    receipt: str = ""
    receives: int = 0
    first_received_at_ns: int = 0


@dataclass(slots=True, eq=False)
class Queue:
    """A standard queue, or with `fifo` one that keeps the order within each group.

    A message that was received `max_receives` times and comes up again moves to `dead_letters`.
    """

    name: str
    url: str
    fifo: bool = False
    delay_s: int = 0
    visibility_s: int = 30
    retention_s: int = FOURTEEN_DAYS_S
    deduplicates_by_group: bool = False
    dead_letters: Queue | None = None
    max_receives: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    _seen: dict[tuple[str, str], tuple[int, Message]] = field(default_factory=dict)
    _receipts: dict[str, Message] = field(default_factory=dict)
    _sent: int = 0

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return f"arn:aws:sqs:us-east-1:000000000000:{self.name}"

    def clear(self) -> None:
        """Forget everything that was ever sent."""
        self.messages.clear()
        self._seen.clear()
        self._receipts.clear()
        self._sent = 0

    def send(
        self,
        body: str,
        now_ns: int,
        *,
        group: str | None = None,
        dedup: str | None = None,
        delay_s: int | None = None,
    ) -> Message:
        """Queue a message. Under a deduplication id of the last five minutes nothing is queued,
        and the message is the one of then."""
        seen_as = (group or "" if self.deduplicates_by_group else "", dedup or "")
        if self.fifo and dedup:
            self._forget_old(now_ns)
            seen = self._seen.get(seen_as)
            if seen is not None:
                return seen[1]
        self._sent += 1
        wait_s = self.delay_s if delay_s is None else delay_s
        message = Message(
            message_id=str(uuid.uuid4()),
            body=body,
            group=group,
            dedup=dedup,
            number=self._sent,
            sent_at_ns=now_ns,
            visible_at_ns=now_ns + wait_s * SECOND_NS,
        )
        self.messages[message.number] = message
        if self.fifo and dedup:
            self._seen[seen_as] = (now_ns, message)
        return message

    def _forget_old(self, now_ns: int) -> None:
        while self._seen:
            oldest = next(iter(self._seen))
            if self._seen[oldest][0] > now_ns - DEDUPLICATION_NS:
                return
            del self._seen[oldest]

    def deliverable(self, now_ns: int) -> list[Message]:
        """What a consumer could be given at that time, oldest first: in a FIFO queue of each group
        the messages at its head, unless one of the group is being worked on."""
        self._bury(now_ns)
        return list(self._deliverable(now_ns))

    def _deliverable(self, now_ns: int) -> Iterator[Message]:
        locked: set[str | None] = set()
        if self.fifo:  # somebody has messages of these groups
            hidden = (one for one in self.messages.values() if one.visible_at_ns > now_ns)
            locked = {one.group for one in hidden if one.receives}
        for message in self.messages.values():
            if self.fifo and message.group in locked:
                continue
            if message.visible_at_ns <= now_ns:
                yield message
            else:  # delayed: those behind it wait
                locked.add(message.group)

    def _bury(self, now_ns: int) -> None:
        """Move what was received too often to the dead letters, and drop what is too old."""
        oldest_ns = now_ns - self.retention_s * SECOND_NS
        for message in list(self.messages.values()):
            if message.sent_at_ns < oldest_ns:
                self._drop(message)
            elif (
                self.dead_letters is not None
                and message.receives >= self.max_receives
                and message.visible_at_ns <= now_ns
            ):
                self._drop(message)
                self.dead_letters.bury(message, now_ns)

    def bury(self, message: Message, now_ns: int) -> None:
        """Take in a message that another queue gave up. It keeps its id, and in a standard queue
        the time it was sent."""
        self._sent += 1
        self.messages[self._sent] = Message(
            message_id=message.message_id,
            body=message.body,
            group=message.group,
            dedup=message.dedup,
            number=self._sent,
            sent_at_ns=now_ns if self.fifo else message.sent_at_ns,
            visible_at_ns=now_ns,
        )

    def next_ns(self) -> int | None:
        """The earliest time at which a message is, or was, visible; None when it is empty."""
        return min((one.visible_at_ns for one in self.messages.values()), default=None)

    def take(
        self,
        now_ns: int,
        limit: int = 10,
        *,
        visibility_s: int | None = None,
        chosen: list[Message] | None = None,
    ) -> list[Message]:
        """Hand out up to `limit` messages: those `chosen` from what is deliverable, else the
        oldest. In a FIFO queue whoever has a message of a group has the group."""
        taken = (self.deliverable(now_ns) if chosen is None else chosen)[:limit]
        visible_s = self.visibility_s if visibility_s is None else visibility_s
        for message in taken:
            message.receives += 1
            message.first_received_at_ns = message.first_received_at_ns or now_ns
            message.visible_at_ns = now_ns + visible_s * SECOND_NS
            message.receipt = f"{message.message_id}#{message.receives}"
            self._receipts[message.receipt] = message
        return taken

    def delete(self, receipt: str) -> None:
        """Delete by receipt. A standard queue takes an older receipt too; a FIFO queue only that
        of the newest delivery. What is gone is no error."""
        message = self._receipts.get(receipt)
        if message is not None and not (self.fifo and message.receipt != receipt):
            self._drop(message)

    def in_flight(self, receipt: str, now_ns: int) -> Message | None:
        """The message that is out under this receipt."""
        message = self._receipts.get(receipt)
        if message is None or message.number not in self.messages:
            return None
        return message if message.visible_at_ns > now_ns else None

    def counts(self, now_ns: int) -> tuple[int, int, int]:
        """How many are waiting, delayed, in flight."""
        hidden = [one for one in self.messages.values() if one.visible_at_ns > now_ns]
        delayed = sum(one.receives == 0 for one in hidden)
        return len(self.messages) - len(hidden), delayed, len(hidden) - delayed

    def _drop(self, message: Message) -> None:
        self.messages.pop(message.number, None)
        self._receipts.pop(message.receipt, None)
