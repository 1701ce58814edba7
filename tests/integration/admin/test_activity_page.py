"""The activity log: every change on the merchant page is a line in it."""

from __future__ import annotations

import csv
import io

import pytest

from core.ledger import activity
from functions.admin import record
from integrations import access
from tests.integration.admin.test_staff_pages import as_role
from tests.support.merchant import Merchant


def lines(merchant: Merchant) -> list[activity.Line]:
    ledger = access.ledger_of(merchant.store)
    return activity.page(ledger, merchant.store.store_id, limit=100).lines


def adjust(merchant: Merchant, points: str = "5", reason: str = "a secret reason") -> int:
    path = f"/admin/members/{merchant.member_id('3')}"
    fields = {"direction": "give", "points": points, "reason": reason, "command": points}
    return merchant.send(path, merchant.get(path), **fields).status_code


def test_a_change_is_noted_with_who_made_it_and_whom_it_was_about(maple: Merchant) -> None:
    maple.come_in()
    assert adjust(maple) == 303
    newest = lines(maple)[0]
    assert (newest.actor, newest.what) == ("staff:cli-owner", "members.adjust")
    assert newest.subject == maple.member_id("3")
    page = maple.get("/admin/activity")
    assert "Adjusted points" in page.text
    assert f"/admin/members/{newest.subject}" in page.text
    assert "以連結登入" in maple.get("/admin/activity?lang=zh-Hant").text


def test_what_was_refused_and_what_was_only_looked_at_is_not_noted(maple: Merchant) -> None:
    maple.come_in()
    before = len(lines(maple))
    assert adjust(maple, points="many") == 422
    assert adjust(as_role(maple, "read_only")) == 403
    maple.get("/admin/members")
    assert len([one for one in lines(maple) if one.what != "auth.use_link"]) == before - 1


def test_no_line_holds_anything_personal_or_a_free_text(maple: Merchant) -> None:
    maple.come_in()
    adjust(maple, reason="Jia Lin, jia@example.com")
    told = str(lines(maple))
    assert "Jia" not in told
    assert "example.com" not in told


def test_a_log_that_cannot_be_written_does_not_undo_what_was_done_and_is_seen(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    maple.come_in()
    seen: list[str] = []

    def broken(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(activity, "note", broken)
    monkeypatch.setattr(record.logger, "exception", lambda said, **_: seen.append(said))
    assert adjust(maple) == 303
    assert len(maple.entries("3")) == 2
    assert seen == ["an action is missing from the activity log"]


def test_the_log_is_narrowed_to_somebody_and_to_one_kind_of_thing(maple: Merchant) -> None:
    maple.come_in()
    adjust(maple)
    jun = as_role(maple, "support", "Jun")
    adjust(jun, points="7")
    page = maple.get("/admin/activity?who=staff:cli-4a756e&what=members.adjust")
    assert page.text.count("Adjusted points</th>") == 1
    nothing = maple.get("/admin/activity?what=program.discard")
    assert "There is nothing like that here" in nothing.text


def test_pages_lead_on_to_the_oldest_line_and_bad_cursors_to_a_404(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    for at_ms in range(1_790_000_000_000, 1_790_000_000_007):
        activity.note(ledger, store_id=store_id, actor="system", what="x.y", at_ms=at_ms)
    found: list[int] = []
    before = ""
    for _ in range(9):
        page = activity.page(ledger, store_id, before=before, limit=3)
        found += [one.at_ms for one in page.lines]
        if page.following is None:
            break
        before = page.following
    assert found == sorted(found, reverse=True)
    assert len(found) == 7
    monkeypatch.setattr(activity, "MOST_READ", 2)
    assert activity.page(ledger, store_id, limit=9, what="no.such").following is not None
    maple.come_in()
    for bad in ("x", "1" * 13, "'; --"):
        assert maple.get(f"/admin/activity?before={bad}").status_code == 404


def test_the_same_line_noted_again_is_one_line(maple: Merchant) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    for _ in range(2):
        activity.note(ledger, store_id=store_id, actor="shopify", what="x.y", at_ms=1)
    assert len(lines(maple)) == 1


def test_the_file_has_every_line_and_no_formula_for_a_spreadsheet(maple: Merchant) -> None:
    maple.come_in()
    bad = as_role(maple, "support", "=1+1")
    adjust(bad)
    answer = maple.get("/admin/activity.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows[0] == ["When", "Who", "What", "About"]
    assert rows[1][1:3] == ["'=1+1", "Adjusted points"]
    assert len(rows) == len(lines(maple)) + 1


def test_a_store_sees_only_its_own_log(maple: Merchant, tea_house: Merchant) -> None:
    maple.come_in()
    adjust(maple)
    tea_house.come_in()
    assert "Adjusted points</th>" not in tea_house.get("/admin/activity").text
    assert "Adjusted points" not in tea_house.get("/admin/activity.csv").text
