"""What somebody should know before a program is published: what changes, what is doubtful about
it, and what it would have made of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.answer import table
from cli.backtest import Backtest, backtest
from cli.customers import OpenStore
from core import calendar
from core.errors import BadInput, Forbidden, NotFound, StoreRefused, StoreUnavailable
from core.ledger import programs
from core.program.diff import Change, changes
from core.program.lint import findings
from core.program.linting.base import Finding


@dataclass(frozen=True, slots=True)
class Review:
    """`version` is the newest, with which the document was compared. `untried`: why there is no
    backtest."""

    version: int
    changes: list[Change]
    findings: list[Finding]
    backtest: Backtest | None
    untried: str = ""

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "error"]

    def refuse_errors(self) -> None:
        """Raises BadInput that names every finding of severity "error"."""
        if self.errors:
            raise BadInput(
                "The program was not published. Correct what follows, or publish it all the same "
                "with --force.",
                code="program_findings",
                problems=[{"where": one.where, "what": one.text["en"]} for one in self.errors],
            )

    def data(self) -> dict[str, Any]:
        """For machines."""
        return {
            "changes": [
                {
                    "where": one.where,
                    "label": one.label,
                    "before": one.before,
                    "after": one.after,
                }
                for one in self.changes
            ],
            "findings": [
                {
                    "code": one.code,
                    "severity": one.severity,
                    "where": one.where,
                    "text": one.text,
                }
                for one in self.findings
            ],
            "backtest": None if self.backtest is None else self.backtest.data(),
            **({"backtest_skipped": self.untried} if self.untried else {}),
        }

    def text(self) -> str:
        """For people."""
        parts = [f"What changes from version {self.version}\n{self._changes()}"]
        rows = [(one.severity, one.where, one.text["en"]) for one in self.findings]
        doubts = table(("severity", "where", "what"), rows) if rows else "Nothing."
        parts.append(f"What is doubtful\n{doubts}")
        tried = self.untried if self.backtest is None else self.backtest.text()
        parts.append(f"Over the store's past orders\n{tried}")
        return "\n\n".join(parts)

    def _changes(self) -> str:
        lines = []
        for one in self.changes:
            lines.append(f"{one.label['en']}")
            lines += [f"  - {one.before['en']}"] if one.before else []
            lines += [f"  + {one.after['en']}"] if one.after else []
        return "\n".join(lines) or "Nothing."


def review(at: OpenStore, document: dict[str, Any], now_ms: int, *, try_it: bool) -> Review:
    """Writes nothing. A store that does not answer costs the backtest alone."""
    version, newest = programs.document(at.books.ledger)
    tried, why_not = None, "Not tried: --no-backtest."
    if try_it:
        try:
            tried, why_not = backtest(at, document, now_ms), ""
        except (StoreUnavailable, StoreRefused, Forbidden, NotFound) as error:
            why_not = f"Not tried: {error}"
    found = findings(
        document,
        newest,
        held=tried.found.held(then=False) if tried else None,
        reached=tried.found.held(then=True) if tried else None,
        sold_in=at.store.currency,
        today=calendar.day(now_ms // 1000, at.books.tz),
    )
    return Review(version, changes(newest, document), found, tried, why_not)
