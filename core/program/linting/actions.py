"""What is doubtful about what is earned besides buying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from core.program.actions import CLAIMED, SEEN, YEARLY
from core.program.linting.base import Case, Finding, quoted, warning

_Row = Mapping[str, Any]
# Days without an end.
_ALWAYS = "9999-12-31"


def taken_at_their_word(case: Case) -> Iterator[Finding]:
    """What shoppers say of themselves, and nobody looks at or limits."""
    for index, row in enumerate(case.document.get("actions", ())):
        stated = row.get("limit") or row.get("limit_total")
        if row["kind"] in CLAIMED and not row.get("approval") and not stated:
            name = quoted(row["name"])
            yield warning(
                "unchecked_action",
                f"actions.{index}",
                f"Anybody can say that they did {name['en']} and nobody looks: approve it, or "
                "set a limit.",
                f"任何人都能自稱完成{name['zh-Hant']}，且無人審核：請開啟審核或設定次數上限。",
            )


def same_moment(case: Case) -> Iterator[Finding]:
    """Two actions that one moment gives both of: one sign-up, one birthday."""
    rows = [
        (index, row)
        for index, row in enumerate(case.document.get("actions", ()))
        if row["kind"] in (*SEEN, *YEARLY)
    ]
    for (_, one), (index, other) in combinations(rows, 2):
        if _moment(one) == _moment(other) and _meet(one, other):
            name, too = quoted(one["name"]), quoted(other["name"])
            yield warning(
                "overlap",
                f"actions.{index}",
                f"{name['en']} and {too['en']} are for the same moment, which then gets both.",
                f"{name['zh-Hant']}與{too['zh-Hant']}適用於同一時機，兩者都會給。",
            )


def _moment(row: _Row) -> tuple[str, str]:
    since = row.get("since") or "first_purchase"
    return row["kind"], since if row["kind"] == "anniversary" else ""


def _meet(one: _Row, other: _Row) -> bool:
    """Whether days and tiers of two actions have something in common."""
    windows = [row.get("window") or {} for row in (one, other)]
    latest = max(window.get("from") or "" for window in windows)
    soonest = min(window.get("until") or _ALWAYS for window in windows)
    tiers = [set(row.get("tiers") or ()) for row in (one, other)]
    return latest <= soonest and (not all(tiers) or bool(tiers[0] & tiers[1]))
