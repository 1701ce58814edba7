"""The due-date index: nothing that is registered is lost, and nothing keeps its neighbours."""

from __future__ import annotations

from core.ledger import due
from core.ledger.posting import Books
from tests.unit.core.worlds import T0


def names(now_s: int) -> list[str]:
    return [row.name for row in due.due_at(now_s)]


def test_work_is_due_from_its_second_on(books: Books) -> None:
    due.register(books.ledger, "hold", "r1", T0)
    assert names(T0 - 1) == []
    assert names(T0) == ["r1"]


def test_work_registered_anew_while_it_was_being_done_stays(books: Books) -> None:
    due.register(books.ledger, "hold", "r1", T0)
    [row] = due.due_at(T0)
    due.register(books.ledger, "hold", "r1", T0 + 120)
    due.done(row)
    assert names(T0 + 120) == ["r1"]
    due.done(next(due.due_at(T0 + 120)))
    assert names(T0 + 120) == []


def test_a_day_that_has_passed_becomes_today(books: Books) -> None:
    due.register_member(books.ledger, "m1", "2020-01-01", T0)
    assert names(T0) == ["m1"]
