"""What a merchant decides about a member: tier, end of points, joining two, the file, erasing."""

from __future__ import annotations

import json
import time

import pytest

from core.ledger import people, yearly
from core.ledger.verify import verify
from core.member import MemberState
from core.snapshot import CustomerRef
from integrations import access
from tests.integration.admin.test_staff_pages import as_role
from tests.support.merchant import Merchant


def path_of(merchant: Merchant, who: str = "3", page: str = "") -> str:
    return f"/admin/members/{merchant.member_id(who)}{page}"


def state_of(merchant: Merchant, who: str = "3") -> MemberState:
    books = access.books_of(merchant.store)
    return books.living(books.member(merchant.member_id(who)))


def test_a_tier_is_given_until_a_day_with_a_reason_and_ended_again(maple: Merchant) -> None:
    manage = path_of(maple, page="/manage")
    page = maple.come_in().get(manage)
    given = {"tier": "gold", "tier_until": "2077-03-05", "tier_reason": "Our first."}
    for _ in range(2):
        assert maple.send(path_of(maple, page="/tier"), page, **given).status_code == 303
    assert [one["kind"] for one in maple.entries("3")] == ["earn", "tier"], "twice is once"
    assert "held Gold until 5 Mar 2077 already" in maple.get(manage).text
    shown = maple.get(path_of(maple)).text
    assert "Holds Gold until 5 Mar 2077, whatever is bought." in shown
    assert "Our first." in shown
    assert maple.send(path_of(maple, page="/tier/end"), page).status_code == 303
    assert maple.send(path_of(maple, page="/tier/end"), page).status_code == 303
    assert state_of(maple).grants == ()
    assert [one["kind"] for one in maple.entries("3")] == ["earn", "tier", "tier"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"tier": "gold", "tier_until": "2077-03-05", "tier_reason": " "}, "tier_reason"),
        ({"tier": "gold", "tier_until": "2001-03-05", "tier_reason": "x"}, "tier_until"),
        ({"tier": "gold", "tier_until": "soon", "tier_reason": "x"}, "tier_until"),
        ({"tier": "none", "tier_until": "2077-03-05", "tier_reason": "x"}, "tier"),
        ({"tier": "gold", "tier_until": "2077-03-05", "tier_reason": "x" * 501}, "tier_reason"),
        ({"extend_until": "2001-03-05", "extend_reason": "x"}, "extend_until"),
        ({"extend_until": "", "extend_reason": "x"}, "extend_until"),
        ({"extend_until": "2077-03-05", "extend_reason": ""}, "extend_reason"),
    ],
)
def test_bad_input_is_refused_beside_the_field_and_changes_nothing(
    maple: Merchant, form: dict[str, str], field: str
) -> None:
    page = maple.come_in().get(path_of(maple, page="/manage"))
    place = "/extend" if "extend_until" in form else "/tier"
    answer = maple.send(path_of(maple, page=place), page, **form)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert len(maple.entries("3")) == 1


def test_points_are_extended_to_the_end_of_a_month_once(maple: Merchant) -> None:
    page = maple.come_in().get(path_of(maple, page="/manage"))
    form = {"extend_until": "2077-03-05", "extend_reason": "Sorry."}
    for _ in range(2):
        assert maple.send(path_of(maple, page="/extend"), page, **form).status_code == 303
    assert "until 31 Mar 2077 already" in maple.get(path_of(maple, page="/manage")).text
    assert [one["kind"] for one in maple.entries("3")] == ["earn", "extend"]


def test_two_members_are_joined_after_a_look_at_what_comes_of_it(maple: Merchant) -> None:
    maple.order(CustomerRef("4", "jia.two@example.com"), 40, 300_000)
    source, target = maple.member_id("4"), maple.member_id("3")
    maple.come_in()
    look = maple.get(path_of(maple, page="/merge?with=jia.two@example.com"))
    assert "jia.two@example.com goes into jia@example.com." in look.text
    assert "<dd>350</dd>" in look.text, "250 and 100 points"
    assert "Both are accounts in the same store" in look.text
    assert len(maple.entries("3")) == 1, "looking changes nothing"
    other = maple.get(path_of(maple, page="/merge?with=4&keep=other"))
    assert "jia@example.com goes into jia.two@example.com." in other.text
    form = {"from": source, "reason": "Wrote to us."}
    unsure = maple.send(path_of(maple, page="/merge"), look, **form)
    assert unsure.status_code == 422
    assert 'id="sure-fault"' in unsure.text
    for _ in range(2):
        answer = maple.send(path_of(maple, page="/merge"), look, **form, sure="yes")
        assert answer.headers["Location"].endswith(target)
    joined = state_of(maple)
    assert (joined.available, state_of(maple, "4").member_id) == (350, target)
    [entry] = [one for one in maple.entries("3") if one["kind"] == "join"]
    assert entry["why"]["proof"] == "merchant_merge"
    shown = maple.get(path_of(maple)).text
    assert "Wrote to us." in shown
    assert "the merchant&#39;s word" in shown or "the merchant's word" in shown
    assert maple.get(f"/admin/members/{source}").headers["Location"].endswith(target)
    assert "NT$3,000" in maple.get(f"{path_of(maple)}?of={source}").text, "and why they had points"
    assert verify().mismatches == []


@pytest.mark.parametrize("wanted", ["nobody@example.com", "jia@example.com", "", "99"])
def test_a_member_is_joined_with_nobody_who_is_not_somebody_else(
    maple: Merchant, wanted: str
) -> None:
    maple.come_in()
    answer = maple.browser.get(path_of(maple, page="/merge"), query_string={"with": wanted})
    assert answer.status_code == 422
    assert 'id="with-fault"' in answer.text


def test_an_erased_member_is_joined_with_nobody(maple: Merchant) -> None:
    books = access.books_of(maple.store)
    maple.order(CustomerRef("4", "four@example.com"), 40, 300_000)
    gone = maple.member_id("4")
    people.erase(books, gone, time.time_ns() // 1_000_000)
    page = maple.come_in().get(path_of(maple, page="/manage"))
    look = maple.get(path_of(maple, page=f"/merge?with={gone}"))
    assert "An erased member is joined with nobody" in look.text
    form = {"from": gone, "reason": "x", "sure": "yes"}
    assert maple.send(path_of(maple, page="/merge"), page, **form).status_code == 404
    assert len(maple.entries("3")) == 1


def test_the_file_of_a_member_tells_what_is_kept(maple: Merchant) -> None:
    page = maple.come_in().get(path_of(maple, page="/manage"))
    answer = maple.send(path_of(maple, page="/export"), page)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    [told] = json.loads(answer.text)["members"]
    assert told["member"]["contact"]["email"] == "jia@example.com"
    assert [one["order_id"] for one in told["orders"]] == ["22"]


def test_an_erasure_says_what_goes_asks_once_more_and_leaves_nothing_personal(
    maple: Merchant,
) -> None:
    books = access.books_of(maple.store)
    member_id, path = maple.member_id("3"), path_of(maple)
    yearly.tell_birthday(
        books, member_id, "03-05", maple.store.store_id, time.time_ns() // 1_000_000
    )
    look = maple.come_in().get(f"{path}/erase")
    assert "jia@example.com" in look.text
    assert "250 available and 0 pending points" in look.text
    unsure = maple.send(f"{path}/erase", look)
    assert unsure.status_code == 422
    assert 'id="sure-fault"' in unsure.text
    assert state_of(maple).erased_at_s is None
    assert maple.send(f"{path}/erase", look, sure="yes").status_code == 303
    shown = maple.get(path)
    assert "personal data was erased" in shown.text
    assert "jia@example.com" not in shown.text
    assert yearly.birthday(books.ledger, member_id).on == ""
    assert maple.get(f"{path}/erase").status_code == 404
    assert maple.send(f"{path}/erase", look, sure="yes").status_code == 404
    assert verify().mismatches == []


def test_support_adjusts_and_joins_but_neither_erases_nor_takes_a_file_along(
    maple: Merchant,
) -> None:
    assert "Download the file" in maple.come_in().get(path_of(maple, page="/manage")).text
    support = as_role(maple, "support")
    page = support.get(path_of(maple, page="/manage"))
    assert page.text.count('fieldset class="lock"') == 1, "the file's"
    assert "See what goes" not in page.text
    for place in ("/erase", "/export"):
        assert support.send(path_of(maple, page=place), page, sure="yes").status_code == 403
    assert support.get(path_of(maple, page="/erase")).status_code == 403
    form = {"direction": "give", "points": "5", "reason": "x", "command": "c"}
    assert support.send(path_of(maple), page, **form).status_code == 303
    looking = as_role(maple, "read_only")
    page = looking.get(path_of(maple, page="/manage"))
    assert "See what would come of it" not in page.text
    assert looking.send(path_of(maple), page, **form).status_code == 403


def test_no_page_or_form_reaches_a_member_of_another_store(
    maple: Merchant, tea_house: Merchant
) -> None:
    theirs = tea_house.member_id("3")
    page = maple.come_in().get(path_of(maple, page="/manage"))
    for place in ("", "/orders", "/redemptions", "/manage", "/merge?with=4", "/erase"):
        assert maple.get(f"/admin/members/{theirs}{place}").status_code == 404, place
    forms = {
        "/undo": {"entry": "1"},
        "/redemptions": {"reward": "off-small", "key": "k"},
        "/extend": {"extend_until": "2077-03-05", "extend_reason": "x"},
        "/tier": {"tier": "gold", "tier_until": "2077-03-05", "tier_reason": "x"},
        "/tier/end": {},
        "/merge": {"from": maple.member_id("3"), "reason": "x", "sure": "yes"},
        "/erase": {"sure": "yes"},
        "/export": {},
    }
    for place, form in forms.items():
        answer = maple.send(f"/admin/members/{theirs}{place}", page, **form)
        assert answer.status_code == 404, place
    taken = {"from": theirs, "reason": "x", "sure": "yes"}
    assert maple.send(path_of(maple, page="/merge"), page, **taken).status_code == 404
    orders = path_of(maple, page=f"/orders?store={tea_house.store.store_id}")
    assert maple.get(orders).status_code == 404
    found = maple.browser.get(path_of(maple, page="/merge"), query_string={"with": theirs})
    assert found.status_code == 422
    assert len(tea_house.entries("3")) == len(maple.entries("3")) == 1
