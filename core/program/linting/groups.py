"""What is doubtful about group purchases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from core.program.linting.base import Case, Finding, quoted, warning
from core.program.saying.base import all_of

_Row = Mapping[str, Any]
_SETS = ("collections", "tags", "vendors")


def overlap(case: Case) -> Iterator[Finding]:
    """Two events that one order can join at once."""
    for (_, one), (index, other) in combinations(enumerate(_rows(case)), 2):
        if _meet(one, other):
            name, too = quoted(one["name"]), quoted(other["name"])
            yield warning(
                "overlap",
                f"groups.{index}",
                f"An order can join {name['en']} and {too['en']} at once, and its pieces count in "
                "both.",
                f"同一筆訂單可能同時參加{name['zh-Hant']}與{too['zh-Hant']}，兩團都會計入。",
            )


def nothing_joins(case: Case) -> Iterator[Finding]:
    """An event for products that are excluded, which bring nothing."""
    excluded = set(case.document["earning"]["exclude"]["products"])
    for index, row in enumerate(_rows(case)):
        lost = sorted(excluded & set((row.get("match") or {}).get("products") or ()))
        if lost:
            name, ids = quoted(row["name"]), all_of(lost)
            yield warning(
                "excluded_products",
                f"groups.{index}.match.products",
                f"{name['en']} names products that earn no points, and bring nothing to it either: "
                f"{ids['en']}.",
                f"{name['zh-Hant']}所列的商品不累點，也不計入團購：{ids['zh-Hant']}。",
            )


def promise(case: Case) -> Iterator[Finding]:
    """What a running event promised and does no more: its target is raised, its end comes earlier,
    or it is gone."""
    if case.previous is None:
        return
    now = {row["id"]: (index, row) for index, row in enumerate(_rows(case))}
    for row in case.previous.get("groups") or ():
        name = quoted(row["name"])
        if row["id"] not in now:
            yield warning(
                "group_removed",
                "groups",
                f"{name['en']} goes from the program; orders placed from now on do not join it, "
                "and otherwise it goes on as it was published last.",
                f"{name['zh-Hant']}將從方案移除；之後的訂單不再參團，其餘依最後發布的內容進行。",
            )
            continue
        index, new = now[row["id"]]
        if _figure(new) > _figure(row):
            yield warning(
                "group_target_raised",
                f"groups.{index}.target",
                f"The target of {name['en']} is raised, so whoever joined may wait for longer.",
                f"{name['zh-Hant']}的目標提高，已參團者可能要等更久。",
            )
        if new["until"] < row["until"]:
            yield warning(
                "group_shortened",
                f"groups.{index}.until",
                f"{name['en']} ends earlier than was announced.",
                f"{name['zh-Hant']}比先前公布的更早結束。",
            )


def _rows(case: Case) -> list[_Row]:
    return list(case.document.get("groups") or ())


def _figure(row: _Row) -> float:
    return float(row["target"].get("units") or row["target"].get("amount") or 0)


def _meet(one: _Row, other: _Row) -> bool:
    """Whether days, ways to join and products have something in common."""
    if max(one["from"], other["from"]) > min(one["until"], other["until"]):
        return False
    ways = [{name: row[name] for name in ("tag", "link") if row.get(name)} for row in (one, other)]
    if all(ways) and not ways[0].items() & ways[1].items():
        return False
    matches = [row.get("match") or {} for row in (one, other)]
    by_sets = any(match.get(name) for match in matches for name in _SETS)
    products = [set(match.get("products") or ()) for match in matches]
    return by_sets or not all(products) or bool(products[0] & products[1])
