"""Marks every test by the folder it stands in, and gives all of them the shared fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = [
    "tests.support.browser",
    "tests.support.emulator",
    "tests.support.stack",
    # After stack, which it imports: pytest rewrites the assertions of what it imports first.
    "tests.support.running",
]

_KINDS = ("unit", "integration", "security", "fuzz", "races", "upgrades", "e2e")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`pytest -m unit` runs what is in tests/unit, and so on."""
    for item in items:
        kind = item.path.relative_to(_HERE).parts[0] if item.path.is_relative_to(_HERE) else ""
        if kind in _KINDS:
            item.add_marker(kind)
