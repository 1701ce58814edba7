"""A scene per test; nothing of it is left for the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.faults.scene import Scene


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.close()
