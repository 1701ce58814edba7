"""Deciding about referrals: who brought whom, whether the friend's order counts, and what makes
two people look like one. Knows no particulars, only digests of them (Ledger.likeness)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from core.identity import REFERRAL_LENGTH, REFERRAL_LETTERS
from core.order import OrderState
from core.program.referral import Period, Referral

Status = Literal["waiting", "given", "refused", "back"]

_CODE = re.compile(f"[{REFERRAL_LETTERS}]{{{REFERRAL_LENGTH}}}")

# The first letter of a digest says of what it is.
LIKENESS = {"e": "same_email", "p": "same_phone", "a": "same_address", "c": "same_payment"}
# As many digests of one order are kept: an address to pay and one to deliver to, two numbers.
_MOST_DIGESTS = 7


@dataclass(frozen=True, slots=True)
class Came:
    """How a member came: one row with the friend, the first one wins. `via` a code that the friend
    entered, or what the order said. `order` ("store/order") is the first that counted, frozen;
    `reason` says why it earns nobody anything."""

    friend_id: str
    referrer_id: str
    store_id: str
    at_s: int
    via: Literal["code", "order"]
    version: int = 0
    order: str = ""
    reason: str = ""

    @property
    def status(self) -> Literal["waiting", "counted", "refused"]:
        """As the friend sees it."""
        if self.reason:
            return "refused"
        return "counted" if self.order else "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """A friend in the list of who brought them, named by a digest. `came_on` and `given_on` are
    days of the store. `points` and `reward_id`: what was given for them and was not taken back."""

    line_id: str
    came_on: str
    status: Status = "waiting"
    reason: str = ""
    given_on: str = ""
    points: int = 0
    reward_id: str = ""


def code_of(text: str) -> str:
    """The referral code that somebody wrote or a link says, as it is kept: "" for what is none."""
    code = text.strip().upper().replace("-", "").replace(" ", "")
    return code if _CODE.fullmatch(code) else ""


def spoken(code: str) -> str:
    """A code as people read it: BCDF-2345."""
    return f"{code[:4]}-{code[4:]}"


def packed(code: str, digests: Iterable[str]) -> str:
    """What an order says of referral, as it travels and as its row keeps it."""
    some = sorted({one for one in digests if one})[:_MOST_DIGESTS]
    return " ".join([code or "-", *some]) if code or some else ""


def unpacked(text: str) -> tuple[str, frozenset[str]]:
    """The code and the digests that `packed` put together."""
    code, *digests = text.split() or ["-"]
    return "" if code == "-" else code, frozenset(digests)


def counts(order: OrderState, rule: Referral, today: str) -> bool:
    """Whether a friend's order counts on the store's day `today`: paid and past the hold, with
    something of it left after refunds, and as much as the rule asks for. What was spent in a
    currency that the program does not know comes to nothing."""
    if not order.earned(today) or not order.counted:
        return False
    return order.spend_minor >= rule.minimum_minor


def alike(mine: Iterable[str], theirs: Iterable[str]) -> str:
    """Why two people look like one, by the digests of their particulars; "" if nothing does."""
    both = {one[0] for one in set(mine) & set(theirs)}
    return next((reason for kind, reason in LIKENESS.items() if kind in both), "")


def full(rule: Referral, lines: Sequence[Line], line_id: str, on: str) -> bool:
    """Whether as many friends as the rule rewards have been counted in the period of the day `on`,
    that one left out."""
    if rule.most is None:
        return False
    period = _period(rule.period, on)
    others = [one for one in lines if one.status == "given" and one.line_id != line_id]
    return sum(_period(rule.period, one.given_on) == period for one in others) >= rule.most


def _period(period: Period, day: str) -> str:
    return day[: {"month": 7, "year": 4, "ever": 0}[period]]
