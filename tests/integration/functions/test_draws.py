"""A lucky draw over the shopper's API, by the clock, and in the records."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import boto3
import pytest

from core import calendar
from core import drawing as lots
from core.ledger import drawing, members, programs, redact
from core.ledger.posting import Books
from core.ledger.table import Row
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.scheduled.due import run_due
from functions.storefront.handler import handler
from tests.support.http_api import Answered, Context, answered, request, token

BUCKET = "regulars-draw-records"


def call(method: str, path: str, auth: str = "", query: str = "", **more: Any) -> Answered:
    if auth:
        more["authorization"] = auth
    event = request(method, f"/storefront/{path}", query, **more)
    return answered(handler(event, Context()))


def enter(auth: str, entries: object = 2, key: str = "k1") -> Answered:
    body = json.dumps({"entries": entries}).encode()
    return call("POST", "draws/spring/entries", auth, body=body, idempotency_key=key)


@pytest.fixture
def drawn_to(books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch) -> Books:
    """The books of a store with a draw that closes tonight."""
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    monkeypatch.setenv("RECORDS_BUCKET", BUCKET)
    today = calendar.day(int(time.time()), books.tz)
    draw = {
        "id": "spring",
        "name": {"en": "Spring draw", "zh-Hant": "春季抽獎"},
        "from": (today - timedelta(days=2)).isoformat(),
        "until": (today + timedelta(days=1)).isoformat(),
        "cost": 10,
        "limit_per_member": 4,
        "prizes": [{"name": {"en": "First prize"}, "award": {"points": 500}}],
    }
    document = validate(default_document("USD") | {"draws": [draw]})
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def give(books: Books, store_id: str, customer_id: str, points: int = 100) -> str:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""
    members.adjust(books, member_id, points, "hello", f"c-{customer_id}", time.time_ns() // 10**6)
    return member_id


def recorded() -> dict[str, Any]:
    s3 = boto3.client("s3")
    found = {}
    for one in s3.list_objects_v2(Bucket=BUCKET, Prefix="draws/").get("Contents", []):
        what = one["Key"].rsplit("/", 1)[1].removesuffix(".json")
        found[what] = json.loads(s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read())
    return found


def test_a_draw_can_be_entered_left_drawn_and_checked_by_anybody(
    drawn_to: Books, store_id: str
) -> None:
    mei, jia = token(store_id, "3"), token(store_id, "4")
    for customer in "34":
        give(drawn_to, store_id, customer)
    public = f"store={store_id}"
    shown = call("GET", "draws/spring", query=public)
    assert (shown.status, shown.body["state"], "seed" in shown.body) == (200, "open", False)
    noted = shown.body["commitment"]
    assert call("GET", "draws", query=public).body["draws"] == [shown.body]
    run_due(int(time.time()), lambda *held: None)
    assert recorded()["commitment"]["commitment"] == noted

    bought = enter(mei)
    assert (bought.status, bought.body["points"]) == (200, 20)
    assert enter(mei) == bought
    assert enter(jia, 3).status == 200
    ticket = enter(jia, 1, "k2").body["ticket"]
    back = call("POST", f"draws/spring/entries/{ticket}/return", jia)
    assert (back.status, back.body["returned"]) == (200, True)
    assert call("POST", f"draws/spring/entries/{ticket}/return", mei).status == 404
    mine = call("GET", "draws/spring/entries", jia).body
    assert (mine["entries"], mine["more"]) == (3, {"available": True})

    closes_s = int(time.time()) + 3 * 86_400
    run_due(closes_s, lambda *held: None)
    closed = call("GET", "draws/spring/proof", query=public).body
    assert (closed["entries"], "seed" in closed) == (5, False)
    assert recorded()["list"]["digest"] == closed["digest"]
    assert enter(mei, 1, "late").body["error"]["code"] == "draw_closed"
    mine = call("GET", "draws/spring/entries", jia).body
    [[first, last]] = [one["numbers"] for one in mine["tickets"]]
    assert last - first == 2

    run_due(closes_s + drawing.PAUSE_S, lambda *held: None)
    proof = call("GET", "draws/spring/proof", query=public).body
    assert lots.faults(proof, noted) == []
    [winner] = proof["winners"]
    won = [call("GET", "draws/spring/entries", one).body["won"] for one in (mei, jia)]
    assert sorted(won, key=len) == [[], [winner]]
    assert recorded()["result"]["seed"] == proof["seed"]
    assert sum(books_of(drawn_to, store_id)) == 200 - 50 + 500
    assert call("GET", "draws/spring", query=public).body["state"] == "drawn"


def books_of(books: Books, store_id: str) -> list[int]:
    ids = [books.ledger.member_id(store_id, CustomerRef(customer_id=one)) or "" for one in "34"]
    return [books.member(one).available for one in ids]


@pytest.mark.parametrize(
    ("entries", "key", "status", "code"),
    [
        ("two", "k", 400, "bad_input"),
        (True, "k", 400, "bad_input"),
        (0, "k", 400, "bad_input"),
        (1001, "k", 400, "bad_input"),
        (1, "", 400, "bad_input"),
        (5, "k", 409, "draw_limit_reached"),
        (4, "k", 409, "insufficient_points"),
    ],
)
def test_what_cannot_be_bought_is_refused_and_says_why(
    drawn_to: Books, store_id: str, entries: object, key: str, status: int, code: str
) -> None:
    give(drawn_to, store_id, "3", 30)
    seen = enter(token(store_id, "3"), entries, key)
    assert (seen.status, seen.body["error"]["code"]) == (status, code)


def test_the_same_key_for_another_number_of_entries_is_refused(
    drawn_to: Books, store_id: str
) -> None:
    give(drawn_to, store_id, "3")
    assert enter(token(store_id, "3"), 1).status == 200
    again = enter(token(store_id, "3"), 2)
    assert (again.status, again.body["error"]["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("draw_id", ["nothing", "SPRING", "spring%230", "x" * 3000, "%20"])
def test_a_draw_that_there_is_not_is_not_found(
    drawn_to: Books, store_id: str, draw_id: str
) -> None:
    seen = call("GET", f"draws/{draw_id}", query=f"store={store_id}")
    assert seen.status == 404
    assert call("GET", f"draws/{draw_id}/entries", token(store_id, "3")).status == 404


def test_entries_are_told_to_their_owner_alone(drawn_to: Books, store_id: str) -> None:
    assert call("GET", "draws/spring/entries", query=f"store={store_id}").status == 401
    seen = call("GET", "draws/spring/proof", query=f"store={store_id}&cursor=x")
    assert (seen.status, seen.body["error"]["code"]) == (400, "bad_input")


def test_a_look_at_a_store_that_was_emptied_brings_nothing_back(
    drawn_to: Books, store_id: str
) -> None:
    give(drawn_to, store_id, "3")
    assert enter(token(store_id, "3"), 1).status == 200
    assert redact.empty_ledger(drawn_to.ledger, [store_id], lambda: False)
    public = f"store={store_id}"
    assert call("GET", "draws", query=public).body == {"draws": []}
    for path in ("draws/spring", "draws/spring/proof"):
        assert call("GET", path, query=public).status == 404
    assert [row.sk for row in Row.scan() if "#D#" in row.pk] == []
