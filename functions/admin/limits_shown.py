"""How far limits for all members are used up, and festivals whose days end, for the home page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from core import calendar
from core.budgets import Usage, bounds_on, limited
from core.ledger import budgets
from core.money import money_text
from core.program.linting.base import Case
from core.program.linting.campaigns import ending_festivals
from core.program.model import Program, load
from functions.admin.language import day, name_in, say
from integrations import access


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a limit is used up. `period`: of a budget by time, "2026-11"."""

    period: str
    text: str
    percent: int


def used(program: Program, now_s: int) -> list[tuple[str, str]]:
    """Each limit with what was given of it today, this month, this year, or in all."""
    names = {rule.id: name_in(rule.names) for rule in limited(program)}
    return [
        (" · ".join(filter(None, (names[rule_id], bar.period))), bar.text)
        for rule_id, found in bars(program, now_s).items()
        for bar in found
    ]


def bars(program: Program, now_s: int) -> dict[str, list[Bar]]:
    """The same by the ids of rules."""
    bounds = bounds_on(program, calendar.day(now_s, g.store.tz))
    if not bounds:
        return {}
    rows = budgets.every(access.ledger_of(g.store))
    found: dict[str, list[Bar]] = {}
    for rule, bound in bounds:
        usage = Usage(rule, bound, rows[bound.key].points if bound.key in rows else 0)
        figures = {"spent": usage.spent, "most": bound.most, "percent": usage.percent}
        if bound.budget_minor is None:
            text = say("home.limit_used", **figures)
        else:
            money = money_text(bound.budget_minor, program.currency)
            text = say("home.limit_money", **figures, budget=money)
        found.setdefault(rule.id, []).append(Bar(bound.key[1], text, usage.percent))
    return found


def ending(document: Mapping[str, Any], now_s: int) -> list[dict[str, str]]:
    """A notice for each festival whose last known day comes within a year."""
    case = Case(document, load(document, 0, 0), today=calendar.day(now_s, g.store.tz))
    seen_at = calendar.iso(now_s)
    return [
        {"what": "festival_ends", "detail": day(last), "seen_at": seen_at}
        for _, last in ending_festivals(case)
    ]
