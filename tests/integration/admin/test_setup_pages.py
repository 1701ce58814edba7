"""Setting up: a template in the shop's money, published from the beginning, the past behind a
switch, and a list that knows what is done."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import boto3
import pytest

from core import jobs as states
from core.evolve import replace
from core.ledger import drafts, jobs, past, programs, stores
from core.money import to_minor
from core.program.defaults import default_document
from core.snapshot import CustomerRef
from functions.admin import checklist
from integrations import access
from integrations import jobs as queued
from integrations.files import Files
from tests.support.merchant import Merchant
from tests.support.queues import Queue, queue

NOW_MS = time.time_ns() // 1_000_000


@pytest.fixture(autouse=True)
def waiting(maple: Merchant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    name = f"files-{time.time_ns()}"
    boto3.client("s3").create_bucket(Bucket=name)
    monkeypatch.setenv("FILES_BUCKET", name)
    with queue("jobs") as made:
        monkeypatch.setenv("JOBS_QUEUE_URL", made.url)
        yield made


def done(maple: Merchant) -> set[str]:
    with maple.app.test_request_context("/admin/"):
        return {
            one.key
            for one in checklist.lines(stores.get(maple.store.store_id, fresh=True))
            if one.done
        }


def test_a_template_becomes_the_draft_in_the_shops_own_money(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/setup/programs")
    assert page.text.count('class="card template"') == 8
    assert "NT$" in page.text
    answer = maple.send("/admin/setup/programs", page, template="backpack-brand")
    assert answer.headers["Location"] == "/admin/setup/publish"
    draft = drafts.get(access.ledger_of(maple.store))
    assert draft.document["currency"] == maple.store.currency
    assert to_minor(draft.document["rewards"][0]["value"], "TWD") >= 10_000
    assert maple.send("/admin/setup/programs", page, template="../x").status_code == 404


def test_what_was_shown_is_published_and_counts_for_the_whole_past(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/setup/programs")
    maple.send("/admin/setup/programs", page, template="bakery")
    page = maple.get("/admin/setup/publish")
    revision = re.search(r'name="revision" value="(\d+)"', page.text)
    base = re.search(r'name="base" value="(\d+)"', page.text)
    assert revision is not None
    assert base is not None
    ledger = access.ledger_of(maple.store)
    whole = not past.knows_past(ledger)
    answer = maple.send("/admin/setup/publish", page, revision=revision[1], base=base[1])
    assert answer.headers["Location"] == "/admin/setup/past-orders"
    newest = programs.versions(ledger)[-1]
    assert newest.document["policies"]["spent_refund"] == "forgive"
    assert (int(newest.effective_from_s) == 0) is whole
    assert "program" in done(maple)


def test_a_draft_that_somebody_changed_meanwhile_is_looked_at_again(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/setup/programs")
    maple.send("/admin/setup/programs", page, template="bakery")
    before = programs.document(access.ledger_of(maple.store))
    answer = maple.send("/admin/setup/publish", page, revision="1", base="1")
    assert answer.headers["Location"] == "/admin/setup/publish"
    assert programs.document(access.ledger_of(maple.store)) == before


def test_once_a_past_was_decided_a_program_counts_from_now_on(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    maple.order(CustomerRef(customer_id="9"), 99, 100_000)
    stores.change(maple.store.store_id, installed_at_s=int(time.time()) + 86400)
    assert past.knows_past(ledger)
    published = programs.publish(ledger, default_document("TWD"), "x", int(time.time()))
    assert published.effective_from_s > 0
    page = maple.come_in().get("/admin/setup/publish")
    assert "past orders have been counted already" in page.text or "in force already" in page.text


@pytest.mark.parametrize("day", ["", "1999-12-31", "2999-01-01", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_refused_beside_the_field(maple: Merchant, day: str) -> None:
    page = maple.come_in().get("/admin/setup/past-orders")
    answer = maple.send("/admin/setup/past-orders", page, **{"from": "day", "since": day})
    assert answer.status_code == 422
    assert 'id="since-fault"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_two_clicks_begin_one_import(maple: Merchant, waiting: Queue) -> None:
    page = maple.come_in().get("/admin/setup/past-orders")
    first = maple.send("/admin/setup/past-orders", page, **{"from": "all"})
    second = maple.send("/admin/setup/past-orders", page, **{"from": "all"})
    assert first.headers["Location"] == second.headers["Location"]
    assert len(waiting.take()["Records"]) == 1
    shown = maple.get(first.headers["Location"])
    assert shown.headers["Refresh"]
    assert "Past orders" in shown.text


REPORT = {
    "version": 1, "currency": "TWD", "orders": 3, "members": 2, "points": 40, "pending": 0,
    "ended": 5, "cost_minor": 20_000, "cost_reward": {"en": "NT$150 off"},
    "tiers": [{"id": "member", "names": {"en": "Member"}, "members": 2}],
    "reasons": {"earned": 2, "void": 1},
    "spread": [{"from": 0, "to": 0, "members": 0}, {"from": 1, "to": 99, "members": 2}],
    "most": [{"customer": "17", "points": 30, "why": {"en": "Order 1: 30"}}], "some": [],
}  # fmt: skip


@pytest.fixture
def asking(maple: Merchant) -> str:
    """An import that waits for the switch; its id."""
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    job = jobs.start(ledger, store_id, "past_orders", {"since": ""}, "staff:1", NOW_MS)
    Files(ledger, store_id, job.job_id).put("report.json", json.dumps(REPORT).encode(), "x")
    facts = {"part": "switch", "report": "report.json", "version": 1, "files": ["members.csv"]}
    asks = replace(states.ended(job, "asks"), facts=facts)
    jobs.save(ledger, job, asks, NOW_MS)
    return job.job_id


def test_the_switch_repeats_the_figures_and_is_thrown_by_who_agrees(
    maple: Merchant, asking: str, waiting: Queue
) -> None:
    page = maple.come_in().get(f"/admin/jobs/{asking}")
    assert "Yes: 40 points to 2 members, for 3 orders." in page.text
    assert "Customer 17" in page.text
    switch = f"/admin/setup/past-orders/{asking}/switch"
    maple.send(switch, page, version="1", do="post")
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    assert jobs.get(ledger, store_id, asking).state == "asks"
    assert "Tick the box" in maple.get(f"/admin/jobs/{asking}").text
    for _ in range(2):  # the form was sent twice
        maple.send(switch, page, version="1", do="post", agreed="yes")
    going = jobs.get(ledger, store_id, asking)
    assert (going.state, going.given["switch"]) == ("waiting", 1)
    assert len(waiting.take()["Records"]) == 1


def test_a_job_is_stopped_and_let_go_on_by_its_page(maple: Merchant, waiting: Queue) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    job = queued.begin(ledger, store_id, "past_orders", {}, "staff:1", NOW_MS)
    page = maple.come_in().get(f"/admin/jobs/{job.job_id}")
    maple.send(f"/admin/jobs/{job.job_id}/stop", page)
    assert jobs.get(ledger, store_id, job.job_id).state == "stopped"
    page = maple.get(f"/admin/jobs/{job.job_id}")
    assert "Refresh" not in page.headers
    maple.send(f"/admin/jobs/{job.job_id}/resume", page)
    assert jobs.get(ledger, store_id, job.job_id).state == "waiting"


def test_another_stores_import_and_its_files_are_not_there(
    maple: Merchant, tea_house: Merchant, asking: str
) -> None:
    other = tea_house.come_in()
    assert other.get(f"/admin/jobs/{asking}").status_code == 404
    assert other.get(f"/admin/jobs/{asking}/files/members.csv").status_code == 404
    page = other.get("/admin/setup/past-orders")
    for path in (
        f"/admin/jobs/{asking}/stop",
        f"/admin/jobs/{asking}/resume",
        f"/admin/setup/past-orders/{asking}/switch",
    ):
        assert other.send(path, page, version="1", agreed="yes").status_code == 404
    mine = jobs.get(access.ledger_of(maple.store), maple.store.store_id, asking)
    assert mine.state == "asks"


def test_a_file_is_led_to_only_if_the_job_names_it(maple: Merchant, asking: str) -> None:
    maple.come_in()
    led = maple.get(f"/admin/jobs/{asking}/files/members.csv")
    assert led.status_code == 303
    assert "Signature" in led.headers["Location"]
    assert maple.get(f"/admin/jobs/{asking}/files/report.json").status_code == 404


def test_the_list_knows_what_is_done(maple: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    store_id = maple.store.store_id
    monkeypatch.delenv("MAIL_FROM", raising=False)
    before = done(maple)
    assert "connected" in before
    assert not before & {"past", "widget", "redeemed", "mail"}
    page = maple.come_in().get("/admin/setup")
    maple.send("/admin/setup/past-orders/skip", page)
    for what in ("widget", "redeemed", "widget"):
        stores.note_seen(store_id, what, 1)
    monkeypatch.setenv("MAIL_FROM", "points@example.com")
    assert done(maple) - before == {"past", "widget", "redeemed", "mail"}
    assert "Skipped" in maple.get("/admin/setup").text
    assert "set-up" in maple.get("/admin/").text
    maple.send("/admin/setup/away", page)
    assert 'id="set-up"' not in maple.get("/admin/").text
