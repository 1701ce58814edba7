"""What a merchant does for rewards that no store makes a code for, from the command line."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import calendar
from core.ledger import programs, redemptions
from core.ledger.posting import Books
from core.ledger.redemption_rows import redemption_row
from core.program.defaults import default_document
from core.program.schema import validate
from tests.support.operator import Operator

CUSTOMER = "mei.lin@example.com"


@pytest.fixture(autouse=True)
def _offers(books: Books, operator: Operator, woo: str) -> None:
    named: dict[str, Any] = {"name": {"en": "A tasting"}, "points": 100}
    document = default_document("USD") | {
        "rewards": [
            {"id": "tasting", "kind": "experience", **named},
            {"id": "cinema", "kind": "voucher", **named},
        ]
    }
    programs.publish(books.ledger, validate(document), "test", 0)
    operator.json("member", "adjust", woo, CUSTOMER, "250", "--reason", "welcome")


def test_what_was_redeemed_is_listed_as_a_task_until_it_is_done(
    operator: Operator, woo: str
) -> None:
    made = operator.json("redeem", woo, CUSTOMER, "tasting")
    assert (made["status"], made["kind"]) == ("issued", "experience")
    [task] = operator.json("tasks", "list", woo)["tasks"]
    assert (task["customer"], task["reward"]) == (CUSTOMER, "A tasting")
    assert task["code"] == made["code"], "what the shopper shows"
    assert CUSTOMER in operator.run("tasks", "list", woo).out
    assert operator.json("tasks", "done", woo, task["redemption_id"])["status"] == "used"
    assert operator.json("tasks", "list", woo)["tasks"] == []
    assert operator.error("tasks", "done", woo, "0000")["code"] == "unknown_redemption"


def test_a_partners_codes_are_uploaded_from_a_file_and_given_one_by_one(
    operator: Operator, woo: str, tmp_path: Path
) -> None:
    file = tmp_path / "codes.txt"
    file.write_text("CINEMA-1\n\nCINEMA-2\n")
    said = operator.json("vouchers", "add", woo, "cinema", str(file))
    assert said == {"reward_id": "cinema", "added": 2, "given": 0, "left": 2}
    codes = {operator.json("redeem", woo, CUSTOMER, "cinema")["code"] for _ in range(2)}
    assert codes == {"CINEMA-1", "CINEMA-2"}
    again = operator.json("vouchers", "add", woo, "cinema", str(file))
    assert (again["added"], again["given"], again["left"]) == (0, 2, 0)
    health = operator.json("store", "health", woo)["health"]
    assert [one["what"] for one in health] == ["vouchers_low"]


def test_vouchers_go_to_a_reward_that_gives_some_and_come_from_a_file_that_can_be_read(
    operator: Operator, woo: str, tmp_path: Path
) -> None:
    wrong = operator.error("vouchers", "add", woo, "tasting", str(tmp_path / "none.txt"))
    assert "gives no vouchers" in wrong["message"]
    missing = operator.error("vouchers", "add", woo, "cinema", str(tmp_path / "none.txt"))
    assert "Cannot read the codes" in missing["message"]


def test_goods_past_their_best_before_day_are_refused_and_their_points_come_back(
    books: Books, operator: Operator, woo: str
) -> None:
    today = calendar.day(int(time.time()), books.tz).isoformat()
    batch = {"id": "a", "best_before": today, "stock": 1}
    loaf = {"id": "loaf", "kind": "goods", "name": {"en": "A loaf"}, "points": 100}
    document = default_document("USD") | {"rewards": [loaf | {"batches": [batch]}]}
    programs.publish(books.ledger, validate(document), "test", 0)
    made = operator.json("redeem", woo, CUSTOMER, "loaf")
    assert (made["kind"], made["best_before"]) == ("goods", today)
    [task] = operator.json("tasks", "list", woo)["tasks"]
    assert (task["batch"], task["best_before"]) == ("a", today)
    _keep_until(books, made["redemption_id"], "2026-01-01")
    refused = operator.error("tasks", "done", woo, made["redemption_id"])
    assert refused["code"] == "past_best_before"
    assert operator.json("tasks", "list", woo)["tasks"] == []
    assert operator.json("member", "show", woo, CUSTOMER)["balance"]["available"] == 250


def _keep_until(books: Books, redemption_id: str, day: str) -> None:
    """As if the goods had lain since then."""
    found = redemptions.find(books.ledger, redemption_id)
    row = redemption_row(books.ledger, replace(found, best_before=day))
    row.save()
