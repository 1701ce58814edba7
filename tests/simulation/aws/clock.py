"""The process's time and chance, in the hands of the simulation."""

from __future__ import annotations

import os
import random
import time
from typing import Any

_SECOND_NS = 1_000_000_000


class Clock:
    """A clock that stands still until it is told to go on, or somebody sleeps.

        with Clock(start_s=1_700_000_000, seed=7) as clock:
            time.time(), time.sleep(3), uuid.uuid4(), secrets.token_hex()

    While installed `time.time`, `time_ns`, `monotonic`, `monotonic_ns` and `sleep` are the
    clock's, and everything that draws from `random` or `os.urandom` (uuid.uuid4, secrets) draws
    from the seed, so that a run replays exactly. `perf_counter` and `datetime.now` stay real:
    botocore dates its signatures with the latter, and no answer depends on those dates.

    `skew_ns` is what the process believes too much: time.time() is off by it, `now_ns` is not.
    `slept_ns` adds up what was slept.
    """

    def __init__(self, start_s: float = 1_767_225_600, seed: int = 0) -> None:
        self.now_ns = int(start_s * _SECOND_NS)
        self.skew_ns = 0
        self.slept_ns = 0
        self._monotonic_ns = 0
        self._seed = seed
        self._chance = random.Random(f"bytes {seed}")
        self._before: list[tuple[Any, str, Any]] = []
        self._state: Any = None

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.advance_ns(int(seconds * _SECOND_NS))

    def advance_ns(self, ns: int) -> None:
        """Let time pass; it never goes back."""
        if ns < 0:
            raise ValueError("Time does not go back.")
        self.now_ns += ns
        self._monotonic_ns += ns

    def advance_to(self, at_ns: int) -> None:
        """Let time pass until then; nothing when then is past."""
        self.advance_ns(max(0, at_ns - self.now_ns))

    def __enter__(self) -> Clock:
        self.install()
        return self

    def __exit__(self, *_: object) -> None:
        self.uninstall()

    def install(self) -> None:
        """Take over the process's time and chance."""
        if self._before:
            raise RuntimeError("The clock is installed already.")
        for where, name, mine in (
            (time, "time", self._time),
            (time, "time_ns", self._time_ns),
            (time, "monotonic", self._monotonic),
            (time, "monotonic_ns", lambda: self._monotonic_ns),
            (time, "sleep", self._sleep),
            (os, "urandom", self._urandom),
            (random, "_urandom", self._urandom),
        ):
            self._before.append((where, name, getattr(where, name)))
            setattr(where, name, mine)
        self._state = random.getstate()
        random.seed(f"random {self._seed}")
        self._hand_out_defaults()

    def uninstall(self) -> None:
        """Give both back."""
        for where, name, theirs in self._before:
            setattr(where, name, theirs)
        self._before.clear()
        random.setstate(self._state)

    def _hand_out_defaults(self) -> None:
        """integrations.patience took time.sleep and time.monotonic when it was imported."""
        from integrations.patience import Patience

        defaults = Patience.__init__.__defaults__
        self._before.append((Patience.__init__, "__defaults__", defaults))
        Patience.__init__.__defaults__ = (self._sleep, self._monotonic)

    def _time(self) -> float:
        return (self.now_ns + self.skew_ns) / _SECOND_NS

    def _time_ns(self) -> int:
        return self.now_ns + self.skew_ns

    def _monotonic(self) -> float:
        return self._monotonic_ns / _SECOND_NS

    def _sleep(self, seconds: float) -> None:
        ns = int(seconds * _SECOND_NS)
        self.slept_ns += ns
        self.advance_ns(ns)

    def _urandom(self, count: int) -> bytes:
        return self._chance.randbytes(count)
