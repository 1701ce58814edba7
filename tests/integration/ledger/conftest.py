"""Books of a USD store on a fresh table."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from core.identity import Ledger
from core.ledger import programs, table
from core.ledger.posting import Books
from core.program.defaults import default_document
from tests.support.emulator import FreshTable


@pytest.fixture(name="books")
def _books(table_bound: FreshTable) -> Books:
    ledger = Ledger.open("woo-0123456789ab", b"master key of the tests")
    programs.publish(ledger, default_document("USD"), "test", 0)
    return Books(ledger, programs.programs(ledger), ZoneInfo("Asia/Taipei"))


@pytest.fixture(name="table_bound")
def _table_bound(table: FreshTable) -> Iterator[FreshTable]:  # noqa: F811
    from core.ledger import table as bound

    bound.bind(table.name)
    programs._cached.clear()
    yield table
