"""What is doubtful about limits for all members, festivals and frequent orders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.budgets import bounds_on, limited
from core.program.conditions import Conditions
from core.program.earning import Bonus, Multiplier
from core.program.linting.base import Case, Finding, quoted, warning

_SOON = timedelta(days=366)
# A period of a budget is a period whichever day it is.
_ANY_DAY = date(2000, 1, 1)


def limit_under_one(case: Case) -> Iterator[Finding]:
    """A limit for all members that is smaller than what the rule gives one of them at once."""
    for rule, bound in bounds_on(case.program, _ANY_DAY):
        least = rule.points if isinstance(rule, Bonus) else 1
        if bound.most < least:
            name = quoted(rule.names)
            field = "cap_total" if bound.budget_minor is None else "budget"
            yield warning(
                "limit_under_one",
                f"{place(case, rule)}.{field}",
                f"{name['en']} can never be given: all members together may have {bound.most:,} "
                f"points, and it gives {least:,} at once.",
                f"{name['zh-Hant']}永遠給不出去：全體會員合計最多 {bound.most:,} 點，"
                f"但每次要給 {least:,} 點。",
            )


def cap_over_total(case: Case) -> Iterator[Finding]:
    """One member who may have as much as all of them together."""
    for rule in limited(case.program):
        total = rule.limit.points if rule.limit else None
        if isinstance(rule, Multiplier) and rule.cap and total and rule.cap >= total:
            name = quoted(rule.names)
            yield warning(
                "cap_over_total",
                f"{place(case, rule)}.cap",
                f"{name['en']} gives one member up to {rule.cap:,} points, which is all that "
                f"members together may have ({total:,}).",
                f"{name['zh-Hant']}每人最多 {rule.cap:,} 點，"
                f"已達或超過全體會員的上限 {total:,} 點。",
            )


def festival_runs_out(case: Case) -> Iterator[Finding]:
    """A festival whose known days end within a year."""
    for where, until in ending_festivals(case):
        yield warning(
            "festival_runs_out",
            f"{where}.window.festival",
            f"The last day that is known of this festival is {until}; publish the program again "
            "to have those of the coming ten years.",
            f"此節日目前只算到 {until}；請重新發布方案，以取得未來十年的日期。",
        )


def ending_festivals(case: Case) -> Iterator[tuple[str, str]]:
    """Where a festival stands whose last known day comes within a year of `case.today`, and that
    day."""
    if case.today is None:
        return
    rules: list[Multiplier | Bonus] = [
        *case.program.earning.multipliers,
        *case.program.earning.bonuses,
    ]
    for rule in rules:
        last = _last(rule.conditions)
        if last and date.fromisoformat(last) < case.today + _SOON:
            yield place(case, rule), last


def _last(conditions: Conditions) -> str:
    """The last day of a festival that is known; "" where the campaign ends before it."""
    window = conditions.window
    last = window.spans[-1][1] if window.spans else ""
    return "" if window.until_day and window.until_day <= last else last


def campaign_too_short(case: Case) -> Iterator[Finding]:
    """A number of orders that may never come within the rule's own days."""
    for rule in case.program.earning.bonuses:
        window, within = rule.conditions.window, rule.within
        if rule.kind != "frequency" or not (window.from_day and window.until_day):
            continue
        days = date.fromisoformat(window.until_day) - date.fromisoformat(window.from_day)
        if days.days + 1 < within.days + 28 * within.months:
            name = quoted(rule.names)
            yield warning(
                "campaign_too_short",
                f"{place(case, rule)}.within",
                f"{name['en']} counts orders over a longer time than it lasts itself.",
                f"{name['zh-Hant']}計算訂單的期間比活動本身還長。",
            )


def place(case: Case, rule: Multiplier | Bonus) -> str:
    """Where a rule stands in the document."""
    part = "multipliers" if isinstance(rule, Multiplier) else "bonuses"
    ids = [row["id"] for row in case.document["earning"][part]]
    return f"earning.{part}.{ids.index(rule.id)}"
