"""What is earned besides buying, as a part of the program's form. A row keeps what the form does
not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from core.program.actions import ActionKind, Per
from functions.admin.numbers import plain

Row = dict[str, Any]

KINDS: tuple[str, ...] = get_args(ActionKind)
PERS: tuple[str, ...] = get_args(Per)
FRESH: Row = {"kind": "review", "award": {"points": ""}}
# The page says so: one of a release without this part must not remove what it did not show.
SHOWN = "actions.shown"


def action(form: Mapping[str, str], place: str, row: Row) -> Row:
    """The row with what was sent of an action."""
    row["kind"] = form.get(f"{place}.kind", "")
    award = {**(row.get("award") or {})}
    for name in ("points", "reward"):
        _set(award, name, plain(form.get(f"{place}.award.{name}", "")))
    row["award"] = award
    times = plain(form.get(f"{place}.limit.times", ""))
    per = form.get(f"{place}.limit.per", "")
    _set(row, "limit", {"times": times, "per": per} if times else None)
    _set(row, "limit_total", plain(form.get(f"{place}.limit_total", "")))
    _set(row, "approval", form.get(f"{place}.approval") == "yes")
    window = {**(row.get("window") or {})}
    for name in ("from", "until"):
        _set(window, name, form.get(f"{place}.window.{name}", "").strip())
    _set(row, "window", window)
    if row["kind"] != "anniversary":
        row.pop("since", None)
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
    if parts[0] != "actions":
        return None
    row = ".".join(parts[:2])
    if len(parts) == 1:
        return [where]
    if len(parts) == 2:  # what does not fit together
        return [f"{row}.limit.times" if "limit" in what else f"{row}.kind"]
    field = parts[2]
    if field == "award":
        return [f"{row}.award.{parts[3] if len(parts) > 3 else 'points'}"]
    if field == "window":
        return [f"{row}.window.{parts[3] if len(parts) > 3 else 'until'}"]
    if field == "name":
        return [f"{row}.name.{parts[3] if len(parts) > 3 else 'en'}"]
    if field == "limit":
        return [f"{row}.limit.{parts[3] if len(parts) > 3 else 'times'}"]
    return [f"{row}.{field}"]
