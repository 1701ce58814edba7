"""What is doubtful about personal suggestions."""

from __future__ import annotations

from collections.abc import Iterator

from core.program.linting.base import Case, Finding, warning


def views_for_nothing(case: Case) -> Iterator[Finding]:
    """Views are asked for, and nothing is suggested."""
    part = case.document.get("personal") or {}
    if part.get("views") and not part.get("on", True):
        yield warning(
            "views_for_nothing",
            "personal.views",
            "Suggestions are off, so what shoppers look at is not kept, although that is on.",
            "個人推薦已關閉，雖開啟了瀏覽紀錄，仍不會保留。",
        )
