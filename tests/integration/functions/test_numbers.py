"""Figures are rolled up from the stream, and are what the entries say: recomputed from all of them
here, however the work was cut up, repeated or overtaken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core import calendar
from core.ledger import (
    keys,
    members,
    numbering,
    people,
    programs,
    redemptions,
    rollups,
    stores,
    summing,
)
from core.ledger.moved import MovedRow
from core.ledger.number_rows import SummedRow, SumRow, counters_of, progress
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, MemberRow
from core.ledger.table import Contended, Row
from core.member import Contact
from core.snapshot import CustomerRef
from core.stats import periods
from core.stats.contribution import World, contribution
from core.stats.facts import Fact
from core.stats.sums import Sums, by_row, total
from functions.ledger_worker.apply import apply
from functions.relay import moved
from functions.relay.handler import opened
from functions.scheduled import handler
from integrations import access
from tests.support.capacity import measured
from tests.support.relaying import relay_all
from tests.unit.core.worlds import T0, snapshot

DAY = 86_400


def at(day: int) -> int:
    return T0 + day * DAY


def order(store_id: str, who: str, order_id: str, day: int = 0, **fields: Any) -> None:
    """A delivery of an account by id, or of a guest by address."""
    customer = CustomerRef(email=who) if "@" in who else CustomerRef(who, f"{who}@example.com")
    made = snapshot(
        customer=customer, order_id=order_id, placed_at_s=at(day), stamp_s=at(day), **fields
    )
    apply(replace(made, store_id=store_id), at(day) * 1000, generation=1)


def never() -> bool:
    return False


def rolled(books: Books) -> dict[str, dict[str, int]]:
    """The sums that are shown, as they lie in the table."""
    state = progress(books.ledger)
    rows = Row.query(keys.numbers(books.ledger), Row.sk.startswith(f"{state.shown}#"))
    found = {row.sk[2:]: counters_of(row) for row in rows if isinstance(row, SumRow)}
    return {name: counters for name, counters in found.items() if counters}


def recomputed(books: Books) -> dict[str, dict[str, int]]:
    """The same, from every entry of the ledger."""
    chains: dict[str, list[Fact]] = {}
    accounts: dict[str, bool] = {}
    for row in Row.scan(consistent_read=True):
        if keys.ledger_of_member(row.pk) != books.ledger.ledger_id:
            continue
        member_id = row.pk.rsplit("#", 1)[1]
        if isinstance(row, EntryRow):
            chains.setdefault(member_id, []).append(summing.fact_of(member_id, row.serialize()))
        elif isinstance(row, MemberRow):
            accounts[member_id] = bool((row.contact or {}).get("c"))
    world = World(books.programs, books.tz)
    adds: list[Sums] = [contribution(one, chains, accounts[one], world) for one in chains]
    return by_row(total(adds))


@pytest.fixture
def busy(books: Books, store_id: str) -> Books:
    """A few weeks of a store: members, guests, returns, a code, one who was joined, one erased."""
    order(store_id, "3", "1")
    order(store_id, "3", "2", 10)
    order(store_id, "4", "3", 2)
    order(store_id, "4", "3", 2, state="void", status="cancelled", received_at_ms=at(4) * 1000)
    order(store_id, "guest@example.com", "4", 3)
    order(store_id, "other@example.com", "5", 3)
    order(store_id, "7", "6", 5)
    ledger = books.ledger
    account = ledger.member_id(store_id, CustomerRef("3")) or ""
    gone = ledger.member_id(store_id, CustomerRef("7")) or ""
    people.join(books, ledger.guest_id("guest@example.com"), account, "mailed_link", at(6) * 1000)
    members.adjust(books, account, 100, "for waiting", "c1", at(7) * 1000)
    people.erase(books, gone, at(8) * 1000)
    relay_all()
    return books


def test_the_figures_are_what_the_entries_say(busy: Books) -> None:
    counted = numbering.catch_up(busy, at(9) * 1000, never)
    assert counted.over
    assert rolled(busy) == recomputed(busy)
    assert rolled(busy)["T"]["n.m"] == 2
    assert not [row for row in Row.scan() if isinstance(row, MovedRow)]


def test_and_after_every_entry_that_comes_late_again_or_out_of_order(
    busy: Books, store_id: str
) -> None:
    numbering.catch_up(busy, at(9) * 1000, never)
    order(store_id, "3", "1", refunds=(10_000,), received_at_ms=at(11) * 1000)
    order(store_id, "9", "8", -40)
    order(store_id, "7", "9", 12)
    relay_all()
    relay_all()
    numbering.catch_up(busy, at(12) * 1000, never)
    assert rolled(busy) == recomputed(busy)
    ledger = busy.ledger
    account = ledger.member_id(store_id, CustomerRef("3")) or ""
    people.join(busy, ledger.guest_id("other@example.com"), account, "mailed_link", at(13) * 1000)
    relay_all()
    relay_all()
    numbering.catch_up(busy, at(14) * 1000, never)
    numbering.catch_up(busy, at(14) * 1000, never)
    assert rolled(busy) == recomputed(busy)


def test_a_run_knows_of_a_program_that_was_published_after_it_began(
    busy: Books, store_id: str
) -> None:
    """`busy` was opened before: what a code costs follows from the program in force then."""
    _, document = programs.document(busy.ledger)
    dearer = [
        one | {"value": "50"} if one["id"] == "off-small" else one for one in document["rewards"]
    ]
    programs.publish(busy.ledger, document | {"rewards": dearer}, "test", at(10))
    programs._cached.clear()
    now = access.books_of(stores.get(store_id))
    account = now.ledger.member_id(store_id, CustomerRef("3")) or ""
    contact = Contact({store_id: "3"}, "3@example.com")
    reward = now.programs.newest.reward("off-small")
    redemptions.hold(now, account, contact, reward, "k1", store_id, at(11) * 1000)
    relay_all()
    numbering.catch_up(busy, at(12) * 1000, never)
    assert rolled(now) == recomputed(now) != recomputed(busy)


def test_made_anew_they_are_the_same_and_the_old_ones_are_shown_until_then(busy: Books) -> None:
    numbering.catch_up(busy, at(9) * 1000, never)
    before = rolled(busy)
    numbering.ask_anew(busy.ledger)
    numbering.catch_up(busy, at(10) * 1000, lambda: True)
    state = progress(busy.ledger)
    assert (state.shown, state.made) == (0, 1)
    assert rolled(busy) == before
    assert numbering.catch_up(busy, at(11) * 1000, never).over
    state = progress(busy.ledger)
    assert (state.shown, state.made) == (1, None)
    assert rolled(busy) == before


def test_a_run_that_is_cut_off_anywhere_is_gone_on_with(
    busy: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "_AT_ONCE", 1)
    turns = 0

    def hurry() -> bool:
        nonlocal turns
        turns += 1
        return turns % 2 == 0

    runs = 0
    while not numbering.catch_up(busy, at(9) * 1000, hurry).over:
        runs += 1
        assert runs < 50
    assert runs > 2
    assert rolled(busy) == recomputed(busy)


def test_two_runs_at_once_count_nobody_twice(busy: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    sum_up = summing.sum_up
    inside: list[int] = []

    def meanwhile(*given: Any) -> None:
        if not inside:
            inside.append(1)
            assert not numbering.catch_up(busy, at(9) * 1000, never).members, "it has the lease"
            # One whose lease has run out while it goes on.
            monkeypatch.setattr(numbering, "LEASE_MS", 0)
            sum_up(*given)
        sum_up(*given)

    monkeypatch.setattr(numbering, "sum_up", meanwhile)
    numbering.catch_up(busy, at(9) * 1000, never)
    assert rolled(busy) == recomputed(busy)


def test_an_adjusted_shopper_whom_the_store_then_names_becomes_a_member_without_an_entry(
    books: Books, store_id: str
) -> None:
    account = books.ledger.member_id(store_id, CustomerRef("8")) or ""
    members.adjust(books, account, 5, "for waiting", "c1", at(0) * 1000)
    relay_all()
    numbering.catch_up(books, at(1) * 1000, never)
    assert rolled(books)["T"] == {"a": 5, "n.g": 1}
    contact = Contact({store_id: "8"}, "8@example.com")
    members.note_contact(books, account, contact)
    numbering.catch_up(books, at(2) * 1000, never)
    assert rolled(books)["T"] == {"a": 5, "n.m": 1}
    assert rolled(books) == recomputed(books)


def test_asking_for_new_sums_disturbs_no_run_and_is_not_forgotten(
    busy: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbering.ask_anew(busy.ledger)
    summed = summing.sum_up

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(numbering, "sum_up", summed)
        numbering.ask_anew(busy.ledger)
        summed(*given)

    monkeypatch.setattr(numbering, "sum_up", meanwhile)
    assert numbering.catch_up(busy, at(90) * 1000, never).over
    state = progress(busy.ledger)
    assert (state.asked, state.lease_ms) == (True, 0)
    assert numbering.catch_up(busy, at(90) * 1000, never).over
    assert not progress(busy.ledger).asked


def test_who_moves_while_they_are_summed_is_summed_again(
    busy: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbering.catch_up(busy, at(9) * 1000, never)
    order(store_id, "3", "11", 15)
    relay_all()
    read = summing._read
    later: list[int] = []

    def overtaken(ledger: Any, member_id: str) -> Any:
        found = read(ledger, member_id)
        if not later:
            later.append(1)
            order(store_id, "3", "12", 16)
            relay_all()
        return found

    monkeypatch.setattr(summing, "_read", overtaken)
    numbering.catch_up(busy, at(17) * 1000, never)
    numbering.catch_up(busy, at(18) * 1000, never)
    assert rolled(busy) == recomputed(busy)


def test_a_long_history_goes_in_steps(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        order(store_id, "3", str(number), 31 * number)
    relay_all()
    monkeypatch.setattr(summing, "_MOST_WRITES", 12)
    numbering.catch_up(books, at(400) * 1000, never)
    assert rolled(books) == recomputed(books)
    (line,) = [row for row in Row.scan() if isinstance(row, SummedRow)]
    assert line.sequence == 12
    assert line.version > 2


def test_what_is_kept_of_a_member_is_how_far_they_are_summed_and_names_nobody(
    busy: Books,
) -> None:
    numbering.catch_up(busy, at(9) * 1000, never)
    lines = [row for row in Row.scan() if isinstance(row, SummedRow)]
    assert len(lines) == 5
    assert {tuple(sorted(line.attribute_values)) for line in lines} == {
        ("account", "kind", "pk", "sequence", "sk", "version")
    }


def test_the_clock_sums_every_store_and_one_stores_trouble_keeps_no_other(
    busy: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = handler.handler({"job": "numbers"}, None)
    assert (done["ledgers"], done["unfinished"], done["failed"]) == (1, 0, 0)
    assert rolled(busy) == recomputed(busy)

    def broken(*_: Any) -> None:
        raise Contended("no")

    monkeypatch.setattr(numbering, "catch_up", broken)
    with pytest.raises(RuntimeError):
        handler.handler({"job": "numbers"}, None)


def test_nobody_reads_the_table_to_sum_or_to_look(busy: Books) -> None:
    with measured() as usage:
        numbering.catch_up(busy, at(9) * 1000, never)
        today = calendar.day(at(9), busy.tz)
        shown = rollups.read(busy.ledger, periods.preset("12m", today), today)
    assert shown.at_ms == at(9) * 1000
    assert shown.book["T"]["n.m"] == 2
    assert "Scan" not in usage.calls


def test_of_a_redacted_store_no_sum_is_left(busy: Books, store_id: str) -> None:
    numbering.catch_up(busy, at(9) * 1000, never)
    numbering.forget(busy.ledger)
    left = [row for row in Row.scan() if isinstance(row, SumRow | SummedRow | MovedRow)]
    assert left == []


def test_the_stream_only_names_who_moved_once_a_batch(books: Books, store_id: str) -> None:
    order(store_id, "3", "1")
    order(store_id, "3", "2")
    records = [
        {"eventName": "INSERT", "dynamodb": {"NewImage": row.serialize()}}
        for row in Row.scan(consistent_read=True)
        if isinstance(row, EntryRow)
    ]
    with measured() as usage:
        moved.note(records, opened)
    assert usage.calls == ["BatchWriteItem"]
    (row,) = [row for row in Row.scan() if isinstance(row, MovedRow)]
    assert row.sequence == 2
