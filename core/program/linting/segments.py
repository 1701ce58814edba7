"""What is doubtful about segments and product sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from core.program.linting.base import Case, Finding, quoted, warning
from core.program.satisfiable import everybody, nobody, together

_Row = Mapping[str, Any]


def of_nobody_or_everybody(case: Case) -> Iterator[Finding]:
    """A segment whose conditions contradict each other, or leave nobody out."""
    for index, segment in enumerate(case.program.segments):
        name = quoted(segment.names)
        if nobody(segment, case.program):
            yield warning(
                "segment_of_nobody",
                f"segments.{index}",
                f"Nobody can be in {name['en']}: its conditions contradict each other.",
                f"{name['zh-Hant']}的條件互相矛盾，不會有任何人符合。",
            )
        elif everybody(segment, case.program):
            yield warning(
                "segment_of_everybody",
                f"segments.{index}",
                f"Everybody is in {name['en']}: its conditions leave nobody out.",
                f"{name['zh-Hant']}的條件沒有排除任何人，所有會員都符合。",
            )


_FOR_SEGMENTS = ("rewards", "sales", "actions", "events", "surveys")


def unused(case: Case) -> Iterator[Finding]:
    """A segment that nothing is for, or a product set that nothing asks for."""
    document = case.document
    rows = [row for part in ("multipliers", "bonuses") for row in document["earning"].get(part, ())]
    rows += [row for part in _FOR_SEGMENTS for row in document.get(part, ())]
    rows += [row.get("for") or {} for row in document.get("content", ())]
    named = {one for row in rows for one in row.get("segments") or ()}
    for index, segment in enumerate(case.program.segments):
        if segment.id not in named:
            name = quoted(segment.names)
            yield warning(
                "unused_segment",
                f"segments.{index}",
                f"Nothing in the program is for {name['en']}.",
                f"方案中沒有任何內容使用{name['zh-Hant']}。",
            )
    asked = {one.about for segment in case.program.segments for one in segment.conditions}
    asked |= {one.owns for one in case.program.content}
    for index, one in enumerate(case.program.earning.owned):
        if one.id not in asked:
            name = quoted(one.names)
            yield warning(
                "unused_product_set",
                f"product_sets.{index}",
                f"Pieces of {name['en']} are counted, but no segment or content asks for them.",
                f"會計算{name['zh-Hant']}的件數，但沒有任何分群或內容使用。",
            )


def may_meet(case: Case, one: _Row, other: _Row) -> bool:
    """Whether a member can be among those that both of two rows are for."""
    known = {segment.id: segment for segment in case.program.segments}
    first, second = ([known[each] for each in row.get("segments") or ()] for row in (one, other))
    if not first or not second:
        return True
    return any(together(a, b, case.program) for a, b in product(first, second))
