"""Cells as people and programs write them: whole numbers, days, addresses. Each is read or is a
Fault that says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from core import phones, yearly
from core.errors import BadInput
from core.placeholders import real

DateOrder = Literal["auto", "day", "month"]

MOST_POINTS = 10_000_000
_PLAIN = re.compile(r"[0-9]+(?:\.0*)?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,' ][0-9]{3})+(?:\.0*)?", re.ASCII)
_GROUPED_BY_DOTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,0*)?", re.ASCII)
_ANY_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)+", re.ASCII)
_UNITS = re.compile(r"\s*(?:points?|pts?\.?|點|点|分|ポイント)$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")
_CUSTOMER = re.compile(r"(?:gid://shopify/Customer/)?([A-Za-z0-9_-]{1,64})(?:\.0)?", re.ASCII)
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.年 ]+([0-9]{1,2})[-/.月 ]+([0-9]{1,2})日?", re.ASCII)
# Years of the Republic, as Taiwan's offices write them: 116 is 2027.
_REPUBLIC = re.compile(
    r"(?:民國|民国)?\s*([0-9]{2,3})[-/.年 ]+([0-9]{1,2})[-/.月 ]+([0-9]{1,2})日?", re.ASCII
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", re.ASCII)
_NAMED = re.compile(
    r"(?:([0-9]{1,2})\.? )?([A-Za-z]{3})[a-z]*\.?,? ([0-9]{1,2})?,? ?([0-9]{4})", re.ASCII
)
_NO_YEAR = re.compile(r"([0-9]{1,2})[-/.月 ]([0-9]{1,2})日?", re.ASCII)
_TIME = re.compile(r"(?:T| +)[0-9]{1,2}:[0-9]{2}.*$", re.ASCII)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_REPUBLIC_BEGAN = 1911


class Fault(Exception):
    """What is wrong with a cell: a code that core/migrating/faults.py says in words."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def plain(cell: str) -> str:
    """A cell without what only looks: full-width letters, blanks around it, the apostrophe by which
    spreadsheets keep a number as text."""
    text = unicodedata.normalize("NFKC", cell).replace("\u2212", "-").strip()
    return re.sub(r"\s+", " ", text.removeprefix("'"))


def whole(cell: str, *, decimal_comma: bool = False) -> int | None:
    """A whole number; None for an empty cell. Raises Fault."""
    text = _UNITS.sub("", plain(cell))
    if not text or text in ("-", "—", "N/A", "n/a"):
        return None
    bracketed = text.startswith("(") and text.endswith(")")
    negative = bracketed or text.startswith("-")
    digits = (text[1:-1] if bracketed else text[text[0] in "+-" :]).strip()
    if _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits):
        number = int(re.sub("[,' ]", "", digits).partition(".")[0])
    elif _GROUPED_BY_DOTS.fullmatch(digits) and (decimal_comma or digits.count(".") > 1):
        number = int(digits.partition(",")[0].replace(".", ""))
    elif _ANY_NUMBER.fullmatch(digits):
        raise Fault("not_whole", cell=_short(cell))
    else:
        raise Fault("no_number", cell=_short(cell))
    if number > MOST_POINTS:
        raise Fault("too_many", most=MOST_POINTS)
    return -number if negative else number


def day(cell: str, order: DateOrder = "auto") -> str | None:
    """A day as "2027-05-31"; None for an empty cell. `order`: whether the day or the month comes
    first where a year comes last. Raises Fault, also where only that would tell."""
    text = _TIME.sub("", plain(cell))
    if not text:
        return None
    found = _day(text, order)
    if found is None:
        raise Fault("no_day", cell=_short(cell))
    return found


def _day(text: str, order: DateOrder) -> str | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _made(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        day_first = order == "day" or (order == "auto" and first > 12)
        if order == "auto" and first <= 12 and second <= 12 and first != second:
            raise Fault("which_order", cell=_short(text))
        return _made(int(match[3]), *((second, first) if day_first else (first, second)))
    if match := _REPUBLIC.fullmatch(text):
        return _made(int(match[1]) + _REPUBLIC_BEGAN, int(match[2]), int(match[3]))
    match = _NAMED.fullmatch(text)
    if match and match[2].lower() in _MONTHS and bool(match[1]) != bool(match[3]):
        return _made(int(match[4]), _MONTHS.index(match[2].lower()) + 1, int(match[1] or match[3]))
    return None


def _made(year: int, month: int, day_: int) -> str | None:
    try:
        return date(year, month, day_).isoformat()
    except ValueError:
        return None


def birthday(cell: str, order: DateOrder = "auto") -> str | None:
    """A birthday as "03-05": the year is nobody's business. Without a year the month comes first
    unless told otherwise. None for an empty cell. Raises Fault."""
    text = _TIME.sub("", plain(cell))
    if not text:
        return None
    try:
        if match := _NO_YEAR.fullmatch(text):
            first, second = int(match[1]), int(match[2])
            if order == "day" or first > 12:
                first, second = second, first
            return yearly.month_day(f"{first:02d}-{second:02d}")
        if whole_day := day(text, order):
            return whole_day[5:]
    except BadInput:
        pass
    except Fault as fault:
        if fault.code == "which_order":
            raise
    raise Fault("no_birthday", cell=_short(cell))


def address(cell: str) -> str | None:
    """An email address in lower case; None for an empty cell. Raises Fault, also for an address
    that a platform made up."""
    text = plain(cell).lower().removeprefix("mailto:")
    if not text:
        return None
    if not _ADDRESS.fullmatch(text) or len(text) > 254:
        raise Fault("no_address", cell=_short(cell))
    if real(text) is None:
        raise Fault("placeholder")
    return text


def customer(cell: str) -> str | None:
    """The platform's customer id; None for an empty cell and for a guest's 0. Raises Fault."""
    text = plain(cell)
    if not text or text == "0":
        return None
    match = _CUSTOMER.fullmatch(text)
    if match is None:
        raise Fault("no_customer", cell=_short(cell))
    return match[1]


def phone(cell: str) -> str | None:
    """The digits of a telephone number with its country; None for an empty cell. Raises Fault."""
    text = re.sub(r"[ ().-]", "", plain(cell))
    if not text:
        return None
    found = phones.verified_phone(text, True)
    if found is None:
        raise Fault("no_phone", cell=_short(cell))
    return found


def _short(cell: str) -> str:
    text = cell.strip()
    return text if len(text) <= 40 else text[:39] + "…"
