"""Requests about personal data on the merchant page."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from core.ledger import activity, compliance, links
from core.staff import Arrival, Role
from integrations import access, data_files
from tests.support.merchant import Merchant

NOW_MS = int(time.time() * 1000)


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILES_BUCKET", "files-of-this-page")


def asked(merchant: Merchant, *, done: bool = True, came_ms: int = NOW_MS) -> str:
    """Somebody asked what is kept about them; the request's name."""
    ledger, store_id = access.ledger_of(merchant.store), merchant.store.store_id
    subject = merchant.member_id("3")
    request = compliance.came(ledger, store_id, "data_request", subject, came_ms, str(came_ms))
    if done:
        compliance.done(store_id, request, {"members": 1, "entries": 1}, came_ms + 1000)
    return request.name


def come_in_as(merchant: Merchant, role: Role) -> None:
    """Somebody of the staff with that role."""
    who = Arrival(f"cli-{role}", role)
    token = links.create(merchant.store.store_id, int(time.time()), who=who)
    page = merchant.get(f"/admin/enter?token={token}")
    assert merchant.send("/admin/enter", page, token=token).status_code == 303


def path(name: str) -> str:
    return f"/admin/personal-data/{name}/file"


def test_before_anybody_asked_the_page_says_what_would_come(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/personal-data")
    assert "Nobody has asked for anything yet" in page.text
    assert "目前沒有任何要求" in maple.get("/admin/personal-data?lang=zh-Hant").text


def test_each_request_is_listed_with_its_times_and_its_file(maple: Merchant) -> None:
    name = asked(maple)
    page = maple.come_in().get("/admin/personal-data").text
    assert path(name) in page
    assert "What is kept about a shopper" in page
    link = maple.get(path(name))
    assert link.status_code == 303
    parts = urlsplit(link.headers["Location"])
    assert parts.path.endswith(f"data-requests/{data_files.name_of(maple.member_id('3'))}")
    assert parse_qs(parts.query)["X-Amz-Expires"] == ["900"]
    line, *_ = activity.page(access.ledger_of(maple.store), maple.store.store_id, limit=9).lines
    assert (line.what, line.subject) == ("compliance.download", maple.member_id("3"))


def test_one_that_waits_says_until_when_and_one_that_is_late_says_so(maple: Merchant) -> None:
    asked(maple, done=False)
    assert "In progress, due by" in maple.come_in().get("/admin/personal-data").text
    asked(maple, done=False, came_ms=NOW_MS - 31 * 86_400_000)
    assert "Late: it was due by" in maple.get("/admin/personal-data").text


def test_after_thirty_days_the_file_is_gone(maple: Merchant) -> None:
    name = asked(maple, came_ms=NOW_MS - 31 * 86_400_000)
    assert "files are kept for 30 days" in maple.come_in().get("/admin/personal-data").text
    assert maple.get(path(name)).status_code == 404


def test_a_file_is_for_managers_of_its_own_store(maple: Merchant, tea_house: Merchant) -> None:
    name = asked(maple)
    assert maple.get(path(name)).status_code == 401
    assert tea_house.come_in().get(path(name)).status_code == 404
    assert path(name) not in tea_house.get("/admin/personal-data").text
    come_in_as(maple, "support")
    assert maple.get(path(name)).status_code == 403
    page = maple.get("/admin/personal-data")
    assert (page.status_code, path(name) in page.text) == (200, False)
    come_in_as(maple, "manager")
    assert maple.get(path(name)).status_code == 303
