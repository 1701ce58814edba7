"""Due work: one piece that fails does not keep the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core import calendar
from core.errors import Retryable, StoreUnavailable
from core.ledger import due, programs, redemptions, stores
from core.ledger.members import adjust
from core.ledger.posting import Books
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from functions.codes import handler as codes
from functions.scheduled import reminders
from functions.scheduled.due import run_due
from tests.unit.core.worlds import T0

NOW_MS = T0 * 1000
DAY_S = 86_400


def test_a_hold_that_cannot_be_ended_keeps_no_other_work_and_is_told(
    books: Books, store_id: str
) -> None:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    due.register_member(books.ledger, member_id, "2027-01-01", T0)

    def unreachable(ledger_id: str, redemption_id: str) -> None:
        raise StoreUnavailable("The store is asleep.")

    later_s = T0 + 300 * 86_400
    with pytest.raises(StoreUnavailable):
        run_due(later_s, unreachable)
    assert [row.work for row in due.due_at(later_s)] == ["hold"]


def test_a_hold_in_a_store_that_removed_us_waits_for_it_to_come_back(
    books: Books, store_id: str
) -> None:
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    held = redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    assert stores.uninstalled(store_id, 1)
    asked: list[str] = []

    later_s = T0 + 86_400
    run_due(later_s, lambda ledger_id, redemption_id: asked.append(redemption_id))
    message = {"ledger_id": store_id, "redemption_id": held.redemption_id}
    record = {"messageId": "1", "body": json.dumps(message), "eventSource": "aws:sqs"}
    answer = codes.handler({"Records": [record | {"attributes": {}}]}, None)

    assert asked == []
    assert answer == {"batchItemFailures": []}
    assert [row.work for row in due.due_at(later_s)] == ["hold"]
    assert redemptions.find(books.ledger, held.redemption_id).status == "held"


def test_owners_of_unused_codes_are_told_before_the_code_ends_and_then_it_ends(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails: list[dict[str, Any]] = []
    monkeypatch.setenv("MAIL_FROM", "points@shop.example")
    monkeypatch.setattr(reminders, "send_mail", lambda **mail: mails.append(mail))
    used, unused = _reminded(books, store_id)
    redemptions.used(books, used.code, "77", NOW_MS)
    assert unused.remind_at_s == T0 + 83 * DAY_S

    def nothing(ledger_id: str, redemption_id: str) -> None:
        raise AssertionError("no hold is due")

    run_due(unused.remind_at_s - 1, nothing)
    assert mails == []
    run_due(unused.remind_at_s + 1, nothing)
    run_due(unused.remind_at_s + DAY_S, nothing)
    [mail] = mails
    assert mail["to"] == "jia@example.com"
    assert unused.code in mail["text"]
    assert "2026-12-20" in mail["subject"], "the last day, in the store's time zone"
    assert redemptions.find(books.ledger, unused.redemption_id).status == "issued"
    run_due(unused.expires_at_s + DAY_S + 1, nothing)
    assert redemptions.find(books.ledger, unused.redemption_id).status == "expired"


def test_a_reminder_that_could_not_be_sent_is_tried_again_and_the_code_ends_all_the_same(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(**mail: Any) -> None:
        raise Retryable("The mail could not be sent.")

    monkeypatch.setenv("MAIL_FROM", "points@shop.example")
    monkeypatch.setattr(reminders, "send_mail", down)
    used, code = _reminded(books, store_id)
    redemptions.used(books, used.code, "77", NOW_MS)
    with pytest.raises(Retryable):
        run_due(code.remind_at_s + 1, lambda *held: None)
    late_s = code.expires_at_s + 2 * DAY_S
    names = [row.work for row in due.due_at(late_s) if row.name == code.redemption_id]
    assert names == ["hold", "code"]


def _reminded(books: Books, store_id: str) -> list[Redemption]:
    """Two codes of a shopper who has an address, under a program that reminds a week before."""
    policies = default_document("USD")["policies"] | {"code_reminder_days": 7}
    programs.publish(books.ledger, default_document("USD") | {"policies": policies}, "t", 0)
    books.programs = programs.programs(books.ledger)
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 200, "welcome", "c1", NOW_MS)
    reward = books.programs.newest.reward("off-small")
    contact = Contact({store_id: "3"}, "jia@example.com")
    made = [
        redemptions.hold(books, member_id, contact, reward, key, store_id, NOW_MS)
        for key in ("k1", "k2")
    ]
    return [redemptions.issued(books.ledger, one) for one in made]


def test_goods_that_waited_beyond_their_best_before_day_give_their_points_back(
    books: Books, store_id: str
) -> None:
    document = default_document("USD")
    batch = {"id": "a", "best_before": calendar.day(T0, books.tz).isoformat(), "stock": 1}
    goods = {"id": "loaf", "kind": "goods", "name": {"en": "A loaf"}, "points": 100}
    document["rewards"] = [goods | {"batches": [batch]}]
    programs.publish(books.ledger, validate(document), "test", 0)
    books = Books(books.ledger, programs.programs(books.ledger), books.tz)
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    loaf = books.programs.newest.reward("loaf")
    made = redemptions.hold(books, member_id, Contact(), loaf, "k1", store_id, NOW_MS)
    run_due(T0 + 3 * DAY_S, lambda *_: pytest.fail("no store is asked"))
    assert redemptions.find(books.ledger, made.redemption_id).status == "returned"
    assert books.member(member_id).available == 100


def test_the_owner_of_a_gift_card_is_told_its_own_code_before_it_ends(
    books: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails: list[dict[str, Any]] = []
    monkeypatch.setenv("MAIL_FROM", "points@shop.example")
    monkeypatch.setattr(reminders, "send_mail", lambda **mail: mails.append(mail))
    document = default_document("USD")
    card = {"id": "card", "kind": "gift_card", "name": {"en": "A card"}, "points": 100}
    document["rewards"] = [card | {"value": "5"}]
    document["policies"]["code_reminder_days"] = 7
    programs.publish(books.ledger, validate(document), "test", 0)
    books = Books(books.ledger, programs.programs(books.ledger), books.tz)
    member_id = books.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    adjust(books, member_id, 100, "welcome", "c1", NOW_MS)
    reward, contact = books.programs.newest.reward("card"), Contact({}, "jia@example.com")
    held = redemptions.hold(books, member_id, contact, reward, "k1", store_id, NOW_MS)
    made = redemptions.issued(books.ledger, held, "rg1234abcd5678")
    run_due(made.remind_at_s + 1, lambda *_: None)
    [mail] = mails
    assert "rg1234abcd5678" in mail["text"]
    assert made.code not in mail["text"]
