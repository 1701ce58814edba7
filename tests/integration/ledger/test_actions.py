"""What members earn besides buying, as the ledger keeps it: once, within its limits, through merges
and erasures."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from core.errors import ActionClosed, BadInput, Conflict, KeyReused, NotFound
from core.explain import names_of
from core.identity import Ledger
from core.ledger import (
    claiming,
    following,
    keys,
    members,
    memos,
    people,
    performing,
    programs,
    raw,
    reporting,
    seeing,
    yearly,
    yearly_rows,
)
from core.ledger.claiming import Claim
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.reconcile import reconcile
from core.ledger.verify import verify
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef, CustomerSeen
from functions.scheduled.due import run_due
from tests.unit.core.worlds import T0, snapshot

STORE = "woo-0123456789ab"
NOW_MS = T0 * 1000  # 2026-09-21 in Taipei
DAY_S = 86_400
KEY = b"master key of the tests"
CONTACT = Contact({STORE: "3"}, "jia@example.com")


def row(kind: str, action_id: str = "", **fields: Any) -> dict[str, Any]:
    made = {"id": action_id or kind.replace("_", "-"), "name": {"en": kind}, "kind": kind}
    return made | {"award": {"points": 50}} | fields


def offer(books: Books, *rows: dict[str, Any], at_s: int = 0) -> Books:
    document = validate(default_document("USD") | {"actions": list(rows)})
    programs.publish(books.ledger, document, "test", at_s)
    programs._cached.clear()
    return Books(books.ledger, programs.programs(books.ledger), books.tz)


def member_of(ledger: Ledger, customer_id: str = "3") -> str:
    return ledger.member_id(STORE, CustomerRef(customer_id=customer_id)) or ""


def points(books: Books, member_id: str) -> int:
    return books.living(books.member(member_id)).available


def claim(
    books: Books, action_id: str, key: str = "k1", at_ms: int = NOW_MS, who: str = "", **link: str
) -> Claim:
    action = books.programs.newest.action(action_id)
    member_id = who or member_of(books.ledger)
    return claiming.claim(books, member_id, action, key, CONTACT, STORE, link, at_ms)


def report(books: Books, action_id: str, customer: str = "3", key: str = "k1") -> Any:
    action = books.programs.newest.action(action_id)
    return reporting.report(books, STORE, customer, action, key, NOW_MS)


def texts(books: Books, member_id: str) -> list[str]:
    page, _ = members.entries(books.ledger, member_id, books.programs.newest, limit=100)
    assert names_of(books.programs.newest)
    return [one["why"]["text"]["en"] for one in page]


def seen(customer_id: str = "3", **fields: Any) -> CustomerSeen:
    who = CustomerRef(customer_id=customer_id, email="jia@example.com")
    return replace(CustomerSeen(STORE, who, False, NOW_MS), **fields)


# What shoppers say themselves


def test_a_review_is_claimed_once_a_day_and_the_same_key_is_the_same_claim(books: Books) -> None:
    books = offer(books, row("review"))
    first = claim(books, "review")
    assert (first.status, claim(books, "review")) == ("given", first)
    with pytest.raises(ActionClosed) as refused:
        claim(books, "review", "k2")
    assert refused.value.details["again_on"] == "2026-09-22"
    claim(books, "review", "k3", NOW_MS + DAY_S * 1000)
    assert points(books, member_of(books.ledger)) == 100
    assert texts(books, member_of(books.ledger))[0] == "review: 50 points."
    assert books.member(member_of(books.ledger)).counted("did") == 2
    assert verify(master_key=KEY).mismatches == []


def test_a_key_that_was_used_for_another_action_is_refused(books: Books) -> None:
    books = offer(books, row("review"), row("social_share", approval=True))
    claim(books, "review", "k1")
    claim(books, "social-share", "k2")
    for action_id, key in (("social-share", "k1"), ("review", "k2")):
        with pytest.raises(KeyReused):
            claim(books, action_id, key)


def test_many_at_once_get_no_more_than_the_limit_of_one_and_the_total_of_all(books: Books) -> None:
    books = offer(books, row("review", limit={"times": 2, "per": "day"}, limit_total=3))

    def attempt(number: int) -> bool:
        who = member_of(books.ledger, str(3 + number % 2))
        try:
            claim(books, "review", f"k{number}", who=who)
        except ActionClosed:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(attempt, range(12)))
    assert sum(given) == 3
    both = [points(books, member_of(books.ledger, one)) for one in ("3", "4")]
    assert sorted(both) == [50, 100]
    assert verify(master_key=KEY).mismatches == []


def test_a_post_waits_for_the_merchant_who_approves_it_once(books: Books) -> None:
    books = offer(books, row("tagged_post", approval=True))
    made = claim(books, "tagged-post", link="https://social.example/p/1", handle="@jia")
    assert (made.status, points(books, made.member_id)) == ("waiting", 0)
    assert [one.link for one in claiming.waiting(books.ledger)] == ["https://social.example/p/1"]
    for _ in range(2):
        assert claiming.approve(books, made.ref, NOW_MS).status == "given"
    assert points(books, made.member_id) == 50
    assert claiming.waiting(books.ledger) == []
    assert claim(books, "tagged-post").status == "given", "asking again tells what became of it"
    with pytest.raises(Conflict):
        claiming.refuse(books, made.ref, "too late")


def test_a_refused_post_tells_why_and_another_one_may_be_claimed(books: Books) -> None:
    books = offer(books, row("tagged_post", approval=True, limit_total=1))
    made = claim(books, "tagged-post")
    with pytest.raises(ActionClosed):
        claim(books, "tagged-post", "k2")
    for _ in range(2):
        claiming.refuse(books, made.ref, "It does not show our shop.")
    assert points(books, made.member_id) == 0
    with pytest.raises(Conflict):
        claiming.approve(books, made.ref, NOW_MS)
    [told] = claiming.of_member(books.ledger, made.member_id)
    assert (told.status, told.reason) == ("refused", "It does not show our shop.")
    assert claim(books, "tagged-post", "k2").status == "waiting"


def test_approving_and_refusing_at_once_comes_to_one_of_both(books: Books) -> None:
    books = offer(books, row("tagged_post", approval=True))
    made = claim(books, "tagged-post")

    def decide(number: int) -> str:
        try:
            if number % 2:
                return claiming.approve(books, made.ref, NOW_MS).status
            return claiming.refuse(books, made.ref, "no").status
        except Conflict:
            return "late"

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(decide, range(6)))
    assert len(found - {"late"}) == 1
    assert points(books, made.member_id) == (50 if "given" in found else 0)
    assert verify(master_key=KEY).mismatches == []


def test_the_rules_of_a_claim_are_those_under_which_it_was_made(books: Books) -> None:
    books = offer(books, row("tagged_post", approval=True))
    made = claim(books, "tagged-post")
    books = offer(books, row("survey"))
    claiming.approve(books, made.ref, NOW_MS)
    assert points(books, made.member_id) == 50


def test_nobody_can_fill_the_merchants_list(books: Books) -> None:
    books = offer(books, row("review", approval=True, limit={"times": 99, "per": "day"}))
    for number in range(claiming.MOST_WAITING):
        claim(books, "review", f"k{number}")
    with pytest.raises(ActionClosed, match="looked at"):
        claim(books, "review", "k99")


def test_old_claims_are_forgotten_and_what_was_given_is_not_given_again(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "_KEPT", 2)
    books = offer(books, row("review", approval=True))
    for number in range(6):
        made = claim(books, "review", f"k{number}", NOW_MS + number * DAY_S * 1000)
        claiming.approve(books, made.ref, NOW_MS)
    assert len(claiming.of_member(books.ledger, member_of(books.ledger))) == 3
    assert claim(books, "review", "k0").status == "given"
    assert points(books, member_of(books.ledger)) == 300


@pytest.mark.parametrize("ref", ["", "x", "x.y", "a#b.c", "MEMBER.", "é.x", "a" * 99 + ".b"])
def test_a_claim_that_there_is_not_is_not_found(books: Books, ref: str) -> None:
    with pytest.raises(NotFound):
        claiming.approve(books, ref, NOW_MS)


# What the store's own webhooks tell


def test_signing_up_gives_points_at_once_and_once(books: Books) -> None:
    books = offer(books, row("signup", award={"points": 20}))
    member_id = member_of(books.ledger)
    for _ in range(3):
        seeing.customer_seen(books, member_id, seen(joined_at_s=T0), NOW_MS)
    assert points(books, member_id) == 20
    assert books.member(member_id).contact == CONTACT


def test_signing_up_may_give_a_code_instead(books: Books) -> None:
    books = offer(books, row("signup", award={"reward": "off-small"}))
    member_id = member_of(books.ledger)
    seeing.customer_seen(books, member_id, seen(joined_at_s=T0), NOW_MS)
    member = books.member(member_id)
    assert (member.available, len(member.recent)) == (0, 1)


def test_who_joined_before_the_rule_or_without_an_account_has_not_signed_up(books: Books) -> None:
    books = offer(books, row("signup"), at_s=T0 - DAY_S)
    member_id = member_of(books.ledger)
    seeing.customer_seen(books, member_id, seen(joined_at_s=T0 - 2 * DAY_S), NOW_MS)
    seeing.customer_seen(books, member_id, seen(), NOW_MS)
    assert books.member(member_id).version == 0


def test_two_accounts_of_one_person_sign_up_once_after_they_are_joined(books: Books) -> None:
    books = offer(books, row("signup"))
    one, other = (member_of(books.ledger, number) for number in ("3", "4"))
    seeing.customer_seen(books, one, seen(joined_at_s=T0), NOW_MS)
    people.join(books, one, other, "platform_merge", NOW_MS)
    seeing.customer_seen(books, other, seen("4", joined_at_s=T0), NOW_MS)
    seeing.customer_seen(books, one, seen(joined_at_s=T0), NOW_MS)
    assert points(books, other) == 50
    assert verify(master_key=KEY).mismatches == []


def test_a_guest_who_becomes_an_account_signs_up_once_and_keeps_what_they_have(
    books: Books,
) -> None:
    books = offer(books, row("signup"), row("survey"))
    report(books, "survey", "jia@example.com")
    guest, account = books.ledger.guest_id("jia@example.com"), member_of(books.ledger)
    seeing.customer_seen(books, account, seen(joined_at_s=T0), NOW_MS)
    people.join(books, guest, account, "mailed_link", NOW_MS)
    assert points(books, account) == 100
    assert performing.done_by(books.ledger, account).keys() == {"signup", "survey"}
    assert performing.done_by(books.ledger, guest) == {}


def test_a_shopper_who_was_known_before_the_rule_cannot_sign_up(books: Books) -> None:
    old, new = (member_of(books.ledger, number) for number in ("3", "4"))
    members.adjust(books, old, 5, "hello", "c1", NOW_MS)
    books = offer(books, row("signup"), at_s=T0 + 1)
    action = books.programs.newest.action("signup")
    with pytest.raises(ActionClosed, match="new members"):
        seeing.sign_up(books, old, action, STORE, CONTACT, NOW_MS + 60_000)
    for _ in range(2):
        seeing.sign_up(books, new, action, STORE, Contact({STORE: "4"}), NOW_MS + 60_000)
    assert (points(books, old), points(books, new)) == (5, 50)


def test_subscribing_unsubscribing_and_subscribing_again_earns_once(books: Books) -> None:
    books = offer(books, row("newsletter"))
    member_id = member_of(books.ledger)
    for at_s in (T0, None, T0 + DAY_S, None, T0 + 500 * DAY_S):
        seeing.customer_seen(books, member_id, seen(subscribed_at_s=at_s), NOW_MS)
    assert points(books, member_id) == 50


def test_consent_from_before_the_rule_earns_nothing(books: Books) -> None:
    books = offer(books, row("newsletter"), at_s=T0)
    member_id = member_of(books.ledger)
    seeing.customer_seen(books, member_id, seen(subscribed_at_s=T0 - 1), NOW_MS + 1000)
    assert books.member(member_id).version == 0


# What the merchant's own systems report


def test_a_report_gives_once_for_each_key_and_answers_the_same(books: Books) -> None:
    books = offer(books, row("custom", limit={"times": 1, "per": "ever"}))
    first = report(books, "custom")
    assert report(books, "custom") == first
    assert points(books, member_of(books.ledger)) == 50
    with pytest.raises(ActionClosed):
        report(books, "custom", key="k2")


def test_a_key_of_another_customer_or_action_is_refused(books: Books) -> None:
    books = offer(books, row("custom"), row("survey"))
    report(books, "custom")
    for action_id, customer in (("custom", "4"), ("survey", "3"), ("custom", "jia@example.com")):
        with pytest.raises(KeyReused):
            report(books, action_id, customer)


def test_one_key_used_for_two_customers_at_once_gives_to_one(books: Books) -> None:
    books = offer(books, row("custom"))

    def attempt(number: int) -> str:
        try:
            return str(report(books, "custom", str(3 + number)).member_id)
        except KeyReused:
            return ""

    with ThreadPoolExecutor(4) as pool:
        given = [one for one in pool.map(attempt, range(4)) if one]
    assert len(given) == 1
    every = [points(books, member_of(books.ledger, str(3 + n))) for n in range(4)]
    assert sum(every) == 50


def test_an_address_finds_the_account_that_has_it_else_a_guest(books: Books) -> None:
    books = offer(books, row("event", limit={"times": 1, "per": "ever"}))
    report(books, "event", "Ann@Example.com")
    guest = books.ledger.guest_id("ann@example.com")
    assert points(books, guest) == 50
    assert books.member(guest).contact == Contact(email="ann@example.com")


def test_what_is_reported_of_somebody_who_was_joined_leaves_the_others_address_alone(
    books: Books,
) -> None:
    books = offer(books, row("survey"), row("review"), row("tagged_post", approval=True))
    guest, account = books.ledger.guest_id("old@example.com"), member_of(books.ledger)
    report(books, "survey", "old@example.com")
    claim(books, "review")
    people.join(books, guest, account, "mailed_link", NOW_MS)
    report(books, "survey", "old@example.com", "k2")
    claim(books, "tagged-post", "k2", who=guest)
    assert points(books, account) == 150
    assert books.member(account).contact == CONTACT


def test_what_comes_by_the_calendar_is_not_reported(books: Books) -> None:
    books = offer(books, row("birthday"))
    with pytest.raises(BadInput):
        report(books, "birthday")


def test_what_was_done_before_an_erasure_brings_nobody_back(books: Books) -> None:
    books = offer(books, row("custom"), row("signup"), row("newsletter"))
    member_id = member_of(books.ledger)
    people.erase(books, member_id, NOW_MS)
    with pytest.raises(ActionClosed, match="erased"):
        report(books, "custom")
    late = seen(joined_at_s=T0 - 5, subscribed_at_s=T0 - 5)
    seeing.customer_seen(books, member_id, late, NOW_MS + 9000)
    assert points(books, member_id) == 0
    assert books.member(member_id).contact == Contact()


# Birthdays and anniversaries


def tell(books: Books, on: str, at_s: int = T0, who: str = "") -> Any:
    member_id = who or member_of(books.ledger)
    return yearly.tell_birthday(books, member_id, on, STORE, at_s * 1000, contact=CONTACT)


def run(books: Books, at_s: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The clock's work, with the ledger's books as they are here."""
    monkeypatch.setattr("functions.scheduled.due.books_by_ledger", lambda ledger_id: books)
    return run_due(at_s, lambda *held: None)["yearly"]


def test_a_birthday_is_found_by_its_day_and_given_once_a_year(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("birthday", award={"points": 80}))
    member_id = member_of(books.ledger)
    tell(books, "10-01")
    begins = yearly_rows.start_s("2026-10-01", books.tz)
    assert run(books, begins - 1, monkeypatch) == 0
    assert run(books, begins, monkeypatch) == 1, "at the start of the store's day"
    assert run(books, begins + 300, monkeypatch) == 0
    assert points(books, member_id) == 80
    assert run(books, begins + 364 * DAY_S, monkeypatch) == 0
    assert run(books, begins + 365 * DAY_S, monkeypatch) == 1
    assert points(books, member_id) == 160
    assert texts(books, member_id)[-1] == "birthday (2027): 80 points."


def test_a_birthday_that_was_given_and_not_moved_on_gives_nothing_twice(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("birthday"))
    tell(books, "10-01")
    at_s = yearly_rows.start_s("2026-10-01", books.tz)
    with monkeypatch.context() as broken:
        broken.setattr(yearly_rows, "put", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(books, at_s, broken)
    assert points(books, member_of(books.ledger)) == 50
    assert run(books, at_s + 60, monkeypatch) == 1
    assert points(books, member_of(books.ledger)) == 50
    assert yearly.birthday(books.ledger, member_of(books.ledger)).due_on == "2027-10-01"


def test_a_changed_birthday_brings_no_second_gift(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("birthday"))
    tell(books, "10-01")
    run(books, yearly_rows.start_s("2026-10-01", books.tz), monkeypatch)
    with pytest.raises(Conflict):
        tell(books, "11-01", T0 + 20 * DAY_S)
    by_merchant = yearly.tell_birthday(
        books, member_of(books.ledger), "11-01", STORE, (T0 + 20 * DAY_S) * 1000
    )
    assert by_merchant.due_on == "2027-11-01"
    for day in ("2026-11-01", "2027-10-01"):
        assert run(books, yearly_rows.start_s(day, books.tz) + 60, monkeypatch) == 0
    assert points(books, member_of(books.ledger)) == 50


def test_who_was_erased_or_joined_in_between_gets_none_and_who_they_became_gets_one(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("birthday"))
    erased, source, target = (member_of(books.ledger, number) for number in ("3", "4", "5"))
    for one in (erased, source, target):
        tell(books, "10-01", who=one)
    people.erase(books, erased, NOW_MS)
    people.join(books, source, target, "platform_merge", NOW_MS)
    assert run(books, yearly_rows.start_s("2026-10-01", books.tz), monkeypatch) == 1
    assert [points(books, one) for one in (erased, target)] == [0, 50]
    assert verify(master_key=KEY).mismatches == []


def test_two_members_who_both_had_their_gift_get_the_next_one_a_year_later(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("birthday"))
    one, other = (member_of(books.ledger, number) for number in ("4", "5"))
    tell(books, "10-01", who=one)
    tell(books, "10-20", who=other)
    run(books, yearly_rows.start_s("2026-10-01", books.tz), monkeypatch)
    people.join(books, one, other, "platform_merge", NOW_MS + 15 * DAY_S * 1000)
    assert run(books, yearly_rows.start_s("2026-10-20", books.tz), monkeypatch) == 0
    assert points(books, other) == 50
    assert run(books, yearly_rows.start_s("2027-10-20", books.tz), monkeypatch) == 1
    assert points(books, other) == 100


def test_a_birthday_needs_no_action_to_be_kept_and_counts_once_there_is_one(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(books, "10-01")
    assert run(books, yearly_rows.start_s("2026-10-01", books.tz), monkeypatch) == 1
    books = offer(books, row("birthday", tiers=["gold"]), row("birthday", "all"))
    assert run(books, yearly_rows.start_s("2027-10-01", books.tz), monkeypatch) == 1
    assert points(books, member_of(books.ledger)) == 50


def bought(books: Books, order_id: str, day: str, state: str = "paid") -> None:
    at_s = yearly_rows.start_s(day, books.tz)
    event = snapshot(20_000, state, order_id=order_id, placed_at_s=at_s, stamp_s=at_s)  # type: ignore[arg-type]
    if state != "paid":
        event = replace(event, stamp_s=at_s + 60)
    post_order(books, event, at_s * 1000 + 90_000)
    following.follow(books, STORE, order_id, at_s * 1000 + 90_000)


def test_the_anniversary_of_the_first_purchase_comes_once_a_year(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("anniversary", award={"points": 7}))
    member_id = member_of(books.ledger)
    bought(books, "22", "2026-09-22")
    bought(books, "23", "2026-09-25")
    before = points(books, member_id)
    for day, more in (("2026-09-22", 0), ("2027-09-22", 7), ("2027-09-25", 7)):
        run(books, yearly_rows.start_s(day, books.tz) + 60, monkeypatch)
        assert points(books, member_id) == before + more, day


def test_a_first_purchase_that_was_cancelled_was_none(books: Books) -> None:
    books = offer(books, row("anniversary"))
    bought(books, "22", "2026-09-22")
    bought(books, "22", "2026-09-22", "void")
    [memo] = memos.read(
        books.ledger, member_of(books.ledger), yearly_rows.memo_name("first_purchase")
    )
    assert yearly_rows.state(memo).on == ""
    bought(books, "23", "2026-09-25")
    [memo] = memos.read(
        books.ledger, member_of(books.ledger), yearly_rows.memo_name("first_purchase")
    )
    assert yearly_rows.state(memo).since == "2026-09-25"


def test_the_anniversary_of_joining_is_of_the_day_the_account_was_made(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = offer(books, row("anniversary", since="joined"))
    made_s = yearly_rows.start_s("2024-10-03", books.tz) + 3600
    for _ in range(2):
        seeing.customer_seen(books, member_of(books.ledger), seen(joined_at_s=made_s), NOW_MS)
    assert run(books, yearly_rows.start_s("2026-10-03", books.tz), monkeypatch) == 1
    assert points(books, member_of(books.ledger)) == 50


# What is kept


def test_after_an_erasure_nothing_tells_the_birthday_or_the_post(books: Books) -> None:
    books = offer(books, row("tagged_post", approval=True), row("birthday"), row("survey"))
    tell(books, "10-01")
    claim(books, "tagged-post", link="https://social.example/p/jia")
    report(books, "survey", key="jia@example.com")
    member_id = member_of(books.ledger)
    people.erase(books, member_id, NOW_MS + 1000)
    left = [raw.key_of(item) for item in raw.scan() if "jia" in json.dumps(item)]
    assert left == []
    days = [sk for pk, sk in map(raw.key_of, raw.scan()) if pk.startswith("DUEYEARLY#")]
    assert days == [], "the day of a line is a birthday"
    assert claiming.waiting(books.ledger) == []
    assert not [
        sk
        for pk, sk in map(raw.key_of, raw.partition(keys.member(books.ledger, member_id)))
        if sk.startswith("N#")
    ]
    assert verify(master_key=KEY).mismatches == []


def test_lines_of_days_and_of_claims_that_were_lost_are_made_again(books: Books) -> None:
    books = offer(books, row("tagged_post", approval=True), row("birthday"))
    claim(books, "tagged-post")
    tell(books, "10-01")
    lost = [item for item in raw.scan() if item["pk"]["S"].startswith("DUEYEARLY")] + list(
        raw.partition(keys.claims(books.ledger))
    )
    raw.delete(raw.key_of(item) for item in lost)
    assert claiming.waiting(books.ledger) == []
    mended = reconcile(lambda ledger_id: books.ledger, Queues(), now_s=T0, since_s=T0 + DAY_S)
    assert (mended.due, mended.days, mended.claims) == (1, 1, 1)
    again = [raw.get([raw.key_of(item)]) for item in lost]
    assert [next(iter(found.values()))["sk"] for found in again] == [one["sk"] for one in lost]
    assert len(claiming.waiting(books.ledger)) == 1
    [line] = list(yearly_rows.due_at(yearly_rows.start_s("2026-10-01", books.tz)))
    assert line.name.startswith("birthday/")


class Queues:
    """Takes what nobody looks at here."""

    def __getattr__(self, name: str) -> Any:
        return lambda *given: None
