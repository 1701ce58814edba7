"""A developer's first day on the running stack: a key from the page, calls with it, a webhook that
arrives, fails, is tried again and sent again."""

from __future__ import annotations

import time
import uuid
from typing import Any

import requests
from playwright.sync_api import Page, expect

from tests.support.browser import DESKTOP, NewPage
from tests.support.running import Running, eventually

_TIMEOUT_S = 60


def call(running: Running, key: str, method: str, path: str, body: Any = None) -> requests.Response:
    headers = {"authorization": f"Bearer {key}", "idempotency-key": uuid.uuid4().hex}
    url = f"{running.origin}/api/v1/{path}"
    return requests.request(method, url, json=body, headers=headers, timeout=_TIMEOUT_S)


def heard(running: Running, box: str) -> list[dict[str, Any]]:
    url = f"{running.origin}/sandbox/hooks/{box}"
    found = requests.get(url, headers={"accept": "application/json"}, timeout=_TIMEOUT_S)
    every: list[dict[str, Any]] = found.json()["heard"]
    return every


def answers(running: Running, box: str, **settings: str) -> None:
    url = f"{running.origin}/sandbox/hooks/{box}/settings"
    assert requests.post(url, data=settings, timeout=_TIMEOUT_S).status_code == 200


def come_in(page: Page, running: Running, store_id: str) -> None:
    page.goto(running.cli("admin", "link", store_id)["url"])
    page.locator("main button").click()
    expect(page).to_have_url(f"{running.origin}/admin/")


def test_a_developer_makes_a_key_calls_and_is_told_of_what_happens(
    new_page: NewPage, running: Running
) -> None:
    shop = running.add_store()
    box = f"box-{uuid.uuid4().hex[:8]}"
    page = new_page(DESKTOP)
    page.set_default_timeout(_TIMEOUT_S * 1000)  # the page's function starts cold
    come_in(page, running, shop.store_id)
    page.goto(f"{running.origin}/admin/developers")
    page.get_by_label("Name", exact=True).fill("Till")
    for label in ("Read members", "Add members", "Give and take points", "Manage webhooks"):
        page.get_by_label(label).check()
    page.get_by_role("button", name="Make the key").click()
    key = page.locator("#new-key").inner_text()
    assert call(running, key, "GET", "me").json()["store_id"] == shop.store_id

    page.get_by_label("Address", exact=True).fill(f"{running.origin}/sandbox/hooks/{box}")
    page.get_by_label("Points changed").check()
    page.get_by_role("button", name="Add", exact=True).click()
    endpoint = page.url
    page.get_by_text("Show the secret").click()
    answers(running, box, secret=page.locator("#the-secret").inner_text())

    member = call(running, key, "POST", "members", {"customer_id": "42"})
    assert member.status_code == 201, member.text
    path = f"members/{member.json()['id']}/adjustments"
    time.sleep(11)  # until the relay looks again whether anybody is told
    given = call(running, key, "POST", path, {"points": 50, "reason": "Thank you"})
    assert given.status_code == 201, given.text
    arrived = eventually(lambda: _one(heard(running, box)))
    assert (arrived["topic"], arrived["verdict"]) == ("points.changed", "verified")
    assert '"available": 50' in arrived["body"]

    answers(running, box, mode="fail")
    call(running, key, "POST", path, {"points": 7, "reason": "Thank you"})
    eventually(lambda: _failed(page, endpoint, "1 try"))
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 400))
    running.cli("schedule", "run", shop.store_id, "--at", later)
    eventually(lambda: _failed(page, endpoint, "2 tries"))

    answers(running, box, mode="ok")
    page.get_by_role("button", name="Send again").first.click()
    expect(page.get_by_role("status")).to_contain_text("on its way again")
    eventually(lambda: _arrived(page, endpoint))
    same = [one["id"] for one in heard(running, box) if one["id"] != arrived["id"]]
    assert len(same) == 3
    assert len(set(same)) == 1


def _one(every: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(every) == 1
    return every[0]


def _failed(page: Page, endpoint: str, tries: str) -> None:
    page.goto(endpoint)
    first = page.locator("#log").locator("xpath=ancestor::section").get_by_role("listitem").first
    assert "answered 500" in first.inner_text()
    assert tries in first.inner_text()


def _arrived(page: Page, endpoint: str) -> None:
    page.goto(endpoint)
    section = page.locator("#log").locator("xpath=ancestor::section")
    assert section.get_by_text("Arrived").count() == 2
