"""A member's answers and segments on the merchant page."""

from __future__ import annotations

import time

import pytest

from core.ledger import programs
from core.program.defaults import default_document
from integrations import access
from tests.integration.admin.test_members_pages import path_of
from tests.support.merchant import Merchant
from tests.unit.core.segment_worlds import AGE, CATS, PET, document, segment

ASKED = {"asked": ["pet", "age"]}


@pytest.fixture(name="asking")
def _asking(maple: Merchant) -> Merchant:
    parts = {"currency": "TWD", "earning": default_document("TWD")["earning"]}
    profile = [PET, AGE | {"many": True}]
    new = document(segment("cats", CATS), profile=profile, **parts)
    programs.publish(access.ledger_of(maple.store), new, "test", int(time.time()) - 60)
    programs._cached.clear()
    return maple.come_in()


def test_a_members_answers_are_corrected_on_their_page(asking: Merchant) -> None:
    path = path_of(asking, "3")
    page = asking.get(path)
    assert "Kind of pet" in page.text
    assert page.text.count(" checked") == 2  # give points; no answer for the pet
    answers = {"profile.pet": "cat", "profile.age": ["25", "60"]}
    sent = asking.send(f"{path}/profile", page, **ASKED, **answers)
    assert (sent.status_code, sent.headers["Location"]) == (303, path)
    after = asking.get(path)
    assert "The answers were kept." in after.text
    assert 'value="cat" checked' in after.text
    assert after.text.count(" checked") == 4
    assert 'Segments: <span class="tag">Cats</span>' in after.text
    asking.send(f"{path}/profile", after, **ASKED, **{"profile.pet": ""})
    emptied = asking.get(path)
    assert emptied.text.count(" checked") == 2
    assert "Segments:" not in emptied.text


def test_the_questions_are_asked_in_chinese_as_well(asking: Merchant) -> None:
    page = asking.get(f"{path_of(asking, '3')}?lang=zh-Hant")
    assert "會員資料" in page.text
    assert "寵物種類" in page.text


def test_an_answer_that_there_is_not_any_more_is_told_beside_its_field(asking: Merchant) -> None:
    path = path_of(asking, "3")
    page = asking.get(path)
    refused = asking.send(f"{path}/profile", page, **ASKED, **{"profile.pet": "fox"})
    assert refused.status_code == 422
    assert 'id="profile.pet-fault"' in refused.text
    assert asking.get(f"{path}/profile").status_code == 303


def test_a_program_that_asks_nothing_shows_no_profile(maple: Merchant) -> None:
    assert "About this member" not in maple.come_in().get(path_of(maple, "3")).text
