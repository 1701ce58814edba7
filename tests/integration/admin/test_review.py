"""The page before publishing: findings, and the program tried on past orders."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.ledger import programs
from core.snapshot import CustomerRef, Line, OrderSnapshot
from functions.admin import review
from integrations import access, reach
from tests.support.forms import edited, form_to, newest, publish, send
from tests.support.merchant import Merchant


class Past:
    """A store's port that lists so many paid orders of Jia's."""

    def __init__(self, merchant: Merchant, orders: int) -> None:
        self.merchant, self.orders = merchant, orders

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        for number in range(self.orders):
            yield OrderSnapshot(
                store_id=self.merchant.store.store_id,
                order_id=f"past-{number}",
                stamp_s=int(time.time()) - 86400,
                received_at_ms=received_at_ms,
                placed_at_s=int(time.time()) - 86400,
                state="paid",
                status="completed",
                currency="TWD",
                customer=CustomerRef("3", "jia@example.com"),
                lines=(Line("1", "7", "0", 1, 300_000),),
            )


def tried(merchant: Merchant, page: TestResponse) -> TestResponse:
    return send(merchant, form_to(page, "/backtest"))


def doubled(merchant: Merchant) -> TestResponse:
    return edited(merchant, "rules/of/base", per__0__amount="15")


def ask(monkeypatch: pytest.MonkeyPatch, port: Any) -> None:
    monkeypatch.setattr(reach, "port_of", lambda store: port)


def test_the_review_shows_the_linters_findings_in_the_pages_language(maple: Merchant) -> None:
    maple.come_in()
    assert "Nothing: no overlaps" in doubled(maple).text
    page = edited(maple, "rewards/of/off-small", points="10")
    assert "A point buys 8.3 times as much in “NT$150 off”" in page.text
    page = maple.get("/admin/program/review?lang=zh-Hant")
    assert "同樣一點，用於「折抵 NT$150」的價值是" in page.text


def test_the_program_is_tried_on_past_orders_at_a_button_and_nothing_is_written(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, Past(maple, 3))
    page = tried(maple, doubled(maple.come_in()))
    assert page.status_code == 200
    assert "3 orders of 1 members that changed in the last 90 days" in page.text
    assert "600 (+300)" in page.text
    assert "<strong>+NT$540</strong>" in page.text
    assert "NT$540, if all points become “NT$900 off” (500 points each)" in page.text
    member_id = maple.member_id("3")
    assert f'<a href="/admin/members/{member_id}">Member 1</a>' in page.text
    assert newest(maple)[0] == 1
    assert publish(maple, page).status_code == 303


def test_a_page_tries_at_most_a_thousand_orders_and_says_when_there_are_more(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, Past(maple, 1500))
    page = tried(maple, doubled(maple.come_in()))
    assert "The first 1,000 orders (1 members)" in page.text


def test_a_store_that_takes_its_time_is_not_waited_for(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, Past(maple, 3))
    monkeypatch.setattr(review, "_SECONDS", 0.0)
    assert "The first 1 orders" in tried(maple, doubled(maple.come_in())).text


def test_a_store_that_does_not_answer_leaves_the_rest_of_the_review(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tried(maple, doubled(maple.come_in()))
    assert "The store did not answer" in page.text
    assert "1 point for every NT$15" in page.text
    ask(monkeypatch, Past(maple, 0))
    assert "No order changed in the store in the last 90 days" in tried(maple, doubled(maple)).text


def test_a_removed_tier_that_members_hold_is_published_only_all_the_same(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, Past(maple, 6))
    maple.come_in()
    send(maple, form_to(maple.get("/admin/program/tiers/of/silver"), "/remove"))
    page = tried(maple, maple.get("/admin/program/review"))
    assert "1 member holds “Silver”" in page.text
    assert "Publish all the same" in page.text
    answer = send(maple, form_to(page, "/publish"), force="yes")
    assert answer.status_code == 303
    assert newest(maple)[0] == 2


def test_an_error_that_needs_no_past_is_refused_by_the_server_as_well(maple: Merchant) -> None:
    maple.come_in()
    page = edited(maple, "rules/of/base", per__0__currency="USD")
    assert "Orders in TWD, the program’s own currency" in page.text.replace("&#39;", "’")
    refused = publish(maple, page)
    assert (refused.status_code, newest(maple)[0]) == (422, 1)
    forced = send(maple, form_to(page, "/publish"), force="yes")
    assert forced.status_code == 303
    _, document = programs.document(access.ledger_of(maple.store))
    assert document["earning"]["rules"][0]["per"] == {"USD": "30"}
