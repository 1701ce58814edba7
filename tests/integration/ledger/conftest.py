"""Books of a USD store on a fresh table."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from core.identity import Ledger
from core.ledger import programs
from core.ledger import table as bound
from core.ledger.posting import Books
from core.program.defaults import default_document
from tests.support.emulator import FreshTable


@pytest.fixture(name="books")
def _books(table_bound: FreshTable) -> Books:
    ledger = Ledger.open("woo-0123456789ab", b"master key of the tests")
    programs.publish(ledger, default_document("USD"), "test", 0)
    return Books(ledger, programs.programs(ledger), ZoneInfo("Asia/Taipei"))


@pytest.fixture(name="table_bound")
def _table_bound(table: FreshTable) -> FreshTable:
    if table.engine != "memory":  # which is bound as it is installed
        bound.bind(table.name)
    programs._cached.clear()
    return table
