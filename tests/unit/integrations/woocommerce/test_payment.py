"""When a WooCommerce order counts as paid."""

from __future__ import annotations

import pytest

from integrations.woocommerce.payment import is_mapped, payment_state


def state(status: str, method: str = "stripe", paid: bool = True, completed: bool = False, **map_):  # type: ignore[no-untyped-def]
    return payment_state(status, method, paid=paid, completed=completed, overrides=map_)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("pending", "pending"),
        ("on-hold", "pending"),
        ("processing", "paid"),
        ("completed", "paid"),
        ("cancelled", "void"),
        ("failed", "void"),
        ("refunded", "void"),
        ("trash", "void"),
    ],
)
def test_the_usual_statuses_mean_the_usual_things(status: str, expected: str) -> None:
    assert state(status) == expected
    assert is_mapped(status)


@pytest.mark.parametrize("method", ["cod", "wooecp_cod", "COD-express"])
def test_cash_on_delivery_counts_only_when_completed(method: str) -> None:
    assert state("processing", method) == "pending"
    assert state("completed", method) == "paid"
    assert state("cancelled", method) == "void"


def test_a_status_nobody_mapped_is_paid_only_when_the_dates_prove_it() -> None:
    assert state("cvs-pickup", paid=True) == "paid"
    assert state("cvs-pickup", paid=False) == "unmapped"
    assert state("cvs-pickup", "cod", paid=True) == "unmapped"
    assert state("cvs-pickup", "cod", paid=True, completed=True) == "paid"
    assert not is_mapped("cvs-pickup")


def test_the_merchants_map_wins_and_the_more_specific_rule_first() -> None:
    assert state("cvs-pickup", paid=False, statuses={"cvs-pickup": "paid"}) == "paid"
    assert is_mapped("cvs-pickup", {"statuses": {"cvs-pickup": "paid"}})
    assert state("processing", statuses={"processing": "pending"}) == "pending"
    assert state("processing", "cod", statuses={"processing": "paid"}) == "pending"
    assert state("processing", "cod", methods={"cod": {"processing": "paid"}}) == "paid"


@pytest.mark.parametrize("broken", [None, 7, {"processing": "perhaps"}, {"processing": None}])
def test_a_broken_map_changes_nothing(broken: object) -> None:
    assert state("processing", statuses=broken, methods={"stripe": broken}) == "paid"
