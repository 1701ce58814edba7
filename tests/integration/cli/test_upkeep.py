"""Proving the books, sweeping, due work, and the way into the merchant page."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from core import calendar
from core.errors import Forbidden
from core.ledger import links, members, programs
from core.ledger.due import register_member
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Row
from core.program.defaults import default_document
from core.staff import Arrival
from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer


def buy(store: SandboxServer, quantity: int, status: str = "completed") -> str:
    lines = [{"sku": "day-backpack", "quantity": quantity}]
    order = {"lines": lines, "email": "guest@example.com", "status": status}
    return str(store.control("POST", "woo/orders", order)["id"])


def test_a_sweep_converges_on_what_no_webhook_told(
    operator: Operator, store: SandboxServer, woo: str
) -> None:
    order_id = buy(store, 2)
    swept = operator.json("sweep", woo, "--since", "2020-01-01")
    assert (swept["changed"], swept["gone"]) == (1, 0)
    first = operator.json("member", "show", woo, "guest@example.com")["balance"]
    assert first["available"] > 0
    store.control("POST", f"woo/orders/{order_id}/cancel", {})
    operator.json("sweep", woo)
    balance = operator.json("member", "show", woo, "guest@example.com")["balance"]
    assert balance == {"available": 0, "pending": 0, "debt": 0}
    [listed] = operator.json("store", "list")["stores"]
    assert listed["last_sweep"] is not None
    assert operator.json("ledger", "verify", woo)["mismatches"] == []


def test_a_changed_entry_is_found_and_the_exit_code_says_so(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    operator.json("member", "adjust", store_id, "42", "10", "--reason", "x")
    [entry] = [row for row in Row.scan() if isinstance(row, EntryRow)]
    entry.available = 1000
    entry.save()
    ran = operator.run("ledger", "verify", "--json")
    assert ran.exit_code == 1
    assert ran.err == ""
    assert "mismatches" in ran.out
    assert "was changed" in ran.out


def test_points_expire_at_a_time_that_has_not_come_yet(
    operator: Operator, woo: str, books: Books
) -> None:
    document = default_document("USD") | {"expiry": {"kind": "months", "months": 12}}
    programs.publish(books.ledger, document, "test", int(time.time()) - 60)
    given = operator.json("member", "adjust", woo, "42", "50", "--reason", "x")
    [expiring] = given["expiring"]
    assert expiring["points"] == 50
    # The relay does this from the entry.
    after = calendar.start_s(expiring["on"]) + 86400
    member_id = members.find_member_id(books.ledger, woo, "42")
    register_member(books.ledger, member_id, calendar.iso(after)[:10], 0)

    early = operator.json("schedule", "run", woo, "--at", expiring["on"])
    assert early["done"]["member"] == 0
    late = operator.json("schedule", "run", woo, "--at", str(after + 2 * 86400))
    assert late["done"]["member"] == 1
    assert operator.json("member", "show", woo, "42")["balance"]["available"] == 0
    assert operator.json("ledger", "verify", woo)["mismatches"] == []


def test_a_hold_that_never_got_its_code_ends_with_the_points_back(
    operator: Operator, store: SandboxServer, woo: str
) -> None:
    operator.json("member", "adjust", woo, "mei.lin@example.com", "100", "--reason", "x")
    fault = {"platform": "woo", "kind": "server_error", "times": 50}
    store.control("POST", "faults", fault)
    held = operator.json("redeem", woo, "mei.lin@example.com", "off-small")
    assert held["status"] == "held"
    store.control("DELETE", "faults")
    in_an_hour = int(time.time()) + 3600
    done = operator.json("schedule", "run", woo, "--at", str(in_an_hour))["done"]
    assert done["hold"] == 1
    shown = operator.json("member", "show", woo, "mei.lin@example.com")
    assert shown["balance"]["available"] == 100


def test_a_link_opens_the_merchant_page_once(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    url = operator.json("admin", "link", store_id)["url"]
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://127.0.0.1:8000/admin/enter"
    [token] = parse_qs(parts.query)["token"]
    now_s = int(time.time())
    assert links.consume(token, now_s).store_id == store_id
    with pytest.raises(Forbidden):
        links.consume(token, now_s)


def test_a_link_is_for_an_owner_or_for_whom_the_operator_names(operator: Operator) -> None:
    store_id = operator.connect_unchecked()

    def who(*options: str) -> Arrival:
        url = operator.json("admin", "link", store_id, *options)["url"]
        [token] = parse_qs(urlsplit(url).query)["token"]
        return links.consume(token, int(time.time())).who

    assert who().role == "owner"
    jun = who("--role", "support", "--name", " Jun ")
    assert (jun.role, jun.name) == ("support", "Jun")
    assert who("--role", "manager", "--name", "jun").staff_id == jun.staff_id
    assert who("--role", "support").staff_id != jun.staff_id
    assert operator.run("admin", "link", store_id, "--role", "king").exit_code != 0
