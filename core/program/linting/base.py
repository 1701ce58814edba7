"""What every check of a program is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from core.program.model import Program
from core.program.saying.base import named, text
from core.wording import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful. "error": what a merchant cannot have meant, or what breaks a promise to
    members; "warning": what they may have meant. `where` is the place in the document."""

    code: str
    severity: Literal["error", "warning"]
    where: str
    text: Text


@dataclass(frozen=True, slots=True)
class Case:
    """A program to be judged. `previous`: the document that it takes the place of. `held`: members
    by the tier they hold under that one, `reached`: by the tier they would hold; both from a
    backtest, None without one. `sold_in`: the currency that the store sells in, "" if unknown.
    `today`: the store's day, None if unknown."""

    document: Mapping[str, Any]
    program: Program
    previous: Mapping[str, Any] | None = None
    held: Mapping[str, int] | None = None
    reached: Mapping[str, int] | None = None
    sold_in: str = ""
    today: date | None = None


def warning(code: str, where: str, en: str, zh: str) -> Finding:
    return Finding(code, "warning", where, text(en, zh))


def error(code: str, where: str, en: str, zh: str) -> Finding:
    return Finding(code, "error", where, text(en, zh))


def quoted(names: Mapping[str, str]) -> Text:
    """A name in quotation marks, as each language writes them."""
    name = named(names)
    return text(f"“{name['en']}”", f"「{name['zh-Hant']}」")
