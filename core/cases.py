"""What a shopper says is wrong with their points, and the merchant answers: a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.errors import BadInput, Conflict
from core.wording import Text

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
        raise Conflict(_TOO_MANY["en"], code="too_many_cases", text=dict(_TOO_MANY))


def told(case: Case, points: int | None) -> Text:
    """How the case stands, to the shopper. `points`: what its order has by now, those that wait
    among them; None while the ledger does not know the order, or it is about none."""
    if case.status == "closed":
        return _CLOSED
    if not case.asked:
        return _OPEN
    if points is None:
        return _ASKED
    return {language: text.format(points=points) for language, text in _FOUND.items()}


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


_TOO_MANY: Text = {
    "en": f"{MOST_OPEN} of your messages are still waiting for an answer.",
    "zh-Hant": f"您還有 {MOST_OPEN} 則訊息等待回覆。",
    "zh-Hans": f"您还有 {MOST_OPEN} 条消息等待回复。",
    "ja": f"まだ返信をお待ちいただいているお問い合わせが{MOST_OPEN}件あります。",
}
_OPEN: Text = {
    "en": "The shop has your message and will answer here.",
    "zh-Hant": "商店已收到您的訊息，將在這裡回覆。",
    "zh-Hans": "商店已收到您的消息，将在此回复。",
    "ja": "ショップがメッセージを受け取りました。こちらに返信いたします。",
}
_ASKED: Text = {
    "en": "We had not heard of this order, so the store is being asked for it right now: look "
    "again in a minute. The shop has your message as well.",
    "zh-Hant": "系統尚未收到這筆訂單，正在向商店查詢，請一分鐘後再看。商店也已收到您的訊息。",
    "zh-Hans": "系统尚未收到该订单，正在向商店查询，请一分钟后再看。商店也已收到您的消息。",
    "ja": "このご注文の情報が届いていなかったため、ただいまストアに確認しています。"
    "1分ほどしてからもう一度ご覧ください。ショップにもメッセージが届いています。",
}
_FOUND: Text = {
    "en": "The store was asked for this order, and it is counted now: {points} points.",
    "zh-Hant": "已向商店查到這筆訂單並計入：{points} 點。",
    "zh-Hans": "已向商店查到该订单并计入：{points} 积分。",
    "ja": "ストアへの確認が取れ、このご注文を反映しました：{points}ポイント。",
}
_CLOSED: Text = {
    "en": "The shop has looked at this.",
    "zh-Hant": "商店已處理。",
    "zh-Hans": "商店已处理。",
    "ja": "ショップが確認しました。",
}
