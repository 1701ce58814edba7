"""Uninstalls and reinstalls, with events still in flight."""

from __future__ import annotations

from dataclasses import replace

import boto3
import pytest

from core.ledger import stores
from core.ledger.members import view
from core.ledger.posting import Books
from core.snapshot import CustomerRef, StoreRedacted
from functions.ledger_worker.apply import apply
from tests.support.operator import Operator
from tests.unit.core.worlds import T0, snapshot

NOW_MS = T0 * 1000


def order(store_id: str) -> object:
    return apply(replace(snapshot(), store_id=store_id), NOW_MS, generation=1)


def available(books: Books, store_id: str) -> int:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    return view(books, member_id, T0).member.available


def test_a_redaction_that_comes_after_a_reinstall_takes_nothing(
    operator: Operator, books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(store_id)
    stores.change(store_id, installed=False)
    stores.get(store_id)  # cached here as uninstalled
    seen = dict(stores._cached)
    operator.connect_unchecked()
    queue = boto3.client("sqs").create_queue(QueueName=f"q-{store_id}")
    monkeypatch.setenv("FETCHES_QUEUE_URL", queue["QueueUrl"])
    stores._cached.update(seen)  # this process has not heard of the reinstall
    assert apply(StoreRedacted(store_id, NOW_MS), NOW_MS, generation=1) == "to be confirmed"
    assert available(books, store_id) == 250
    assert stores.get(store_id, fresh=True).sealed


def test_an_uninstall_that_is_confirmed_too_late_does_not_touch_the_newer_installation(
    operator: Operator, store_id: str
) -> None:
    operator.connect_unchecked()
    assert not stores.uninstalled(store_id, 1)
    assert stores.get(store_id, fresh=True).installed
    assert stores.uninstalled(store_id, 2)
    assert not stores.get(store_id, fresh=True).installed
