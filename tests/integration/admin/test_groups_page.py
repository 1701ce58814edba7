"""Group purchases on the merchant page: made with a form, watched, and given an organiser."""

from __future__ import annotations

import html
import json
import re
import time
from datetime import date, timedelta
from typing import Any

import pytest

from core.ledger import following, groups, programs
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant

JIA = CustomerRef(customer_id="3", email="jia@example.com")


def day(at: Merchant, offset: int) -> str:
    from core import calendar

    today: date = calendar.day(int(time.time()), at.store.tz)
    return (today + timedelta(offset)).isoformat()


def fields(at: Merchant, **changes: str) -> dict[str, str]:
    sent = {
        "group": "",
        "name.en": "Rice",
        "name.zh-Hant": "新米團購",
        "from": day(at, -1),
        "until": day(at, 9),
        "goal": "１０",
        "goal_kind": "units",
        "points": "100",
        "link": "rice-2027",
        "organiser_points": "50",
        "organiser_per": "once",
        "lost": "keep",
    }
    return sent | changes


def publish(at: Merchant, **changes: str) -> Any:
    """Send the form, and publish what its review shows."""
    page = at.get("/admin/group-form")
    sent = at.send("/admin/group-form", page, **fields(at, **changes))
    if sent.status_code != 303:
        return sent
    review = at.get(sent.headers["Location"])
    base = re.search(r'name="base" value="(\d+)"', review.text)
    carried = re.search(r'name="document" value="([^"]+)"', review.text)
    assert base, review.text
    assert carried, review.text
    at.send("/admin/program/publish", review, base=base[1], document=html.unescape(carried[1]))
    programs._cached.clear()
    return review


def in_force(at: Merchant, monkeypatch: pytest.MonkeyPatch) -> int:
    """Seconds at which what was published is in force; the page's clock is set to it."""
    now_s = int(time.time()) + 30
    monkeypatch.setattr(time, "time", lambda: float(now_s))
    return now_s


def test_an_event_is_made_with_a_form_reviewed_and_published(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/groups")
    assert "There is no event yet." in page.text
    review = publish(maple)
    assert "Everybody who joins gets 100 points once" in review.text
    version, document = programs.document(access.ledger_of(maple.store))
    [event] = document["groups"]
    assert version == 2
    assert (event["id"], event["target"], event["link"]) == ("rice", {"units": 10}, "rice-2027")
    assert event["organiser"] == {"award": {"points": 50}, "per": "once"}


def test_the_form_keeps_what_it_does_not_show_and_an_edit_extends_the_same_event(
    maple: Merchant,
) -> None:
    ledger = access.ledger_of(maple.store)
    maple.come_in()
    publish(maple)
    _, document = programs.document(ledger)
    document["groups"][0]["match"] = {"products": ["7"], "collections": ["rice"]}
    programs.publish(ledger, document, "test", 0)
    page = maple.get("/admin/group-form?group=rice")
    assert 'value="rice-2027"' in page.text
    publish(maple, group="rice", until=day(maple, 30), products="7 8")
    _, document = programs.document(ledger)
    [event] = document["groups"]
    assert (event["id"], event["until"]) == ("rice", day(maple, 30))
    assert event["match"] == {"products": ["7", "8"], "collections": ["rice"]}
    publish(maple)
    _, document = programs.document(ledger)
    assert [one["id"] for one in document["groups"]] == ["rice", "rice-2"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("goal", "ten", "whole number"),
        ("until", "2020-01-01", "The last day is before the first."),
        ("preview", "2999-01-01", "It is announced after its first day."),
        ("link", "a b", "Use 2 to 40 letters, digits and hyphens."),
        ("points", "", "Enter"),
        ("early_until", "2999-01-01", "Enter"),
    ],
)
def test_a_fault_is_said_beside_its_field(
    maple: Merchant, field: str, value: str, says: str
) -> None:
    maple.come_in()
    page = publish(maple, **{field: value})
    assert page.status_code == 422
    fault = re.search(rf'id="{field}-fault">([^<]+)<', page.text)
    assert fault, page.text
    assert says in fault[1] or says == "Enter"
    assert f'value="{value}"' in page.text or not value
    assert programs.document(access.ledger_of(maple.store))[0] == 1


def test_a_merchant_sees_how_far_it_has_come_who_joined_and_sets_the_organiser(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    maple.come_in()
    publish(maple, goal="2", link="", early_until=day(maple, 1), early_points="7")
    now_s = in_force(maple, monkeypatch)
    for number, customer in (
        (921, JIA),
        (922, CustomerRef(customer_id="4", email="ann@example.com")),
    ):
        maple.order(customer, number, 50_000)
        books = access.books_of(maple.store)
        following.follow(books, maple.store.store_id, str(number), now_s * 1000)
    page = maple.get("/admin/groups")
    assert "Target reached" in page.text
    assert "Members: 2, orders: 2" in page.text
    page = maple.get("/admin/groups/rice")
    assert '<progress max="100" value="100" aria-label="2 of 2 pieces">' in page.text
    assert "2 pieces, 100% of all" in page.text
    assert "jia@" in page.text.replace("<wbr>", "")
    assert f"/admin/members/{maple.member_id('3')}" in page.text

    nobody = maple.send("/admin/groups/rice/organiser", page, customer="999")
    assert nobody.status_code == 422
    assert "No such customer has points here." in nobody.text
    done = maple.send("/admin/groups/rice/organiser", page, customer="3")
    assert done.status_code == 303
    groups.look(access.books_of(maple.store), "rice", now_s * 1000, lambda: False)
    page = maple.get("/admin/groups/rice")
    assert "Rewards were given: 2 members looked at." in page.text
    given = [one["why"]["text"]["en"] for one in maple.entries("3")]
    assert "Rice (organiser, 2 pieces, target of 2 pieces): 50 points." in given
    assert maple.get("/admin/groups/tea").status_code == 404
    assert maple.get("/admin/group-form?group=tea").status_code == 404


def test_the_pages_are_in_chinese_as_well(maple: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    maple.come_in()
    publish(maple)
    in_force(maple, monkeypatch)
    page = maple.get("/admin/groups/rice?lang=zh-Hant")
    assert "新米團購" in page.text
    assert "開團中" in page.text
    form = maple.get("/admin/group-form?group=rice")
    assert "延後最後一天即可延長進行中的團購" in form.text
    assert json.dumps("groups.") not in form.text
