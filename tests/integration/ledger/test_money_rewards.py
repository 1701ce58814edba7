"""Store credit, gift cards and bundles against stores that answer over HTTP, well and badly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.errors import Conflict
from core.ledger import programs, redemptions
from core.ledger.members import adjust, entries
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.ledger.verify import verify
from core.member import Contact
from core.ports import StorePort
from core.program.defaults import default_document
from core.program.schema import validate
from core.redemptions import HOLD_MS, LEASE_MS, Redemption
from core.snapshot import CustomerRef
from functions.storefront.redemption_shapes import redemption_json
from infra.local.sandbox import shopify_credit, shopify_gift_cards
from infra.local.sandbox.catalogue import BY_SKU
from tests.integration.integrations.conftest import shopify, woo
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer, receiver, store

__all__ = ["receiver", "shopify", "store", "woo"]

NOW_MS = 1_795_330_000_000
EMAIL = "jia@example.com"
MUG = BY_SKU["camp-mug"]


@dataclass
class Shopper:
    """Jia with 1,000 points, at a store whose rewards are money and a bundle."""

    books: Books
    store: SandboxServer
    store_id: str
    port: StorePort
    customer_id: str

    @property
    def flavour(self) -> str:
        return "woo" if self.store_id == WOO["store_id"] else "shopify"

    @property
    def member_id(self) -> str:
        account = CustomerRef(customer_id=self.customer_id)
        return self.books.ledger.member_id(self.store_id, account) or ""

    @property
    def available(self) -> int:
        return self.books.member(self.member_id).available

    def hold(self, reward: str, key: str = "k1") -> Redemption:
        contact = Contact({self.store_id: self.customer_id}, EMAIL)
        chosen = self.books.programs.newest.reward(reward)
        return redemptions.hold(
            self.books, self.member_id, contact, chosen, key, self.store_id, NOW_MS
        )

    def carry_out(self, held: Redemption, at_ms: int = NOW_MS) -> Redemption:
        return carry_out(self.books, self.port, held.redemption_id, at_ms)

    def redeem(self, reward: str, key: str = "k1") -> Redemption:
        return self.carry_out(self.hold(reward, key))

    def give_back(self, made: Redemption) -> Redemption:
        redemptions.begin_return(self.books.ledger, made.redemption_id, NOW_MS)
        return self.carry_out(made)

    def fault(self, kind: str, match: str, **more: Any) -> None:
        fault = {"platform": self.flavour, "kind": kind, "match": match, "delay_s": 0.05, **more}
        self.store.control("POST", "faults", fault)

    def calm(self) -> None:
        self.store.control("DELETE", "faults")

    def credited(self) -> int:
        """Cents in the account at Shopify."""
        found = shopify_credit.accounts(self.store.sandbox, self.customer_id)
        return sum(map(shopify_credit.balance, found))

    def cards(self) -> list[dict[str, Any]]:
        return self.store.sandbox.db.all(shopify_gift_cards.KIND)

    def coupons(self) -> list[dict[str, Any]]:
        return self.store.sandbox.db.all("woo/coupon")

    def explained(self) -> dict[str, str]:
        page, _ = entries(self.books.ledger, self.member_id, self.books.programs.newest)
        text: dict[str, str] = page[-1]["why"]["text"]
        return text


def _open(books: Books, store: SandboxServer, store_id: str, port: StorePort) -> Shopper:
    mug = MUG.woo_id if store_id == WOO["store_id"] else MUG.shopify_id
    named = {"name": {"en": "x"}, "points": 100}
    document = default_document("USD")
    document["rewards"] = [
        {"id": "credit", "kind": "store_credit", "value": "5", "code_days": 365, **named},
        {"id": "card", "kind": "gift_card", "value": "5", **named},
        {"id": "both", "kind": "bundle", "value": "20", "amount": "3", "products": [str(mug)]},
    ]
    document["rewards"][2] |= named
    document["policies"]["code_refund"] = "restore"
    programs.publish(books.ledger, validate(document), "test", 0)
    books = Books(books.ledger, programs.programs(books.ledger), books.tz)
    flavour = "woo" if store_id == WOO["store_id"] else "shopify"
    customer = store.control("POST", f"{flavour}/customers", {"email": EMAIL})
    shopper = Shopper(books, store, store_id, port, str(customer["id"]))
    adjust(books, shopper.member_id, 1000, "welcome", "c1", NOW_MS)
    return shopper


@pytest.fixture(name="at_shopify")
def _at_shopify(books: Books, store: SandboxServer, shopify: StorePort) -> Shopper:
    return _open(books, store, SHOPIFY["store_id"], shopify)


@pytest.fixture(name="at_woo")
def _at_woo(books: Books, store: SandboxServer, woo: StorePort) -> Shopper:
    return _open(books, store, WOO["store_id"], woo)


@pytest.fixture(params=["woo", "shopify"], name="shopper")
def _shopper(request: pytest.FixtureRequest) -> Shopper:
    found: Shopper = request.getfixturevalue(f"at_{request.param}")
    return found


def test_points_become_store_credit_in_the_customers_account(at_shopify: Shopper) -> None:
    made = at_shopify.redeem("credit")
    assert (made.status, at_shopify.available, at_shopify.credited()) == ("used", 900, 500)
    assert redemption_json(made)["code"] is None
    assert at_shopify.explained()["en"] == "Redeemed 100 points for store credit."
    with pytest.raises(Conflict) as refusal:
        redemptions.begin_return(at_shopify.books.ledger, made.redemption_id, NOW_MS)
    assert "in the account" in str(refusal.value)
    assert verify(master_key=b"master key of the tests").mismatches == []


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "server_error"])
def test_store_credit_is_given_once_however_its_requests_end(
    at_shopify: Shopper, kind: str
) -> None:
    at_shopify.fault(kind, "storeCreditAccountCredit", times=2)
    held = at_shopify.hold("credit")
    times = [NOW_MS + n * (LEASE_MS + 1) for n in range(3)]
    assert at_shopify.carry_out(held, times[0]).status == "held"
    assert at_shopify.carry_out(held, times[0] + 1).status == "held", "while the first may run"
    at_shopify.carry_out(held, times[1])
    at_shopify.calm()
    assert at_shopify.carry_out(held, times[2]).status == "used"
    assert (at_shopify.credited(), at_shopify.available) == (500, 900)
    assert at_shopify.redeem("credit").redemption_id == held.redemption_id, "the same key"
    assert at_shopify.credited() == 500


def test_store_credit_that_hung_until_its_hold_ended_is_found_and_no_points_come_back(
    at_shopify: Shopper,
) -> None:
    at_shopify.fault("timeout_after", "storeCreditAccountCredit")
    held = at_shopify.hold("credit")
    assert at_shopify.carry_out(held).status == "held"
    assert at_shopify.carry_out(held, NOW_MS + HOLD_MS + 1).status == "used"
    assert (at_shopify.credited(), at_shopify.available) == (500, 900)


def test_store_credit_that_was_never_given_gives_its_points_back(at_shopify: Shopper) -> None:
    at_shopify.fault("timeout_before", "storeCreditAccountCredit")
    held = at_shopify.hold("credit")
    assert at_shopify.carry_out(held).status == "held"
    assert at_shopify.carry_out(held, NOW_MS + HOLD_MS + 1).status == "returned"
    assert (at_shopify.credited(), at_shopify.available) == (0, 1000)


def test_credit_of_the_same_amount_by_others_or_by_another_redemption_is_not_taken_for_ours(
    at_shopify: Shopper,
) -> None:
    owner = f"gid://shopify/Customer/{at_shopify.customer_id}"
    money = {"amount": "5.00", "currencyCode": "USD"}
    shopify_credit.credit(at_shopify.store.sandbox, owner, {"creditAmount": money})
    first = at_shopify.redeem("credit", "k1")
    assert at_shopify.credited() == 1000
    assert shopify_credit.spend(at_shopify.store.sandbox, at_shopify.customer_id, 700)
    second = at_shopify.redeem("credit", "k2")
    assert at_shopify.credited() == 800
    assert first.expires_at_s != second.expires_at_s


def test_a_shop_that_never_granted_store_credit_gives_the_points_back(at_shopify: Shopper) -> None:
    sandbox = at_shopify.store.sandbox
    sandbox.configure_store("shopify", scopes="read_customers,read_orders")
    assert at_shopify.redeem("credit").status == "returned"
    assert at_shopify.redeem("card", "k2").status == "returned"
    assert at_shopify.available == 1000


def test_on_woocommerce_store_credit_is_a_coupon_of_that_amount_for_one_order_of_theirs(
    at_woo: Shopper,
) -> None:
    made = at_woo.redeem("credit")
    [coupon] = at_woo.coupons()
    assert (made.status, coupon["amount"], coupon["discount_type"]) == (
        *("issued", "5.00", "fixed_cart"),
    )
    assert (coupon["email_restrictions"], coupon["usage_limit"]) == ([EMAIL], 1)
    assert redemption_json(made)["code"] == coupon["code"]
    assert at_woo.give_back(made).status == "returned"
    assert at_woo.available == 1000


def test_points_become_a_gift_card_whose_code_the_shopper_is_shown(at_shopify: Shopper) -> None:
    made = at_shopify.redeem("card")
    [card] = at_shopify.cards()
    shown = redemption_json(made)
    assert (made.status, shown["code"], card["initial"]) == ("issued", card["code"], 500)
    assert shown["kind"] == "gift_card"
    assert shopify_gift_cards.spend(at_shopify.store.sandbox, shown["code"], 500)


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "server_error", "taken"])
def test_a_gift_card_is_made_once_however_its_requests_end(at_shopify: Shopper, kind: str) -> None:
    at_shopify.fault(kind, "giftCardCreate")
    held = at_shopify.hold("card")
    assert at_shopify.carry_out(held).status == "held"
    assert at_shopify.carry_out(held, NOW_MS + LEASE_MS + 1).status == "issued"
    assert len(at_shopify.cards()) == 1
    assert at_shopify.available == 900


def test_an_unused_gift_card_is_disabled_and_its_points_come_back(at_shopify: Shopper) -> None:
    made = at_shopify.redeem("card")
    at_shopify.fault("timeout_after", "giftCardDeactivate", times=9)
    assert at_shopify.give_back(made).status == "returning"
    at_shopify.calm()
    assert at_shopify.carry_out(made, NOW_MS + LEASE_MS + 1).status == "returned"
    assert at_shopify.available == 1000
    assert not shopify_gift_cards.spend(at_shopify.store.sandbox, made.voucher or "", 1)
    assert "gift card" in at_shopify.explained()["en"]


def test_a_gift_card_that_was_spent_from_stays_and_its_points_do_not_come_back(
    at_shopify: Shopper,
) -> None:
    made = at_shopify.redeem("card")
    code = made.voucher or ""
    assert shopify_gift_cards.spend(at_shopify.store.sandbox, code, 200)
    assert at_shopify.give_back(made).status == "used"
    assert at_shopify.available == 900
    assert shopify_gift_cards.spend(at_shopify.store.sandbox, code, 300), "the rest is theirs"


def test_on_woocommerce_a_gift_card_is_a_coupon_that_whoever_has_it_can_use(
    at_woo: Shopper,
) -> None:
    made = at_woo.redeem("card")
    [coupon] = at_woo.coupons()
    assert (coupon["email_restrictions"], coupon["amount"], coupon["usage_limit"]) == (
        [],
        "5.00",
        1,
    )
    assert redemption_json(made)["code"] == coupon["code"]


def test_one_redemption_may_mix_an_amount_off_and_a_product(shopper: Shopper) -> None:
    made = shopper.redeem("both")
    shown = redemption_json(made)
    assert (made.status, shown["kind"], len(shown["codes"])) == ("issued", "bundle", 2)
    lines = [{"sku": MUG.sku, "quantity": 1, "price": "20"}]
    lines.append({"sku": "house-beans", "quantity": 1, "price": "20"})
    order = {"customer_id": shopper.customer_id, "lines": lines, "codes": shown["codes"]}
    placed = shopper.store.control("POST", f"{shopper.flavour}/orders", order)
    snapshot: Any = shopper.port.fetch_order(str(placed["id"]), NOW_MS)
    assert sum(line.net_minor for line in snapshot.lines) == 1700, "the mug, and 3.00"
    assert set(snapshot.codes) == set(made.codes)
    for code in snapshot.codes:
        redemptions.used(shopper.books, code, snapshot.order_id, NOW_MS)
    assert redemptions.find(shopper.books.ledger, made.redemption_id).status == "used"
    assert verify(master_key=b"master key of the tests").mismatches == []


def test_the_codes_of_a_bundle_may_stand_beside_each_other(shopper: Shopper) -> None:
    shopper.redeem("both")
    if shopper.flavour == "woo":
        assert [coupon["individual_use"] for coupon in shopper.coupons()] == [False, False]
        return
    product, amount = shopper.store.sandbox.db.all("shopify/discount")
    assert product["combines"]["orderDiscounts"] is True
    assert amount["combines"]["productDiscounts"] is True


def test_both_codes_of_a_bundle_are_given_back_together(shopper: Shopper) -> None:
    made = shopper.redeem("both")
    assert shopper.give_back(made).status == "returned"
    assert shopper.available == 1000
    for code in made.codes:
        state = shopper.port.find_code(code, made.redemption_id)
        assert state is not None
        assert not state.active


def test_a_bundle_is_used_when_either_of_its_codes_is(shopper: Shopper) -> None:
    made = shopper.redeem("both")
    second = made.codes[1]
    lines = [{"sku": "house-beans", "quantity": 1, "price": "20"}]
    order = {"customer_id": shopper.customer_id, "lines": lines, "codes": [second]}
    shopper.store.control("POST", f"{shopper.flavour}/orders", order)
    assert shopper.give_back(made).status == "used", "the store knows before we do"
    assert shopper.available == 900


def test_a_bundle_whose_second_code_cannot_be_made_leaves_no_first_one(shopper: Shopper) -> None:
    held = shopper.hold("both")
    stranger = held.specs(shopper.customer_id, EMAIL)[1]
    shopper.port.create_code(replace(stranger, redemption_id="another", title="Autumn sale"))
    assert shopper.carry_out(held).status == "returned"
    assert shopper.available == 1000
    first = shopper.port.find_code(held.code, held.redemption_id)
    assert first is not None
    assert not first.active


def test_a_bundle_used_in_two_orders_is_not_restored_by_the_refund_of_one(
    shopper: Shopper,
) -> None:
    made = shopper.redeem("both")
    for code, order_id in zip(made.codes, ("1", "2"), strict=True):
        redemptions.used(shopper.books, code, order_id, NOW_MS)
    for order_id in ("1", "2"):
        redemptions.unused(shopper.books.ledger, made.code, order_id, NOW_MS)
        redemptions.refunded(shopper.books, made.code, order_id, NOW_MS)
    found = redemptions.find(shopper.books.ledger, made.redemption_id)
    assert (found.status, found.order_id) == ("used", redemptions.SEVERAL)


def test_a_refund_of_the_order_that_used_both_codes_restores_the_points_once(
    shopper: Shopper,
) -> None:
    made = shopper.redeem("both")
    for code in made.codes:
        redemptions.used(shopper.books, code, "1", NOW_MS)
    for _ in range(2):
        for code in made.codes:
            redemptions.refunded(shopper.books, code, "1", NOW_MS)
        shopper.carry_out(made)
    assert redemptions.find(shopper.books.ledger, made.redemption_id).status == "returned"
    assert shopper.available == 1000
    state = shopper.port.find_set(made.specs(None, None))
    assert state is not None
    assert not state.active, "neither can be used again"


def test_the_codes_of_an_order_that_was_cancelled_may_be_used_again(shopper: Shopper) -> None:
    made = shopper.redeem("both")
    for code in made.codes:
        redemptions.used(shopper.books, code, "1", NOW_MS)
    for code in made.codes:
        redemptions.unused(shopper.books.ledger, code, "1", NOW_MS)
    assert redemptions.find(shopper.books.ledger, made.redemption_id).status == "issued"
    assert shopper.give_back(made).status == "returned"


def test_a_code_that_only_looks_like_a_second_one_of_ours_is_nobodys(shopper: Shopper) -> None:
    made = shopper.redeem("card")
    assert redemptions.used(shopper.books, f"{made.code}-2", "1", NOW_MS) is None
    assert redemptions.find(shopper.books.ledger, made.redemption_id).status == "issued"
