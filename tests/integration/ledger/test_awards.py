"""Awards: points and rewards that are given for something else than an order's amount, kept by the
ledger as orders are, against a store that answers over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Conflict
from core.ledger import awards, following, members, people, programs, redact, redemptions
from core.ledger.orders import post_order
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.ledger.verify import verify
from core.member import Contact
from core.ports import StorePort
from core.program.awards import NOTHING, Award
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from tests.integration.integrations.conftest import shopify, woo
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer, receiver, store
from tests.unit.core.worlds import T0, snapshot

__all__ = ["receiver", "shopify", "store", "woo"]

NOW_MS = T0 * 1000
KEY = b"master key of the tests"
WHY = {"reason": "award", "rule": "review"}
NAMED = {"name": {"en": "Free bag", "zh-Hant": "免費背包"}, "points": 100}


class Shop:
    """A store whose orders over 100 earn a gift, and one of its customers."""

    def __init__(self, books: Books, store_id: str, port: StorePort, customers: list[str]) -> None:
        document = default_document("USD")
        document["rewards"] = [
            {"id": "bag", "kind": "fixed", "value": "20", **NAMED},
            {"id": "ticket", "kind": "experience", "stock": 1, **NAMED},
        ]
        document["earning"]["bonuses"] = [
            {
                "id": "big-order",
                "name": {"en": "Big order"},
                "kind": "order_above",
                "above": {"USD": "100"},
                "reward": "bag",
            },
            {
                "id": "back",
                "name": {"en": "Cash back"},
                "kind": "cash_back",
                "percent": "5",
                "reward": "bag",
            },
        ]
        programs.publish(books.ledger, validate(document), "test", 0)
        self.books = Books(books.ledger, programs.programs(books.ledger), books.tz)
        self.store_id, self.port = store_id, port
        self.customer = CustomerRef(customer_id=customers[0], email="jia@example.com")
        self.other = CustomerRef(customer_id=customers[1], email="ann@example.com")
        self.member_id = books.ledger.member_id(store_id, self.customer) or ""
        self.at_s = T0

    def order(self, state: str = "paid", goods_minor: int = 20_000, **fields: Any) -> None:
        """A delivery of order 22, and all that follows from it."""
        self.at_s += 60
        event = snapshot(goods_minor, state, stamp_s=self.at_s, customer=self.customer)  # type: ignore[arg-type]
        post_order(self.books, replace(event, store_id=self.store_id, **fields), self.at_s * 1000)
        self.follow()

    def follow(self, was: str = "") -> None:
        """What queues would do until nothing is left to do."""
        for _ in range(4):
            self.at_s += 300
            following.follow(self.books, self.store_id, "22", self.at_s * 1000, was)
            now = self.books.ledger.member_id(self.store_id, self.customer) or ""
            for made in (*self.made(), *self.made(now)):
                carry_out(self.books, self.port, made.redemption_id, self.at_s * 1000)

    def made(self, member_id: str = "") -> list[Redemption]:
        member = self.books.living(self.books.member(member_id or self.member_id))
        return redemptions.recent(self.books.ledger, member.recent)

    def statuses(self) -> dict[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for one in self.made():
            rule = one.award.rsplit(":", 2)[1]
            found.setdefault(rule, []).append((one.status, one.value_minor))
        return {rule: sorted(ones) for rule, ones in found.items()}

    def texts(self) -> list[str]:
        page, _ = members.entries(
            self.books.ledger, self.member_id, self.books.programs.newest, limit=100
        )
        return [one["why"]["text"]["en"] for one in page]


@pytest.fixture(params=["woo", "shopify"])
def shop(request: pytest.FixtureRequest, books: Books, store: SandboxServer) -> Shop:
    platform = request.param
    port = request.getfixturevalue(platform)
    store_id = {"woo": WOO, "shopify": SHOPIFY}[platform]["store_id"]
    made = [
        store.control("POST", f"{platform}/customers", {"email": f"{name}@example.com"})
        for name in ("jia", "ann")
    ]
    return Shop(books, store_id, port, [str(one["id"]) for one in made])


def test_an_order_above_an_amount_gives_a_gift_and_cash_back_once(shop: Shop) -> None:
    shop.order()
    assert shop.statuses() == {"big-order": [("issued", 2000)], "back": [("issued", 1000)]}
    shop.follow()
    assert len(shop.made()) == 2, "looking again gives nothing twice"
    assert verify(master_key=KEY).mismatches == []
    assert any("Big order: Free bag" in text for text in shop.texts())


def test_a_gift_is_withdrawn_with_its_order_and_given_again_with_it(shop: Shop) -> None:
    shop.order()
    shop.order("void")
    assert {one for ones in shop.statuses().values() for one, _ in ones} == {"returned"}
    shop.order("paid")
    assert shop.statuses() == {
        "big-order": [("issued", 2000), ("returned", 2000)],
        "back": [("issued", 1000), ("returned", 1000)],
    }
    assert verify(master_key=KEY).mismatches == []


def test_cash_back_shrinks_with_a_refund(shop: Shop) -> None:
    shop.order()
    shop.order(goods_minor=12_000)
    assert shop.statuses()["back"] == [("issued", 600), ("returned", 1000)]
    assert shop.statuses()["big-order"] == [("issued", 2000)]


def test_a_gift_that_was_used_stays_used_when_its_order_is_refunded(shop: Shop) -> None:
    shop.order()
    used = next(one for one in shop.made() if "big-order" in one.award)
    redemptions.used(shop.books, used.code, "23", NOW_MS)
    shop.order("void")
    shop.order("paid")
    assert shop.statuses()["big-order"] == [("used", 2000)], "and no second one comes of it"


def test_a_gift_is_nothing_to_get_points_for(shop: Shop) -> None:
    shop.order()
    with pytest.raises(Conflict, match="gift"):
        redemptions.begin_return(shop.books.ledger, shop.made()[0].redemption_id, NOW_MS)


def test_an_order_that_moves_takes_its_gift_along(shop: Shop) -> None:
    shop.order()
    old, shop.customer = shop.member_id, shop.other
    shop.order()
    shop.follow(was=old)
    assert {one.status for one in shop.made(old)} == {"returned"}
    new = shop.books.ledger.member_id(shop.store_id, shop.other) or ""
    assert sorted(one.status for one in shop.made(new)) == ["issued", "issued"]


def test_a_joined_member_keeps_one_gift(shop: Shop) -> None:
    shop.order()
    into = shop.books.ledger.member_id(shop.store_id, CustomerRef(customer_id="77")) or ""
    members.adjust(shop.books, into, 5, "hello", "c9", NOW_MS)
    people.join(shop.books, shop.member_id, into, "platform_merge", NOW_MS)
    shop.order()
    shop.order("void")
    shop.order("paid")
    assert [one.status for one in shop.made(into)].count("issued") == 2
    assert verify(master_key=KEY).mismatches == []


def give(books: Books, member_id: str, wish: Award, award_id: str = "review:1") -> None:
    awards.bring(books, member_id, award_id, wish, "review", WHY, WOO["store_id"], NOW_MS)


def test_points_given_are_taken_back_as_an_orders_are(books: Books) -> None:
    member_id = books.ledger.member_id(WOO["store_id"], CustomerRef(customer_id="3")) or ""
    give(books, member_id, Award(points=50))
    give(books, member_id, Award(points=50))
    assert books.member(member_id).available == 50
    reward = books.programs.newest.reward("off-small")
    members.adjust(books, member_id, 50, "hello", "c1", NOW_MS)
    redemptions.hold(books, member_id, Contact(), reward, "k", WOO["store_id"], NOW_MS)
    give(books, member_id, NOTHING)
    after = books.member(member_id)
    assert (after.available, after.debt) == (0, 50)
    give(books, member_id, Award(points=80))
    after = books.member(member_id)
    assert (after.available, after.debt) == (30, 0)
    assert verify(master_key=KEY).mismatches == []


def test_an_award_given_once_stays_as_it_was(books: Books) -> None:
    member_id = books.ledger.guest_id("jia@example.com")
    for points in (50, 70):
        awards.give_once(
            books, member_id, "a", Award(points), "review", WHY, WOO["store_id"], NOW_MS
        )
    assert books.member(member_id).available == 50


def test_what_an_erased_member_was_given_is_closed(books: Books) -> None:
    member_id = books.ledger.guest_id("jia@example.com")
    give(books, member_id, Award(points=50))
    people.erase(books, member_id, NOW_MS + 1000)
    give(books, member_id, Award(points=70))
    assert books.member(member_id).available == 0
    assert verify(master_key=KEY).mismatches == []


def test_a_gift_that_is_out_of_stock_is_said_to_be(shop: Shop) -> None:
    books = shop.books
    for number, member_id in enumerate(("0" * 24, "1" * 24)):
        give(books, member_id, Award(points=5, reward_id="ticket"))
        assert books.member(member_id).available == 5
        page, _ = members.entries(books.ledger, member_id, books.programs.newest)
        assert ("could not be given" in page[-1]["why"]["text"]["en"]) == bool(number)


def test_what_cannot_be_given_is_said_once_and_given_when_it_can_be(shop: Shop) -> None:
    books, (first, second) = shop.books, ("0" * 24, "1" * 24)
    wish = Award(reward_id="ticket")
    give(books, first, wish)
    for _ in range(3):
        give(books, second, wish)
    assert books.member(second).sequence == 1
    give(books, first, NOTHING)
    [made] = shop.made(first)
    carry_out(books, shop.port, made.redemption_id, NOW_MS)
    give(books, second, wish)
    assert [one.status for one in shop.made(second)] == ["issued"]


def test_a_redaction_leaves_no_awards(books: Books) -> None:
    member_id = books.ledger.guest_id("jia@example.com")
    give(books, member_id, Award(points=50))
    redact.forget_member(books.ledger, member_id)
    assert awards.find(books, member_id, "review:1").version == 0
