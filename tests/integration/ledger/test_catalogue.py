"""The catalogue in the table: what it costs, and that every container sees it in time."""

from __future__ import annotations

import pytest

from core.catalogue import ProductFacts
from core.ledger import catalogue
from core.ledger.posting import Books
from tests.support.capacity import measured
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000


def told(*sets: str, product_id: str = "10", stamp_s: int = T0) -> ProductFacts:
    return ProductFacts(product_id, stamp_s, frozenset(sets))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The time of day, in seconds."""
    now_s = [T0]
    monkeypatch.setattr("core.ledger.catalogue.time.time", lambda: now_s[0])
    return now_s


def record(books: Books, *products: ProductFacts, at_s: int = T0) -> list[str]:
    return catalogue.record(books.ledger, STORE, products, at_s * 1000, asked=False)


def pass_time(books: Books) -> None:
    """Past the time that a container trusts what it has."""
    for known in catalogue._cached.values():
        known.until_s = 0


@pytest.fixture(autouse=True)
def _fresh_container() -> None:
    catalogue._cached.clear()


def test_nothing_is_read_before_a_program_asks(books: Books) -> None:
    with measured() as usage:
        Books(books.ledger, books.programs, books.tz)
    assert usage.calls == []


def test_what_is_recorded_is_seen_by_a_container_that_had_looked_before(
    books: Books, clock: list[int]
) -> None:
    assert books.catalogue(STORE).sets_of("10", "", T0) == frozenset()
    assert record(books, told("tag:a")) == ["10"]
    assert books.catalogue(STORE).sets_of("10", "", T0) == frozenset()  # out of its cache
    pass_time(books)
    assert books.catalogue(STORE).sets_of("10", "", T0) == {"tag:a"}
    clock[0] += 60
    record(books, told("sale", stamp_s=T0 + 60), at_s=T0 + 60)
    pass_time(books)
    counts_s = T0 + 60 + catalogue.COUNTS_AFTER_S
    assert books.catalogue(STORE).sets_of("10", "", counts_s - 1) == {"tag:a"}
    assert books.catalogue(STORE).sets_of("10", "", counts_s) == {"sale"}


def test_a_look_that_finds_nothing_new_costs_half_a_read_unit(books: Books) -> None:
    record(books, *(told("tag:a", product_id=str(number)) for number in range(300)))
    with measured() as usage:
        assert len(books.catalogue(STORE).products()) == 300
    assert usage.read_units <= catalogue.PAGES / 2 + 0.5
    with measured() as usage:
        books.catalogue(STORE)
    assert usage.calls == []
    pass_time(books)
    with measured() as usage:
        books.catalogue(STORE)
    assert (usage.read_units, usage.calls) == (0.5, ["BatchGetItem"])


def test_one_changed_product_brings_its_page_alone(books: Books) -> None:
    record(books, *(told("tag:a", product_id=str(number)) for number in range(300)))
    books.catalogue(STORE)
    record(books, told("sale", product_id="7", stamp_s=T0 + 1))
    pass_time(books)
    with measured() as usage:
        assert books.catalogue(STORE).products()["7"].sets == {"sale"}
    assert usage.read_units == 1


def test_a_newer_state_with_the_same_sets_writes_its_page_and_wakes_nobody(books: Books) -> None:
    record(books, told("tag:a"))
    books.catalogue(STORE)
    with measured() as usage:
        assert record(books, told("tag:a", stamp_s=T0 + 9)) == []
    assert (usage.write_units, usage.calls) == (1, ["BatchGetItem", "PutItem"])
    pass_time(books)
    with measured() as usage:
        books.catalogue(STORE)
    assert usage.read_units == 0.5


def test_a_repetition_and_an_older_state_write_nothing(books: Books) -> None:
    record(books, told("tag:a"))
    with measured() as usage:
        assert record(books, told("tag:a"), told("sale", stamp_s=T0 - 1)) == []
    assert usage.write_units == 0


def test_a_store_that_begins_anew_is_not_mistaken_for_the_one_before(
    books: Books, clock: list[int]
) -> None:
    record(books, told("tag:a"))
    books.catalogue(STORE)
    kept = dict(catalogue._cached)
    catalogue.forget(books.ledger, STORE)
    catalogue._cached.update(kept)  # another container did not look meanwhile
    clock[0] += 60
    record(books, told("tag:b"), at_s=T0 + 60)
    pass_time(books)
    assert books.catalogue(STORE).products()["10"].sets == {"tag:b"}
