"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from infra.local.facts import StackFacts

Status = Literal["ok", "warn", "bad", "not here"]


@dataclass(frozen=True, slots=True)
class Line:
    """One finding. `do`: what to do about it, where there is something."""

    check: str
    status: Status
    what: str
    do: str = ""

    def as_json(self) -> dict[str, str]:
        shown: dict[str, str] = {"check": self.check, "status": self.status, "what": self.what}
        return shown | ({"do": self.do} if self.do else {})


@dataclass(frozen=True, slots=True)
class Check:
    """`of_an_account`: asks what an emulator has no answer to, or only an invented one."""

    name: str
    run: Callable[[StackFacts], Iterable[Line]]
    of_an_account: bool = False
