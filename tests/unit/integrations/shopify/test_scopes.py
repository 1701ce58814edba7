"""Which permissions are there, and what does not work without the others."""

from __future__ import annotations

from typing import Any

import pytest

from core.program.defaults import default_document
from infra.package import DATA, functions
from integrations.shopify.scopes import lacking, missing, optional, wanted
from tests.support.sources import modules_of

ALL = ",".join(sorted(wanted()))
TOML = "integrations/shopify/app/shopify.app.toml"


def program(*kinds: str) -> dict[str, Any]:
    document = default_document("USD")
    return {**document, "rewards": [{"kind": kind} for kind in kinds]}


@pytest.mark.parametrize(
    ("needed", "granted", "lacks"),
    [
        ("", "", []),
        ("read_orders", "", ["read_orders"]),
        ("read_orders,write_discounts", "read_orders", ["write_discounts"]),
        ("read_customers", "write_customers", []),
        ("write_customers", "read_customers", ["write_customers"]),
        (" read_orders , ", "read_orders", []),
    ],
)
def test_who_may_write_may_read(needed: str, granted: str, lacks: list[str]) -> None:
    assert lacking(needed, granted) == lacks


def test_what_every_program_needs_is_missed_in_every_program() -> None:
    assert missing(program("fixed"), ALL) == {}
    without = ",".join(sorted(wanted() - {"write_discounts"}))
    assert missing(program(), without) == {"write_discounts": "base"}


def test_what_a_reward_needs_is_missed_where_there_is_one() -> None:
    found = missing(program("gift_card", "store_credit"), ALL)
    assert set(found) == optional()
    assert found["write_gift_cards"] == "gift_card"
    assert missing(program("gift_card"), f"{ALL},write_gift_cards") == {}


def test_of_a_token_that_was_typed_in_nobody_knows() -> None:
    assert missing(program("gift_card"), "") == {}


@pytest.mark.parametrize("function", functions())
def test_whoever_reads_the_apps_configuration_has_it_in_the_package(function: str) -> None:
    reads = "integrations/shopify/scopes.py" in modules_of(function)
    assert (TOML in DATA.get(function, ())) == reads
