"""Cases on a table: once for a key, few at a time, answered once, and gone with their member."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.cases import MOST_OPEN, Case
from core.errors import Conflict, KeyReused, NotFound
from core.ledger import cases, keys, people, redact
from core.ledger.members import list_member_ids
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.table import Row
from core.ledger.verify import verify
from core.member import Contact
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, snapshot

NOW_MS = T0 * 1000
JIA, BO = "3", "4"


def id_of(books: Books, customer: str = JIA) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=customer)) or ""


def miss(
    books: Books,
    key: str = "k",
    customer: str = JIA,
    message: str = "Where are they?",
    order_id: str = "22",
    at_ms: int = NOW_MS,
) -> Case:
    contact = Contact({STORE: customer}, f"{customer}@example.com")
    told = (key, order_id, message, contact, at_ms)
    return cases.open_one(books, id_of(books, customer), STORE, *told, asked=False)


def lines(books: Books) -> list[str]:
    return [row.sk[:2] for row in Row.query(keys.cases(books.ledger), consistent_read=True)]


def texts() -> str:
    return " ".join(str(row.attribute_values) for row in Row.scan(consistent_read=True))


def test_the_same_key_again_finds_the_same_case_and_another_message_is_refused(
    books: Books,
) -> None:
    made = miss(books)
    assert miss(books) == miss(books, at_ms=NOW_MS + 5) == made
    with pytest.raises(KeyReused):
        miss(books, message="Something else")
    with pytest.raises(KeyReused):
        miss(books, order_id="23")
    assert cases.of_member(books, id_of(books)) == [made]
    assert miss(books, customer=BO).case_id != made.case_id, "a key is its member's"


def test_somebody_whom_the_ledger_has_never_seen_can_ask_and_be_reached(books: Books) -> None:
    """The commonest case: no delivery has ever come."""
    miss(books)
    assert books.member(id_of(books)).contact == Contact({STORE: JIA}, "3@example.com")
    assert list_member_ids(books.ledger)[0] == [id_of(books)]
    assert verify().mismatches == []


def test_nobody_has_more_than_so_many_open_not_even_by_asking_at_the_same_moment(
    books: Books,
) -> None:
    def ask(number: int) -> str:
        try:
            miss(books, f"k{number}")
        except Conflict as refusal:
            return refusal.code
        return "open"

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(ask, range(3 * MOST_OPEN)))
    assert sorted(taken) == ["open"] * MOST_OPEN + ["too_many_cases"] * 2 * MOST_OPEN
    assert len(cases.listed(books.ledger, "open")) == MOST_OPEN
    assert ask(99) == "too_many_cases"
    cases.close(books, cases.listed(books.ledger, "open")[0].ref, "", NOW_MS)
    assert ask(99) == "open"


def test_the_merchant_sees_who_waits_longest_first_and_what_was_answered_last(
    books: Books,
) -> None:
    made = [miss(books, f"k{number}", at_ms=NOW_MS + number) for number in range(4)]
    assert cases.listed(books.ledger, "open") == made
    for one, at in ((made[2], 10), (made[0], 20)):
        cases.close(books, one.ref, "Here they are.", NOW_MS + at)
    assert [one.case_id for one in cases.listed(books.ledger, "open")] == [
        made[1].case_id,
        made[3].case_id,
    ]
    assert [one.case_id for one in cases.listed(books.ledger, "closed")] == [
        made[0].case_id,
        made[2].case_id,
    ]
    assert lines(books) == ["C#", "C#", "O#", "O#"]


def test_an_answer_is_given_once(books: Books) -> None:
    ref = miss(books).ref
    closed = cases.close(books, ref, "Here they are.", NOW_MS + 1)
    assert cases.close(books, ref, "Here they are.", NOW_MS + 9) == closed
    with pytest.raises(Conflict, match="answered before"):
        cases.close(books, ref, "No.", NOW_MS + 9)
    [seen] = cases.of_member(books, id_of(books))
    assert (seen.status, seen.answer, seen.answered_at_ms) == (
        *("closed", "Here they are."),
        NOW_MS + 1,
    )
    assert miss(books) == seen, "and asking again with its key opens no other"
    for unknown in ("", "x", f"{id_of(books)}.0000", "../.x", "a#b.c"):
        with pytest.raises(NotFound):
            cases.close(books, unknown, "", NOW_MS)


def test_long_closed_cases_make_room_and_leave_no_line(books: Books) -> None:
    for number in range(30):
        made = miss(books, f"k{number}", at_ms=NOW_MS + number)
        cases.close(books, made.ref, "", NOW_MS + number)
    kept = cases.of_member(books, id_of(books))
    assert len(kept) <= 22
    assert kept[0].at_ms == NOW_MS + 29
    assert len(lines(books)) == len(kept)


def test_an_erased_member_leaves_no_word_of_theirs(books: Books) -> None:
    post_order(books, snapshot(), NOW_MS)
    ref = miss(books).ref
    cases.close(books, miss(books, "k2").ref, "Dear Jia", NOW_MS)
    people.erase(books, id_of(books), NOW_MS + 1000)
    assert cases.of_member(books, id_of(books)) == []
    assert lines(books) == []
    assert "Where are they" not in texts()
    assert "Dear Jia" not in texts()
    with pytest.raises(NotFound):
        cases.close(books, ref, "Too late", NOW_MS + 2000)
    with pytest.raises(Conflict, match="erased"):
        miss(books, "late")
    assert miss(books, "new", at_ms=NOW_MS + 60_000).status == "open"


def test_a_redaction_takes_all_of_it(books: Books) -> None:
    miss(books)
    cases.close(books, miss(books, customer=BO).ref, "Yes", NOW_MS)
    assert redact.empty_ledger(books.ledger, [STORE], lambda: False)
    assert lines(books) == []
    assert "Where are they" not in texts()


def test_cases_of_who_was_joined_are_shown_with_the_account(books: Books) -> None:
    mine, theirs = miss(books), miss(books, customer=BO, at_ms=NOW_MS + 1)
    people.join(books, id_of(books, BO), id_of(books), "platform_merge", NOW_MS + 2)
    for customer in (JIA, BO):
        assert cases.of_member(books, id_of(books, customer)) == [theirs, mine]
    cases.close(books, theirs.ref, "Joined.", NOW_MS + 3)
    assert cases.of_member(books, id_of(books))[0].answer == "Joined."
    people.erase(books, id_of(books), NOW_MS + 10_000)
    assert lines(books) == []
