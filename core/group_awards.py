"""Who is due what of a group purchase, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from core.groups import Count, Part, State
from core.program.awards import NOTHING, Award
from core.program.groups import Group

# A group as a version of the program names it.
Terms = Callable[[int], Group]
Due = tuple[Award, dict[str, Any]]


def due(state: State, parts: Iterable[Part], terms: Terms) -> Due:
    """What somebody with these parts is due for having joined, once whatever they bought, and the
    reason. By the program by which they joined first of what they have not returned.

    While the target is reached everybody is. When it is lost again, those keep it who had joined
    by then, or nobody does, as the merchant chose. Who joined in vain gets what is for that; an
    extension leaves it with them until the target is reached."""
    counting = _counting(parts)
    if not counting:
        return NOTHING, {"reason": "group_left"}
    group = terms(counting[0].program_version)
    joined, units = counting[0].joined, sum(one.units for one in counting)
    kept = state.lost == "keep" and joined <= state.reached_through
    if state.reached or kept:
        return group.award, {"reason": "group_reached", "units": units}
    if state.closed == "missed" or joined <= state.missed_through:
        return group.missed_award, {"reason": "group_missed", "units": units}
    return NOTHING, {"reason": "group_lost", "units": units}


def due_early(parts: Iterable[Part], terms: Terms) -> Due:
    """What somebody is due for having ordered early, whatever becomes of the group."""
    early = [one for one in _counting(parts) if one.early]
    if not early:
        return NOTHING, {"reason": "group_left"}
    units = sum(one.units for one in early)
    return terms(early[0].program_version).early_award, {"reason": "group_early", "units": units}


def due_organiser(state: State, count: Count, group: Group) -> Due:
    """What the organiser is due: once, like everybody who joined first; or for each piece, when
    the event has ended with its target reached, and less when pieces are returned afterwards."""
    award, why = group.organiser_award, {"reason": "group_organiser", "units": count.units}
    if group.organiser_per_unit:
        points = award.points * count.units if state.closed == "reached" else 0
        return (Award(points) if points else NOTHING), why
    kept = state.lost == "keep" and state.reached_through > 0
    return (award if state.reached or kept else NOTHING), why


def _counting(parts: Iterable[Part]) -> list[Part]:
    return sorted((one for one in parts if one.units and one.earned), key=lambda one: one.joined)
