"""core.ports.StorePort, kept by our real clients over HTTP and by the simulation's shops alike."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from core.errors import Forbidden, StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeState, CodeTerms, StoreFacts
from core.snapshot import CustomerRef, OrderDeletion, OrderSnapshot
from tests.integration.integrations.conftest import MEI
from tests.integration.integrations.sides import INES, InMemory, InSandbox, Kind, Platform, Side

NOW_MS = 1_795_000_000_000
CODE = "rg-aaaa-bbbb-cccc"
BESIDE = CodeTerms(combines=("order", "product"))
EVERY = [(where, name) for name in ("woocommerce", "shopify") for where in ("sandbox", "memory")]


@pytest.fixture(params=EVERY, ids=lambda pair: "-".join(pair))
def side(request: pytest.FixtureRequest) -> Side:
    where: str
    platform: Platform
    where, platform = request.param
    if where == "memory":
        return InMemory(platform)
    return InSandbox(platform, request.getfixturevalue("store"))


def fetched(side: Side, order_id: str) -> OrderSnapshot:
    found = side.port.fetch_order(order_id, NOW_MS)
    assert isinstance(found, OrderSnapshot)
    return found


def test_a_store_says_what_it_is(side: Side) -> None:
    facts = side.port.describe()
    assert isinstance(facts, StoreFacts)
    assert (facts.name, facts.currency) == ("Backpack & Bean", "USD")


@pytest.mark.parametrize(
    ("kind", "goods", "shipping"),
    [("fixed", 9_500, 800), ("percent", 8_500, 800), ("free_shipping", 10_000, 0)],
)
def test_a_code_made_twice_is_one_and_does_what_it_promises(
    side: Side, kind: str, goods: int, shipping: int
) -> None:
    for _ in range(2):
        side.port.create_code(side.spec(kind=kind, percent=15))
    assert side.codes() == 1
    assert side.port.find_code(CODE, "r-1") == CodeState(active=True, used=0)
    assert side.port.find_code("rg-none", "r-1") is None
    order = fetched(side, side.bought(codes=(CODE,)))
    assert order.codes == (CODE,)
    assert sum(line.net_minor for line in order.lines) == goods
    assert order.extras_minor == shipping
    assert side.port.find_code(CODE, "r-1") == CodeState(active=True, used=1)


def test_a_code_of_somebody_else_is_taken_and_not_ours(side: Side) -> None:
    side.port.create_code(side.spec(redemption_id="of somebody else"))
    with pytest.raises(StoreRefused) as refusal:
        side.port.create_code(side.spec())
    assert refusal.value.code == "code_taken"
    assert side.port.find_code(CODE, "r-1") is None
    assert side.port.disable_code(CODE, "r-1") is None
    assert side.buy(codes=(CODE,)) is not None  # nobody touched it


def test_the_cart_takes_a_code_once_from_whom_it_is_for(side: Side) -> None:
    side.port.create_code(side.spec())
    assert side.buy(side.ines, codes=(CODE,)) is None
    order_id = side.bought(codes=(CODE,), paid=False)
    side.do(order_id, "pay")
    side.do(order_id, "touch")
    assert side.port.find_code(CODE, "r-1") == CodeState(active=True, used=1)
    assert side.buy(side.mei, codes=(CODE,)) is None
    assert side.buy(side.mei, codes=("rg-none",)) is None


def test_a_code_ends_when_it_says(side: Side) -> None:
    ends_s = int(time.time()) - 60
    side.port.create_code(side.spec(expires_at_s=ends_s))
    assert side.port.find_code(CODE, "r-1") == CodeState(active=False, used=0)
    assert side.buy(codes=(CODE,)) is None


def test_a_disabled_code_is_dead_stays_findable_and_says_if_it_was_used(side: Side) -> None:
    used = side.spec(code="rg-used", redemption_id="r-2")
    side.port.create_code(side.spec())
    side.port.create_code(used)
    side.bought(codes=(used.code,))
    for _ in range(2):
        assert side.port.disable_code(CODE, "r-1") == CodeState(active=False, used=0)
        assert side.port.disable_code(used.code, "r-2") == CodeState(active=False, used=1)
    assert side.port.find_code(CODE, "r-1") == CodeState(active=False, used=0)
    assert side.buy(codes=(CODE,)) is None
    assert side.port.disable_code("rg-none", "r-3") is None


def test_whether_a_cancelled_order_gives_its_code_back_depends_on_the_platform(side: Side) -> None:
    side.port.create_code(side.spec())
    order_id = side.bought(codes=(CODE,))
    side.do(order_id, "cancel")
    again = side.buy(codes=(CODE,))
    assert (again is not None) == (side.platform == "woocommerce")


@pytest.mark.parametrize("kind", ["never", "late"])
def test_a_code_without_an_answer_is_made_or_not_and_the_next_attempt_makes_it_one(
    side: Side, kind: Kind
) -> None:
    side.arm(kind, "create_code")
    with pytest.raises(StoreUnavailable):
        side.port.create_code(side.spec())
    side.calm()
    # A proxy that gives up before the store answers does not stop the store.
    if not (kind == "never" and isinstance(side, InSandbox)):
        assert side.codes() == (1 if kind == "late" else 0)
    side.port.create_code(side.spec())
    assert side.codes() == 1
    assert side.port.find_code(CODE, "r-1") == CodeState(active=True, used=0)


def test_a_code_that_was_disabled_without_an_answer_is_dead(side: Side) -> None:
    side.port.create_code(side.spec())
    side.arm("late", "disable_code")
    with pytest.raises(StoreUnavailable):
        side.port.disable_code(CODE, "r-1")
    side.calm()
    assert side.port.find_code(CODE, "r-1") == CodeState(active=False, used=0)


def test_two_codes_that_go_together_are_made_used_and_disabled_together(side: Side) -> None:
    both = [side.spec(terms=BESIDE), side.spec(code=f"{CODE}-2", terms=BESIDE)]
    assert side.port.find_set(both) is None
    assert side.port.disable_set(both) is None
    for _ in range(2):
        assert side.port.create_set(both) == CodeState(active=True, used=0)
    assert side.codes() == 2
    assert side.port.find_set(both) == CodeState(active=True, used=0)
    assert side.port.find_set([*both, side.spec(code="rg-none")]) is None
    side.bought(codes=(f"{CODE}-2",))
    for _ in range(2):
        assert side.port.disable_set(both) == CodeState(active=False, used=1)


METHODS: dict[str, Callable[[Side], object]] = {
    "describe": lambda side: side.port.describe(),
    "create_code": lambda side: side.port.create_code(side.spec(code="rg-new")),
    "find_code": lambda side: side.port.find_code(CODE, "r-1"),
    "disable_code": lambda side: side.port.disable_code(CODE, "r-1"),
    "create_set": lambda side: side.port.create_set([side.spec(code="rg-new")]),
    "find_set": lambda side: side.port.find_set([side.spec()]),
    "disable_set": lambda side: side.port.disable_set([side.spec()]),
    "fetch_order": lambda side: side.port.fetch_order("1", NOW_MS),
    "changed_orders": lambda side: list(side.port.changed_orders(int(time.time()), NOW_MS)),
    "fetch_product": lambda side: side.port.fetch_product(side.product_id),
    "changed_products": lambda side: list(side.port.changed_products(0)),
    "customer_email": lambda side: side.port.customer_email(side.mei),
    "write_balances": lambda side: side.port.write_balances([BalanceCopy(side.mei, 1, 0, "a")]),
}
TROUBLES: list[tuple[Kind, type[Exception]]] = [
    ("throttled", StoreUnavailable),
    ("server_error", StoreUnavailable),
    ("forbidden", Forbidden),
]


def test_trouble_has_the_name_that_the_core_knows_whatever_was_asked(side: Side) -> None:
    side.port.create_code(side.spec())
    for kind, error in TROUBLES:
        for method, call in METHODS.items():
            side.arm(kind, method)
            with pytest.raises(error) as raised:
                call(side)
            side.calm()
            if isinstance(raised.value, StoreUnavailable):
                assert raised.value.retry_after_s == (2.0 if kind == "throttled" else None), method
    assert side.codes() == 1


def test_whoever_was_removed_is_forbidden_everything(side: Side) -> None:
    side.port.create_code(side.spec())
    side.remove_us()
    for call in METHODS.values():
        with pytest.raises(Forbidden):
            call(side)


def test_an_order_is_told_as_it_is(side: Side) -> None:
    order_id = side.bought(paid=False)
    found = fetched(side, order_id)
    assert (found.state, found.source) == ("pending", "store")
    assert found.store_id == side.context.store_id
    assert found.received_at_ms == NOW_MS
    assert found.customer == CustomerRef(side.mei, MEI)
    assert [(line.product_id, line.quantity, line.net_minor) for line in found.lines] == [
        ("9", 2, 10_000)
    ]
    assert (found.currency, found.extras_minor, found.codes) == ("USD", 800, ())
    assert abs(found.placed_at_s - time.time()) < 60
    assert found.stamp_s >= found.placed_at_s
    side.do(order_id, "pay")
    assert fetched(side, order_id).state == "paid"
    side.do(order_id, "cancel")
    assert fetched(side, order_id).state == "void"


def test_refunds_come_with_the_lines_that_they_are_about(side: Side) -> None:
    order_id = side.bought()
    side.do(order_id, "refund", units=1, shipping=True)
    side.do(order_id, "refund", minor=300)
    found = fetched(side, order_id)
    [line] = found.lines
    assert line.net_minor == 10_000
    assert [
        (r.net_minor, r.lines and [(x.line_id, x.net_minor) for x in r.lines])
        for r in found.refunds
    ] == [(5_800, [(line.line_id, 5_000)]), (300, [("", 300)])]
    assert found.state == "paid"


def test_only_an_order_that_the_store_does_not_know_is_gone(side: Side) -> None:
    kept, lost = side.bought(), side.bought()
    gone = OrderDeletion(side.context.store_id, lost, NOW_MS, source="store")
    if side.platform == "woocommerce":
        side.do(lost, "trash")
        assert side.port.fetch_order(lost, NOW_MS) == gone
        side.do(lost, "restore")
        assert fetched(side, lost).state == "paid"
    side.do(lost, "delete")
    assert side.port.fetch_order(lost, NOW_MS) == gone
    assert fetched(side, kept).order_id == kept


def test_changed_orders_come_oldest_change_first_from_that_second_on(side: Side) -> None:
    since_s = int(time.time())
    made = [side.bought() for _ in range(4)]
    side.do(made[0], "refund", units=1)
    side.do(made[2], "delete")
    found = list(side.port.changed_orders(since_s, NOW_MS))
    assert {one.order_id for one in found} == {*made} - {made[2]}
    assert [one.stamp_s for one in found] == sorted(one.stamp_s for one in found)
    assert {one.source for one in found} == {"store"}
    assert all(one == fetched(side, one.order_id) for one in found)
    newest_s = max(one.stamp_s for one in found)
    same = {one.order_id for one in found if one.stamp_s == newest_s}
    assert {one.order_id for one in side.port.changed_orders(newest_s, NOW_MS)} == same
    assert list(side.port.changed_orders(newest_s + 60, NOW_MS)) == []


def test_a_list_of_several_pages_names_every_order_once(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.woocommerce.store._PAGE", 3)
    since_s = int(time.time())
    made = {side.bought() for _ in range(8)}
    found = [one.order_id for one in side.port.changed_orders(since_s, NOW_MS)]
    assert len(found) == len(set(found))
    assert {*found} == made


def test_an_address_is_known_of_customers_that_are_there(side: Side) -> None:
    assert side.port.customer_email(side.mei) == MEI
    assert side.port.customer_email(side.ines) == INES
    assert side.port.customer_email("999") is None


def test_copies_of_balances_reach_the_customers_that_are_there(side: Side) -> None:
    copies = [
        BalanceCopy(side.mei, 1, 2, "member"),
        BalanceCopy("999", 5, 5, "gold"),
        BalanceCopy(side.ines, 250, 30, "gold"),
    ]
    side.port.write_balances(copies)
    assert side.balance(side.mei) == {"available": 1, "pending": 2, "tier": "member"}
    assert side.balance(side.ines) == {"available": 250, "pending": 30, "tier": "gold"}
    side.port.write_balances(copies[1:2])
    assert side.balance(side.ines) == {"available": 250, "pending": 30, "tier": "gold"}


def sets_of(side: Side) -> set[str]:
    found = side.port.fetch_product(side.product_id)
    assert found is not None
    assert (found.product_id, found.collections_told) == (side.product_id, True)
    return set(found.sets)


def test_a_product_is_told_with_its_collections_tags_vendor_and_sale(side: Side) -> None:
    before = sets_of(side)
    assert {"collection:bags", "collection:21"} <= before
    assert [name for name in before if name.startswith("vendor:")]
    assert not [name for name in before if name.startswith("sale")]
    side.change_product(sale=True, collection="coffee")
    after = sets_of(side)
    assert {"collection:coffee", "collection:22", "sale"} <= after
    assert "collection:bags" not in after
    assert side.port.fetch_product("999999") is None


def test_changed_products_come_oldest_change_first_and_from_zero_all_of_them(side: Side) -> None:
    every = list(side.port.changed_products(0))
    assert len({one.product_id for one in every}) == len(every) >= 6
    since_s = int(time.time())
    assert list(side.port.changed_products(since_s)) == []
    side.change_product(sale=True)
    [changed] = side.port.changed_products(since_s)
    assert changed == side.port.fetch_product(side.product_id)
    assert [one.product_id for one in side.port.changed_products(0)][-1] == side.product_id
