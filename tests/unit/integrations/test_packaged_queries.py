"""A function that calls Shopify carries the documents it sends; the others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.package import contents
from infra.tools import ROOT
from integrations.shopify.queries import FOLDER

QUERIES = {f"integrations/shopify/queries/{path.name}" for path in FOLDER.glob("*.graphql")}


def packaged(function: str, folder: Path) -> set[str]:
    return set(contents(ROOT, folder, ROOT, function))


@pytest.mark.parametrize("function", ["codes", "fetcher", "balances", "storefront"])
def test_functions_that_call_stores_carry_the_queries(function: str, tmp_path: Path) -> None:
    assert packaged(function, tmp_path) >= QUERIES


@pytest.mark.parametrize("function", ["webhooks", "relay", "ledger_worker"])
def test_functions_that_call_no_store_carry_no_query_and_no_client(
    function: str, tmp_path: Path
) -> None:
    names = packaged(function, tmp_path)
    assert not names & QUERIES
    assert not [name for name in names if name.endswith("/client.py")]
