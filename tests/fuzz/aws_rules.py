"""What AWS refuses although the emulator takes it, watched in every call of this process, and which
of the calls changed anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from core.ledger import table
from integrations.aws.session import client

# The size of a message that any queue takes (newer ones take four times that), and of an item.
MESSAGE_BYTES = 256 * 1024
ITEM_BYTES = 400 * 1024
_KEY_BYTES = {"pk": 2048, "sk": 1024}
_GROUP = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}", re.ASCII)
_READS = {"GetItem", "BatchGetItem", "Query", "Scan", "DescribeTable", "GetSecretValue", "Decrypt"}


@dataclass
class Calls:
    """Calls since the last `clear`: queued messages, the names of those that write, and what AWS
    would have refused."""

    messages: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    reads: int = 0
    refused: list[str] = field(default_factory=list)

    def clear(self) -> None:
        self.messages, self.writes, self.reads, self.refused = [], [], 0, []

    def watch(self) -> None:
        """From now on, every call of the ledger's client and of the queues' passes here."""
        for events in (table.connect().client.meta.events, client("sqs").meta.events):
            events.register("before-parameter-build", self._see, unique_id="aws rules")

    def unwatch(self) -> None:
        for events in (table.connect().client.meta.events, client("sqs").meta.events):
            events.unregister("before-parameter-build", unique_id="aws rules")

    def _see(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name in _READS:
            self.reads += 1
        else:
            self.writes.append(model.name)
        if model.name == "SendMessage":
            self._message(params)
        if model.name == "Query":
            self._condition(params)
        self._walk(params)

    def _condition(self, params: dict[str, Any]) -> None:
        for value in params.get("ExpressionAttributeValues", {}).values():
            length = len(str(value.get("S", "-")).encode("utf-8", "surrogatepass"))
            if not 1 <= length <= _KEY_BYTES["sk"]:
                self.refused.append(f"a condition on a key of {length} bytes")

    def _message(self, params: dict[str, Any]) -> None:
        self.messages.append(params["MessageBody"])
        if len(params["MessageBody"].encode()) > MESSAGE_BYTES:
            self.refused.append("a message that is too long")
        if "MessageGroupId" in params and not _GROUP.fullmatch(params["MessageGroupId"]):
            self.refused.append(f"message group {params['MessageGroupId'][:60]!r}")

    def _walk(self, params: Any) -> None:
        if isinstance(params, list):
            for one in params:
                self._walk(one)
        elif isinstance(params, dict):
            if isinstance(params.get("pk"), dict):
                self._item(params)
            for value in params.values():
                self._walk(value)

    def _item(self, item: dict[str, Any]) -> None:
        size = 0
        for name, value in item.items():
            kind, content = next(iter(value.items()))
            text = str(content)
            try:
                length = len(text.encode())
            except UnicodeEncodeError:
                self.refused.append(f"{name} is no text")
                continue
            size += len(name) + length
            if name in _KEY_BYTES and not 1 <= length <= _KEY_BYTES[name]:
                self.refused.append(f"a key of {length} bytes")
            if kind == "N" and not _is_number(text):
                self.refused.append(f"{name} is the number {text[:60]}")
        if size > ITEM_BYTES:
            self.refused.append(f"an item of {size} bytes")


def _is_number(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    if not number.is_finite():
        return False
    return len(number.normalize().as_tuple().digits) <= 38 and abs(number.adjusted()) <= 125
