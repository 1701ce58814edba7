"""Referral, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.saying.awards import GiftNames, given
from core.program.saying.base import Part, Said, all_names, money, named, text
from core.wording import Text

_PERIODS = {
    "month": text(" a month", "每月"),
    "year": text(" a year", "每年"),
    "ever": text("", ""),
}


def referral(part: Part, currency: str, names: GiftNames) -> Iterator[Said]:
    """The part `referral` of a document."""
    key = f"referral {part['id']}"
    said = _sentence(part, currency, names)
    yield Said(key, part.where, "earning", named(part["name"]), said, all_names(part["name"]))


def _sentence(part: Part, currency: str, names: GiftNames) -> Text:
    mine, least = given(part["referrer"], names), part.get("minimum")
    of = f" of {money(least, currency)} or more" if least else ""
    of_zh = f"（滿 {money(least, currency)}）" if least else ""
    cap, friend = _cap(part.get("cap")), _friend(part, names)
    return text(
        f"{mine['en']} for whoever brought a friend, when the friend's first order{of} is paid and "
        f"past any hold{cap['en']}{friend['en']}.",
        f"好友的首筆訂單{of_zh}付款並過了保留期後，推薦人{_gets(mine)}{cap['zh-Hant']}"
        f"{friend['zh-Hant']}。",
    )


def _cap(part: Part | None) -> Text:
    period = part.choice("per", _PERIODS) if part else None
    if part is None or period is None:
        return text("", "")
    times = part["times"]
    return text(
        f", at most {times} time{'' if times == 1 else 's'}{period['en']}",
        f"，{period['zh-Hant']}最多 {times} 次",
    )


def _friend(part: Part, names: GiftNames) -> Text:
    friend = part.get("friend")
    if friend is None:
        return text("", "")
    gift = given(friend, names)
    if part.get("friend_at") == "link":
        return text(
            f"; {gift['en']} for the friend at once",
            f"；好友經推薦連結加入時，立即{_gets(gift)}",
        )
    return text(f"; {gift['en']} for the friend then", f"；好友同時{_gets(gift)}")


def _gets(gift: Text) -> str:
    """Figures and Latin letters stand apart from Chinese."""
    name = gift["zh-Hant"]
    return f"得{' ' * name[:1].isascii()}{name}"
