"""Members bring friends: what both are given, when it is refused and why, and how it goes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Conflict, NotFound
from core.ledger import coming, following, members, people, programs, redact, referrals
from core.ledger.awards import give_once
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.referral_codes import make_code, owner_of
from core.ledger.referred_orders import WELCOME
from core.ledger.rows import OrderRow
from core.ledger.table import Row
from core.ledger.verify import verify
from core.likeness import same_address, same_email, same_phone
from core.program.awards import Award
from core.program.defaults import default_document
from core.program.schema import validate
from core.referrals import Came, packed
from core.snapshot import CustomerRef
from tests.unit.core.worlds import STORE, T0, snapshot

KEY = b"master key of the tests"
DAY = 86_400
# Two names of the same mailboxes.
GMAIL, OTHER = "gmail.com", "googlemail.com"
RULE: dict[str, Any] = {
    "id": "friends",
    "name": {"en": "Bring a friend", "zh-Hant": "好友推薦"},
    "referrer": {"points": 200},
    "friend": {"points": 50},
}


class Town:
    """Members of a store by their first names. Whoever a name stands for has an account."""

    def __init__(self, books: Books, **changes: Any) -> None:
        document = default_document("USD")
        document["referral"] = RULE | changes.pop("rule", {})
        document["earning"] |= changes
        programs.publish(books.ledger, validate(document), "test", 0)
        programs._cached.clear()
        self.books = Books(books.ledger, programs.programs(books.ledger), books.tz)
        self.at_s = T0
        self.orders = 0

    def customer(self, name: str) -> CustomerRef:
        return CustomerRef(customer_id=str(sum(name.encode())), email=f"{name}@example.com")

    def member_id(self, name: str) -> str:
        return self.books.ledger.member_id(STORE, self.customer(name)) or ""

    def code(self, name: str) -> str:
        return make_code(self.books, self.member_id(name))

    def come(self, friend: str, by: str) -> Came:
        self.at_s += 60
        code = self.code(by)
        return coming.come(self.books, self.member_id(friend), code, STORE, self.at_s * 1000)

    def order(self, who: str, state: str = "paid", goods: int = 20_000, **fields: Any) -> str:
        """A new order, and all that follows from it; its id."""
        self.orders += 1
        order_id = str(self.orders)
        self.deliver(who, order_id, state, goods, placed_at_s=self.at_s + 60, **fields)
        return order_id

    def deliver(
        self, who: str, order_id: str, state: str = "paid", goods: int = 20_000, **fields: Any
    ) -> None:
        self.send(who, order_id, state, goods, **fields)
        for _ in range(2):
            following.follow(self.books, STORE, order_id, self.at_s * 1000)

    def send(
        self, who: str, order_id: str, state: str = "paid", goods: int = 20_000, **fields: Any
    ) -> None:
        """A delivery alone."""
        self.at_s += 60
        values = {"stamp_s": self.at_s, "customer": self.customer(who), "placed_at_s": T0} | fields
        event = snapshot(goods, state, order_id=order_id, **values)  # type: ignore[arg-type]
        post_order(self.books, event, self.at_s * 1000)

    def told(self, name: str) -> tuple[int, list[tuple[str, str]]]:
        """Points that came of referral, and the lines."""
        page, _ = members.entries(
            self.books.ledger, self.member_id(name), self.books.programs.newest, limit=100
        )
        given = [one["points"] for one in page if one["source"]["type"] == "award"]
        found = referrals.view(self.books.ledger, self.member_id(name))
        return sum(given), [(one.status, one.reason) for one in found.lines]


@pytest.fixture
def town(books: Books) -> Town:
    return Town(books)


def test_each_member_has_a_code_that_leads_to_them(town: Town) -> None:
    code = town.code("jia")
    assert town.code("jia") == code
    assert owner_of(town.books.ledger, code) == town.member_id("jia")
    assert town.code("ann") != code


def test_both_sides_are_given_points_when_the_friends_first_order_is_paid(town: Town) -> None:
    assert town.come("ann", by="jia").status == "waiting"
    order_id = town.order("ann", "pending")
    assert town.told("jia") == (0, [("waiting", "")])
    town.deliver("ann", order_id)
    assert town.told("jia") == (200, [("given", "")])
    assert town.told("ann")[0] == 50
    town.order("ann")
    assert town.told("jia")[0] == 200, "a second order brings nothing more"
    page, _ = members.entries(
        town.books.ledger, town.member_id("jia"), town.books.programs.newest, limit=10
    )
    assert (
        page[-1]["why"]["text"].items()
        >= {
            "en": "Bring a friend (a friend's first order): 200 points.",
            "zh-Hant": "好友推薦（好友首購）：200 點。",
        }.items()
    )
    assert verify(master_key=KEY).mismatches == []


def test_nothing_is_given_before_the_order_is_past_the_hold(books: Books) -> None:
    town = Town(books, hold={"days": 14, "after": "paid"})
    town.come("ann", by="jia")
    order_id = town.order("ann")
    assert town.told("jia")[0] == 0
    town.at_s += 15 * DAY
    following.follow(town.books, STORE, order_id, town.at_s * 1000)
    assert town.told("jia")[0] == 0, "its points still wait"
    town.deliver("ann", order_id)
    assert town.told("jia") == (200, [("given", "")])


def test_it_is_taken_back_when_that_order_is_refunded_and_comes_back_with_it(town: Town) -> None:
    town.come("ann", by="jia")
    order_id = town.order("ann")
    town.deliver("ann", order_id, "void")
    assert (town.told("jia"), town.told("ann")[0]) == ((0, [("back", "")]), 0)
    town.order("ann")
    assert town.told("jia")[0] == 0, "another order is not the first"
    town.deliver("ann", order_id)
    assert (town.told("jia"), town.told("ann")[0]) == ((200, [("given", "")]), 50)
    assert verify(master_key=KEY).mismatches == []


def test_a_refund_down_to_below_the_minimum_takes_it_back_too(books: Books) -> None:
    town = Town(books, rule={"minimum": "100"})
    town.come("ann", by="jia")
    town.order("ann", goods=5_000)
    assert town.told("jia")[0] == 0
    order_id = town.order("ann", goods=15_000)
    assert town.told("jia")[0] == 200
    town.deliver("ann", order_id, goods=15_000, refunds=[10_000])
    assert town.told("jia")[0] == 0


def test_a_code_that_the_order_carries_is_enough(town: Town) -> None:
    town.order("ann", referral=packed(town.code("jia"), ()))
    assert town.told("jia") == (200, [("given", "")])
    assert town.told("ann")[0] == 50


def test_the_first_code_wins(town: Town) -> None:
    came = town.come("ann", by="jia")
    assert town.come("ann", by="jia") == replace(came)
    with pytest.raises(Conflict, match="another code"):
        town.come("ann", by="bob")
    town.order("ann", referral=packed(town.code("bob"), ()))
    assert (town.told("jia")[0], town.told("bob")[0]) == (200, 0)


def test_nobody_brings_themselves(town: Town) -> None:
    with pytest.raises(Conflict, match="your own") as refused:
        town.come("jia", by="jia")
    assert refused.value.code == "same_customer"
    town.order("jia", referral=packed(town.code("jia"), ()))
    assert town.told("jia") == (0, [])


def test_one_mailbox_brings_nobody_however_it_is_spelt(town: Town) -> None:
    jia, friend = town.member_id("jia"), town.member_id("ann")
    town.customer = lambda name: CustomerRef(  # type: ignore[method-assign]
        customer_id=str(sum(name.encode())), email=f"{name}@{GMAIL}"
    )
    give_once(town.books, jia, "a", Award(1), "r", {"reason": "award", "rule": "r"}, STORE, 1)
    town.order("jia")
    with pytest.raises(Conflict) as refused:
        coming.come(
            town.books, friend, town.code("jia"), STORE, town.at_s * 1000, f"J.ia+2@{OTHER}"
        )
    assert refused.value.code == "same_email"


@pytest.mark.parametrize(
    ("kind", "reason", "jias", "anns"),
    [
        ("e", "same_email", same_email(f"jia.wu@{GMAIL}"), same_email(f"JiaWu+b@{OTHER}")),
        ("p", "same_phone", same_phone("0912-345-678", "TW"), same_phone("+886 912 345 678")),
        (
            "a",
            "same_address",
            same_address("TW", "106", "台北市", "和平東路一段１號"),
            same_address("tw", "106", "臺北市", "和平東路一段 1號"),
        ),
        ("c", "same_payment", "visa|4242|tw", "visa|4242|tw"),
    ],
)
def test_who_has_the_same_particulars_is_refused_and_the_reason_is_stated(
    town: Town, kind: str, reason: str, jias: str, anns: str
) -> None:
    ledger = town.books.ledger
    town.order("jia", referral=packed("", [ledger.likeness(kind, jias)]))
    town.come("ann", by="jia")
    town.order("ann", referral=packed("", [ledger.likeness(kind, anns)]))
    assert town.told("jia") == (0, [("refused", reason)])
    assert town.told("ann")[0] == 0
    came = referrals.find(ledger, town.member_id("ann"))
    assert came is not None
    assert (came.status, came.reason) == ("refused", reason)


def test_an_existing_customer_is_refused(town: Town) -> None:
    town.order("ann")
    town.at_s += DAY
    with pytest.raises(Conflict, match="bought here before"):
        town.come("ann", by="jia")
    town.order("ann", referral=packed(town.code("jia"), ()))
    assert town.told("jia") == (0, [("refused", "existing_customer")])


def test_an_older_order_that_arrives_late_still_tells_an_existing_customer(town: Town) -> None:
    town.come("ann", by="jia")
    town.deliver("ann", "old", placed_at_s=T0 - DAY)
    town.order("ann")
    assert town.told("jia") == (0, [("refused", "existing_customer")])


def test_above_the_cap_it_is_refused_and_the_friend_has_theirs(books: Books) -> None:
    town = Town(books, rule={"cap": {"times": 1, "per": "month"}})
    for friend in ("ann", "bob"):
        town.come(friend, by="jia")
        town.order(friend)
    points, lines = town.told("jia")
    assert (points, sorted(lines)) == (200, [("given", ""), ("refused", "cap")])
    assert (town.told("ann")[0], town.told("bob")[0]) == (50, 50)
    town.at_s += 31 * DAY
    town.come("eve", by="jia")
    town.order("eve")
    assert town.told("jia")[0] == 400, "a new month has room"


def test_a_friend_who_was_welcomed_with_a_code_gets_nothing_more_and_a_false_one_loses_it(
    books: Books,
) -> None:
    town = Town(books, rule={"friend": {"reward": "off-small"}, "friend_at": "link"})
    gift = Award(reward_id="off-small")
    why = {"reason": "friend", "rule": "friends"}
    ledger = books.ledger
    phone = ledger.likeness("p", "886912345678")
    town.order("jia", referral=packed("", [phone]))
    for friend, digests in (("ann", []), ("bob", [phone])):
        town.come(friend, by="jia")
        friend_id = town.member_id(friend)
        give_once(town.books, friend_id, WELCOME, gift, "friends", why, STORE, town.at_s * 1000)
        town.order(friend, referral=packed("", digests))
    found = {
        name: [one["kind"] for one in page if one["source"]["type"] == "award"]
        for name in ("ann", "bob")
        for page, _ in [
            members.entries(ledger, town.member_id(name), town.books.programs.newest, limit=100)
        ]
    }
    assert found == {"ann": ["bonus"], "bob": ["bonus", "reverse"]}


def test_what_was_promised_follows_a_member_who_is_joined_into_another(books: Books) -> None:
    town = Town(books, rule={"cap": {"times": 1}})
    town.come("ann", by="jia")
    into = town.member_id("eve")
    members.adjust(town.books, into, 5, "hello", "c9", town.at_s * 1000)
    members.adjust(town.books, town.member_id("jia"), 5, "hello", "c8", town.at_s * 1000)
    assert people.join(town.books, town.member_id("jia"), into, "platform_merge", town.at_s * 1000)
    town.order("ann")
    assert town.books.member(into).available == 210
    assert [one.status for one in referrals.view(books.ledger, into).lines] == ["given"]
    town.come("bob", by="eve")
    town.order("bob")
    assert town.books.member(into).available == 210, "one cap for both"
    assert verify(master_key=KEY).mismatches == []


def test_erasing_forgets_code_lines_and_what_orders_say_of_who_ordered(town: Town) -> None:
    ledger = town.books.ledger
    phone = ledger.likeness("p", "886912345678")
    town.order("jia", referral=packed("", [phone]))
    code = town.code("jia")
    town.come("ann", by="jia")
    town.order("ann", referral=packed("", [ledger.likeness("p", "886987654321")]))
    for name in ("jia", "ann"):
        people.erase(town.books, town.member_id(name), (town.at_s + 60) * 1000)
    assert owner_of(ledger, code) is None
    assert [row.sk for row in Row.scan() if row.sk in ("REFERRED", "REFERRER")] == []
    assert [row for row in Row.scan() if row.sk.startswith("RL#")] == []
    assert [row.referral for row in Row.scan() if isinstance(row, OrderRow)] == [None, None]
    with pytest.raises(NotFound):
        coming.come(town.books, town.member_id("bob"), code, STORE, town.at_s * 1000)
    town.deliver("ann", "2", "void")
    assert verify(master_key=KEY).mismatches == []


def test_a_friend_who_was_erased_brings_nothing_a_second_time(town: Town) -> None:
    for _ in range(2):
        town.come("ann", by="jia")
        town.order("ann")
        people.erase(town.books, town.member_id("ann"), town.at_s * 1000)
        town.at_s += 2
    assert town.told("jia") == (200, [("given", "")])


def test_a_redaction_of_the_store_leaves_nothing_of_referral(town: Town) -> None:
    town.come("ann", by="jia")
    town.order("ann")
    town.come("bob", by="ann")
    assert redact.empty_ledger(town.books.ledger, [STORE], lambda: False) is True
    left = [row.sk for row in Row.scan() if not row.pk.endswith("#PROGRAM")]
    assert [sk for sk in left if not sk.startswith(("V#", "D#"))] == []
