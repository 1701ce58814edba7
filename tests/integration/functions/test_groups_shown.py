"""Group purchases on the shopper's side."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.ledger import following, groups, programs
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from functions.storefront.handler import handler
from tests.support.http_api import Answered, Context, answered, request, token
from tests.unit.core.group_worlds import EVENT, purchase

UTC = ZoneInfo("UTC")


def day(offset: int) -> str:
    return (calendar.day(int(time.time()), UTC) + timedelta(offset)).isoformat()


def publish(books: Books, *events: dict[str, Any]) -> Books:
    rows = [EVENT | {"from": day(-3), "until": day(9)} | one for one in events]
    document = default_document("USD") | {"groups": rows}
    programs.publish(books.ledger, validate(document), "test", int(time.time()) - 60)
    groups._cached.clear()
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def ask(query: str = "", auth: str = "") -> Answered:
    signed: dict[str, Any] = {"authorization": auth} if auth else {}
    return answered(handler(request("GET", "/storefront/groups", query, **signed), Context()))


def test_anybody_sees_what_is_announced_or_runs_and_a_member_their_own_part(
    books: Books, store_id: str
) -> None:
    at = publish(
        books,
        {
            "link": "rice-2026",
            "organiser": {"award": {"points": 3}, "per": "unit"},
            "early_bird": {"until": day(2), "award": {"points": 7}, "price": "8.50"},
        },
        {"id": "tea", "preview": day(-1), "from": day(5), "until": day(20), "match": {}},
        {"id": "secret", "from": day(5), "until": day(20)},
        {"id": "old", "from": day(-90), "until": day(-60)},
        {"id": "plums", "target": {"amount": "90"}, "match": {"products": ["11"]}},
    )
    now_ms = time.time_ns() // 10**6
    order = purchase(4, placed_at_s=now_ms // 1000, stamp_s=now_ms // 1000, group="rice-2026")
    order = replace(order, store_id=store_id, customer=CustomerRef(customer_id="3"))
    post_order(at, order, now_ms)
    following.follow(at, store_id, "22", now_ms)
    groups._cached.clear()

    seen = ask(f"store={store_id}")
    assert seen.status == 200
    rice, tea, plums = seen.body["groups"]
    assert (rice["id"], tea["id"], plums["id"]) == ("rice", "tea", "plums")
    assert (rice["phase"], tea["phase"]) == ("open", "preview")
    assert rice["target"] == {"kind": "units", "goal": 10, "so_far": 4, "percent": 40}
    assert rice["early_bird"] == {
        "until": day(2),
        "open": True,
        "award": {"points": 7},
        "price": "8.50",
    }
    assert rice["organiser"] == {"points": 3, "per": "unit"}
    assert "organiser" not in tea
    assert (rice["link"], rice["award"]) == ("rice-2026", {"points": 100})
    money = {"kind": "amount", "goal": "90.00", "so_far": "0.00", "currency": "USD", "percent": 0}
    assert plums["target"] == money
    assert "mine" not in rice

    mine = ask(auth=token(store_id, "3")).body["groups"][0]["mine"]
    assert mine == {"units": 4, "early_units": 4, "orders": 1, "waiting": 0}
    other = ask(auth=token(store_id, "4")).body["groups"][0]["mine"]
    assert other["units"] == 0


def test_a_forged_sign_in_is_refused_and_an_unknown_store_not_found(store_id: str) -> None:
    assert ask(auth=token(store_id, "3")[:-2] + "xx").status == 401
    assert ask("store=woo-nobody").status == 404
    assert ask().status == 404


def test_a_program_without_groups_shows_none(books: Books, store_id: str) -> None:
    assert ask(f"store={store_id}").body == {"groups": []}
