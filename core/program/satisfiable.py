"""Whether anybody can be in a segment, or in two at once: by what its conditions say of each other,
whoever the members are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from core.evolve import replace
from core.program.model import Program
from core.program.segments import Condition, Segment

Conjunction = tuple[Condition, ...]

_FIGURES = ("recency", "orders", "spend", "owns")
# More ways to read a segment than this are not looked through: then somebody may be in it.
_MOST_WAYS = 1024
# Longer than any number of months: ever.
_EVER = 10_000


def nobody(segment: Segment, program: Program) -> bool:
    """Whether the segment contradicts itself."""
    return not any(_possible(one, program) for one in _ways(segment))


def everybody(segment: Segment, program: Program) -> bool:
    """Whether each member is in it, whoever they are."""
    outside = replace(
        segment,
        any_of=not segment.any_of,
        conditions=tuple(replace(one, inverted=not one.inverted) for one in segment.conditions),
    )
    return nobody(outside, program)


def together(one: Segment, other: Segment, program: Program) -> bool:
    """Whether a member can be in both."""
    pairs = product(_ways(one), _ways(other))
    return any(_possible((*first, *second), program) for first, second in pairs)


def _ways(segment: Segment) -> list[Conjunction]:
    if segment.any_of:
        return [(one,) for one in segment.conditions]
    return [segment.conditions]


def _possible(conditions: Conjunction, program: Program) -> bool:
    figures = [_readings(one) for one in conditions if one.kind in _FIGURES]
    if prod(len(one) for one in figures) > _MOST_WAYS:
        return True
    return (
        any(_consistent(way) for way in product(*figures))
        and _answerable([one for one in conditions if one.kind == "profile"], program)
        and _holdable([one for one in conditions if one.kind == "tier"], program)
    )


def _readings(condition: Condition) -> list[Condition]:
    """A condition about a figure as ranges, any of which fulfils it."""
    if not condition.inverted:
        return [condition]
    straight = replace(condition, inverted=False)
    found = []
    if condition.least > 0:
        found.append(replace(straight, least=0, most=condition.least - 1))
    if condition.most is not None:
        found.append(replace(straight, least=condition.most + 1, most=None))
    return found


def _consistent(ranges: Sequence[Condition]) -> bool:
    """Whether figures can lie in all ranges: what happened in some months also happened in more."""
    return not any(
        _figure(short) == _figure(long)
        and (short.months or _EVER) <= (long.months or _EVER)
        and long.most is not None
        and short.least > long.most
        for short, long in product(ranges, repeat=2)
    )


def _figure(condition: Condition) -> tuple[str, str]:
    # A paid order in some months is one paid order or more.
    return ("orders" if condition.kind == "recency" else condition.kind, condition.about)


def _answerable(conditions: Iterable[Condition], program: Program) -> bool:
    asked = {field.id: field for field in program.profile}
    by_field: dict[str, list[Condition]] = {}
    for one in conditions:
        by_field.setdefault(one.about, []).append(one)
    for field_id, about in by_field.items():
        refused = frozenset().union(*(one.of for one in about if one.inverted))
        wanted = [one.of for one in about if not one.inverted]
        if wanted and not asked[field_id].many:  # one answer has to be all that is wanted
            wanted = [frozenset.intersection(*wanted)]
        if any(not one - refused for one in wanted):
            return False
    return True


def _holdable(conditions: Iterable[Condition], program: Program) -> bool:
    tiers = {tier.id for tier in program.tiers}
    for one in conditions:
        tiers = tiers - one.of if one.inverted else tiers & one.of
    return bool(tiers)
