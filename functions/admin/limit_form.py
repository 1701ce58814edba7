"""Limits for all members, festivals and frequent orders as a part of the program's form. A page of
an earlier release sends none of their fields, and changes nothing about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from core.money import to_minor
from core.program.conditions import Festival
from core.program.limits import Per
from functions.admin.numbers import plain

Row = dict[str, Any]

PERIODS: tuple[Per, ...] = get_args(Per)
FESTIVALS: tuple[Festival, ...] = get_args(Festival)
UNITS = ("days", "months")


def limits(form: Mapping[str, str], place: str, row: Row) -> None:
    """What was sent of a row's limits for all members."""
    if f"{place}.cap_total" not in form:
        return
    amount = plain(form.get(f"{place}.budget.amount", ""))
    per = form.get(f"{place}.budget.per", "")
    put(row, "cap_total", plain(form[f"{place}.cap_total"]))
    put(row, "budget", {"amount": amount, "per": per} if amount else None)


def festival(form: Mapping[str, str], place: str, window: Row) -> None:
    """What was sent of the festival of a row's window. Its days are filled in later."""
    if f"{place}.window.festival" not in form:
        return
    name = form[f"{place}.window.festival"]
    put(window, "festival", name)
    for part in ("days_before", "days_after"):
        put(window, part, plain(form.get(f"{place}.window.{part}", "")) if name else None)
    if not name:
        window.pop("dates", None)


def frequency(form: Mapping[str, str], place: str, row: Row, kind: str) -> None:
    """What was sent of how often orders have to come."""
    often = kind == "frequency"
    unit = form.get(f"{place}.within.unit", "")
    count = plain(form.get(f"{place}.within.count", ""))
    put(row, "orders", plain(form.get(f"{place}.orders", "")) if often else None)
    put(row, "within", {unit if unit in UNITS else "days": count} if often and count else None)


def put(row: Row, name: str, value: Any) -> None:
    """Set a field; one that has nothing to say is left out."""
    if value:
        row[name] = value
    else:
        row.pop(name, None)


def faults(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with budgets, which the validation says of the program as a whole, by field."""
    valued = any(reward["kind"] in ("fixed", "amount") for reward in state["rewards"])
    for part in ("multipliers", "bonuses"):
        for index, row in enumerate(state["earning"][part]):
            budget = row.get("budget")
            place = f"earning.{part}.{index}.budget.amount"
            if budget and not valued:
                yield place, "a budget needs a reward of an amount of money"
            elif budget and _is_nothing(budget["amount"], state["currency"]):
                yield place, f"the amount in {state['currency']} must be more than zero"


def _is_nothing(amount: str, currency: str) -> bool:
    figure = amount.replace(".", "", 1)
    return figure.isascii() and figure.isdigit() and to_minor(amount, currency) < 1


def place(row: str, field: str, rest: list[str]) -> str | None:
    """The field of the form beside which a fault of such a part is shown; None for other parts."""
    if field == "within":
        return f"{row}.within.count"
    if field == "budget":
        return f"{row}.budget.{rest[0] if rest else 'amount'}"
    if field == "window" and (not rest or rest[0] == "dates"):
        return f"{row}.window.festival" if rest else None
    return None
