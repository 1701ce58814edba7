"""Finding members by what is at hand, narrowing their list, and the timeline of one."""

from __future__ import annotations

import html
import re
import time

import pytest

from core.ledger import cases, commands, phones, programs, redemptions
from core.ledger.referral_codes import make_code
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def found_by(merchant: Merchant, wanted: str) -> str:
    """Where a search leads."""
    answer = merchant.browser.get("/admin/members", query_string={"q": wanted})
    return str(answer.headers.get("Location", answer.status_code))


def path_of(merchant: Merchant, who: str = "3") -> str:
    return f"/admin/members/{merchant.member_id(who)}"


def test_a_member_is_found_by_whatever_support_has_at_hand(maple: Merchant) -> None:
    books, member_id = access.books_of(maple.store), maple.member_id("3")
    phones.vouch(books, member_id, "886912345678", now_ms())
    held = redemptions.hold(
        *(books, member_id, Contact(), books.programs.newest.reward("off-small"), "k"),
        *(maple.store.store_id, now_ms()),
    )
    referral = make_code(books, member_id)
    maple.come_in()
    for wanted in (
        *("jia@example.com", "3", "22", "#22", "0912-345-678", "+886 912 345 678"),
        *("886912345678", held.code, held.code.upper(), referral, referral.lower()),
        *(member_id, member_id[:6], f" {member_id[:8].upper()} "),
    ):
        assert found_by(maple, wanted) == path_of(maple), wanted
    for wanted in ("0912-345-679", "rg-none", "23", "BCDFGHJK", "ffffff", "+", "#", "'", "\u0000"):
        assert found_by(maple, wanted) == "404", wanted


def test_where_a_number_names_two_both_are_shown_with_what_it_is_of_each(maple: Merchant) -> None:
    maple.order(CustomerRef("22", "mei@example.com"), 90, 150_000)
    page = maple.come_in().get("/admin/members?q=22")
    assert page.status_code == 200
    assert "2 members fit “22”" in page.text
    assert "Found by the customer id" in page.text
    assert "Placed the order of this number" in page.text
    assert page.text.index("mei@example.com") < page.text.index("jia@example.com")


def test_the_list_begins_with_who_ordered_last(maple: Merchant) -> None:
    for number in range(3):
        maple.order(CustomerRef(str(100 + number), f"m{number}@example.com"), 100 + number, 3_000)
    page = maple.come_in().get("/admin/members").text
    assert "Newest orders first" in page
    places = [page.index(f"m{number}") for number in (2, 1, 0)]
    assert places == sorted(places)
    every = maple.get("/admin/members?by=all").text
    assert "In no order of time" in every
    assert every.count("<tr>") == 1 + 5
    for bad in ("after=x", "by=all&after=x", "after=9999999999", "tier=silver&after=1"):
        assert maple.get(f"/admin/members?{bad}").status_code == 404, bad


def test_members_of_a_tier_or_segment_are_listed_with_how_many_were_looked_at(
    maple: Merchant,
) -> None:
    books = access.books_of(maple.store)
    document = default_document("TWD")
    document["segments"] = [
        {"id": "rich", "name": {"en": "Rich"}, "all": [{"kind": "spend", "least": "5000"}]}
    ]
    programs.publish(books.ledger, validate(document), "test", 0)
    programs._cached.clear()
    commands.give_tier(books, maple.member_id("3"), "gold", "2077-01-01", "x", now_ms())
    for number in range(3):
        maple.order(CustomerRef(str(100 + number), f"m{number}@example.com"), 100 + number, 3_000)
    maple.come_in()
    for query in ("tier=gold", "segment=rich", "tier=gold&segment=rich"):
        page = html.unescape(maple.get(f"/admin/members?{query}").text)
        assert page.count("<tr>") == 2, query
        assert "jia<wbr>@" in page
        assert "1 of the 5 members looked at." in page
    assert "No member fits." in maple.get("/admin/members?tier=silver").text


def test_a_page_stops_looking_after_two_thousand_and_goes_on_from_there(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ledger.walking.MOST_LOOKED_AT", 4)
    monkeypatch.setattr("core.ledger.walking._AT_ONCE", 2)
    for number in range(10):
        maple.order(CustomerRef(str(100 + number), None), 100 + number, 3_000)
    commands.give_tier(
        *(access.books_of(maple.store), maple.member_id("3"), "gold", "2077-01-01", "x", now_ms())
    )
    maple.come_in()
    address, seen, pages = "/admin/members?tier=gold", "", 0
    while address:
        page = maple.get(address).text
        seen, pages = seen + page, pages + 1
        onwards = re.search(r'href="([^"]*after=[^"]*)" rel="next"', page)
        address = html.unescape(onwards[1]) if onwards else ""
    assert seen.count("jia<wbr>@") == 1
    assert pages == 3, "twelve members, four at a time"
    assert "Go on looking" in seen


def test_the_timeline_answers_why_with_figures_to_compute_it_again(maple: Merchant) -> None:
    page = maple.come_in().get(path_of(maple)).text
    shown = html.unescape(re.sub(r"<[^>]+>", " ", page))
    words = " ".join(shown.split())
    assert "Counts NT$7,500" in words
    assert "1 point for each NT$30" in words
    assert "Tier Member × 1" in words
    assert "Rounded down, once" in words
    assert "Program version 1" in words
    chinese = maple.get(f"{path_of(maple)}?lang=zh-Hant").text
    assert "計點金額" in chinese
    assert "無條件捨去，僅一次" in chinese


def test_the_timeline_is_narrowed_by_kind_and_shows_what_was_said_between_entries(
    maple: Merchant,
) -> None:
    books, member_id = access.books_of(maple.store), maple.member_id("3")
    cases.open_one(
        *(books, member_id, maple.store.store_id, "k", "22", "Where are they?", Contact()),
        now_ms(),
        asked=False,
    )
    page = maple.come_in().get(path_of(maple))
    form = {"direction": "give", "points": "5", "reason": "Sorry.", "command": "c"}
    maple.send(path_of(maple), page, **form)
    every = maple.get(path_of(maple)).text
    assert "Asked about order 22" in every
    by_hand = maple.get(f"{path_of(maple)}?show=corrections").text
    assert ("Sorry." in by_hand, "net of tax" in by_hand) == (True, False)
    orders = maple.get(f"{path_of(maple)}?show=orders").text
    assert ("Sorry." in orders, "net of tax" in orders) == (False, True)
    said = maple.get(f"{path_of(maple)}?show=said").text
    assert ("Where are they?" in said, "Sorry." in said) == (True, False)
    assert "Nothing of this kind." in maple.get(f"{path_of(maple)}?show=ends").text
    assert "Sorry." in maple.get(f"{path_of(maple)}?show=nonsense").text


def test_nothing_is_shown_twice_or_left_out_between_the_pages_of_a_timeline(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.admin.member_page.PAGE", 2)
    books, member_id = access.books_of(maple.store), maple.member_id("3")
    page = maple.come_in().get(path_of(maple))
    for number in range(5):
        form = {"direction": "give", "points": "5", "reason": f"No. {number}.", "command": "c"}
        maple.send(path_of(maple), page, **form)
        message = f"Question {number}"
        cases.open_one(
            *(books, member_id, maple.store.store_id, f"k{number}", "", message, Contact()),
            now_ms(),
            asked=False,
        )
    address, seen = path_of(maple), ""
    while address:
        shown = maple.get(address).text
        seen += shown
        onwards = re.search(r'href="([^"#]*)#entries" rel="next"', shown)
        address = html.unescape(onwards[1]) if onwards else ""
    for number in range(5):
        assert seen.count(f"Question {number}") == 1
        assert seen.count(f"<p>Adjusted by the store: No. {number}.") == 1


def test_an_adjustment_is_undone_once_however_often_it_is_pressed(maple: Merchant) -> None:
    page = maple.come_in().get(path_of(maple))
    form = {"direction": "take", "points": "40", "reason": "Slip.", "command": "c"}
    maple.send(path_of(maple), page, **form)
    assert "Undo this adjustment" in maple.get(path_of(maple)).text
    for _ in range(3):
        assert maple.send(f"{path_of(maple)}/undo", page, entry="2").status_code == 303
    assert [one["points"] for one in maple.entries("3")] == [250, -40, 40]
    assert "Undone: Slip." in maple.get(path_of(maple)).text
    for entry in ("1", "9", "0", "", "x", "-2"):
        assert maple.send(f"{path_of(maple)}/undo", page, entry=entry).status_code == 404, entry
    assert len(maple.entries("3")) == 3


def test_a_members_orders_have_their_state_and_why(maple: Merchant) -> None:
    maple.order(CustomerRef("3", "jia@example.com"), 23, 150_000, "pending")
    page = maple.come_in().get(f"{path_of(maple)}/orders").text
    assert page.index("Order 23") < page.index("Order 22")
    assert "Not paid yet" in page
    assert "NT$7,500 net of tax and shipping" in page
    guest = maple.get(f"{path_of(maple, 'guest.one@example.com')}/orders").text
    assert "Order 27" in guest
    assert maple.get(f"{path_of(maple)}/orders?before=x").status_code == 404


def test_an_account_and_a_guest_under_one_address_are_both_found_and_can_be_joined(
    maple: Merchant,
) -> None:
    maple.order(CustomerRef(None, "mei@example.com"), 91, 300_000)
    maple.order(CustomerRef("8", "mei@example.com"), 92, 300_000)
    page = maple.come_in().get("/admin/members?q=mei@example.com")
    assert "2 members fit" in page.text
    account = path_of(maple, "8")
    assert account in page.text
    look = maple.browser.get(f"{account}/merge", query_string={"with": "mei@example.com"})
    assert look.status_code == 200
