"""A connected store on a stack without functions: handlers' parts are called in this process."""

from __future__ import annotations

import pytest

from core.ledger import stores
from core.ledger.posting import Books
from integrations import access
from tests.support.operator import Operator, operator
from tests.support.sandbox import receiver, store

__all__ = ["operator", "receiver", "store"]


@pytest.fixture
def store_id(operator: Operator) -> str:
    """A WooCommerce store that nobody asks anything; its id."""
    return operator.connect_unchecked()


@pytest.fixture
def books(store_id: str) -> Books:
    return access.books_of(stores.get(store_id, fresh=True))
