"""Which program a preview is of, and who looks at it: as a page's query and an address say it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from core.errors import NotFound
from core.ledger import drafts, programs
from core.ledger.programs import ProgramRow
from core.program.model import Program, load
from core.wording import LANGUAGES
from functions.admin import language
from functions.admin.numbers import whole
from functions.admin.preview_answers import Shown
from integrations import access, templates

DRAFT, NOW = "draft", "now"
_TEMPLATE = "template-"
VISITOR, MEMBER = "visitor", "member"
_WHO = re.compile(r"([0-9]{1,7})(?:-([a-z0-9-]{1,40}))?", re.ASCII)
_POINTS_MOST = 9_999_999
_POINTS = 1200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query asks to see. `source`: "draft", "now", or "template-" and a template's name;
    `who`: "visitor" or "member", with `points` and `tier_id`; `speaks`: the widget's language."""

    source: str
    who: str
    points: int
    tier_id: str
    speaks: str

    @property
    def seen_by(self) -> str:
        """Who looks, as a part of an address."""
        if self.who == VISITOR:
            return VISITOR
        return f"{self.points}-{self.tier_id}" if self.tier_id else str(self.points)


def wanted(query: Mapping[str, str]) -> tuple[Wanted, bool]:
    """What a page's query asks for, what it leaves out or cannot mean by itself; and whether the
    points in it were a number."""
    named = query.get("template")
    source = f"{_TEMPLATE}{named}" if named else query.get("source", DRAFT)
    if source not in sources():
        source = DRAFT
    typed = query.get("points", "")
    points = whole(typed) if typed.strip() else _POINTS
    speaks = query.get("speaks") or language.current()
    return Wanted(
        source=source,
        who=VISITOR if query.get("who") == VISITOR else MEMBER,
        points=min(points or 0, _POINTS_MOST),
        tier_id=query.get("tier", ""),
        speaks=speaks if speaks in LANGUAGES else "en",
    ), points is not None


def sources() -> list[str]:
    """All that can be looked at."""
    return [DRAFT, NOW, *(f"{_TEMPLATE}{name}" for name in templates.names())]


def document_of(source: str) -> dict[str, Any]:
    """The document of a source. Raises NotFound for none."""
    if source == DRAFT:
        return drafts.get(access.ledger_of(g.store)).document
    if source == NOW:
        now_s = int(time.time())
        found: dict[str, Any] = _in_force(now_s).document
        return found
    return templates.document(source.removeprefix(_TEMPLATE))


def program_of(source: str) -> Program:
    """The program of a source, as one that was published now. Raises NotFound for none."""
    return load(document_of(source), 0, 0)


def shown_to(source: str, seen_by: str) -> Shown:
    """A source as an address names it, to whom it names. Raises NotFound."""
    points, tier_id = _asker(seen_by)
    return Shown(program_of(source), points, tier_id, int(time.time()), g.store.tz)


def _asker(seen_by: str) -> tuple[int | None, str | None]:
    if seen_by == VISITOR:
        return None, None
    found = _WHO.fullmatch(seen_by)
    if found is None:
        raise NotFound("Nobody looks at it so.")
    return int(found[1]), found[2]


def _in_force(now_s: int) -> ProgramRow:
    published = programs.versions(access.ledger_of(g.store))
    if not published:
        raise NotFound("The store has no published program.", code="no_program")
    effective = [row for row in published if int(row.effective_from_s) <= now_s]
    return effective[-1] if effective else published[0]
