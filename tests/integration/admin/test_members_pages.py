"""Finding members and adjusting their points, for the session's own store only."""

from __future__ import annotations

import html
import time

from core.ledger import commands, redemptions
from core.ledger.verify import verify
from core.member import Contact
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant

GIVE = {"direction": "give", "points": "50", "reason": "Late parcel", "command": "one"}


def path_of(merchant: Merchant, who: str) -> str:
    return f"/admin/members/{merchant.member_id(who)}"


def test_a_member_is_found_by_customer_id_and_by_address(maple: Merchant) -> None:
    maple.come_in()
    for who in ("3", "jia@example.com", " JIA@example.com "):
        answer = maple.browser.get("/admin/members", query_string={"q": who})
        assert answer.headers["Location"] == path_of(maple, "3")
    page = maple.get(path_of(maple, "3"))
    assert "jia@example.com" in page.text
    assert "250" in page.text
    assert "NT$7,500 net of tax and shipping" in page.text


def test_a_search_that_finds_nobody_says_so(maple: Merchant) -> None:
    answer = maple.come_in().get("/admin/members?q=<b>99</b>")
    assert answer.status_code == 404
    assert "No member is found under “&lt;b&gt;99&lt;/b&gt;”" in answer.text


def test_the_list_shows_all_members_a_page_at_a_time(maple: Merchant) -> None:
    for number in range(40):
        maple.order(CustomerRef(str(100 + number), None), 1000 + number, 3_000)
    page = maple.come_in().get("/admin/members")
    assert page.text.count("<tr>") == 1 + 25
    after = html.unescape(page.text).partition("?after=")[2].partition('"')[0]
    second = maple.get(f"/admin/members?after={after}")
    assert second.text.count("<tr>") == 1 + 42 - 25
    assert 'rel="next"' not in second.text


def test_an_adjustment_with_a_reason_shows_in_the_entries(maple: Merchant) -> None:
    path = path_of(maple, "3")
    page = maple.come_in().get(path)
    assert maple.send(path, page, **GIVE).status_code == 303
    after = maple.get(path)
    assert "Adjusted by the store: Late parcel" in after.text
    assert "+50 points" in after.text
    assert [entry["points"] for entry in maple.entries("3")] == [250, 50]
    assert verify().mismatches == []


def test_a_given_tier_extended_points_and_what_is_missing_are_on_the_members_page(
    maple: Merchant,
) -> None:
    path = path_of(maple, "3")
    assert "more by " in maple.come_in().get(path).text
    books = access.books_of(maple.store)
    member_id = maple.member_id("3")
    now_ms = int(time.time() * 1000)
    commands.give_tier(books, member_id, "gold", "2077-03-05", "Our first.", now_ms)
    commands.extend(books, member_id, "2077-03-05", "Sorry.", now_ms)
    page = maple.get(path).text
    assert "The store gives you Gold until 2077-03-05. Our first." in page
    assert "The store lets your points last until 2077-03-31. Sorry." in page
    assert "This is the highest tier." in page


def test_the_same_form_sent_twice_adjusts_once_and_with_other_figures_again(
    maple: Merchant,
) -> None:
    path = path_of(maple, "3")
    page = maple.come_in().get(path)
    for _ in range(3):
        assert maple.send(path, page, **GIVE).status_code == 303
    assert len(maple.entries("3")) == 2
    maple.send(path, page, **{**GIVE, "points": "1,000", "direction": "take"})
    assert [entry["points"] for entry in maple.entries("3")] == [250, 50, -1000]
    assert "Debt" in maple.get(path).text


def test_a_bad_adjustment_is_refused_beside_the_field_and_changes_nothing(
    maple: Merchant,
) -> None:
    path = path_of(maple, "3")
    page = maple.come_in().get(path)
    for points in ("", "0", "-5", "1.5", "ten", "10000001", "9" * 30):
        answer = maple.send(path, page, **{**GIVE, "points": points})
        assert answer.status_code == 422
        assert 'id="points-fault">Enter a whole number' in answer.text
        assert 'value="Late parcel"' in answer.text
    answer = maple.send(path, page, **{**GIVE, "reason": "  "})
    assert 'id="reason-fault">Say why.' in answer.text
    answer = maple.send(path, page, **{**GIVE, "direction": "steal"})
    assert 'id="direction-fault"' in answer.text
    assert len(maple.entries("3")) == 1


def test_digits_from_a_chinese_keyboard_are_digits(maple: Merchant) -> None:
    path = path_of(maple, "3")
    page = maple.come_in().get(path)
    assert maple.send(path, page, **{**GIVE, "points": "１２"}).status_code == 303
    assert maple.entries("3")[-1]["points"] == 12


def test_history_pages_go_back_to_the_first_entry(maple: Merchant) -> None:
    path = path_of(maple, "3")
    page = maple.come_in().get(path)
    for number in range(30):
        maple.send(path, page, **{**GIVE, "reason": f"Reason {number:02d}."})
    newest = maple.get(path).text
    assert ("Reason 29" in newest, "Reason 05." in newest, "Reason 04." in newest) == (1, 1, 0)
    assert "?before=7#entries" in newest
    oldest = maple.get(f"{path}?before=7").text
    assert ("Reason 05." in oldest, "Reason 04." in oldest) == (False, True)
    assert "NT$7,500 net of tax" in oldest
    assert maple.get(f"{path}?before=x").status_code == 404


def test_a_members_redemptions_show_their_codes_and_what_became_of_them(
    maple: Merchant,
) -> None:
    books = access.books_of(maple.store)
    redemptions.hold(
        books,
        maple.member_id("3"),
        Contact({}, None),
        books.programs.newest.reward("off-small"),
        "key",
        maple.store.store_id,
        time.time_ns() // 1_000_000,
    )
    page = maple.come_in().get(f"{path_of(maple, '3')}/redemptions?lang=zh-Hant")
    assert "rg-" in page.text
    assert "折抵 NT$150" in page.text
    assert "優惠碼建立中" in page.text


def test_one_stores_session_sees_and_changes_nothing_of_another(
    maple: Merchant, tea_house: Merchant
) -> None:
    maple.come_in()
    theirs = path_of(tea_house, "3")
    assert maple.get(theirs).status_code == 404
    page = maple.get("/admin/")
    assert maple.send(theirs, page, **GIVE).status_code == 404
    assert len(tea_house.entries("3")) == 1
    listed = maple.get("/admin/members").text
    assert tea_house.member_id("3") not in listed
    found = maple.browser.get("/admin/members", query_string={"q": "jia@example.com"})
    assert found.headers["Location"] == path_of(maple, "3")
    for path in ("/", "/program", "/payments", "/program/history"):
        assert "Tea House" not in maple.get(f"/admin{path}?store={tea_house.store.store_id}").text
