"""Roles on the merchant page: who may do what, and how people come and go."""

from __future__ import annotations

import re
import threading
import time

import pytest

from core.errors import Conflict
from core.ledger import links, staff
from core.staff import ROLES, Arrival, Role
from tests.integration.admin.test_sign_in import id_token
from tests.support.merchant import Merchant, csrf_of

_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


def as_role(merchant: Merchant, role: Role, name: str = "") -> Merchant:
    """A browser of its own, signed in with that role."""
    other = Merchant(merchant.app, merchant.store)
    who = Arrival(f"cli-{name.encode().hex() or role}", role, name)
    token = links.create(merchant.store.store_id, int(time.time()), who=who)
    page = other.get(f"/admin/enter?token={token}")
    assert other.send("/admin/enter", page, token=token).status_code == 303
    return other


def invited(merchant: Merchant, role: str = "support", name: str = "Jun") -> str:
    """The address of an invitation that the merchant's browser makes."""
    page = merchant.get("/admin/staff")
    made = merchant.send("/admin/staff", page, role=role, name=name)
    assert made.status_code == 200, made.text[:300]
    found = re.search(r'value="http[^"]+(/admin/enter\?token=[^"]+)"', made.text)
    assert found
    return found[1]


def accept(merchant: Merchant, address: str, **fields: str) -> Merchant:
    other = Merchant(merchant.app, merchant.store)
    page = other.get(address)
    other.send("/admin/enter", page, token=address.partition("=")[2], **fields)
    return other


def test_a_change_beyond_ones_role_is_refused_with_who_can_do_it_and_changes_nothing(
    maple: Merchant,
) -> None:
    path = f"/admin/members/{maple.member_id('3')}"
    looking = as_role(maple, "read_only")
    page = looking.get(path)
    fields = {"direction": "give", "points": "5", "reason": "sorry", "command": "c"}
    refused = looking.send(path, page, **fields)
    assert refused.status_code == 403
    assert "It takes the role Support or more" in refused.text
    assert len(maple.entries("3")) == 1
    support = as_role(maple, "support")
    assert support.send(path, support.get(path), **fields).status_code == 303
    assert len(maple.entries("3")) == 2


@pytest.mark.parametrize("role", ROLES[:-1])
def test_no_form_that_a_role_may_not_send_can_be_pressed_and_its_reason_is_beside_it(
    maple: Merchant, role: Role
) -> None:
    person = as_role(maple, role)
    member = f"/admin/members/{maple.member_id('3')}"
    seen = locked = 0
    for path in ("/admin/", member, "/admin/program/tiers/new", "/admin/payments", "/admin/staff"):
        page = person.get(path)
        assert page.status_code == 200
        for form in _FORM.findall(page.text):
            if 'method="post"' not in form:
                continue
            seen += 1
            action = re.search(r'action="([^"]*)"', form)
            target = action[1] if action else path
            if '<fieldset class="lock" disabled>' in form:
                locked += 1
                assert "Ask an owner of the store" in form
                answer = person.send(target, page)
                assert answer.status_code == 403, target
            elif target != "/admin/leave":
                assert person.send(target, page).status_code != 403, target
    assert seen > 5
    assert locked or role == "manager"


def test_an_owner_invites_somebody_by_a_link_that_works_once(maple: Merchant) -> None:
    maple.come_in()
    address = invited(maple)
    jun = accept(maple, address)
    assert jun.get("/admin/staff").text.count("Jun") > 0
    assert jun.send("/admin/payments", jun.get("/admin/staff")).status_code == 403
    again = Merchant(maple.app, maple.store)
    assert again.get(address).status_code == 401


def test_who_asked_to_stay_is_still_signed_in_after_a_week(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    maple.come_in()
    stays, goes = accept(maple, invited(maple), stay="yes"), accept(maple, invited(maple))
    now_s = time.time()
    monkeypatch.setattr(time, "time", lambda: now_s + 7 * 86400)
    assert stays.get("/admin/").status_code == 200
    assert goes.get("/admin/").status_code == 401


def test_somebody_without_shopify_or_the_plugin_makes_a_link_to_come_back_by(
    maple: Merchant,
) -> None:
    maple.come_in()
    jun = accept(maple, invited(maple, role="manager"))
    made = jun.send("/admin/staff/come-back", jun.get("/admin/staff"))
    found = re.search(r'value="http[^"]+(/admin/enter\?token=[^"]+)"', made.text)
    assert found
    later = accept(maple, found[1])
    assert later.get("/admin/").status_code == 200
    people = [one for one in staff.listed(maple.store.store_id).values() if one.name == "Jun"]
    assert [one.role for one in people] == ["manager"]


def test_removing_somebody_ends_their_sessions_at_once_and_their_links(maple: Merchant) -> None:
    maple.come_in()
    jun = accept(maple, invited(maple))
    made = jun.send("/admin/staff/come-back", jun.get("/admin/staff"))
    link = re.search(r'value="http[^"]+(/admin/enter\?token=[^"]+)"', made.text)
    [staff_id] = [n for n, one in staff.listed(maple.store.store_id).items() if one.name == "Jun"]
    done = maple.send(f"/admin/staff/{staff_id}/remove", maple.get("/admin/staff"))
    assert done.status_code == 303
    assert jun.get("/admin/").status_code == 401
    assert link
    assert accept(maple, link[1]).get("/admin/").status_code == 401


def test_lowering_somebody_counts_at_their_next_request(maple: Merchant) -> None:
    maple.come_in()
    jun = accept(maple, invited(maple, role="manager"))
    [staff_id] = [n for n, one in staff.listed(maple.store.store_id).items() if one.name == "Jun"]
    page = jun.get("/admin/payments")
    maple.send(f"/admin/staff/{staff_id}", maple.get("/admin/staff"), role="read_only", name="Jun")
    assert jun.send("/admin/payments", page).status_code == 403


def test_the_last_owner_is_told_why_they_stay_one_beside_the_field(maple: Merchant) -> None:
    maple.come_in()
    page = maple.get("/admin/staff")
    answer = maple.send("/admin/staff/cli-owner", page, role="manager", name="")
    assert (answer.status_code, "A store needs an owner" in answer.text) == (422, True)
    assert maple.send("/admin/staff/cli-owner/remove", page).status_code == 409


def test_a_bad_role_or_name_is_refused_beside_its_field_and_keeps_what_was_typed(
    maple: Merchant,
) -> None:
    maple.come_in()
    page = maple.get("/admin/staff")
    answer = maple.send("/admin/staff", page, role="king", name="x" * 61)
    assert answer.status_code == 422
    assert "Choose one of the roles" in answer.text
    assert "at most 60 characters" in answer.text
    assert "x" * 61 in answer.text
    assert len(staff.listed(maple.store.store_id)) == 1


def test_in_shopify_the_first_is_owner_and_the_second_looks_until_raised(
    tea_house: Merchant,
) -> None:
    first = {"Authorization": f"Bearer {id_token()}"}
    second = {"Authorization": f"Bearer {id_token(sub='43')}"}
    assert tea_house.get("/admin/", **first).status_code == 200
    assert 'class="lock"' in tea_house.get("/admin/payments", **second).text
    staff.change(tea_house.store.store_id, "shopify-43", "manager", "")
    assert 'class="lock"' not in tea_house.get("/admin/payments", **second).text
    staff.remove(tea_house.store.store_id, "shopify-43", 1)
    assert tea_house.get("/admin/", **second).status_code == 401


def test_of_two_owners_who_lower_each_other_at_the_same_time_one_stays(maple: Merchant) -> None:
    store_id = maple.store.store_id
    for name in ("cli-a", "cli-b"):
        staff.arrive(store_id, Arrival(name, "owner"), 1)
    start, refused = threading.Barrier(2), []

    def lower(name: str) -> None:
        start.wait()
        try:
            staff.change(store_id, name, "support", "")
        except Conflict:
            refused.append(name)

    threads = [threading.Thread(target=lower, args=(name,)) for name in ("cli-a", "cli-b")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    roles = sorted(one.role for one in staff.listed(store_id).values())
    assert (roles, len(refused)) == (["owner", "support"], 1)


def test_the_staff_of_one_store_is_nobody_in_another(maple: Merchant, tea_house: Merchant) -> None:
    maple.come_in()
    jun = accept(maple, invited(maple))
    [staff_id] = [n for n, one in staff.listed(maple.store.store_id).items() if one.name == "Jun"]
    tea_house.come_in()
    page = tea_house.get("/admin/staff")
    assert "Jun" not in page.text
    for path in (f"/admin/staff/{staff_id}", f"/admin/staff/{staff_id}/remove"):
        answer = tea_house.send(path, page, role="owner", name="")
        assert answer.status_code == 404
    assert jun.get("/admin/").status_code == 200


def test_a_form_of_the_staff_page_needs_the_sessions_token(maple: Merchant) -> None:
    maple.come_in()
    for path in ("/admin/staff", "/admin/staff/come-back", "/admin/staff/cli-owner/remove"):
        assert maple.browser.post(path, data={"role": "owner"}).status_code == 403
    assert csrf_of(maple.get("/admin/staff"))
