"""The program as a file on the merchant page."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from core.ledger import programs
from integrations import access
from tests.support.forms import edited, form_to, newest, publish, send
from tests.support.merchant import Merchant

BAKERY = Path(__file__).parents[3] / "examples" / "programs" / "bakery.json"


def test_the_program_is_exported_as_it_was_published(maple: Merchant) -> None:
    answer = maple.come_in().get("/admin/program/json/file")
    assert answer.json == newest(maple)[1]
    assert (
        f'filename="program-{maple.store.store_id}-1.json"' in answer.headers["Content-Disposition"]
    )
    page = maple.get("/admin/program/json")
    shown = re.search(r"<textarea[^>]*>\n(.*)</textarea>", page.text, re.DOTALL)
    assert shown
    assert json.loads(html.unescape(shown[1])) == answer.json


def test_an_imported_program_is_reviewed_before_it_is_published(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/program/json")
    text = BAKERY.read_text("utf-8")
    review = maple.send("/admin/program/json", page, base="1", document=text)
    assert "Loaf of the month" in review.text
    assert newest(maple)[0] == 1
    assert publish(maple, review).status_code == 303
    assert programs.document(access.ledger_of(maple.store))[1]["policies"]["code_days"] == 30


def test_the_forms_keep_the_rest_of_an_imported_program(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/program/json")
    text = BAKERY.read_text("utf-8")
    publish(maple, maple.send("/admin/program/json", page, base="1", document=text))
    publish(maple, edited(maple, "policies", code_days="31"))
    version, document = newest(maple)
    assert (version, document["policies"]["code_days"]) == (3, 31)
    assert document["earning"]["multipliers"][0]["id"] == "new-loaf"


def test_a_document_with_faults_comes_back_with_each_of_them_and_what_was_typed(
    maple: Merchant,
) -> None:
    page = maple.come_in().get("/admin/program/json")
    document = json.loads(BAKERY.read_text("utf-8"))
    document["rewards"][0]["points"] = 0
    sent = json.dumps(document)
    answer = maple.send("/admin/program/json", page, base="1", document=sent)
    assert answer.status_code == 422
    assert "<code>rewards.0.points</code>: " in answer.text
    assert "new-loaf" in answer.text
    broken = maple.send("/admin/program/json", page, base="1", document="{")
    assert (broken.status_code, "This is not JSON" in broken.text) == (422, True)
    assert newest(maple)[0] == 1


def test_a_file_can_be_gone_on_with_in_the_forms(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/program/json")
    text = BAKERY.read_text("utf-8")
    review = maple.send("/admin/program/json", page, base="1", document=text)
    assert send(maple, form_to(review, "/admin/program")).status_code == 303
    overview = maple.get("/admin/program")
    assert "not published yet" in overview.text
    assert "Loaf of the month" in overview.text
    publish(maple, edited(maple, "policies", code_days="31"))
    version, document = newest(maple)
    assert (version, document["policies"]["code_days"]) == (2, 31)
    assert document["earning"]["multipliers"][0]["id"] == "new-loaf"
