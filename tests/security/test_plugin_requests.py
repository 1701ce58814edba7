"""What a store's plugin asks of its own accord is answered under its installation's key alone."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from core.ledger import invites, stores
from core.ledger.table import Row
from functions.connect.handler import handler
from functions.events import opened
from functions.ledger_worker.apply import apply
from integrations import access
from tests.support.http_api import Answered, Context, answered, request
from tests.support.operator import Operator
from tests.support.queues import Queue

VERBS = ("sign-on", "export", "erase", "disconnect")
WHO = {"customer_id": "3"}


@pytest.fixture
def store_id(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example")
    return operator.connect_unchecked()


def key_of(store_id: str) -> str:
    return access.plugin_secret(stores.get(store_id, fresh=True))


def ask(
    store_id: str,
    verb: str,
    key: str,
    *,
    stamp: int | None = None,
    signed: str | None = None,
    who: dict[str, str] = WHO,
) -> Answered:
    path, body = f"/plugin/{store_id}/{verb}", json.dumps(who).encode()
    at = str(int(time.time()) if stamp is None else stamp)
    message = f"{at}\n{signed or path}\n".encode() + body
    signature = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
    headers: dict[str, Any] = {"x_regulars_timestamp": at, "x_regulars_signature": signature}
    return answered(handler(request("POST", path, body=body, **headers), Context()))


def test_the_installations_own_key_opens_what_the_plugin_may_ask(store_id: str) -> None:
    key = key_of(store_id)
    assert ask(store_id, "sign-on", key).status == 200
    assert ask(store_id, "export", key).status == 200
    assert ask(store_id, "delete-everything", key).status == 404


@pytest.mark.parametrize("verb", VERBS)
def test_no_other_key_of_the_store_or_of_another_opens_anything(
    operator: Operator, store_id: str, verb: str
) -> None:
    other = operator.connect_unchecked("https://other.example")
    store = stores.get(store_id, fresh=True)
    for key in (
        key_of(other),
        access.shopper_secret(store_id),
        access.claim_secret(store_id),
        access.webhook_secrets(store, time.time())[0],
        "",
        "0" * 64,
    ):
        assert ask(store_id, verb, key).status == 401
    assert stores.get(store_id, fresh=True).installed


@pytest.mark.parametrize("verb", VERBS)
def test_a_request_is_good_for_five_minutes_for_its_store_and_for_what_it_asks(
    operator: Operator, store_id: str, verb: str
) -> None:
    key, now_s = key_of(store_id), int(time.time())
    for stamp in (now_s - 310, now_s + 310):
        assert ask(store_id, verb, key, stamp=stamp).status == 401
    other = operator.connect_unchecked("https://other.example")
    for signed in (f"/plugin/{store_id}/x", f"/plugin/{other}/{verb}", f"/{verb}"):
        assert ask(store_id, verb, key, signed=signed).status == 401


def test_a_later_installation_has_another_key_and_one_that_left_has_none(
    operator: Operator, store_id: str
) -> None:
    before = key_of(store_id)
    operator.connect_unchecked()
    assert ask(store_id, "sign-on", before).status == 401
    now = key_of(store_id)
    assert ask(store_id, "disconnect", now).status == 200
    assert ask(store_id, "sign-on", now).status == 401


def test_an_erasure_that_the_plugin_asks_for_is_queued_and_erases_account_and_guest(
    operator: Operator, queues: dict[str, Queue], monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = operator.connect_unchecked()
    for who in ("3", "jia@example.com"):
        operator.run("member", "adjust", store_id, who, "100", "--reason", "welcome")
    asked = ask(store_id, "erase", key_of(store_id), who=WHO | {"email": "Jia@example.com"})
    assert asked.body == {"queued": True}
    [message] = queues["events"].take()["Records"]
    _, event = opened(json.loads(message["body"]))
    assert apply(event, int(time.time() * 1000)) == "erased"
    for who in ("3", "jia@example.com"):
        shown = operator.json("member", "show", store_id, who)
        assert (shown["known"], shown["balance"]["available"]) == (False, 0)


def test_what_lies_in_the_table_connects_no_store(operator: Operator) -> None:
    now_s = int(time.time())
    code = invites.create(now_s)
    state = invites.begin(code, "https://shop.example", now_s)
    kept = [row.pk for row in Row.scan() if row.pk.startswith("CONNECT#")]
    assert len(kept) == 2
    for read in (*kept, *(one.removeprefix("CONNECT#") for one in kept)):
        assert read not in (code, state)
        with pytest.raises(Exception, match="used before"):
            invites.problem(read, now_s)
        with pytest.raises(Exception, match="used before"):
            invites.claim(read, now_s)
