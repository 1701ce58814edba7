"""Lucky draws on the merchant page: a form, the list, and the result."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from core.ledger import draw_entries, drawing, draws, members, programs
from core.ledger.posting import Books
from core.member import Contact
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant

FILLED: dict[str, Any] = {
    "name.en": "Spring draw",
    "name.zh-Hant": "春季抽獎",
    "from": "2026-01-01",
    "until": "2098-12-31",
    "cost": "1,000",
    "limit_per_member": "5",
    "tiers.gold": "yes",
    "tier_entries.gold": "2",
    "prizes.0.name.en": "First prize",
    "prizes.0.count": "1",
    "prizes.0.points": "500",
    "prizes.0.reward": "off-small",
}


def opened(maple: Merchant) -> Books:
    programs._cached.clear()
    return access.books_of(maple.store)


def test_a_draw_is_filled_in_reviewed_published_and_announced(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/new-draw")
    more = maple.send("/admin/new-draw", page, **FILLED, do="add")
    assert 'name="prizes.1.count"' in more.text
    assert 'value="Spring draw"' in more.text
    second = {"prizes.1.count": "2", "do": "remove 1"}
    less = maple.send("/admin/new-draw", page, **FILLED, **second)
    assert 'name="prizes.1.count"' not in less.text
    review = maple.send("/admin/new-draw", page, **FILLED)
    assert review.status_code == 200
    assert "To be won: 1 × “First prize”" in review.text
    carried = re.search(r'name="document" value="([^"]+)"', review.text)
    assert carried
    document = carried[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
    base = re.search(r'name="base" value="(\d+)"', review.text)
    assert base
    sent = maple.send("/admin/program/publish", review, document=document, base=base[1])
    assert sent.status_code == 303
    [draw] = json.loads(document)["draws"]
    assert (draw["id"], draw["cost"], draw["tiers"]) == ("spring-draw", 1000, ["gold"])
    announced = draws.find(access.ledger_of(maple.store), "spring-draw")
    assert announced is not None
    page = maple.get("/admin/draws")
    assert "Open for entries" in page.text
    assert announced.commitment in maple.get("/admin/draws/spring-draw").text


def test_what_is_wrong_is_said_beside_the_field_in_the_pages_language(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/new-draw")
    bent = {**FILLED, "until": "2025-01-01", "prizes.0.points": "", "prizes.0.reward": ""}
    answer = maple.send("/admin/new-draw", page, **bent)
    assert answer.status_code == 422
    assert 'id="prizes.0.points-fault">Say what is given: points, a reward, or ' in answer.text
    answer = maple.send("/admin/new-draw", page, **{**FILLED, "until": "2025-01-01"})
    assert 'id="until-fault">The last day is before the first.' in answer.text
    maple.get("/admin/new-draw?lang=zh-Hant")
    answer = maple.send("/admin/new-draw", page, **{**FILLED, "cost": ""})
    assert "此上限針對以點數兌換的抽獎券" in answer.text
    answer = maple.send("/admin/new-draw", page, **{**FILLED, "cost": "many", "name.en": ""})
    assert 'id="cost-fault">請輸入整數' in answer.text
    assert 'value="many"' in answer.text, "what was typed stays"


def test_the_result_is_shown_with_who_has_won(maple: Merchant) -> None:
    ledger, store_id = access.ledger_of(maple.store), maple.store.store_id
    _, newest = programs.document(ledger)
    draw = {
        "id": "spring",
        "name": {"en": "Spring draw"},
        "from": "2026-01-01",
        "until": "2026-01-31",
        "cost": 10,
        "prizes": [{"name": {"en": "First prize"}, "count": 2, "award": {"points": 5}}],
    }
    programs.publish(ledger, newest | {"draws": [draw]}, "test", 1_767_000_000)
    books = opened(maple)
    at_ms = 1_768_000_000_000
    member_id = ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    members.adjust(books, member_id, 100, "welcome", "c1", at_ms)
    draw_entries.enter(books, member_id, Contact(), "spring", 3, "k", at_ms)
    page = maple.come_in().get("/admin/draws/spring")
    assert "Open for entries" in page.text
    now_s = int(time.time())
    for at_s in (now_s, now_s + drawing.PAUSE_S):
        drawing.carry_on(books, "spring", at_s, lambda what, said: None)
    page = maple.get("/admin/draws/spring")
    assert "Drawn, prizes given" in page.text
    assert f"/admin/members/{member_id}" in page.text
    assert maple.get("/admin/draws/autumn").status_code == 404


def test_a_draw_that_was_announced_cannot_be_published_with_other_terms(maple: Merchant) -> None:
    ledger = access.ledger_of(maple.store)
    _, newest = programs.document(ledger)
    draw = {
        "id": "spring",
        "name": {"en": "Spring draw"},
        "from": "2026-01-01",
        "until": "2098-01-31",
        "cost": 10,
        "prizes": [{"name": {"en": "First prize"}, "count": 1, "award": {"points": 5}}],
    }
    programs.publish(ledger, newest | {"draws": [draw]}, "test", 1_767_000_000)
    page = maple.come_in().get("/admin/new-draw")
    changed = json.dumps(newest | {"draws": [draw | {"cost": 20}]})
    sent = maple.send("/admin/program/publish", page, document=changed, base="2", force="yes")
    assert sent.status_code == 400
    assert "This draw was announced already" in sent.text
    assert programs.document(ledger)[0] == 2
