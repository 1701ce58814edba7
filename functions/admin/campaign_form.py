"""Campaigns and bonuses as a part of the program's form. A row keeps what the form does not show;
of its figures only those of its kind count, whatever the other fields still hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.admin.numbers import plain

Row = dict[str, Any]

PARTS = ("multipliers", "bonuses")
BONUS_KINDS = ("first_order", "order_above", "product", "first_from", "stamps")
_ABOUT_PRODUCTS = ("product", "first_from", "stamps")
_ONCE = ("first_order", "first_from")


def fresh(part: str) -> Row:
    """What a new row begins with, besides its id and names."""
    return {"factor": "2"} if part == "multipliers" else {"kind": "first_order", "points": ""}


def multiplier(form: Mapping[str, str], place: str, row: Row) -> Row:
    """The row with what was sent of a multiplier."""
    row["factor"] = plain(form.get(f"{place}.factor", ""))
    _set(row, "cap", plain(form.get(f"{place}.cap", "")))
    _set(row, "new_members", form.get(f"{place}.new_members") == "yes")
    _products(form, place, row)
    return _window(form, place, row)


def bonus(form: Mapping[str, str], place: str, row: Row, currency: str) -> Row:
    """The row with what was sent of a bonus. `currency`: the program's."""
    kind = form.get(f"{place}.kind", "")
    row |= {"kind": kind, "points": plain(form.get(f"{place}.points", ""))}
    if not row["points"] and (row.get("reward") or row.get("draw")):  # it gives these alone
        del row["points"]
    above = {**(row.get("above") or {}), currency: plain(form.get(f"{place}.above", ""))}
    _set(row, "above", above if kind == "order_above" else None)
    _set(row, "every", plain(form.get(f"{place}.every", "")) if kind == "stamps" else None)
    _set(row, "times", None if kind in _ONCE else plain(form.get(f"{place}.times", "")))
    if kind in _ABOUT_PRODUCTS:
        _products(form, place, row)
    else:
        row.pop("match", None)
    return _window(form, place, row)


def _products(form: Mapping[str, str], place: str, row: Row) -> None:
    products = form.get(f"{place}.match.products", "").replace(",", " ").split()
    match = {**(row.get("match") or {})}
    _set(match, "products", products)
    _set(row, "match", match)


def _window(form: Mapping[str, str], place: str, row: Row) -> Row:
    window = {**(row.get("window") or {})}
    for name in ("from", "until"):
        _set(window, name, form.get(f"{place}.window.{name}", "").strip())
    _set(row, "window", window)
    return row


def _set(row: Row, name: str, value: Any) -> None:
    """A field that has nothing to say is left out."""
    if value:
        row[name] = value
    else:
        row.pop(name, None)


def places(where: str, what: str) -> list[str] | None:
    """The fields of a row beside which a fault is shown; None for a fault of another part."""
    parts = where.split(".")
    if parts[0] != "earning" or len(parts) < 2 or parts[1] not in PARTS:
        return None
    row = ".".join(parts[:3])
    if len(parts) == 2:
        return [where]
    if len(parts) == 3:  # what does not fit together
        for word, field in _FIELDS:
            if word in what:
                return [f"{row}.{field}"]
        return [f"{row}.name.en"]
    field = parts[3]
    if field == "match":
        return [f"{row}.match.products"]
    if field == "window":
        return [f"{row}.window.{parts[4] if len(parts) > 4 else 'until'}"]
    if field == "name":
        return [f"{row}.name.{parts[4] if len(parts) > 4 else 'en'}"]
    return [f"{row}.{field}"]


_FIELDS = (
    ("the amount belongs", "above"),
    ("number of pieces", "every"),
    ("products belong", "match.products"),
)
