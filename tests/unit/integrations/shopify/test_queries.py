"""Every GraphQL document, and every variable we send with one, against Shopify's own schema."""

from __future__ import annotations

from dataclasses import replace
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
from core.ports import BalanceCopy, CodeKind, CodeSpec, CodeTerms
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


@pytest.mark.parametrize("kind", ["fixed", "percent", "free_shipping"])
@pytest.mark.parametrize(
    "terms",
    [
        CodeTerms(minimum_minor=100_000, combines=("order", "shipping")),
        CodeTerms(products=("11", "12")),
        CodeTerms(collections=("21",)),
    ],
    ids=["minimum", "products", "collections"],
)
def test_the_terms_of_a_code_are_inputs_that_the_schema_takes(
    kind: CodeKind, terms: CodeTerms
) -> None:
    api = Recorder()
    codes.create(api, replace(SPEC, kind=kind, percent=15, terms=terms))
    [(name, variables)] = api.sent
    coerced(name, variables)
    discount = variables["discount"]
    combined = {
        name.removesuffix("Discounts") for name, yes in discount["combinesWith"].items() if yes
    }
    assert combined == set(terms.combines)
    if terms.minimum_minor:
        least = {"greaterThanOrEqualToSubtotal": "1000.00"}
        assert discount["minimumRequirement"] == {"subtotal": least}
    else:
        assert "minimumRequirement" not in discount
    if terms.products and kind != "free_shipping":
        ids = ["gid://shopify/Product/11", "gid://shopify/Product/12"]
        assert discount["customerGets"]["items"] == {"products": {"productsToAdd": ids}}
    if terms.collections and kind != "free_shipping":
        ids = ["gid://shopify/Collection/21"]
        assert discount["customerGets"]["items"] == {"collections": {"add": ids}}


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
