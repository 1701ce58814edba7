"""Connected stores on a stack without functions, whose queues are real; handlers run in here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from infra.local import facts
from tests.support.operator import Operator, operator
from tests.support.queues import Queue, queue
from tests.support.sandbox import receiver, store

__all__ = ["operator", "queues", "receiver", "store"]


@pytest.fixture
def queues(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Queue]]:
    """Every queue that functions send to, in the environment as the template has it."""
    with ExitStack() as opened:
        found = {
            name: opened.enter_context(queue(name, fifo=name in ("events", "balances", "hooks")))
            for name in ("events", "fetches", "codes", "balances", "hooks")
        }
        urls = {name: one.url for name, one in found.items()}
        facts.save(replace(operator.stack, queues=urls), operator.data_dir)
        for name, url in urls.items():
            monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", url)
        monkeypatch.setenv("BALANCES_DELAY_S", "1")
        yield found
