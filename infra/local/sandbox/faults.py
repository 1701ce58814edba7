"""Trouble on order: a fake API answers as a real one does on a bad day."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Literal, get_args

from infra.local.sandbox.config import Platform

FaultKind = Literal[
    "throttled",
    "unauthorized",
    "too_many",
    "server_error",
    "timeout_before",
    "timeout_after",
    "taken",
    "slow",
    "not_json",
]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(slots=True)
class Fault:
    """`match`: part of what is called ("POST /coupons", "discountCodeBasicCreate"; "" is all).
    `times`: how often it strikes. `delay_s`: how long a time-out or a slow answer takes.
    `status`: of a server_error."""

    platform: Platform
    kind: FaultKind
    match: str = ""
    times: int = 1
    delay_s: float = 30.0
    status: int = 503
    hits: int = 0
    _over: threading.Event = field(default_factory=threading.Event, repr=False)

    def wait(self) -> None:
        """Stay silent for `delay_s`, or until the faults are cleared."""
        self._over.wait(self.delay_s)

    def describe(self) -> dict[str, object]:
        return {
            "platform": self.platform,
            "kind": self.kind,
            "match": self.match,
            "times": self.times,
            "delay_s": self.delay_s,
            "status": self.status,
            "hits": self.hits,
        }


class Faults:
    """What is armed, in the order in which it was armed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def arm(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def strike(self, platform: Platform, call: str) -> Fault | None:
        """The fault that this call meets, if any; counts the hit."""
        with self._lock:
            for fault in self._faults:
                if fault.platform == platform and fault.match in call and fault.hits < fault.times:
                    fault.hits += 1
                    return fault
        return None

    def armed(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)

    def clear(self) -> None:
        with self._lock:
            faults, self._faults = self._faults, []
        for fault in faults:
            fault._over.set()


def elapsed_ms(since: float) -> int:
    """Milliseconds since a `time.monotonic()` reading."""
    return int((time.monotonic() - since) * 1000)
