"""What a key of the API opens: its own store, by its own scopes, and nothing else."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest

import functions.api.handler as api
from core import api_keys as form
from core.api_keys import SCOPES
from core.ledger import api_keys, hook_endpoints, members, programs, stores
from core.ledger.table import Row
from core.snapshot import CustomerRef
from functions.api import webhooks
from integrations import access
from tests.support.developer import Developer, developer
from tests.support.operator import Operator
from tests.support.queues import Queue
from tests.support.requests_seen import watched

DOCUMENT: dict[str, Any] = json.loads(
    (Path(api.__file__).parent / "openapi.json").read_text("utf-8")
)
OPERATIONS = [
    (method.upper(), path.removeprefix("/api/v1/"), described)
    for path, methods in DOCUMENT["paths"].items()
    for method, described in methods.items()
]
SCOPED = [(method, path, one["x-scope"]) for method, path, one in OPERATIONS if "x-scope" in one]


@pytest.fixture
def mine(operator: Operator, queues: dict[str, Queue], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example.com")
    return operator.connect_unchecked()


@pytest.fixture
def theirs(mine: str, operator: Operator) -> str:
    return operator.connect_unchecked("https://other.example")


def address(path: str, **ids: str) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{segment_id}", "none").replace("{delivery_id}", "1")


def test_every_route_refuses_a_key_with_every_scope_but_its_own_before_it_does_anything(
    mine: str,
) -> None:
    without = {one: developer(mine, *(s for s in SCOPES if s != one)) for one in SCOPES}
    for method, path, scope in SCOPED:
        at = address(path, member_id="0" * 24, redemption_id="r", endpoint_id="we_1")
        with watched() as seen:
            heard = without[scope].ask(method, at, {}, idempotency_key="k")
        assert (heard.status, heard.error["code"]) == (403, "missing_scope"), (method, path)
        assert heard.error["details"] == {"scope": scope}
        assert "TransactWriteItems" not in seen.calls


def test_every_route_with_ids_of_another_store_reaches_the_keys_own_ledger_alone(
    mine: str, theirs: str
) -> None:
    books = access.books_of(stores.get(theirs))
    member_id = books.ledger.member_id(theirs, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 500, "x", "c1", 1)
    hook = hook_endpoints.add(books.ledger, theirs, "https://x.example/", ["points.changed"], 1)
    ids = {
        "member_id": member_id,
        "redemption_id": books.ledger.redemption_id(member_id, "k"),
        "endpoint_id": hook.endpoint_id,
    }
    body: dict[str, Any] = {
        **dict.fromkeys(("store", "store_id", "ledger_id"), theirs),
        "member_id": member_id,
        "reward_id": "off-small",
        "points": 5,
        "reason": "x",
        "customer": "3",
        "action": "a",
        "tier_id": "gold",
        "until": "2099-01-01",
        "answers": {},
        "customer_id": "3",
        "url": "https://203.0.113.9/",
        "lines": [],
        "topics": ["points.changed"],
        "currency": "USD",
    }
    dev, named = developer(mine), {"store": theirs, "store_id": theirs}
    for number, (method, path, _) in enumerate(SCOPED):
        stores._cached.clear()
        programs._cached.clear()
        with watched() as seen:
            key = f"k{number}"
            heard = dev.ask(method, address(path, **ids), body, named, idempotency_key=key)
        assert seen.ledgers <= {mine}, (method, path)
        assert seen.mention(f"L#{theirs}") == [], (method, path)
        assert seen.mention(f"STORE#{theirs}") == [], (method, path)
        if "{" in path:
            assert heard.status == 404, (method, path)
    assert books.member(member_id).available == 500


def test_every_route_of_the_code_is_described_with_its_scope_and_no_other(mine: str) -> None:
    resolver: Any = api.app
    routes = [*resolver._static_routes, *resolver._dynamic_routes]
    coded = {
        (one.method, one.path.replace("<", "{").replace(">", "}").removeprefix("/api/v1/"))
        for one in routes
    }
    assert coded == {(method, path) for method, path, _ in OPERATIONS}
    assert {scope for *_, scope in SCOPED} == set(SCOPES)
    open_ones = {path for _, path, one in OPERATIONS if one.get("security") == []}
    assert open_ones == {"openapi.json"}


def test_no_route_answers_without_a_key(mine: str) -> None:
    nobody = Developer(mine, "")
    for method, path, one in OPERATIONS:
        if one.get("security") != []:
            with watched() as seen:
                heard = nobody.ask(method, address(path, member_id="0" * 24), {})
            assert (heard.status, heard.error["code"]) == (401, "bad_key"), (method, path)
            assert seen.ledgers == set()


def test_addresses_are_told_only_where_a_key_may_read_members(
    mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "checked_url", lambda url: url)
    wish = {"url": "https://x.example/", "topics": ["points.changed"], "with_email": True}
    refused = developer(mine, "webhooks:manage").post("webhooks", wish)
    assert (refused.status, refused.error["details"]["scope"]) == (403, "members:read")
    reader = developer(mine, "webhooks:manage", "members:read")
    made = reader.post("webhooks", wish)
    assert made.status == 201
    elsewhere, one = {"url": "https://y.example/"}, f"webhooks/{made.body['id']}"
    refused = developer(mine, "webhooks:manage").ask("PATCH", one, elsewhere)
    assert (refused.status, refused.error["details"]["scope"]) == (403, "members:read")
    assert reader.get(one)["url"] == wish["url"]
    assert reader.ask("PATCH", one, elsewhere).status == 200


def test_neither_the_table_nor_the_logs_hold_a_key_or_a_webhooks_secret(
    mine: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(webhooks, "checked_url", lambda url: url)
    dev = developer(mine)
    wish = {"url": "https://x.example/", "topics": ["points.changed"]}
    secret = dev.post("webhooks", wish).body["secret"]
    dev.ask("GET", "members/whatever")
    Developer(mine, dev.key[:-1] + "x").ask("GET", "me")
    kept = json.dumps([row.serialize() for row in Row.scan()])
    told = caplog.text + "".join(capsys.readouterr())
    for text in (kept, told):
        assert dev.key not in text
        assert dev.key[-38:-6] not in text
        assert secret.removeprefix("whsec_") not in text


def test_a_revoked_key_opens_nothing_within_seconds_in_a_container_that_knew_it(
    mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = developer(mine)
    key_id = dev.get("me")["key"]["id"]
    known = dict(api_keys._cached)
    api_keys.revoke(mine, key_id)
    api_keys._cached.update(known)  # another container, which has it from before
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + api_keys.CACHE_S)
    assert dev.ask("GET", "me").status == 401


def test_a_scanner_knows_a_key_by_its_prefix_and_its_checksum(mine: str) -> None:
    dev = developer(mine)
    assert dev.key.startswith("rgk_live_")
    assert form.id_of(dev.key) is not None
    for place in range(len(form.PREFIX), len(dev.key)):
        other = "A" if dev.key[place] != "A" else "B"
        assert form.id_of(dev.key[:place] + other + dev.key[place + 1 :]) is None
