"""An operator, a stack, and shops to connect."""

from __future__ import annotations

import pytest

from core.ledger import stores
from core.ledger.posting import Books
from integrations import access
from tests.support.operator import Operator, operator
from tests.support.sandbox import SandboxServer, receiver, store

__all__ = ["operator", "receiver", "store"]


@pytest.fixture
def woo(operator: Operator, store: SandboxServer) -> str:
    """The sandbox's WooCommerce store, connected; its id."""
    return operator.connect_woo(store)


@pytest.fixture
def books(operator: Operator, woo: str) -> Books:
    """The connected store's books, in this process."""
    return access.books_of(stores.get(woo, fresh=True))
