"""The restore drill: the table is lost, the newest export is hours old, and who was erased since
stays erased."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.ledger import copying, people, programs, raw, stores
from core.ledger.members import adjust, note_contact
from core.ledger.orders import contacted
from core.ledger.posting import Books
from core.ledger.raw import Item
from core.member import Contact
from core.snapshot import CustomerRef, OrderSnapshot, StoreRedacted
from functions.ledger_worker.apply import apply
from integrations import access
from tests.support.operator import Operator
from tests.support.relay import RelayNew, relay_new
from tests.unit.core.worlds import T0, snapshot

__all__ = ["relay_new"]

NOW_MS = T0 * 1000


class Shop:
    """A store, and what its shoppers do."""

    def __init__(self, operator: Operator, url: str) -> None:
        self.store_id = operator.connect_unchecked(url)
        self.now_ms = time.time_ns() // 1_000_000  # an export knows what came before it

    @property
    def books(self) -> Books:
        return access.books_of(stores.get(self.store_id, fresh=True))

    def customer(self, number: str) -> CustomerRef:
        return CustomerRef(f"5550{number}0555", f"shopper.{number}@example.com")

    def member_id(self, number: str) -> str:
        return self.books.ledger.member_id(self.store_id, self.customer(number)) or ""

    def order(self, number: str, **fields: Any) -> OrderSnapshot:
        made = snapshot(order_id=number, customer=self.customer(number), **fields)
        return replace(made, store_id=self.store_id)

    def buy(self, number: str, **fields: Any) -> None:
        self.now_ms += 1000
        generation = stores.get(self.store_id).generation
        apply(self.order(number, **fields), self.now_ms, generation=generation)

    def erase(self, number: str) -> None:
        self.now_ms += 1000
        assert people.erase(self.books, self.member_id(number), self.now_ms)

    def join(self, source: str, into: str) -> None:
        ids = self.member_id(source), self.member_id(into)
        assert people.join(self.books, *ids, "platform_merge", self.now_ms)

    def redact(self) -> None:
        stores.change(self.store_id, installed=False)
        assert apply(StoreRedacted(self.store_id, self.now_ms), self.now_ms) == "redacted"

    def balance(self, number: str) -> tuple[int, int, int]:
        member = self.books.living(self.books.member(self.member_id(number)))
        return member.available, member.pending, member.debt


def forget_caches() -> None:
    stores._cached.clear()
    programs._cached.clear()


@pytest.fixture
def shop(operator: Operator) -> Shop:
    return Shop(operator, "https://shop.example")


def test_a_lost_table_comes_back_without_whom_was_erased_since(
    operator: Operator, shop: Shop, relay_new: RelayNew, tmp_path: Path
) -> None:
    closed = Shop(operator, "https://closed.example")
    for number in "12345":
        shop.buy(number)
    adjust(shop.books, shop.member_id("3"), 5, "sorry, Shopper Three", "c1", shop.now_ms)
    closed.buy("7")
    relay_new()
    operator.json("ledger", "checkpoint")
    exported = operator.json("ledger", "export", str(tmp_path))

    shop.erase("2")
    shop.join("3", "4")
    shop.erase("4")
    closed.redact()
    shop.buy("1", refunds=[5_000], stamp_s=T0 + 60)
    shop.buy("6")
    relay_new()
    operator.json("ledger", "checkpoint")

    copying.clear()
    forget_caches()
    restored = operator.json("ledger", "restore", exported["file"])
    forget_caches()
    assert (restored["erased_again"], restored["redacted_again"]) == (3, 1)
    assert restored["mismatches"] == []
    kept = json.dumps(list(raw.scan()))
    for number in ("2", "3", "4", "7"):
        assert f"5550{number}0555" not in kept
        assert f"shopper.{number}@" not in kept
    assert "Shopper Three" not in kept
    assert "shopper.5@example.com" in kept
    assert stores.get(closed.store_id, fresh=True).redacted

    # What came between the export and the loss is delivered again, or found by the sweep.
    again: dict[str, dict[str, Any]] = {
        "1": {"refunds": [5_000], "stamp_s": T0 + 60},
        "2": {"stamp_s": T0 + 1},
        "3": {"stamp_s": T0 + 1},
        "5": {},
        "6": {},
    }
    for number, fields in again.items():
        shop.buy(number, **fields)
    closed.buy("7")
    assert [shop.balance(number)[0] for number in "123456"] == [200, 0, 0, 0, 250, 250]
    assert "shopper.3@" not in json.dumps(list(raw.scan()))
    assert operator.run("ledger", "verify").exit_code == 0

    # The history that was lost was signed: the proof says what became of it.
    operator.json("ledger", "checkpoint")
    proof = operator.run("--json", "ledger", "prove")
    said = "\n".join(json.loads(proof.out)["findings"])
    assert proof.exit_code == 0, said
    assert f"{shop.store_id}: checkpoint 00000002 says nothing of today: the table was" in said


def test_a_table_that_was_taken_back_in_place_gets_its_erasures_again(
    operator: Operator, shop: Shop, relay_new: RelayNew
) -> None:
    for number in "12":
        shop.buy(number)
    relay_new()
    before = list(raw.scan())
    shop.erase("1")
    relay_new()
    copying.clear()
    raw.put(before)
    forget_caches()
    said = operator.json("ledger", "replay", "--taken-back-to", str(T0))
    assert (said["erased_again"], said["redacted_again"]) == (1, 0)
    assert "shopper.1@" not in json.dumps(list(raw.scan()))
    again = operator.json("ledger", "replay", "--taken-back-to", str(T0))
    assert again["erased_again"] == 0


def test_a_copy_of_an_earlier_moment_gets_the_erasures_since_that_moment(
    operator: Operator, shop: Shop, relay_new: RelayNew, tmp_path: Path
) -> None:
    """A table that DynamoDB took back to a point in time, exported only then."""
    shop.now_ms -= 7_200_000
    moment = str(shop.now_ms // 1000)
    shop.buy("1")
    before = list(raw.scan())
    shop.erase("1")
    relay_new()
    copying.clear()
    raw.put(before)
    forget_caches()
    file = operator.json("ledger", "export", str(tmp_path / "x.gz"))["file"]
    replacing = ("ledger", "restore", file, "--replace", operator.stack.table)
    assert operator.json(*replacing, "--taken-back-to", moment)["erased_again"] == 1
    assert "shopper.1@" not in json.dumps(list(raw.scan()))


def test_who_was_erased_twice_is_erased_as_of_the_second_time(shop: Shop) -> None:
    """Between the two they bought; what they bought must not come back with a late delivery."""
    shop.buy("1")
    books, member_id = shop.books, shop.member_id("1")
    people.erase(books, member_id, NOW_MS + 10_000)
    assert people.erase(books, member_id, NOW_MS + 90_000, again=True)
    shop.buy("1", placed_at_s=T0 + 50, stamp_s=T0 + 50)
    note_contact(books, member_id, contacted(Contact(), shop.store_id, shop.customer("1")))
    assert shop.balance("1") == (0, 0, 0)
    assert books.member(member_id).contact == Contact()
    assert not people.erase(books, member_id, NOW_MS + 90_000, again=True)


def test_a_table_with_something_in_it_is_not_written_over(
    operator: Operator, shop: Shop, tmp_path: Path
) -> None:
    shop.buy("1")
    file = operator.json("ledger", "export", str(tmp_path / "x.gz"))["file"]
    shop.buy("1", refunds=[5_000], stamp_s=T0 + 60)
    assert operator.error("ledger", "restore", file)["code"] == "not_empty"
    wrong = operator.error("ledger", "restore", file, "--replace", "another")
    assert "Nothing was done" in wrong["message"]
    assert shop.balance("1") == (200, 0, 0)
    operator.json("ledger", "restore", file, "--replace", operator.stack.table)
    assert shop.balance("1") == (250, 0, 0)


def damaged(path: Path) -> Iterator[tuple[bytes, str]]:
    whole = path.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    yield whole[:-30], "cut off"
    yield gzip.compress(b"".join(lines[:-1])), "without an end"
    yield gzip.compress(b"".join([*lines[:2], *lines[3:]])), "a line is missing"
    yield gzip.compress(b"".join(lines[1:])), "no header"
    yield b"something else", "no export"


def test_a_damaged_export_is_refused_before_anything_is_written(
    operator: Operator, shop: Shop, tmp_path: Path
) -> None:
    shop.buy("1")
    path = tmp_path / "x.gz"
    operator.json("ledger", "export", str(path))
    assert path.stat().st_mode & 0o077 == 0  # it holds personal data
    copying.clear()
    for content, what in damaged(path):
        path.write_bytes(content)
        assert operator.error("ledger", "restore", str(path))["code"] == "bad_input", what
    assert copying.is_empty()


def test_one_store_goes_out_without_the_others(
    operator: Operator, shop: Shop, tmp_path: Path
) -> None:
    other = Shop(operator, "https://other.example")
    shop.buy("1")
    other.buy("2")
    operator.json("ledger", "export", str(tmp_path / "x.gz"), "--store", shop.store_id)
    text = gzip.decompress((tmp_path / "x.gz").read_bytes()).decode()
    assert "shopper.1@example.com" in text
    assert "shopper.2@example.com" not in text
    assert other.store_id not in text


def test_an_export_that_writers_overtake_is_whole_all_the_same(
    operator: Operator, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each item that is read, one of the orders changes. Whatever the file has of a member
    and their orders belongs together: nothing is earned twice or lost when it is told again."""
    for number in "123":
        shop.buy(number)
    scanned, ask, states = raw.scan, raw._ask, iter(range(1, 1000))

    def ask_for_little(operation: str, **request: Any) -> dict[str, Any]:
        return ask(operation, **request, **({"Limit": 1} if operation == "scan" else {}))

    def scan() -> Iterator[Item]:
        for item in scanned():
            yield item
            at = next(states)
            shop.buy("123"[at % 3], refunds=[at % 9 * 1000], stamp_s=T0 + at)

    monkeypatch.setattr(raw, "_ask", ask_for_little)
    monkeypatch.setattr(raw, "scan", scan)
    file = operator.json("ledger", "export", str(tmp_path / "x.gz"))["file"]
    monkeypatch.setattr(raw, "scan", scanned)
    monkeypatch.setattr(raw, "_ask", ask)
    expected = [shop.balance(number) for number in "123"]
    last = next(states)
    copying.clear()
    forget_caches()
    assert operator.json("ledger", "restore", file)["mismatches"] == []
    for at in range(max(1, last - 3), last):
        shop.buy("123"[at % 3], refunds=[at % 9 * 1000], stamp_s=T0 + at)
    assert [shop.balance(number) for number in "123"] == expected
    assert operator.run("ledger", "verify").exit_code == 0
