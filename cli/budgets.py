"""./regulars budgets: what all members together have had of campaigns."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, table
from cli.customers import opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.budgets import Usage, bounds_on
from core.ledger import budgets, spending
from core.money import money_text


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    shown = leaf(under, "show", show, "show how far totals and budgets are used up")
    shown.add_argument("store", metavar="STORE")
    again = leaf(under, "recount", recount, "count what was given anew, from the entries")
    again.add_argument("store", metavar="STORE")


def show(options: Namespace) -> Answer:
    """Every limit of the program in force, for today's periods."""
    books, now_s = opened(options.store).books, now_ms() // 1000
    program = books.programs.in_force(now_s)
    today = calendar.day(now_s, books.tz)
    sums = {key: row.points for key, row in budgets.every(books.ledger).items()}
    rows = [
        _row(Usage(rule, bound, sums.get(bound.key, 0)), program.currency)
        for rule, bound in bounds_on(program, today)
    ]
    headings = ["rule", "period", "points", "of", "percent", "budget"]

    def text() -> str:
        if not rows:
            return "No rule of the program has a limit for all members together."
        return table(headings, [[row[name] for name in headings] for row in rows])

    return Answer({"limits": rows}, text)


def _row(usage: Usage, currency: str) -> dict[str, Any]:
    """`budget`: the money that `of` points are worth; None for a total in points."""
    rule_id, period = usage.bound.key
    minor = usage.bound.budget_minor
    return {
        "rule": rule_id,
        "period": period or "in all",
        "points": usage.spent,
        "of": usage.bound.most,
        "percent": usage.percent,
        "budget": None if minor is None else money_text(minor, currency),
    }


def recount(options: Namespace) -> Answer:
    """What the relay makes of entries, made again; says what was wrong."""
    wrong = spending.recount(opened(options.store).books.ledger)
    rows = [
        {"rule": rule_id, "period": period or "in all", "was": was, "is": is_now}
        for (rule_id, period), (was, is_now) in wrong.items()
    ]

    def text() -> str:
        if not rows:
            return "All sums are what the entries say."
        return table(("rule", "period", "was", "is"), [list(row.values()) for row in rows])

    return Answer({"corrected": rows}, text)
