"""Requests about personal data, from the delivery to the proof."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from core.errors import NotFound
from core.ledger import activity, compliance, stores
from core.ledger.posting import Books
from core.snapshot import CustomerErased, CustomerRef, DataRequested, Event, StoreRedacted
from functions.ledger_worker.apply import apply
from integrations import data_files
from tests.support.operator import Operator
from tests.support.relaying import relay_all
from tests.unit.core.worlds import T0, snapshot

NOW_MS = T0 * 1000
DAY_MS = 86_400_000
JIA = CustomerRef("3", "jia@example.com")


@pytest.fixture
def lived(books: Books, store_id: str) -> Books:
    """Somebody has bought something."""
    apply(replace(snapshot(customer=JIA), store_id=store_id), NOW_MS, generation=1)
    relay_all()
    return books


def handle(event: Event, at_ms: int = NOW_MS) -> str:
    return apply(event, at_ms, generation=1)


def member_of(books: Books, store_id: str) -> str:
    return books.ledger.member_id(store_id, JIA) or ""


def file_of(books: Books, store_id: str) -> Any:
    name = data_files.name_of(member_of(books, store_id))
    with data_files.files(books.ledger, store_id).get(name) as stream:
        return json.load(stream)


def lines(books: Books, store_id: str) -> list[activity.Line]:
    return activity.page(books.ledger, store_id, limit=20).lines


def test_a_data_request_makes_the_file_and_tells_the_merchant(lived: Books, store_id: str) -> None:
    event = DataRequested(store_id, JIA, NOW_MS, "9999")
    assert handle(event, NOW_MS + 5000) == "answered"
    [told] = file_of(lived, store_id)["members"]
    assert told["member"]["contact"]["email"] == "jia@example.com"
    assert told["entries"]
    [request] = compliance.listing(store_id, 9)
    assert (request.what, request.subject) == ("data_request", member_of(lived, store_id))
    assert (request.came_at_ms, request.done_at_ms) == (NOW_MS, NOW_MS + 5000)
    assert request.counts == {"members": 1, "entries": 1}
    assert request.due_at_s == T0 + 30 * 86400
    [line] = lines(lived, store_id)
    assert (line.what, line.subject) == ("compliance.data_request", request.subject)
    assert line.details == {"request": request.name, "members": 1, "entries": 1}
    assert "data_request" in {one["what"] for one in stores.health(store_id)}


def test_a_request_that_comes_again_is_answered_once(lived: Books, store_id: str) -> None:
    event = DataRequested(store_id, JIA, NOW_MS, "9999")
    assert handle(event) == "answered"
    again = replace(event, received_at_ms=NOW_MS + 1000)
    assert handle(again, NOW_MS + 1000) == "answered before"
    assert len(compliance.listing(store_id, 9)) == 1
    assert len(lines(lived, store_id)) == 1
    another = DataRequested(store_id, JIA, NOW_MS + DAY_MS, "10000")
    assert handle(another, NOW_MS + DAY_MS) == "answered"
    assert [one.came_at_ms for one in compliance.listing(store_id, 9)] == [
        NOW_MS + DAY_MS,
        NOW_MS,
    ]


def test_a_worker_that_died_before_the_proof_does_it_again(
    lived: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = DataRequested(store_id, JIA, NOW_MS, "9999")

    def dies(*given: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as death:
        death.setattr(compliance, "done", dies)
        with pytest.raises(KeyboardInterrupt):
            handle(event)
    assert compliance.listing(store_id, 9)[0].done_at_ms == 0
    assert handle(event) == "answered"


def test_of_somebody_never_seen_the_file_says_that_nothing_is_kept(
    lived: Books, store_id: str
) -> None:
    stranger = CustomerRef("77", "stranger@example.com")
    handle(DataRequested(store_id, stranger, NOW_MS, "1"))
    [request] = compliance.listing(store_id, 9)
    with data_files.files(lived.ledger, store_id).get(f"{request.subject}.json") as stream:
        assert json.load(stream)["members"] == []
    assert request.counts == {"members": 0, "entries": 0}


def test_an_erasure_takes_the_file_with_it_and_leaves_the_proof(
    lived: Books, store_id: str
) -> None:
    handle(DataRequested(store_id, JIA, NOW_MS, "1"))
    assert handle(CustomerErased(store_id, JIA, NOW_MS + 1000), NOW_MS + 2000) == "erased"
    relay_all()
    with pytest.raises(NotFound):
        file_of(lived, store_id)
    erased, _ = compliance.listing(store_id, 9)
    assert (erased.what, erased.counts) == ("redact", {"members": 2})
    assert (erased.came_at_ms, erased.done_at_ms) == (NOW_MS + 1000, NOW_MS + 2000)
    kept = json.dumps([(dict(one.details), one.subject) for one in lines(lived, store_id)])
    assert "jia" not in kept
    assert "example.com" not in kept
    assert handle(CustomerErased(store_id, JIA, NOW_MS + 3000), NOW_MS + 3000) == "erased"
    assert len(compliance.listing(store_id, 9)) == 2


def test_an_account_that_the_platform_removed_is_no_persons_request(
    lived: Books, store_id: str
) -> None:
    gone = CustomerErased(store_id, CustomerRef("3"), NOW_MS, account_only=True)
    assert handle(gone) == "erased"
    assert compliance.listing(store_id, 9) == []


def test_the_operator_sees_when_each_came_and_that_it_was_done_in_time(
    operator: Operator, lived: Books, store_id: str
) -> None:
    assert operator.json("compliance", "list", store_id)["requests"] == []
    assert "Nothing was asked" in operator.run("compliance", "list", store_id).out
    handle(DataRequested(store_id, JIA, NOW_MS, "1"))
    stores.change(store_id, installed=False)
    assert handle(StoreRedacted(store_id, NOW_MS + 1000), NOW_MS + 1000) == "redacted"
    shown = operator.json("compliance", "list", store_id)
    assert [one["what"] for one in shown["requests"]] == ["shop_redact", "data_request"]
    assert all(one["done_at"] and not one["late"] for one in shown["requests"])
    assert [one["whole_ledger"] for one in shown["redactions"]] == [True]
    assert "Recorded for good" in operator.run("compliance", "list", store_id).out
    [line, *_] = lines(lived, store_id)
    assert line.what == "compliance.shop_redact"


def test_one_that_waited_for_more_than_thirty_days_rings(
    operator: Operator, lived: Books, store_id: str
) -> None:
    compliance.came(lived.ledger, store_id, "redact", "m", NOW_MS - 400 * DAY_MS)
    ran = operator.run("--json", "compliance", "list", store_id)
    assert ran.exit_code == 1
    assert json.loads(ran.out)["requests"][0]["late"]
