"""What a shopper says is wrong with their points, and the merchant answers: a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.errors import BadInput, Conflict
from core.wording import Text, say

CaseStatus = Literal["open", "closed"]

# Of one member, at once.
MOST_OPEN = 5
MOST_CHARACTERS = 1000
# Control characters but line ends and tabs, and lone surrogates: no row would carry them.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ORDER = re.compile(r"[A-Za-z0-9_.#-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Case:
    """`order_id`: the order that it is about, "" for none. `asked`: the ledger did not know the
    order then, so the store was asked for it at once. `answered_at_ms`: 0 while it is open."""

    member_id: str
    case_id: str
    store_id: str
    order_id: str
    message: str
    at_ms: int
    status: CaseStatus = "open"
    answer: str = ""
    answered_at_ms: int = 0
    asked: bool = False

    @property
    def ref(self) -> str:
        """Names it for the merchant."""
        return f"{self.member_id}.{self.case_id}"


def message_of(value: object, order_id: str) -> str:
    """A shopper's message, which may be empty where it is about an order. Raises BadInput."""
    text = _text(value, "message")
    if not text and not order_id:
        raise BadInput("Say what is missing, or which order it is about.", code="empty_message")
    return text


def answer_of(value: object) -> str:
    """The merchant's answer; "" closes a case without one. Raises BadInput."""
    return _text(value, "answer")


def order_of(value: object) -> str:
    """The order that a case is about, as the shopper names it; "" for none. Raises BadInput."""
    if value is None or value == "":
        return ""
    stated = str(value) if type(value) is int else value
    if not isinstance(stated, str) or not _ORDER.fullmatch(stated):
        raise BadInput("order_id must be the store's id of the order.")
    return stated


def refuse_more(open_ones: int) -> None:
    """Raises Conflict for somebody of whom as many cases are open as may be."""
    if open_ones >= MOST_OPEN:
        text = say("case.too_many", most=MOST_OPEN)
        raise Conflict(text["en"], code="too_many_cases", text=text)


def told(case: Case, points: int | None) -> Text:
    """How the case stands, to the shopper. `points`: what its order has by now, those that wait
    among them; None while the ledger does not know the order, or it is about none."""
    if case.status == "closed":
        return say("case.closed")
    if not case.asked:
        return say("case.open")
    if points is None:
        return say("case.asked")
    return say("case.found", points=points)


def _text(value: object, what: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{what} must be a text.")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > MOST_CHARACTERS:
        raise BadInput(f"{what} is longer than {MOST_CHARACTERS} characters.", code="long_text")
    if _NO_TEXT.search(text):
        raise BadInput(f"{what} holds characters that no text has.")
    return text
