"""No page and no form of the merchant page reaches what another store has, whatever its address
names. A new route whose address names somebody or something is tried by itself."""

from __future__ import annotations

import re
import time
from typing import Any

import boto3
import pytest

from core.ledger import api_keys, hook_endpoints, jobs, redemptions, staff
from core.ledger.table import Row
from core.member import Contact
from core.staff import Arrival
from integrations import access, uploads
from tests.support.merchant import Merchant, app, csrf_of, maple, tea_house

__all__ = ["app", "maple", "tea_house"]

# What names something of a store's own; other words of an address are the program's, or ours.
OWN = ("member_id", "job_id", "redemption_id", "key_id", "endpoint_id", "staff_id", "upload_id")
FORM = {
    "points": "5",
    "direction": "give",
    "reason": "because",
    "role": "owner",
    "name": "Mei",
    "tier": "gold",
    "until": "2099-01-31",
    "into": "3",
    "sure": "yes",
    "url": "https://elsewhere.example.com/hook",
    "topics": "points.changed",
    "command": "c1",
}


@pytest.fixture
def named(maple: Merchant, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One of everything that addresses name, all of them the other store's."""
    monkeypatch.setenv("FILES_BUCKET", "files-of-routes")
    boto3.client("s3").create_bucket(Bucket="files-of-routes")
    now_ms = time.time_ns() // 1_000_000
    books, store_id = access.books_of(maple.store), maple.store.store_id
    member_id = maple.member_id("3")
    reward = books.programs.newest.reward("off-small")
    held = redemptions.hold(
        books, member_id, Contact({store_id: "3"}), reward, "k", store_id, now_ms
    )
    url, topics = "https://maple.example.com/hook", ["points.changed"]
    endpoint = hook_endpoints.add(books.ledger, store_id, url, topics, now_ms // 1000)
    return {
        "member_id": member_id,
        "redemption_id": held.redemption_id,
        "job_id": jobs.start(books.ledger, store_id, "export", {}, "staff:x", now_ms).job_id,
        "staff_id": staff.arrive(store_id, Arrival("cli-mei", "owner"), now_ms).staff_id,
        "upload_id": uploads.new(books.ledger, store_id).upload_id,
        "key_id": api_keys.create(store_id, "theirs", ["members:read"], now_ms // 1000)[1].key_id,
        "endpoint_id": endpoint.endpoint_id,
    }


def rows_of(merchant: Merchant) -> dict[tuple[str, str], Any]:
    pages = boto3.client("dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=Row.Meta.table_name, ConsistentRead=True)
    return {
        (item["pk"]["S"], item["sk"]["S"]): item
        for page in found
        for item in page["Items"]
        if merchant.store.store_id in str(item)
    }


def test_no_address_with_what_is_another_stores_leads_anywhere(
    maple: Merchant, tea_house: Merchant, named: dict[str, str]
) -> None:
    tea_house.come_in()
    csrf = csrf_of(tea_house.get("/admin/"))
    before, tried = rows_of(maple), set()
    for rule in tea_house.app.url_map.iter_rules():
        if not rule.arguments & set(OWN):
            continue
        path = re.sub(r"<(\w+)>", lambda found: named.get(found[1], "columns"), rule.rule)
        for method in {"GET", "POST"} & (rule.methods or set()):
            form = {"csrf_token": csrf, **FORM}
            answer = (
                tea_house.browser.get(path)
                if method == "GET"
                else tea_house.browser.post(path, data=form)
            )
            tried.add(rule.endpoint)
            place = f"{method} {rule.rule}"
            while answer.status_code == 303:  # back to a page; never to one of theirs
                answer = tea_house.browser.get(answer.headers["Location"])
            shown = [one for one in named.values() if one in answer.text]
            refused = 400 <= answer.status_code < 500
            assert refused or (answer.status_code == 200 and not shown), place
    assert len(tried) > 40
    assert rows_of(maple) == before


def test_every_word_that_an_address_has_is_a_stores_own_or_the_programs(
    tea_house: Merchant,
) -> None:
    """A new kind of id must be tried above, or be nothing that one store has and another not."""
    words = {one for rule in tea_house.app.url_map.iter_rules() for one in rule.arguments}
    of_the_program = {
        *("channel_id", "draw_id", "event_id", "group_id", "reward_id", "row_id", "survey_id"),
        *("part_name", "version"),
    }
    ours = {"filename", "name", "panel", "path", "seen_by", "source", "speaks", "step", "tab"}
    assert words == {*OWN, *of_the_program, *ours}
