"""Two releases beside each other, on one emulated account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local import facts
from infra.local.emulator import Emulator
from tests.support.operator import Operator, operator
from tests.support.sandbox import SandboxServer, receiver, store
from tests.upgrades.releases import Release, present, previous
from tests.upgrades.town import Town, make_queues

__all__ = ["operator", "receiver", "store"]


@pytest.fixture
def town(operator: Operator, store: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A shop that nobody is connected with yet."""
    operator.develop(allow_private_store_urls=True)
    environment = facts.environ(operator.stack) | make_queues(operator.stack.table)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Town(store, environment, operator.stack.table)


@pytest.fixture(scope="session")
def old_release(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    folder = tmp_path_factory.mktemp("old")
    release = previous(folder / "log", folder / "code")
    yield release
    release.stop()


@pytest.fixture(scope="session")
def new_release(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    release = present(tmp_path_factory.mktemp("new") / "log")
    yield release
    release.stop()


@pytest.fixture
def old(town: Town, old_release: Release) -> Release:
    """The previous release, in the town's environment."""
    old_release.ask("move", environment=town.environment)
    return old_release


@pytest.fixture
def new(town: Town, new_release: Release) -> Release:
    """This release, in the same."""
    new_release.ask("move", environment=town.environment)
    return new_release
