"""Group purchases from the command line."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from core import calendar
from core.ledger import following, programs
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from tests.support.operator import Operator
from tests.unit.core.group_worlds import EVENT, purchase


@pytest.fixture(autouse=True)
def _event(books: Books, operator: Operator, woo: str) -> None:
    now_s = int(time.time())
    today = calendar.day(now_s, books.tz).isoformat()
    event = EVENT | {"from": today, "until": today, "target": {"units": 5}}
    event |= {"organiser": {"award": {"points": 30}}}
    document = default_document("USD") | {"groups": [event]}
    programs.publish(books.ledger, validate(document), "test", now_s - 60)
    at = Books(books.ledger, programs.programs(books.ledger), books.tz)
    for number, pieces in ((1, 2), (2, 4)):
        order = purchase(pieces, order_id=str(number), placed_at_s=now_s, stamp_s=now_s)
        who = CustomerRef(customer_id=str(number))
        post_order(at, replace(order, store_id=woo, customer=who), now_s * 1000)
        following.follow(at, woo, str(number), now_s * 1000)


def test_groups_are_listed_with_how_far_they_have_come(operator: Operator, woo: str) -> None:
    [found] = operator.json("group", "list", woo)["groups"]
    assert (found["id"], found["phase"], found["members"]) == ("rice", "reached", 2)
    assert found["target"] == {"kind": "units", "goal": 5, "so_far": 6, "percent": 100}
    assert "rice" in operator.run("group", "list", woo).out


def test_one_is_shown_with_who_joined_and_what_they_were_given(
    operator: Operator, woo: str
) -> None:
    operator.json("schedule", "run", woo, "--at", calendar.iso(time.time()))
    found = operator.json("group", "show", woo, "rice")
    assert found["paying"] == {"looked_at": 2, "done": True}
    joined = {one["customer"]: (one["units"], one["points"]) for one in found["joined"]}
    assert joined == {"1": (2, 100), "2": (4, 100)}
    assert "customer" in operator.run("group", "show", woo, "rice").out
    assert operator.error("group", "show", woo, "tea")["code"] == "unknown_group"


def test_the_organiser_is_set_and_rewarded_and_can_be_another(operator: Operator, woo: str) -> None:
    set_ = operator.json("group", "organiser", woo, "rice", "80")
    assert set_["organiser"]
    assert operator.json("member", "show", woo, "80")["balance"]["available"] == 30
    operator.json("group", "organiser", woo, "rice")
    assert operator.json("member", "show", woo, "80")["balance"]["available"] == 0
