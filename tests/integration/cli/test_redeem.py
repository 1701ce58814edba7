"""Redeeming from the command line, against a store that makes real codes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.operator import Operator
from tests.support.sandbox import SandboxServer

CUSTOMER = "mei.lin@example.com"


def give(operator: Operator, store_id: str, points: int, customer: str = CUSTOMER) -> None:
    operator.json("member", "adjust", store_id, customer, str(points), "--reason", "welcome")


def test_a_code_is_made_in_the_woocommerce_store_and_bound_to_the_address(
    operator: Operator, store: SandboxServer, woo: str
) -> None:
    give(operator, woo, 150)
    redeem = ("redeem", woo, CUSTOMER, "off-small", "--points", "100", "--idempotency-key", "a")
    made = operator.json(*redeem)
    assert (made["status"], made["points"]) == ("issued", 100)
    assert made["code"].startswith("rg-")
    [coupon] = [one for one in coupons(store) if one["code"] == made["code"]]
    assert coupon["email_restrictions"] == [CUSTOMER]
    assert operator.json(*redeem)["redemption_id"] == made["redemption_id"]
    assert operator.json("member", "show", woo, CUSTOMER)["balance"]["available"] == 50
    assert len(coupons(store)) == 1


def coupons(store: SandboxServer) -> list[dict[str, Any]]:
    return store.sandbox.db.all("woo/coupon")


def test_a_code_is_made_in_the_shopify_shop(operator: Operator, store: SandboxServer) -> None:
    shop = operator.connect_shopify(store)
    [customer] = [
        one for one in store.sandbox.db.all("shopify/customer") if one["email"] == CUSTOMER
    ]
    give(operator, shop, 100, str(customer["id"]))
    made = operator.json("redeem", shop, str(customer["id"]), "off-small")
    assert made["status"] == "issued"


def test_too_few_points_make_no_code(operator: Operator, store: SandboxServer, woo: str) -> None:
    give(operator, woo, 99)
    error = operator.error("redeem", woo, CUSTOMER, "off-small")
    assert error["code"] == "insufficient_points"
    assert error["details"] == {"needed": 100, "available": 99}
    assert coupons(store) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("off-small", "--points", "99"), "invalid_points"), (("a-yacht",), "unknown_reward")],
)
def test_what_the_program_does_not_offer_is_refused(
    operator: Operator, woo: str, arguments: tuple[str, ...], code: str
) -> None:
    give(operator, woo, 500)
    assert operator.error("redeem", woo, CUSTOMER, *arguments)["code"] == code


def test_a_store_that_refuses_our_keys_leaves_the_points_held_and_says_so(
    operator: Operator, woo: str
) -> None:
    give(operator, woo, 100)
    [listed] = operator.json("store", "list")["stores"]
    operator.json(
        *("store", "add", "woocommerce", "--url", listed["address"], "--no-check"),
        *("--consumer-key", "gone", "--consumer-secret", "gone", "--webhook-secret", "wh"),
    )
    ran = operator.run("redeem", woo, CUSTOMER, "off-small", "--json")
    assert (ran.data["status"], ran.data["code"]) == ("held", None)
    assert "held" in ran.err
    assert operator.json("store", "health", woo)["health"][0]["what"] == "credentials"
