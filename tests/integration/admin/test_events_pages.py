"""Members' events and surveys on the merchant page."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from core.cards import card
from core.ledger import attendances, programs, survey_answers
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from integrations import access
from tests.support.merchant import Merchant
from tests.unit.core.test_events_and_surveys import EVENT, SURVEY


def club(maple: Merchant, **event: Any) -> Books:
    """A tasting that is now, and a survey."""
    at = datetime.now(maple.store.tz) + timedelta(hours=1)
    tasting = {**EVENT, "at": at.strftime("%Y-%m-%dT%H:%M"), "tiers": None, **event}
    survey = {**SURVEY, "until": None}
    document = default_document("TWD") | {"events": [tasting], "surveys": [survey]}
    programs.publish(access.ledger_of(maple.store), validate(document), "test", 0)
    return access.books_of(maple.store)


def test_staff_check_in_who_shows_a_card_and_it_pays_once(maple: Merchant) -> None:
    books = club(maple)
    member_id = maple.member_id("3")
    event = books.programs.newest.event("tasting")
    attendances.answer(books, event, member_id, time.time_ns() // 10**6, coming=True)
    page = maple.come_in().get("/admin/events/tasting")
    assert "jia@example.com" in page.text
    shown = card(books.ledger, member_id, int(time.time()))
    for said in ("is checked in.", "was checked in before"):
        assert maple.send("/admin/events/tasting", page, who=shown).status_code == 303
        assert said in maple.get("/admin/events/tasting").text
    assert books.member(member_id).available == 300
    assert "1 / 12" in maple.get("/admin/events").text


def test_who_is_not_let_in_is_said_beside_the_field(maple: Merchant) -> None:
    club(maple, tiers=["gold"])
    page = maple.come_in().get("/admin/events/tasting")
    refused = maple.send("/admin/events/tasting", page, who="3")
    assert refused.status_code == 409
    assert "This is for members of: Gold." in refused.text
    nobody = maple.send("/admin/events/tasting", page, who="nobody@example.com")
    assert (nobody.status_code, "Nobody was found" in nobody.text) == (422, True)
    assert maple.get("/admin/events/nothing").status_code == 404


def test_a_surveys_answers_are_drawn_and_can_be_taken_along(maple: Merchant) -> None:
    books = club(maple)
    survey = books.programs.newest.survey("taste")
    answers = {"tea": "oolong", "when": ["morning", "evening"], "more": "=1+1"}
    survey_answers.answer(
        *(books, survey, maple.member_id("3"), answers, maple.store.store_id, 1), consent=True
    )
    page = maple.come_in().get("/admin/surveys/taste")
    assert "Oolong" in page.text
    assert "100%" in page.text
    table = maple.get("/admin/surveys/taste.csv")
    assert table.text.splitlines()[1] == 'oolong,"morning, evening",,\'=1+1'


def test_another_stores_events_are_not_there(maple: Merchant, tea_house: Merchant) -> None:
    club(maple)
    tea_house.come_in()
    for path in ("events/tasting", "surveys/taste", "surveys/taste.csv"):
        assert tea_house.get(f"/admin/{path}").status_code == 404
