"""Importing a store's past: seen before it is posted, posted as it was seen, each order once
whatever happens on the way, and live deliveries win."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from core.jobs import Job, stopped
from core.ledger import jobs, past, programs, stores
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.program.defaults import default_document
from core.snapshot import CustomerRef, OrderSnapshot
from functions.jobs.kinds import KINDS
from functions.jobs.past_orders import applying, arranging
from functions.jobs.slices import do_slice
from functions.ledger_worker.apply import apply
from integrations import access
from integrations import jobs as queued
from integrations.files import Files
from integrations.reach import port_of
from tests.support.operator import Operator
from tests.support.queues import queue
from tests.support.sandbox import SandboxServer

MEI, INES = "mei.lin@example.com", "ines.costa@example.com"


@dataclass
class Shop:
    """A store of the sandbox that had orders before Regulars came."""

    store: SandboxServer
    store_id: str
    flavour: str

    @property
    def books(self) -> Books:
        return access.books_of(stores.get(self.store_id, fresh=True))

    def customer(self, email: str) -> str:
        found = self.store.control("GET", f"{self.flavour}/customers")["customers"]
        return str(next(one["id"] for one in found if one["email"] == email))

    def buy(self, email: str | None, price: str, **more: Any) -> str:
        line = {"name": "Mug", "price": price, "quantity": 1, "product_id": 9}
        who = {"customer_id": self.customer(email)} if email else {"email": "guest@example.com"}
        made = self.store.control(
            "POST", f"{self.flavour}/orders", {"lines": [line], **who, **more}
        )
        return str(made["id"])

    def available(self, email: str) -> int:
        ref = CustomerRef(customer_id=self.customer(email))
        member_id = self.books.ledger.member_id(self.store_id, ref) or ""
        return self.books.member(member_id).available

    def begin(self, **given: Any) -> str:
        books = self.books
        begun = queued.begin(books.ledger, self.store_id, "past_orders", given, "staff:1", now_ms())
        return begun.job_id

    def job(self, job_id: str) -> Job:
        return jobs.get(self.books.ledger, self.store_id, job_id)

    def run(self, job_id: str) -> str:
        """Slice by slice until it is at rest."""
        for _ in range(200):
            state = do_slice(self.store_id, job_id, time.monotonic() + 600, KINDS)
            if state != "running":
                return str(state)
        raise AssertionError("it does not end")

    def throw(self, job_id: str) -> str:
        """The switch, with the version that was shown."""
        job = self.job(job_id)
        queued.answer(self.books.ledger, job, {"switch": job.facts["version"]}, now_ms())
        return self.run(job_id)

    def report(self, job_id: str) -> dict[str, Any]:
        files = Files(self.books.ledger, self.store_id, job_id)
        found: dict[str, Any] = json.load(files.get("report.json"))
        return found


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture(params=["woo", "shopify"])
def shop(
    operator: Operator,
    store: SandboxServer,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shop]:
    connect = {"woo": operator.connect_woo, "shopify": operator.connect_shopify}[request.param]
    store_id = connect(store)
    monkeypatch.setattr(arranging, "PAGE", 2)
    monkeypatch.setattr("functions.jobs.past_orders.fetching.time.sleep", lambda s: None)
    with queue("jobs") as made, queue("fetches") as asked:
        monkeypatch.setenv("JOBS_QUEUE_URL", made.url)
        monkeypatch.setenv("FETCHES_QUEUE_URL", asked.url)
        yield Shop(store, store_id, request.param)


@pytest.fixture
def lived(shop: Shop) -> Shop:
    """Mei bought for 120 and gave 30 more back; Ines' order was cancelled; a guest bought."""
    shop.buy(MEI, "120")
    given_back = shop.buy(MEI, "30")
    shop.store.control("POST", f"{shop.flavour}/orders/{given_back}/refund", {"all": True})
    cancelled = shop.buy(INES, "70")
    shop.store.control("POST", f"{shop.flavour}/orders/{cancelled}/cancel", {})
    shop.buy(None, "40")
    return shop


def test_who_gets_what_is_shown_and_nothing_is_posted_before_the_switch(lived: Shop) -> None:
    job_id = lived.begin(since="")
    assert lived.run(job_id) == "asks"
    report = lived.report(job_id)
    assert (report["orders"], report["members"]) == (4, 3)
    assert report["points"] == 160
    assert report["reasons"] == {"earned": 2, "void": 2}
    assert sum(one["members"] for one in report["spread"]) == 3
    [first, *_] = report["most"]
    assert (first["customer"], first["points"]) == (lived.customer(MEI), 120)
    assert "120" in first["why"]["en"]
    assert "120" in first["why"]["zh-Hant"]
    assert lived.available(MEI) == 0
    assert not past.knows_past(lived.books.ledger)


def test_what_was_shown_is_what_is_posted_and_a_second_import_posts_nothing(lived: Shop) -> None:
    job_id = lived.begin(since="")
    lived.run(job_id)
    assert lived.throw(job_id) == "done"
    done = lived.job(job_id)
    assert done.facts["posted"] == done.facts["granted"] == 160
    assert (lived.available(MEI), lived.available(INES)) == (120, 0)
    again = lived.begin(since="")
    assert lived.run(again) == "asks"
    assert lived.report(again)["reasons"] == {"known": 4}
    assert lived.throw(again) == "done"
    assert lived.available(MEI) == 120
    assert not verify({lived.store_id}).mismatches


def test_a_function_that_dies_while_it_posts_loses_and_doubles_nothing(
    lived: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = lived.begin(since="")
    lived.run(job_id)
    calls = 0

    def dies(event: OrderSnapshot, at_ms: int, **more: Any) -> str:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError("gone")
        return apply(event, at_ms, **more)

    monkeypatch.setattr(applying, "apply", dies)
    assert lived.throw(job_id) == "done"
    assert lived.available(MEI) == 120
    assert lived.job(job_id).facts["posted"] == 160
    assert not verify({lived.store_id}).mismatches


def test_a_delivery_that_came_meanwhile_wins(lived: Shop) -> None:
    job_id = lived.begin(since="")
    lived.run(job_id)
    late = lived.buy(MEI, "50")
    order = port_of(stores.get(lived.store_id)).fetch_order(late, now_ms())
    assert apply(order, now_ms(), generation=1) == "posted"
    lived.throw(job_id)
    assert lived.available(MEI) == 170


def test_a_program_published_after_the_look_has_it_looked_at_again(lived: Shop) -> None:
    job_id = lived.begin(since="")
    lived.run(job_id)
    double = default_document("USD")
    double["earning"]["rules"][0]["points"] = 2
    ledger = lived.books.ledger
    programs.publish(ledger, double, "merchant page", int(time.time()), from_the_beginning=True)
    shown = lived.job(job_id).facts["version"]
    queued.answer(ledger, lived.job(job_id), {"switch": shown}, now_ms())
    assert lived.run(job_id) == "asks"
    assert lived.available(MEI) == 0
    assert lived.report(job_id)["points"] == 320
    assert lived.throw(job_id) == "done"
    assert lived.available(MEI) == 240
    assert past.knows_past(ledger) is False  # these were all placed today, after it was connected


def test_it_stops_where_it_is_and_goes_on(lived: Shop) -> None:
    job_id = lived.begin(since="")
    lived.run(job_id)
    job = lived.job(job_id)
    queued.answer(lived.books.ledger, job, {"switch": job.facts["version"]}, now_ms())
    # Time for the beginning alone: the first page waits for the next slice.
    do_slice(lived.store_id, job_id, time.monotonic() + 1, KINDS)
    ledger, running = lived.books.ledger, lived.job(job_id)
    at_rest = jobs.save(ledger, running, stopped(running), now_ms())
    assert lived.run(job_id) == "None"
    queued.resume(ledger, at_rest, now_ms())
    assert lived.run(job_id) == "done"
    assert lived.available(MEI) == 120


def test_orders_from_before_the_chosen_day_are_left_alone(lived: Shop) -> None:
    job_id = lived.begin(since="2999-01-01")
    assert lived.run(job_id) == "asks"
    assert lived.report(job_id)["orders"] == 0
