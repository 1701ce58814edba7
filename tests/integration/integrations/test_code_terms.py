"""What a cart makes of a code's terms: our real clients, and the sandbox's carts."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from core.ports import CodeTerms
from core.snapshot import OrderSnapshot
from infra.local.sandbox.catalogue import BY_SKU
from tests.integration.integrations.sides import InSandbox
from tests.support.sandbox import SandboxServer

CODE = "rg-aaaa-bbbb-cccc"
NOW_MS = 1_795_000_000_000


@pytest.fixture(params=["woocommerce", "shopify"])
def side(request: pytest.FixtureRequest, store: SandboxServer) -> InSandbox:
    platform: Literal["woocommerce", "shopify"] = request.param
    return InSandbox(platform, store)


def product(side: InSandbox, sku: str) -> str:
    return str(BY_SKU[sku].woo_id if side.platform == "woocommerce" else BY_SKU[sku].shopify_id)


def paid(side: InSandbox, lines: dict[str, int], code: str = CODE) -> int | None:
    """What Mei pays for so many of each, every one at 20.00, in cents; None when the cart refuses
    the code."""
    cart: list[dict[str, Any]] = [
        {"sku": sku, "quantity": quantity, "price": "20"} for sku, quantity in lines.items()
    ]
    try:
        made = side.counter.order(side.store, customer_id=side.mei, codes=[code], lines=cart)
    except AssertionError as refused:
        if "CodeRefused" not in str(refused):
            raise
        return None
    order = side.port.fetch_order(str(made["id"]), NOW_MS)
    assert isinstance(order, OrderSnapshot)
    return sum(line.net_minor for line in order.lines)


def test_a_code_with_a_minimum_order_waits_for_a_cart_that_is_large_enough(
    side: InSandbox,
) -> None:
    side.port.create_code(side.spec(terms=CodeTerms(minimum_minor=4000)))
    assert paid(side, {"camp-mug": 1}) is None
    assert paid(side, {"camp-mug": 2}) == 3500


def test_a_percentage_for_some_products_leaves_the_others_as_they_are(side: InSandbox) -> None:
    terms = CodeTerms(products=(product(side, "camp-mug"),))
    side.port.create_code(side.spec(kind="percent", percent=50, terms=terms))
    assert paid(side, {"house-beans": 1}) is None
    assert paid(side, {"camp-mug": 2, "house-beans": 1}) == 4000


def test_an_amount_off_some_products_is_taken_off_once_and_off_nothing_else(
    side: InSandbox,
) -> None:
    terms = CodeTerms(products=(product(side, "camp-mug"),))
    side.port.create_code(side.spec(value_minor=500, terms=terms))
    assert paid(side, {"house-beans": 3}) is None
    assert paid(side, {"house-beans": 1, "camp-mug": 3}) == 7500


def test_a_code_combines_with_other_discounts_only_when_its_reward_says_so(
    side: InSandbox,
) -> None:
    side.port.create_code(side.spec())
    other = {"code": "rg-bbbb-bbbb-bbbb", "redemption_id": "r-2"}
    side.port.create_code(side.spec(**other, terms=CodeTerms(combines=("product", "order"))))
    alone, beside = (_stands_alone(side, code) for code in (CODE, "rg-bbbb-bbbb-bbbb"))
    assert (alone, beside) == (True, False)


def _stands_alone(side: InSandbox, code: str) -> bool:
    [made] = [one for one in side.store.sandbox.db.all(_kind(side)) if one["code"] == code]
    if side.platform == "woocommerce":
        return bool(made["individual_use"])
    return not any(made["combines"].values())


def _kind(side: InSandbox) -> str:
    return "woo/coupon" if side.platform == "woocommerce" else "shopify/discount"


@pytest.mark.parametrize(("off", "percent", "left"), [(2000, 100, 4000), (1500, 0, 4500)])
def test_a_free_product_or_a_product_at_a_price_is_one_piece_of_it_and_nothing_else(
    side: InSandbox, off: int, percent: int, left: int
) -> None:
    terms = CodeTerms(products=(product(side, "camp-mug"),))
    side.port.create_code(side.spec(kind="product", value_minor=off, percent=percent, terms=terms))
    assert paid(side, {"house-beans": 1}) is None, "the code adds no product"
    assert paid(side, {"camp-mug": 2, "house-beans": 1}) == left
