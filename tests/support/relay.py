"""The relay on real queues, for tests that have no stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core.ledger.rows import EntryRow
from core.ledger.table import Row
from functions.relay.handler import handler
from tests.support.emulator import FreshTable
from tests.support.http_api import Context
from tests.support.queues import queue

RelayNew = Callable[[], None]


@pytest.fixture
def relay_new(table: FreshTable, monkeypatch: pytest.MonkeyPatch) -> Iterator[RelayNew]:
    """Give the relay every entry that it has not had yet."""
    had: set[tuple[str, str, str]] = set()

    def relay() -> None:
        # Every command of the operator sets the stack's own.
        for name, url in (("BALANCES", copies), ("CODES", others), ("FETCHES", others)):
            monkeypatch.setenv(f"{name}_QUEUE_URL", url.url)
        monkeypatch.setenv("BALANCES_DELAY_S", "1")
        for row in Row.scan():
            if not isinstance(row, EntryRow) or (row.pk, row.sk, row.hash) in had:
                continue
            image = {"NewImage": row.serialize(), "SequenceNumber": "1"}
            event = {"Records": [{"eventName": "INSERT", "dynamodb": image}]}
            assert handler(event, Context()) == {"batchItemFailures": []}
            had.add((row.pk, row.sk, row.hash))

    with queue("copies", fifo=True) as copies, queue("others") as others:
        yield relay
