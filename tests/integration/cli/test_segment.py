"""Segments and profiles at the command line."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from core.ledger import programs, stores
from core.ledger.directory import list_member
from core.ledger.orders import post_order
from core.snapshot import CustomerRef
from integrations import access
from tests.integration.cli.test_member import NOW_MS, order
from tests.support.operator import Operator
from tests.unit.core.segment_worlds import CATS, document, segment


@pytest.fixture(name="store_id")
def _store_id(operator: Operator) -> str:
    """A store with two members, whose program has two segments."""
    store_id = operator.connect_unchecked()
    books = access.books_of(stores.get(store_id, fresh=True))
    new = document(segment("cats", CATS), segment("owners", {"kind": "owns", "set": "kettles"}))
    programs.publish(books.ledger, new, "test", int(time.time()) - 60)
    programs._cached.clear()
    books = access.books_of(stores.get(store_id, fresh=True))
    for number in ("1", "2"):
        post_order(books, order(store_id, number, CustomerRef(customer_id=number), 100), NOW_MS)
        member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=number)) or ""
        list_member(books.ledger, member_id)
    return store_id


def test_a_profile_is_answered_seen_and_taken_back(operator: Operator, store_id: str) -> None:
    said = operator.json("member", "profile", store_id, "1", "pet=cat", "age=60")
    assert said["profile"] == {"pet": ["cat"], "age": ["60"]}
    shown = operator.json("member", "show", store_id, "1")
    assert (shown["profile"], shown["segments"]) == ({"pet": ["cat"], "age": ["60"]}, ["cats"])
    assert operator.json("member", "profile", store_id, "1", "age=")["profile"] == {"pet": ["cat"]}
    assert operator.json("member", "profile", store_id, "2")["profile"] == {}
    assert "pet" in operator.run("member", "profile", store_id, "1").out


def test_what_is_no_answer_is_refused(operator: Operator, store_id: str) -> None:
    for arguments in (["pet=fox"], ["pet"], ["pet=cat,dog"]):
        ran = operator.run("--json", "member", "profile", store_id, "1", *arguments)
        assert ran.exit_code == 1, arguments
    assert operator.run("--json", "member", "profile", store_id, "77", "pet=cat").exit_code == 1


def test_segments_are_listed_with_counts_and_their_members(
    operator: Operator, store_id: str
) -> None:
    operator.json("member", "profile", store_id, "1", "pet=cat")
    counted = operator.run("--json", "segment", "list", store_id)
    assert counted.data == {
        "store_id": store_id,
        "segments": [
            {"id": "cats", "name": "Cats", "members": 1},
            {"id": "owners", "name": "Owners", "members": 0},
        ],
        "members": 2,
    }
    assert "2 members looked at" in counted.err
    listed = operator.json("segment", "members", store_id, "cats")
    assert [one["customer_id"] for one in listed["members"]] == ["1"]
    assert operator.run("--json", "segment", "members", store_id, "dogs").exit_code == 1
    assert "Cats" in operator.run("segment", "list", store_id).out


def test_before_publishing_an_unused_segment_is_doubtful(
    operator: Operator, store_id: str, tmp_path: Path
) -> None:
    file = tmp_path / "program.json"
    new = document(segment("cats", CATS))
    file.write_text(json.dumps(new))
    seen = operator.json("program", "publish", store_id, str(file), "--dry-run", "--no-backtest")
    codes = {one["code"] for one in seen["findings"]}
    assert {"unused_segment", "unused_product_set"} <= codes
