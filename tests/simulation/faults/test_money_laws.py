"""Law 4 for what is more than one discount code: whatever a store does while it is asked, points
become exactly one thing, or come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Conflict, Forbidden, RegularsError, StoreRefused, StoreUnavailable
from core.identity import Ledger
from core.ledger import members, programs, redemptions
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.ledger.verify import verify
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import Redemption
from core.snapshot import CustomerRef
from tests.simulation.aws import AWS, installed
from tests.simulation.shops import Item, Refused, Shop, Trouble, open_shop
from tests.simulation.shops.port import Kind
from tests.simulation.shops.shopify import ShopifyShop

START_MS = 1_795_330_000_000
MASTER_KEY = b"master key of the tests"
REWARDS: list[dict[str, Any]] = [
    {"id": "credit", "kind": "store_credit", "value": "5"},
    {"id": "card", "kind": "gift_card", "value": "5"},
    {"id": "both", "kind": "bundle", "value": "12", "price": "2", "amount": "3"},
]
# Not "twice": a request that the way itself repeats is another credit, for Shopify as for anybody.
KINDS: tuple[Kind, ...] = ("never", "late", "throttled", "server_error", "refused", "forbidden")
# Or only the so-many-th request of the call meets trouble.
CUTS = st.tuples(st.sampled_from([StoreUnavailable, StoreRefused]), st.integers(1, 5))
TROUBLE = st.one_of(st.none(), st.sampled_from(KINDS), CUTS)
MINUTE_MS = 60_000
STEPS = st.one_of(
    st.tuples(st.sampled_from(["carry", "carry", "give back"]), TROUBLE, st.integers(0, 6)),
    st.tuples(st.just("spend"), st.none(), st.integers(0, 1)),
)
Met = Kind | tuple[type[RegularsError], int] | None


class Town:
    """One store, one ledger; a shopper of its own for each history."""

    def __init__(self, platform: Literal["woocommerce", "shopify"]) -> None:
        address = {"woocommerce": "https://tea.example.com", "shopify": "tea.myshopify.com"}
        self.now_ms = START_MS
        self.shop: Shop = open_shop(
            platform,
            address[platform],
            clock=lambda: self.now_ms / 1000,
            webhook_secret=lambda: "secret",
        )
        self.ledger = Ledger.open(self.shop.store_id, MASTER_KEY)
        document = default_document("USD")
        named = {"name": {"en": "x"}, "points": 100}
        document["rewards"] = [one | named for one in REWARDS]
        document["rewards"][2]["products"] = ["1"]
        programs.publish(self.ledger, validate(document), "test", 0)
        self.books = Books(self.ledger, programs.programs(self.ledger), ZoneInfo("UTC"))
        self._numbers = count(1)

    def newcomer(self) -> tuple[str, str]:
        """A shopper's id at the store, and the member, who has 1,000 points."""
        email = f"shopper{next(self._numbers)}@example.com"
        person = self.shop.register(email, verified=True)
        account = CustomerRef(customer_id=person.customer_id)
        member_id = self.ledger.member_id(self.shop.store_id, account) or ""
        members.adjust(self.books, member_id, 1000, "welcome", email, self.now_ms)
        return person.customer_id, member_id

    def hold(self, reward: str, customer_id: str, member_id: str) -> Redemption:
        email = self.shop.people[customer_id].email
        contact = Contact({self.shop.store_id: customer_id}, email)
        chosen = self.books.programs.newest.reward(reward)
        store_id = self.shop.store_id
        return redemptions.hold(self.books, member_id, contact, chosen, "k1", store_id, self.now_ms)

    def carry_out(self, made: Redemption, trouble: Met) -> None:
        """Ask the store, which meets the trouble."""
        if isinstance(trouble, tuple):
            self.shop.pause = _cut(*trouble)
        elif trouble is not None:
            self.shop.trouble = lambda method: Trouble(trouble)
        with suppress(Forbidden, StoreRefused):
            carry_out(self.books, self.shop.port, made.redemption_id, self.now_ms)
        self.shop.trouble, self.shop.pause = lambda method: None, lambda: None

    def spend(self, made: Redemption, customer_id: str, place: int) -> None:
        """Use what there is, as a shopper who knows the codes would."""
        money = self.shop.money if isinstance(self.shop, ShopifyShop) else None
        if made.reward_kind in ("store_credit", "gift_card") and money is not None:
            money.spend(made.code.replace("-", ""), 200)
            return
        found = redemptions.find(self.ledger, made.redemption_id)
        if found.status == "issued":
            code = made.codes[min(place, len(made.codes) - 1)]
            with suppress(Refused):
                self.shop.buy([Item(1, 1, 5_000)], customer_id=customer_id, codes=[code])

    def spent_cards_live(self, made: Redemption) -> bool:
        """Whether what is left on a card that was spent from can still be spent."""
        if not isinstance(self.shop, ShopifyShop):
            return True
        card = self.shop.money.cards.get(made.code.replace("-", ""))
        return card is None or card.enabled

    def usable(self, made: Redemption, customer_id: str) -> list[int]:
        """What of it the store holds, in minor units: codes and cards that work or have worked, and
        credit."""
        now_s = self.now_ms / 1000
        codes = [one for code in made.codes for one in self.shop.codes.get(code, [])]
        live = [one for one in codes if one.used or one.status(now_s) == "ACTIVE"]
        if not isinstance(self.shop, ShopifyShop):
            return [one.value_minor for one in live]
        money = self.shop.money
        credit = [one.minor for one in money.credits.get(customer_id, [])]
        card = money.cards.get(made.code.replace("-", ""))
        cards = [card.minor] if card and (card.enabled or card.left < card.minor) else []
        return [one.value_minor for one in live] + credit + cards


def _cut(error: type[RegularsError], at: int) -> Callable[[], None]:
    """Of the requests that follow, that one ends so, and the store never heard of it."""
    left = count(at, -1)

    def pause() -> None:
        if next(left) == 1:
            raise error("cut off")

    return pause


@pytest.fixture(name="town", params=["woocommerce", "shopify"])
def _town(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("STAGE", "local")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with installed(AWS("regulars-memory")):
        programs._cached.clear()
        yield Town(request.param)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    reward=st.sampled_from(["credit", "card", "both"]),
    steps=st.lists(STEPS, min_size=1, max_size=7),
)
def test_points_become_one_thing_or_come_back_whatever_the_store_does(
    town: Town, reward: str, steps: list[tuple[str, Met, int]]
) -> None:
    customer_id, member_id = town.newcomer()
    made = town.hold(reward, customer_id, member_id)
    for what, trouble, number in steps:
        if what == "spend":
            town.spend(made, customer_id, number)
            continue
        town.now_ms += number * MINUTE_MS
        if what == "give back":
            with suppress(Conflict):
                redemptions.begin_return(town.ledger, made.redemption_id, town.now_ms)
        town.carry_out(made, trouble)
    for _ in range(2):  # what had hung may still be leased the first time
        town.now_ms += 20 * MINUTE_MS
        town.carry_out(made, None)
    found = redemptions.find(town.ledger, made.redemption_id)
    left = town.books.member(member_id).available
    held = town.usable(made, customer_id)
    if found.status == "returned":
        assert (held, left) == ([], 1000)
    else:
        assert found.status in ("issued", "used")
        worth = [1000, 300] if reward == "both" else [500]
        if found.status == "issued" or reward != "both":
            assert sorted(held) == sorted(worth), "once, and all of it"
        else:
            assert held, "of a bundle that was given back after a use, the used code"
        assert left == 900
        assert town.spent_cards_live(made)


def test_the_books_balance_after_all_of_it(town: Town) -> None:
    for reward in ("credit", "card", "both"):
        customer_id, member_id = town.newcomer()
        made = town.hold(reward, customer_id, member_id)
        town.carry_out(made, "late")
        town.now_ms += 5 * MINUTE_MS
        town.carry_out(made, None)
        with suppress(Conflict):
            redemptions.begin_return(town.ledger, made.redemption_id, town.now_ms)
            town.carry_out(made, None)
    assert verify(master_key=MASTER_KEY).mismatches == []
