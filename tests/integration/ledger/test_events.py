"""Members' events and surveys in the ledger: the last place goes to one, check-in pays once,
answers go with who gave them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from core.errors import BadInput, Conflict
from core.ledger import attendances, members, people, programs, redact, survey_answers
from core.ledger.posting import Books
from core.ledger.verify import verify
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from tests.unit.core.test_events_and_surveys import AT, EVENT, SURVEY
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000
KEY = b"master key of the tests"


@pytest.fixture(name="club")
def _club(books: Books) -> Books:
    """A tasting for two, and a survey."""
    event = {**EVENT, "capacity": 2, "tiers": None}
    document = default_document("USD") | {"events": [event], "surveys": [SURVEY]}
    programs.publish(books.ledger, validate(document), "test", 0)
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def door_ms(books: Books) -> int:
    return int(datetime.fromisoformat(AT).replace(tzinfo=books.tz).timestamp() * 1000)


def who(books: Books, number: int = 1) -> str:
    return books.ledger.member_id(STORE, CustomerRef(customer_id=str(number))) or ""


def come(books: Books, number: int, *, coming: bool = True) -> bool:
    event = books.programs.newest.event("tasting")
    try:
        attendances.answer(books, event, who(books, number), NOW_MS, coming=coming)
    except Conflict:
        return False
    return True


def check_in(books: Books, number: int) -> bool:
    event = books.programs.newest.event("tasting")
    return attendances.check_in(books, event, who(books, number), STORE, door_ms(books))[1]


def test_the_last_place_goes_to_one_member_and_a_no_gives_it_back(club: Books) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda number: come(club, number), range(6))) == 2
    event = club.programs.newest.event("tasting")
    lines = list(attendances.everybody(club.ledger, "tasting"))
    assert [one.answer for one in lines] == ["coming", "coming"]
    taken = next(number for number in range(6) if who(club, number) == lines[0].member_id)
    free = next(n for n in range(6) if who(club, n) not in {one.member_id for one in lines})
    for _ in range(2):
        come(club, taken, coming=False)
    assert come(club, free)
    assert attendances.places(club, event).left in (0, 1, 2)  # some seconds old


def test_checking_in_pays_once_and_lets_in_who_has_a_place(club: Books) -> None:
    come(club, 1)
    assert [check_in(club, 1), check_in(club, 1)] == [True, False]
    assert club.member(who(club, 1)).available == 50
    page, _ = members.entries(club.ledger, who(club, 1), club.programs.newest)
    assert page[0]["why"]["text"]["en"] == "Tea tasting (you were there): 50 points."
    assert check_in(club, 2), "without having said so, while there is a place"
    with pytest.raises(Conflict, match="All places are taken"):
        check_in(club, 3)
    assert verify(master_key=KEY).mismatches == []


def test_a_guest_who_has_an_account_by_now_is_let_in_by_what_they_said(club: Books) -> None:
    members.adjust(club, who(club, 1), 5, "hello", "c1", NOW_MS)
    come(club, 1)
    come(club, 2)
    people.join(club, who(club, 1), who(club, 9), "platform_merge", NOW_MS)
    assert check_in(club, 9)
    assert not check_in(club, 9)
    assert club.member(who(club, 9)).available == 55


def answer(books: Books, tea: str = "oolong", *, consent: bool = True) -> None:
    survey = books.programs.newest.survey("taste")
    survey_answers.answer(books, survey, who(books), {"tea": tea}, STORE, NOW_MS, consent=consent)


def test_answers_are_kept_with_consent_changed_and_paid_once(club: Books) -> None:
    with pytest.raises(BadInput, match="consent"):
        answer(club, consent=False)
    answer(club)
    answer(club, "black")
    [kept] = survey_answers.everybody(club.ledger, "taste")
    assert kept.answers == {"tea": "black"}
    assert club.member(who(club)).available == 20


def test_answers_go_with_the_consent_and_what_they_were_worth_stays(club: Books) -> None:
    answer(club)
    survey = club.programs.newest.survey("taste")
    survey_answers.withdraw(club, survey, who(club))
    assert survey_answers.answered(club, survey, who(club)) is None
    answer(club)
    assert club.member(who(club)).available == 20, "and are not paid again"


def test_an_erased_members_answers_are_gone_also_those_of_who_was_joined(club: Books) -> None:
    answer(club)
    members.adjust(club, who(club, 9), 5, "hello", "c1", NOW_MS)
    people.join(club, who(club), who(club, 9), "platform_merge", NOW_MS)
    people.erase(club, who(club, 9), NOW_MS + 1000)
    assert [*survey_answers.everybody(club.ledger, "taste")] == []


def test_a_redaction_leaves_no_answers(club: Books) -> None:
    answer(club)
    come(club, 1)
    redact.empty_ledger(club.ledger, [STORE], lambda: False)
    assert [*survey_answers.everybody(club.ledger, "taste")] == []
    assert [*attendances.everybody(club.ledger, "tasting")] == []
