"""A program in the making: kept between pages, changed by one edit at a time, gone once it is
published."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from core.ledger import drafts, programs, table
from core.ledger.posting import Books
from core.ledger.redact import empty_ledger
from core.ledger.table import Contended, Row
from core.program.defaults import default_document
from tests.support.capacity import measured

Document = dict[str, Any]


def with_days(days: int) -> Any:
    def edit(document: Document) -> Document:
        new = copy.deepcopy(document)
        new["policies"]["code_days"] = days
        return new

    return edit


def appended(document: Document) -> Document:
    """An edit that shows how often it was kept."""
    new = copy.deepcopy(document)
    new["rewards"].append({**new["rewards"][0], "id": f"r{len(new['rewards'])}"})
    return new


def test_without_a_draft_the_newest_version_is_what_is_edited(books: Books) -> None:
    found = drafts.get(books.ledger)
    assert (found.base, found.document, found.saved_at_s) == (1, default_document("USD"), None)


def test_edits_add_up_and_leave_the_program_as_it_is(books: Books) -> None:
    drafts.change(books.ledger, with_days(30), 100)
    drafts.change(books.ledger, appended, 200)
    found = drafts.get(books.ledger)
    assert (found.base, found.saved_at_s) == (1, 200)
    assert found.document["policies"]["code_days"] == 30
    assert len(found.document["rewards"]) == 4
    assert programs.document(books.ledger) == (1, default_document("USD"))


def test_an_edit_that_changes_nothing_or_is_refused_writes_nothing(books: Books) -> None:
    def refuse(document: Document) -> Document:
        raise ValueError("no")

    with measured() as used:
        drafts.change(books.ledger, lambda document: document, 100)
        with pytest.raises(ValueError, match="no"):
            drafts.change(books.ledger, refuse, 100)
    assert used.write_units == 0
    assert drafts.get(books.ledger).saved_at_s is None


def test_of_edits_at_the_same_time_none_is_lost(books: Books) -> None:
    def change(number: int) -> None:
        def edit(document: Document) -> Document:
            new = copy.deepcopy(document)
            new["rewards"].append({**new["rewards"][0], "id": f"r{number}"})
            return new

        drafts.change(books.ledger, edit, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(8)))
    assert len(drafts.get(books.ledger).document["rewards"]) == 3 + 8


def test_an_edit_that_is_sent_twice_at_the_same_time_is_kept_once(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, both, waited = table.put_alone, Barrier(2), threading.local()

    def together(row: Row, condition: Any) -> None:
        if not hasattr(waited, "once"):
            waited.once = both.wait(5)
        really(row, condition)

    monkeypatch.setattr(drafts, "put_alone", together)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: drafts.change(books.ledger, appended, n), range(2)))
    assert len(drafts.get(books.ledger).document["rewards"]) == 4


@pytest.mark.parametrize("kept", [True, False])
def test_an_edit_whose_answer_was_lost_is_kept_once(
    books: Books, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    answers = [True]
    really = table.put_alone

    def lose(row: Row, condition: Any) -> None:
        if answers:
            answers.pop()
            if kept:
                really(row, condition)
            raise Contended("nobody knows")
        really(row, condition)

    monkeypatch.setattr(drafts, "put_alone", lose)
    drafts.change(books.ledger, appended, 100)
    assert len(drafts.get(books.ledger).document["rewards"]) == 4


def test_a_draft_goes_when_it_was_published_and_not_when_something_else_was(books: Books) -> None:
    draft = drafts.change(books.ledger, with_days(30), 100)
    drafts.drop(books.ledger, default_document("USD"))
    assert drafts.get(books.ledger).document == draft
    drafts.drop(books.ledger, draft)
    assert drafts.get(books.ledger).saved_at_s is None
    drafts.drop(books.ledger)


def test_a_document_from_a_file_takes_the_drafts_place(books: Books) -> None:
    drafts.change(books.ledger, with_days(30), 100)
    drafts.replace(books.ledger, 7, default_document("TWD"), 300)
    found = drafts.get(books.ledger)
    assert (found.base, found.document["currency"], found.saved_at_s) == (7, "TWD", 300)


def test_a_draft_goes_with_the_ledger(books: Books) -> None:
    drafts.change(books.ledger, with_days(30), 100)
    assert empty_ledger(books.ledger, [], lambda: False)
    assert drafts.get(books.ledger).saved_at_s is None
