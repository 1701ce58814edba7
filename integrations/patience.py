"""How long a store may keep us: attempts, waits, and a budget for the whole of one operation.

The budget is what lets a function answer before its own time-out ends it: an attempt that could
outlast it is not begun.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from core.errors import StoreUnavailable

# Twice this (an address looked up, a code made) fits into every function that calls a store.
BUDGET_S = 14.0
ATTEMPTS = 3
MAX_WAIT_S = 4.0

T = TypeVar("T")


class Patience:
    """One client's attempts. `attempt_s`: what a single request can take at most."""

    def __init__(
        self,
        attempt_s: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._attempt_s = attempt_s
        self._sleep = sleep
        self._clock = clock
        self._until_s: float | None = None

    def begin(self) -> None:
        """A new operation: the requests from here on share one budget."""
        self._until_s = self._clock() + BUDGET_S

    def run(self, call: Callable[[], T], *, repeatable: bool) -> T:
        """`call`, tried again while that may help and there is time.

        Only what is `repeatable` is, and what the store says it has not done (an error with
        `undone` in its details: throttled). Raises what the last attempt raised.
        """
        if self._until_s is None:
            self.begin()
        if not self._fits(0):
            # Not even begun: whoever holds a lease need not wait for its end.
            raise StoreUnavailable("No time is left for another request.", retry_after_s=1.0)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return call()
            except StoreUnavailable as error:
                wait_s = error.retry_after_s
                if wait_s is None:
                    wait_s = random.uniform(0.2, 0.4) * 3 ** (attempt - 1)  # noqa: S311
                again = repeatable or error.details.get("undone") is True
                patient = wait_s <= MAX_WAIT_S and self._fits(wait_s)
                if attempt == ATTEMPTS or not again or not patient:
                    raise
            self._sleep(wait_s)
        raise AssertionError("the last attempt returns or raises")

    def _fits(self, wait_s: float) -> bool:
        assert self._until_s is not None  # noqa: S101 - run() has begun
        return self._clock() + wait_s + self._attempt_s <= self._until_s
