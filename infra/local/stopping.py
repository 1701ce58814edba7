"""The wish to stop, as a signal handler may state it."""

from __future__ import annotations

import time

_STEP_S = 0.05


class Stop:
    """Like threading.Event, but without a lock: a handler runs between any two steps of the
    thread it interrupts, and would wait for ever for a lock that this thread holds."""

    def __init__(self) -> None:
        self._wished = False

    def set(self) -> None:
        self._wished = True

    def is_set(self) -> bool:
        return self._wished

    def wait(self, timeout_s: float) -> bool:
        """Whether it is set, by `timeout_s` from now at the latest."""
        deadline = time.monotonic() + timeout_s
        while not self._wished and time.monotonic() < deadline:
            time.sleep(_STEP_S)
        return self._wished
