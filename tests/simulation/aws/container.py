"""A fresh Lambda container in the same process."""

from __future__ import annotations

import importlib
from typing import Any

# Everything that the application keeps between two invocations of one container. A test finds
# what is missing here.
CACHES: tuple[tuple[str, str], ...] = (
    ("core.ledger.budgets", "_cached"),
    ("core.ledger.catalogue", "_cached"),
    ("core.ledger.groups", "_cached"),
    ("core.ledger.programs", "_cached"),
    ("core.ledger.stores", "_cached"),
    ("core.ledger.tallies", "_cached"),
    ("core.ledger.waiting", "_cached"),
    ("functions.ledger_worker.apply", "_HEALTH_NOTED"),
    ("functions.relay.limits", "_TOLD"),
    ("functions.storefront.seen", "_noted"),
    ("functions.storefront.vouched", "_noted"),
    ("integrations.aws.sealing", "_opened"),
    ("integrations.aws.secrets", "_cached"),
)


def fresh_container() -> None:
    """Forget what a container has learnt: stores, programs, secrets, credentials. The clients of
    AWS stay (making one costs 100 ms and changes nothing); `install` fills up their retry quota."""
    for where, name in CACHES:
        _cache(where, name).clear()


class Container:
    """What one warm container remembers; several can stand side by side in one process."""

    def __init__(self) -> None:
        self._kept: list[Any] = [type(_cache(where, name))() for where, name in CACHES]

    def enter(self) -> None:
        """Let the application's caches be this container's from now on."""
        for (where, name), cache in zip(CACHES, self._kept, strict=True):
            setattr(importlib.import_module(where), name, cache)


def _cache(where: str, name: str) -> Any:
    return getattr(importlib.import_module(where), name)
