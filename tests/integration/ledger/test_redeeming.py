"""Redemptions against a store that answers over real HTTP, well and badly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import Conflict, InsufficientPoints, KeyReused
from core.ledger import redemptions
from core.ledger.members import adjust, view
from core.ledger.posting import Books
from core.ledger.redeeming import carry_out
from core.ledger.verify import verify
from core.member import Contact
from core.ports import CodeSpec, StorePort
from core.redemptions import HOLD_MS, LEASE_MS, Redemption
from core.snapshot import CustomerRef
from tests.integration.integrations.conftest import shopify, woo
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer, receiver, store

__all__ = ["receiver", "shopify", "store", "woo"]

NOW_MS = 1_795_330_000_000
EMAIL = "jia@example.com"


@pytest.fixture(params=["woo", "shopify"])
def port(request: pytest.FixtureRequest) -> tuple[str, StorePort]:
    store_id = {"woo": WOO, "shopify": SHOPIFY}[request.param]["store_id"]
    return store_id, request.getfixturevalue(request.param)


class Shopper:
    """A member with 250 points, at a store."""

    def __init__(self, books: Books, store_id: str, port: StorePort, customer_id: str) -> None:
        self.books, self.store_id, self.port = books, store_id, port
        self.customer_id = customer_id
        account = CustomerRef(customer_id=customer_id)
        self.member_id = books.ledger.member_id(store_id, account) or ""
        adjust(books, self.member_id, 250, "welcome", "c1", NOW_MS)

    def hold(self, key: str = "k1", reward: str = "off-small", at_ms: int = NOW_MS) -> Redemption:
        contact = Contact({self.store_id: self.customer_id}, EMAIL)
        chosen = self.books.programs.newest.reward(reward)
        return redemptions.hold(
            self.books, self.member_id, contact, chosen, key, self.store_id, at_ms
        )

    def carry_out(self, held: Redemption, at_ms: int = NOW_MS) -> Redemption:
        return carry_out(self.books, self.port, held.redemption_id, at_ms)

    @property
    def available(self) -> int:
        return view(self.books, self.member_id, NOW_MS // 1000).member.available


@pytest.fixture
def shopper(books: Books, port: tuple[str, StorePort], store: SandboxServer) -> Shopper:
    name = "woo" if port[0] == WOO["store_id"] else "shopify"
    customer = store.control("POST", f"{name}/customers", {"email": EMAIL})
    return Shopper(books, *port, str(customer["id"]))


def fault(store: SandboxServer, shopper: Shopper, kind: str, match: str = "", **more: Any) -> None:
    platform = "woo" if shopper.store_id == WOO["store_id"] else "shopify"
    store.control("POST", "faults", {"platform": platform, "kind": kind, "match": match, **more})


def creating(shopper: Shopper) -> str:
    woo_store = shopper.store_id == WOO["store_id"]
    return "POST /coupons" if woo_store else "discountCodeBasicCreate"


def test_points_become_a_code_that_the_store_holds(shopper: Shopper) -> None:
    held = shopper.hold()
    assert (held.status, shopper.available) == ("held", 150)
    issued = shopper.carry_out(held)
    assert issued.status == "issued"
    state = shopper.port.find_code(issued.code, issued.redemption_id)
    assert state is not None
    assert (state.active, state.used) == (True, 0)
    assert verify().mismatches == []


def test_the_same_key_again_is_the_same_redemption(shopper: Shopper) -> None:
    first = shopper.carry_out(shopper.hold())
    again = shopper.hold()
    assert (again.redemption_id, again.code, again.status) == (
        first.redemption_id,
        first.code,
        "issued",
    )
    assert shopper.available == 150
    with pytest.raises(KeyReused):
        shopper.hold(reward="free-shipping")


def test_more_points_than_there_are_cannot_be_redeemed(shopper: Shopper) -> None:
    with pytest.raises(InsufficientPoints) as refusal:
        shopper.hold(reward="off-large")
    assert refusal.value.details == {"needed": 500, "available": 250}
    assert shopper.available == 250


def test_a_store_that_made_the_code_but_never_answered_has_made_it_once(
    store: SandboxServer, shopper: Shopper
) -> None:
    fault(store, shopper, "timeout_after", creating(shopper), times=1, delay_s=15)
    held = shopper.carry_out(shopper.hold())
    assert held.status == "held"
    assert shopper.carry_out(held, NOW_MS + 1000).status == "held", "the lease still stands"
    store.control("DELETE", "faults")
    issued = shopper.carry_out(held, NOW_MS + LEASE_MS + 1)
    assert issued.status == "issued"
    assert shopper.available == 150


def test_a_store_that_refuses_the_code_gives_the_points_back(
    store: SandboxServer, shopper: Shopper
) -> None:
    fault(store, shopper, "taken", creating(shopper), times=1)
    returned = shopper.carry_out(shopper.hold())
    if returned.status == "held":  # Shopify says TAKEN before the code can be looked up
        returned = shopper.carry_out(returned, NOW_MS + HOLD_MS + LEASE_MS)
    assert returned.status == "returned"
    assert shopper.available == 250
    assert verify().mismatches == []


@pytest.mark.parametrize("kind", ["throttled", "too_many", "server_error"])
def test_a_busy_store_leaves_the_hold_for_a_later_try(
    store: SandboxServer, shopper: Shopper, kind: str
) -> None:
    fault(store, shopper, kind, creating(shopper), times=99)
    held = shopper.carry_out(shopper.hold())
    assert (held.status, shopper.available) == ("held", 150)
    store.control("DELETE", "faults")
    assert shopper.carry_out(held, NOW_MS + LEASE_MS + 1).status == "issued"


def test_a_store_that_named_a_time_is_asked_then_and_not_at_every_press(
    store: SandboxServer, shopper: Shopper
) -> None:
    fault(store, shopper, "too_many", creating(shopper), times=99)
    held = shopper.carry_out(shopper.hold())
    store.control("DELETE", "faults")
    for pressed_ms in (1, 500, 900):
        assert shopper.carry_out(held, NOW_MS + pressed_ms).status == "held"
    assert shopper.carry_out(held, NOW_MS + LEASE_MS // 3).status == "issued"


def test_a_hold_that_lasted_too_long_returns_only_when_the_store_confirms_that_there_is_no_code(
    store: SandboxServer, shopper: Shopper
) -> None:
    held = shopper.hold()
    fault(store, shopper, "server_error", times=99)
    late_ms = NOW_MS + HOLD_MS + 1
    assert shopper.carry_out(held, late_ms).status == "held"
    store.control("DELETE", "faults")
    assert shopper.carry_out(held, late_ms + LEASE_MS + 1).status == "returned"
    assert shopper.available == 250


def test_an_unused_code_is_disabled_first_and_then_its_points_return_once(
    shopper: Shopper,
) -> None:
    issued = shopper.carry_out(shopper.hold())
    redemptions.begin_return(shopper.books.ledger, issued.redemption_id, NOW_MS)
    returned = shopper.carry_out(issued)
    assert (returned.status, shopper.available) == ("returned", 250)
    state = shopper.port.find_code(issued.code, issued.redemption_id)
    assert state is None or not state.active
    assert shopper.carry_out(issued).status == "returned"
    assert shopper.available == 250


def test_a_used_code_cannot_be_given_back(shopper: Shopper) -> None:
    issued = shopper.carry_out(shopper.hold())
    redemptions.used(shopper.books, issued.code, "77", NOW_MS)
    with pytest.raises(Conflict) as refusal:
        redemptions.begin_return(shopper.books.ledger, issued.redemption_id, NOW_MS)
    assert refusal.value.code == "code_spent"


def test_a_use_found_after_the_return_takes_the_points_again_even_into_debt(
    shopper: Shopper,
) -> None:
    issued = shopper.carry_out(shopper.hold())
    redemptions.begin_return(shopper.books.ledger, issued.redemption_id, NOW_MS)
    shopper.carry_out(issued)
    shopper.hold("k2", "free-shipping")
    assert shopper.available == 50
    used = redemptions.used(shopper.books, issued.code, "77", NOW_MS)
    assert used is not None
    member = view(shopper.books, shopper.member_id, NOW_MS // 1000).member
    assert (used.status, member.available, member.debt) == ("used", 0, 50)
    assert verify().mismatches == []


def test_a_cancelled_order_lets_its_code_be_used_again(shopper: Shopper) -> None:
    issued = shopper.carry_out(shopper.hold())
    redemptions.used(shopper.books, issued.code, "77", NOW_MS)
    redemptions.unused(shopper.books.ledger, issued.code, "78", NOW_MS)
    assert redemptions.find(shopper.books.ledger, issued.redemption_id).status == "used"
    redemptions.unused(shopper.books.ledger, issued.code, "77", NOW_MS)
    assert redemptions.find(shopper.books.ledger, issued.redemption_id).status == "issued"


def test_only_the_holder_of_the_lease_may_call_the_store(shopper: Shopper) -> None:
    held = shopper.hold()
    assert redemptions.lease(shopper.books.ledger, held.redemption_id, NOW_MS) is not None
    assert redemptions.lease(shopper.books.ledger, held.redemption_id, NOW_MS + 1) is None
    later = redemptions.lease(shopper.books.ledger, held.redemption_id, NOW_MS + LEASE_MS)
    assert later is not None


def test_a_lease_taken_in_a_rehearsal_of_a_time_to_come_holds_nobody_up(shopper: Shopper) -> None:
    held = shopper.hold()
    in_a_year = NOW_MS + 365 * 86_400_000
    assert redemptions.lease(shopper.books.ledger, held.redemption_id, in_a_year) is not None
    assert redemptions.lease(shopper.books.ledger, held.redemption_id, NOW_MS) is not None


def test_a_code_of_somebody_else_is_not_ours(books: Books, shopper: Shopper) -> None:
    held = shopper.hold()
    foreign: CodeSpec = replace(held.spec(shopper.customer_id, EMAIL), redemption_id="another")
    shopper.port.create_code(foreign)
    assert shopper.carry_out(held).status == "returned"
