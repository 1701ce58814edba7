"""Every GraphQL document, and every variable we send with one, against Shopify's own schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    get_variable_values,
    parse,
    validate,
)

from core.errors import StoreRefused
from core.ports import BalanceCopy, CodeSpec
from infra.local.shopify_schema import admin_schema
from integrations.shopify import client, codes
from integrations.shopify.queries import FOLDER, document
from integrations.shopify.store import ShopifyStore
from tests.unit.integrations.samples import SHOP

QUERIES = sorted(FOLDER.glob("*.graphql"))
SPEC = CodeSpec(
    code="rg-aaaa-bbbb-cccc",
    redemption_id="r1",
    kind="fixed",
    currency="TWD",
    value_minor=15000,
    percent=0,
    customer_id="7",
    email=None,
    starts_at_s=1_795_000_000,
    expires_at_s=1_802_776_000,
    title="NT$150 off",
)


class Recorder(client.AdminApi):
    """Keeps what would be sent, and answers as a store does where nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("a-shop.myshopify.com", "shpat_test")
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def read(self, name: str, **variables: Any) -> dict[str, Any]:
        self.sent.append((name, variables))
        return {}

    def write(self, name: str, *, repeatable: bool = False, **variables: Any) -> dict[str, Any]:
        return self.read(name, **variables)


def coerced(name: str, variables: dict[str, Any]) -> Any:
    """The variables as the schema takes them; its complaints fail the test."""
    [operation] = parse(document(name)).definitions
    assert isinstance(operation, OperationDefinitionNode)
    values = get_variable_values(admin_schema(), operation.variable_definitions or (), variables)
    assert not isinstance(values, list), values
    return values


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_document_is_what_the_schema_allows_and_nothing_deprecated(path: Path) -> None:
    parsed = parse(document(path.stem))
    assert validate(admin_schema(), parsed) == []
    assert validate(admin_schema(), parsed, [NoDeprecatedCustomRule]) == []


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        CodeSpec(
            **{**{n: getattr(SPEC, n) for n in SPEC.__slots__}, "kind": "percent", "percent": 15}
        ),
        CodeSpec(**{**{n: getattr(SPEC, n) for n in SPEC.__slots__}, "kind": "free_shipping"}),
    ],
    ids=lambda spec: spec.kind,
)
def test_discounts_are_inputs_that_the_schema_takes(spec: CodeSpec) -> None:
    api = Recorder()
    codes.create(api, spec)
    [(name, variables)] = api.sent
    coerced(name, variables)
    discount = variables["discount"]
    assert discount["usageLimit"] == 1
    assert discount["context"] == {"customers": {"add": ["gid://shopify/Customer/7"]}}
    assert "customerSelection" not in discount  # deprecated, which no validator sees in variables


def test_a_fixed_amount_is_a_decimal_string_and_a_percentage_a_share() -> None:
    api = Recorder()
    codes.create(api, SPEC)
    gets = api.sent[0][1]["discount"]["customerGets"]
    assert gets["value"] == {"discountAmount": {"amount": "150.00", "appliesOnEachItem": False}}


def test_a_code_for_nobody_is_refused() -> None:
    nobody = CodeSpec(**{**{n: getattr(SPEC, n) for n in SPEC.__slots__}, "customer_id": None})
    with pytest.raises(StoreRefused):
        codes.create(Recorder(), nobody)


def test_copies_of_balances_go_twenty_five_a_call() -> None:
    api = Recorder()
    ShopifyStore(SHOP, api).write_balances(
        [BalanceCopy(str(number), 10, 5, "gold") for number in range(1, 61)]
    )
    assert [len(variables["metafields"]) for _, variables in api.sent] == [25, 25, 10]
    for name, variables in api.sent:
        coerced(name, variables)
