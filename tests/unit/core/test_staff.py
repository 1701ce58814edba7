"""Who works on a store's page, and what each role may do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import staff
from core.errors import BadInput, Conflict, Forbidden, NotFound, RegularsError
from core.staff import RIGHTS, ROLES, Arrival, Member

MEI = Arrival("shopify-1")
JUN = Arrival("shopify-2")
OPERATOR = Arrival("cli-owner", "owner")
ADMIN = Arrival("wp-7", "owner", "Ada", granted="owner")


def test_each_role_may_do_all_that_a_lesser_one_may() -> None:
    for right in RIGHTS:
        allowed = [staff.may(role, right) for role in ROLES]
        assert allowed == sorted(allowed)
        assert staff.may("owner", right)


def test_support_answers_members_and_a_manager_sets_the_program() -> None:
    assert [one for one in RIGHTS if staff.may("read_only", one)] == ["look"]
    assert [one for one in RIGHTS if staff.may("support", one)] == ["look", "members"]
    only_owners = {one for one in RIGHTS if not staff.may("manager", one)}
    assert only_owners == {"stores", "staff", "developers"}


def test_the_first_who_opens_the_app_in_shopify_is_owner_and_later_ones_look() -> None:
    people = staff.arrive(staff.arrive({}, MEI, 1), JUN, 2)
    assert [people[one].role for one in ("shopify-1", "shopify-2")] == ["owner", "read_only"]


def test_an_operator_who_came_first_leaves_shopifys_first_the_owner() -> None:
    people = staff.arrive(staff.arrive({}, OPERATOR, 1), MEI, 2)
    assert people["shopify-1"].role == "owner"


def test_who_comes_again_is_who_they_were_and_nothing_is_written() -> None:
    people = staff.arrive(staff.arrive({}, MEI, 1), JUN, 2)
    people = staff.change(people, "shopify-2", "support", "Jun")
    assert staff.arrive(people, JUN, 9) == people


def test_who_was_removed_does_not_come_in_by_their_own_door_until_let_in() -> None:
    people = staff.remove(staff.arrive(staff.arrive({}, MEI, 1), JUN, 2), "shopify-2", 3)
    with pytest.raises(Forbidden):
        staff.arrive(people, JUN, 4)
    people = staff.change(people, "shopify-2", "read_only", "")
    assert staff.arrive(people, JUN, 5)["shopify-2"].active


def test_removing_somebody_ends_the_sessions_they_have_for_good() -> None:
    people = staff.arrive(staff.arrive({}, MEI, 5), JUN, 5)
    after = staff.change(staff.remove(people, "shopify-2", 5), "shopify-2", "read_only", "")
    assert after["shopify-2"].epoch > people["shopify-2"].epoch


def test_the_last_owner_is_neither_removed_nor_lowered() -> None:
    people = staff.arrive(staff.arrive({}, MEI, 1), JUN, 2)
    with pytest.raises(Conflict, match="needs an owner"):
        staff.remove(people, "shopify-1", 3)
    with pytest.raises(Conflict, match="needs an owner"):
        staff.change(people, "shopify-1", "manager", "")
    two = staff.change(people, "shopify-2", "owner", "")
    assert staff.change(two, "shopify-1", "support", "")["shopify-1"].role == "support"


def test_an_owner_who_was_only_invited_is_none_yet() -> None:
    people = staff.invite(staff.arrive({}, MEI, 1), "guest-a", "owner", "Lin", 2)
    with pytest.raises(Conflict):
        staff.remove(people, "shopify-1", 3)


def test_an_invitation_lets_its_guest_in_until_it_is_taken_back() -> None:
    guest = Arrival("guest-a", "manager", "Lin", invited=True)
    people = staff.invite(staff.arrive({}, MEI, 1), "guest-a", "manager", "Lin", 2)
    assert staff.arrive(people, guest, 3)["guest-a"].active
    for gone in (staff.arrive({}, MEI, 1), staff.remove(people, "guest-a", 3)):
        with pytest.raises(Forbidden):
            staff.arrive(gone, guest, 4)


def test_a_link_of_ones_own_brings_nobody_back_whom_an_owner_removed() -> None:
    people = staff.arrive(staff.arrive({}, OPERATOR, 1), MEI, 2)
    people = staff.remove(people, "cli-owner", 3)
    with pytest.raises(Forbidden):
        staff.arrive(people, Arrival("cli-owner", "owner", invited=True), 4)
    assert staff.arrive(people, OPERATOR, 5)["cli-owner"].active, "AWS credentials outrank the list"


def test_who_lost_rights_in_wordpress_has_no_more_than_it_left_them() -> None:
    people = staff.arrive(staff.arrive({}, OPERATOR, 1), ADMIN, 2)
    lowered = Arrival("wp-7", "manager", "Ada", granted="manager")
    assert staff.arrive(people, lowered, 3)["wp-7"].role == "manager"


def test_what_an_owner_gave_a_shop_manager_is_kept_when_they_come_again() -> None:
    manager = Arrival("wp-8", "manager", granted="manager")
    people = staff.arrive(staff.arrive({}, ADMIN, 1), manager, 2)
    people = staff.change(people, "wp-8", "owner", "")
    assert staff.arrive(people, manager, 3)["wp-8"].role == "owner"


def test_a_full_list_gives_way_where_nobody_loses_anything_else_it_says_so() -> None:
    full = {f"shopify-{n}": Member(f"shopify-{n}", "read_only", at_ms=n) for n in range(staff.MOST)}
    after = staff.arrive(full, Arrival("shopify-9999"), 9)
    assert (len(after), "shopify-0" in after) == (staff.MOST, False)
    invited = {name.replace("shopify", "guest"): one for name, one in full.items()}
    invited = {name: replace(one, staff_id=name) for name, one in invited.items()}
    with pytest.raises(Conflict):  # they have no other door
        staff.arrive(invited, Arrival("shopify-9999"), 9)
    busy = {name: Member(name, "support") for name in full}
    with pytest.raises(Conflict):
        staff.invite(busy, "guest-a", "support", "", 1)


def test_names_and_roles_say_what_is_wrong_with_them() -> None:
    people = staff.arrive({}, MEI, 1)
    with pytest.raises(BadInput):
        staff.change(people, "shopify-1", "owner", "x" * 61)
    with pytest.raises(BadInput):
        staff.role_of("king")
    with pytest.raises(NotFound):
        staff.remove(people, "shopify-3", 1)
    with pytest.raises(BadInput):
        staff.arrive({}, Arrival("shopify-<b>"), 1)


IDS = st.sampled_from(["shopify-1", "shopify-2", "wp-7", "cli-owner", "guest-a"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["arrive", "invite", "change", "remove"]), IDS, st.sampled_from(ROLES)
    ),
    max_size=30,
)


@given(STEPS)
def test_a_store_that_has_had_an_owner_has_one_whatever_happens(
    steps: list[tuple[str, str, staff.Role]],
) -> None:
    people: dict[str, Member] = {}
    had = False
    for now_ms, (verb, who, role) in enumerate(steps, 1):
        before = dict(people)
        try:
            if verb == "arrive" and who != "cli-owner":
                people = staff.arrive(people, Arrival(who, role, granted=role), now_ms)
            elif verb == "invite":
                people = staff.invite(people, f"guest-{now_ms}", role, "", now_ms)
            elif verb == "change":
                people = staff.change(people, who, role, "")
            elif verb == "remove":
                people = staff.remove(people, who, now_ms)
        except RegularsError:
            assert people == before
        owners = [one for one in people.values() if one.active and one.role == "owner"]
        had = had or bool(owners)
        assert not had or owners
        assert all(people[name].epoch >= one.epoch for name, one in before.items())
