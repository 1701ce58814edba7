"""A whole store is redacted: everything goes, by lists alone, however often it is cut off, and what
is written behind it goes as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import ANY

import pytest

from core.catalogue import ProductFacts
from core.identity import Ledger
from core.ledger import (
    activity,
    api_keys,
    asked,
    attendances,
    awards,
    cases,
    claiming,
    compliance,
    drafts,
    draw_entries,
    drawing,
    due,
    following,
    group_awards,
    groups,
    hook_deliveries,
    hook_endpoints,
    invites,
    jobs,
    links,
    members,
    numbering,
    openings,
    paces,
    people,
    phones,
    programs,
    punctuality,
    ratings,
    receipts,
    redact,
    redemptions,
    referrals,
    reporting,
    sources,
    staff,
    stores,
    survey_answers,
    views,
    vouchers,
    yearly,
)
from core.ledger.activity import ActivityRow
from core.ledger.posting import Books
from core.ledger.redemption_rows import RedemptionRow
from core.ledger.referral_codes import make_code
from core.ledger.table import Row
from core.member import Contact
from core.migrating.planning import Opening
from core.migrating.reading import Person
from core.program.awards import Award
from core.program.defaults import default_document
from core.program.schema import validate
from core.punctuality import Look
from core.referrals import Came
from core.shelf import Shown
from core.snapshot import CustomerRef, OrderDeletion, ProductsSeen, StoreRedacted
from core.staff import Arrival
from functions.ledger_worker.apply import apply
from functions.scheduled.due import run_due
from integrations import access, action_keys, exporting, records, redacting
from tests.support.capacity import measured
from tests.support.operator import Operator
from tests.support.relaying import relay_all
from tests.unit.core.group_worlds import EVENT as GROUP
from tests.unit.core.test_earning_rules import multiplier
from tests.unit.core.test_events_and_surveys import EVENT, SURVEY
from tests.unit.core.worlds import T0, snapshot

NOW_MS = T0 * 1000
GIVEN: dict[str, Any] = {"name": {"en": "Did it"}, "award": {"points": 5}}


def order(store_id: str, who: str | CustomerRef = "3", **fields: Any) -> str:
    """A delivery of a customer by id, with an address."""
    if isinstance(who, str):
        who = CustomerRef(customer_id=who, email=f"{who}@example.com")
    return apply(replace(snapshot(customer=who, **fields), store_id=store_id), NOW_MS, generation=1)


def uninstall(store_id: str) -> None:
    stores.change(store_id, installed=False)


def redaction(store_id: str, at_s: int = T0) -> str:
    return apply(StoreRedacted(store_id, at_s * 1000), at_s * 1000, generation=1)


_OTHERS = ("STAFF#", "ACTIVITY#", "HOOKS", "APIKEY")


def log(ledger: Ledger, store_id: str, what: str, subject: str) -> None:
    activity.note(
        ledger,
        store_id=store_id,
        actor="staff:cli-owner",
        what=what,
        subject=subject,
        at_ms=NOW_MS,
    )


def never(ledger_id: str, redemption_id: str) -> None:
    raise AssertionError("no hold is due")


def left(store_id: str) -> list[tuple[str, str]]:
    """All rows that tell of the ledger but its programs, and of the store but itself and the proof
    that its data went."""
    return sorted(
        (row.pk, row.sk)
        for row in Row.scan(consistent_read=True)
        if (
            (
                row.pk.startswith(
                    (f"L#{store_id}#", "DUE#", "DUEYEARLY#", "GROUPS", "JOBS", *_OTHERS)
                )
                and not row.pk.endswith("#PROGRAM")
            )
            or (row.pk == f"STORE#{store_id}" and row.sk != "STORE")
        )
        and not (isinstance(row, ActivityRow) and row.what.startswith(activity.COMPLIANCE))
    )


@pytest.fixture
def lived(books: Books, store_id: str) -> Books:
    """A ledger with everything in it that there can be: an account, a guest who became one, a
    member who was merged away unseen, a code, an adjustment, due work, sightings, an order that
    came cancelled, one of nobody, one that was gone before it came, a group purchase that paid."""
    order(store_id)
    order(store_id, CustomerRef(email="guest@example.com"), order_id="23")
    order(store_id, "4", order_id="24", state="void", status="cancelled")
    order(store_id, CustomerRef(), order_id="25")
    apply(OrderDeletion(store_id, "26", NOW_MS), NOW_MS, generation=1)
    ledger = books.ledger
    member_id = ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    other = ledger.member_id(store_id, CustomerRef(customer_id="5")) or ""
    people.join(books, ledger.guest_id("guest@example.com"), member_id, "mailed_link", NOW_MS)
    people.join(books, other, member_id, "platform_merge", NOW_MS)
    members.adjust(books, member_id, 100, "for waiting", "c1", NOW_MS)
    document = default_document("USD")
    document["rewards"][0] |= {"stock": 5}
    document["rewards"][1] |= {"id": "tasting", "kind": "experience", "points": 1}
    document["rewards"][2] |= {"id": "cinema", "kind": "voucher", "points": 1}
    prize = {"name": {"en": "Points"}, "count": 1, "award": {"points": 5}}
    days = {"from": "2026-09-01", "until": "2026-09-30"}
    draw = {"id": "spring", "name": {"en": "Spring"}, "cost": 1, **days, "prizes": [prize]}
    document["actions"] = [
        {"id": "post", "kind": "tagged_post", "approval": True, "limit_total": 9, **GIVEN},
        {"id": "survey", "kind": "survey", **GIVEN},
    ]
    document["events"] = [{**EVENT, "tiers": None, "at": "2099-01-01T19:00"}]
    document["surveys"] = [SURVEY]
    document["groups"] = [GROUP | {"target": {"units": 1}, "match": {}}]
    document["earning"]["multipliers"] = [multiplier("double", "2", cap_total=9)]
    document["draws"] = [draw]
    document["channels"] = [{"id": "cafe", "name": {"en": "Cafe"}, "award": {"points": 5}}]
    programs.publish(ledger, validate(document), "test", 0)
    order(store_id, order_id="27")
    vouchers.add(ledger, "cinema", ["A-1", "B-2"])
    offered = Books(ledger, programs.programs(ledger), books.tz)
    order(store_id, order_id="27")
    following.follow(offered, store_id, "27", NOW_MS)
    group_awards.organise(offered, "rice", member_id, store_id)
    groups.look(offered, "rice", NOW_MS, lambda: False)
    contact = Contact({store_id: "3"}, "3@example.com")
    held, *_ = (
        redemptions.hold(
            offered,
            member_id,
            contact,
            offered.programs.newest.reward(name),
            name,
            store_id,
            NOW_MS,
        )
        for name in ("off-small", "tasting", "cinema")
    )
    redemptions.issued(ledger, held)
    wish, why = Award(points=1, draw_id="spring", entries=2), {"reason": "award", "rule": "r"}
    awards.bring(offered, member_id, "r:1", wish, "r", why, store_id, NOW_MS)
    draw_entries.enter(offered, member_id, contact, "spring", 1, "k", NOW_MS)
    drawing.carry_on(offered, "spring", T0 + 20 * 86_400, lambda what, said: None)
    newest = offered.programs.newest
    attendances.answer(offered, newest.event("tasting"), member_id, NOW_MS, coming=True)
    survey_answers.answer(
        *(offered, newest.survey("taste"), member_id, {"tea": "oolong"}, store_id, NOW_MS),
        consent=True,
    )
    receipts.award(offered, store_id, offered.member(member_id), "A-1", 100, NOW_MS, contact)
    post, survey = newest.actions
    told = {"link": "https://social.example/p/1"}
    claiming.claim(offered, member_id, post, "k", contact, store_id, told, NOW_MS)
    for key in ("open", "closed"):
        question = (key, "27", "Where are they?", contact, NOW_MS)
        case = cases.open_one(offered, member_id, store_id, *question, asked=True)
    cases.close(offered, case.ref, "Here.", NOW_MS)
    reporting.report(offered, store_id, "3", survey, "answer-1", NOW_MS)
    ratings.rate(offered, redemptions.find(ledger, held.redemption_id), 5, NOW_MS)
    phones.vouch(offered, member_id, "886912345678", NOW_MS)
    views.agree(offered, member_id, store_id, NOW_MS)
    views.look(offered, member_id, store_id, ["10"], NOW_MS)
    yearly.tell_birthday(offered, member_id, "03-05", store_id, NOW_MS, contact=contact)
    action_keys.exchange(stores.get(store_id), T0)
    staff.arrive(store_id, Arrival("cli-owner", "owner", "Mei"), NOW_MS)
    log(ledger, store_id, "members.adjust", member_id)
    drafts.change(ledger, lambda document: {**document, "rewards": []}, T0)
    make_code(books, member_id)
    old = Person((2,), customer_id="3", reason="from the shop next door")
    openings.bring(offered, store_id, "i1", Opening(old, 50, (("", 50),)), NOW_MS)
    friend = books.member(ledger.member_id(store_id, CustomerRef(customer_id="6")) or "")
    referrals.note(books, Came(friend.member_id, member_id, store_id, T0, "code"), friend)
    cafe = offered.programs.channel("cafe")
    assert cafe is not None
    sources.join(offered, member_id, cafe, store_id, contact, NOW_MS)
    api_keys.create(store_id, "Till", ["members:read"], T0)
    asked.claim(ledger, store_id, "k", "content", T0)
    hook = hook_endpoints.add(ledger, store_id, "https://x.example/", ["points.changed"], T0)
    about = {"member": member_id, "entry": 1}
    told_of = hook_deliveries.Delivery(hook.endpoint_id, "msg_1", "points.changed", NOW_MS, about)
    hook_deliveries.save(ledger, told_of)
    due.register_hook(ledger, hook.endpoint_id, 1, told_of.line, T0 + 300)
    gone = hook_endpoints.add(ledger, store_id, "https://y.example/", ["points.changed"], T0)
    hook_deliveries.save(ledger, replace(told_of, endpoint_id=gone.endpoint_id))
    hook_endpoints.remove(ledger, store_id, gone.endpoint_id, T0)
    jobs.start(ledger, store_id, "import", {}, "staff:1", NOW_MS)
    compliance.came(ledger, store_id, "data_request", member_id, NOW_MS)
    stores.note_health(store_id, "data_request", member_id, T0)
    stores.note_swept(store_id, T0)
    punctuality.note(store_id, Look(T0 - 3600, T0, 1, 0, 4, NOW_MS))
    stores.note_products_read(store_id, T0)
    bag = ProductFacts(
        "10", T0, frozenset({"collection:bags"}), shown=Shown("A bag", "/bag", (("21", "Bags"),))
    )
    apply(ProductsSeen(store_id, (bag,), NOW_MS), NOW_MS, generation=1)
    relay_all()
    numbering.catch_up(offered, NOW_MS, lambda: False)
    moved = ledger.member_id(store_id, CustomerRef(customer_id="4")) or ""
    numbering.note_moved(ledger, {moved: 1})
    return books


def test_a_members_file_tells_all_that_is_kept_about_them(lived: Books, store_id: str) -> None:
    books = access.books_of(stores.get(store_id, fresh=True))
    person = CustomerRef(customer_id="3", email="3@example.com")
    made = exporting.file(books, store_id, person, NOW_MS)
    json.dumps(made)
    [told] = made["members"]  # the guest under that address was never seen
    assert told["member"]["contact"] == {"customers": {store_id: "3"}, "email": "3@example.com"}
    assert (told["birthday"], told["channel"]) == ("03-05", "cafe")
    assert told["surveys"] == {"taste": {"tea": "oolong"}}
    assert told["events"] == {"tasting": "coming"}
    assert {one["reward_id"] for one in told["redemptions"]} == {"off-small", "tasting", "cinema"}
    assert {one["order_id"] for one in told["orders"]} >= {"22", "23", "27"}
    assert told["awards"]
    assert told["draws"]["spring"]
    assert told["group_purchases"]["rice"]
    assert {one.get("message") for one in told["notes"]} >= {"Where are they?"}
    assert any(one.get("answer") == "Here." for one in told["notes"])
    assert any("social.example" in json.dumps(one) for one in told["notes"])
    assert any(one["why"].get("note") == "for waiting" for one in told["entries"])
    assert told["viewed"] == {store_id: ANY}
    assert list(told["ratings"].values()) == [5]
    assert told["phones_verified_at_s"] == [T0]
    assert told["referral_code"]
    assert len(told["friends"]) == 1
    sums = sum(one["points"] for one in told["entries"] if one["id"][:8] == made_by(told))
    state = told["member"]
    assert sums == state.get("available", 0) - state.get("debt", 0)
    guest = CustomerRef(email="guest@example.com")
    assert exporting.file(books, store_id, guest, NOW_MS)["members"] == [told], "who was joined"
    assert exporting.file_of(books, told["member"]["member_id"], NOW_MS) == made
    people.erase(books, told["member"]["member_id"], NOW_MS)
    after = json.dumps(exporting.file(books, store_id, person, NOW_MS))
    for gone in ("example.com", "oolong", "03-05", "Where are", "for waiting", "social"):
        assert gone not in after


def made_by(told: dict[str, Any]) -> str:
    """What the entries of a member's own are named by."""
    return str(told["member"]["member_id"][:8])


def test_nothing_is_left_of_a_redacted_store(lived: Books, store_id: str) -> None:
    assert len(left(store_id)) > 20
    uninstall(store_id)
    with measured() as usage:
        assert redaction(store_id) == "redacted"
    assert {"Query", "BatchWriteItem"} <= set(usage.calls)
    assert "Scan" not in usage.calls
    assert left(store_id) == []
    assert programs.versions(lived.ledger), "they hold nothing personal, and a reinstall keeps them"


def test_what_proves_that_data_went_outlives_them(lived: Books, store_id: str) -> None:
    uninstall(store_id)
    redaction(store_id)
    kept = activity.page(lived.ledger, store_id, limit=9).lines
    assert [one.what for one in kept] == ["compliance.shop_redact"]
    asked = compliance.listing(store_id, 9)
    assert {(one.what, bool(one.done_at_ms)) for one in asked} == {
        ("shop_redact", True),
        ("data_request", False),
    }
    [record] = records.redactions(store_id)
    assert (record.store_id, record.whole_ledger) == (store_id, True)


def test_the_kinds_of_rows_that_the_test_above_deletes_are_all_there_are(
    lived: Books, store_id: str
) -> None:
    """A new kind of row must be made there as well, or be none of a ledger's."""
    links.create(store_id, T0)
    links.create(store_id, T0, who=Arrival("cli-mei", "support"))
    invites.begin(invites.create(T0), "https://shop.example", T0)
    paces.share("key", T0, "container", 1)
    kinds = {type(row) for row in Row.scan(consistent_read=True)}
    every = {one for one in Row.__subclasses__() if one.__module__.startswith("core.ledger")}
    assert every == kinds


def test_a_late_delivery_of_a_redacted_store_changes_nothing(lived: Books, store_id: str) -> None:
    uninstall(store_id)
    redaction(store_id)
    assert order(store_id, order_id="25") == "fenced"
    assert left(store_id) == []


@pytest.mark.parametrize("breaks_after", [0, 7])
def test_a_redaction_that_was_cut_off_goes_on_when_it_comes_again(
    lived: Books, store_id: str, monkeypatch: pytest.MonkeyPatch, breaks_after: int
) -> None:
    uninstall(store_id)
    calls = 0
    delete = redact._delete

    def break_down(wanted: Any) -> None:
        nonlocal calls
        for key in sorted(wanted):
            calls += 1
            if calls > breaks_after:
                raise TimeoutError
            delete([key])

    with monkeypatch.context() as broken:
        broken.setattr(redact, "_delete", break_down)
        with pytest.raises(TimeoutError):
            redaction(store_id)
    redaction(store_id)
    assert left(store_id) == []


def test_what_does_not_fit_into_a_deliverys_time_is_done_by_the_clock(
    lived: Books, store_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uninstall(store_id)
    monkeypatch.setattr("functions.ledger_worker.leaving._REDACTION_S", -1.0)
    assert redaction(store_id) == "to be continued"
    assert left(store_id)
    run_due(T0 + 2 * redacting.SECOND_PASS_S, never)
    assert left(store_id) == []


def stale(store_id: str) -> Callable[[], None]:
    """Puts the store as this process knows it now back into its cache."""
    stores.get(store_id, fresh=True)
    seen = dict(stores._cached)
    return lambda: stores._cached.update(seen)


def test_what_a_worker_with_an_old_cache_writes_behind_it_goes_with_the_second_pass(
    lived: Books, store_id: str
) -> None:
    remember = stale(store_id)
    uninstall(store_id)
    redaction(store_id)
    remember()
    assert order(store_id, "6", order_id="26") == "posted"
    remember()
    relay_all()
    assert left(store_id)
    run_due(T0 + redacting.SECOND_PASS_S - 1, never)
    assert left(store_id)
    run_due(T0 + redacting.SECOND_PASS_S, never)
    assert left(store_id) == []


def test_what_was_written_behind_it_is_forgotten_by_a_relay_that_comes_later_still(
    lived: Books, store_id: str
) -> None:
    remember = stale(store_id)
    uninstall(store_id)
    redaction(store_id)
    remember()
    assert order(store_id, "6", order_id="26") == "posted"
    stores._cached.clear()
    relay_all()
    assert left(store_id) == []


def test_the_passes_to_come_touch_nothing_of_a_store_that_was_installed_again(
    operator: Operator, lived: Books, store_id: str
) -> None:
    uninstall(store_id)
    redaction(store_id)
    operator.connect_unchecked()
    at_s = T0 + redacting.LAST_PASS_S
    event = replace(snapshot(stamp_s=at_s, placed_at_s=at_s), store_id=store_id)
    assert apply(event, at_s * 1000, generation=2) == "posted"
    relay_all()
    before = [key for key in left(store_id) if key[0].startswith("L#")]
    run_due(at_s, never)
    assert [key for key in left(store_id) if key[0].startswith("L#")] == before
    assert not list(due.redactions_at(at_s))


@pytest.fixture
def joined(operator: Operator, lived: Books, store_id: str) -> str:
    """A second store that shares the first one's ledger; its id."""
    second = operator.connect_unchecked("https://second.example")
    stores.change(second, ledger_id=store_id)
    # One customer of both, by a proven address; one of the second alone; a guest of each.
    order(second, "70", order_id="1")
    both = lived.ledger.member_id(second, CustomerRef(customer_id="70")) or ""
    first = lived.ledger.member_id(store_id, CustomerRef(customer_id="3")) or ""
    people.join(lived, both, first, "mailed_link", NOW_MS)
    order(second, "71", order_id="2")
    order(second, CustomerRef(email="second@example.com"), order_id="3")
    order(store_id, CustomerRef(email="first@example.com"), order_id="3")
    relay_all()
    return second


def contacts(books: Books) -> list[Contact]:
    ids, _ = members.list_member_ids(books.ledger, limit=100)
    found = [one.contact for one in members.states(books.ledger, ids)]
    return sorted((one for one in found if one != Contact()), key=lambda one: str(one.email))


def test_one_of_two_stores_takes_along_whom_the_ledger_knows_through_it_alone(
    lived: Books, store_id: str, joined: str
) -> None:
    before = contacts(lived)
    assert [sorted(one.customers) for one in before] == [
        sorted([store_id, joined]),
        [joined],
        [],
        [],
    ]
    uninstall(joined)
    assert redaction(joined) == "redacted"
    assert contacts(lived) == [
        replace(before[0], customers={store_id: "3"}),
        next(one for one in before if one.email == "first@example.com"),
    ]
    gone = members.find_member_id(lived.ledger, joined, "71")
    assert members.view(lived, gone, T0).member.available == 0
    kept = members.find_member_id(lived.ledger, store_id, "3")
    assert members.view(lived, kept, T0).member.available > 0


def test_the_first_of_two_stores_leaves_the_other_its_members(
    lived: Books, store_id: str, joined: str
) -> None:
    uninstall(store_id)
    assert redaction(store_id) == "redacted"
    assert [one.email for one in contacts(lived)] == [
        "3@example.com",
        "71@example.com",
        "second@example.com",
    ]
    assert all(set(one.customers) <= {joined} for one in contacts(lived))


def test_the_last_of_two_stores_empties_the_ledger(
    lived: Books, store_id: str, joined: str
) -> None:
    for one in (store_id, joined):
        uninstall(one)
        redaction(one)
    assert left(store_id) == []


def test_what_a_store_had_before_it_joined_a_wallet_goes_with_it_also_without_a_sweep(
    operator: Operator, lived: Books, store_id: str
) -> None:
    second = operator.connect_unchecked("https://second.example")
    stores.join(stores.get(store_id, fresh=True), second)
    uninstall(store_id)
    assert redaction(store_id) == "redacted"
    run_due(T0 + 2 * redacting.SECOND_PASS_S, never)
    of_ledger = [key for key in left(store_id) if key[0].startswith(f"L#{store_id}#")]
    assert of_ledger == []


def test_the_rows_of_other_ledgers_stay(operator: Operator, lived: Books, store_id: str) -> None:
    other = operator.connect_unchecked("https://other.example")
    order(other)
    relay_all()
    before = left(other)
    uninstall(store_id)
    redaction(store_id)
    of_other = [key for key in before if not key[1].startswith(f"member#{store_id}")]
    assert [key for key in left(other) if key[0].startswith("L#")] == [
        key for key in of_other if key[0].startswith("L#")
    ]
    books = access.books_of(stores.get(other, fresh=True))
    assert members.view(books, members.find_member_id(books.ledger, other, "3"), T0).known


def test_a_codes_due_work_goes_with_the_code(lived: Books, store_id: str) -> None:
    made = [row for row in Row.scan() if isinstance(row, RedemptionRow)]
    (code,) = [row for row in made if row.reward_kind == "fixed"]
    names = [row.name for row in Row.scan() if isinstance(row, due.DueRow)]
    assert names.count(code.redemption_id) == 2  # its hold, and its end
    uninstall(store_id)
    redaction(store_id)
    assert not [row for row in Row.scan() if isinstance(row, due.DueRow) and row.work != "redact"]
