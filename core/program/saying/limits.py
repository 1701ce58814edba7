"""What all members together may get from a rule, as clauses of a sentence."""

from __future__ import annotations

from core.program.saying.base import Part, money, points, text
from core.program.saying.conditions import NOTHING
from core.wording import Text

_PER = {
    "day": text(" a day", "每日"),
    "month": text(" a month", "每月"),
    "year": text(" a year", "每年"),
    "campaign": text(" in all", ""),
}


def for_all(row: Part, currency: str) -> Text:
    """ ", at most 50,000 points or NT$2,000 a month for all members"; nothing without a limit."""
    en, zh = [], []
    if row.get("cap_total"):
        total = points(row["cap_total"])
        en.append(f"{total['en']} in all")
        zh.append(f" {total['zh-Hant']}")
    budget = row.get("budget")
    per = budget.choice("per", _PER) if budget else None
    if budget and per:
        amount = money(budget["amount"], currency)
        en.append(f"points worth {amount}{per['en']}")
        zh.append(f"{per['zh-Hant']}價值 {amount} 的點數")
    if not en:
        return NOTHING
    return text(
        f", until members together have had {' or '.join(en)}",
        f"全體會員合計最多{'，或'.join(zh)}，發完為止",
    )
