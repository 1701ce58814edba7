"""Lots: points that share one expiry. Merged by expiry day (always a month's end), earliest first.

A lot is `(expires_on, points)`; `expires_on` is "2027-05-31", or "" for points without expiry,
which sort last because they are spent last.
"""

from __future__ import annotations

from collections.abc import Iterable

Lot = tuple[str, int]
Lots = tuple[Lot, ...]

NEVER = ""


def _rank(lot: Lot) -> tuple[bool, str]:
    return (lot[0] == NEVER, lot[0])


def normal(lots: Iterable[Lot]) -> Lots:
    """Merged by expiry, empty ones dropped, earliest first."""
    totals: dict[str, int] = {}
    for expires_on, points in lots:
        totals[expires_on] = totals.get(expires_on, 0) + points
    return tuple(sorted(((on, pts) for on, pts in totals.items() if pts), key=_rank))


def total(lots: Iterable[Lot]) -> int:
    return sum(points for _, points in lots)


def holds(lots: Lots, expires_on: str) -> int:
    """Points in the lot of that expiry."""
    return dict(lots).get(expires_on, 0)


def add(lots: Lots, expires_on: str, points: int) -> Lots:
    return normal((*lots, (expires_on, points)))


def take(lots: Lots, points: int) -> tuple[Lots, Lots]:
    """Take up to `points`, earliest expiry first: what remains, and what was taken."""
    left = points
    taken: list[Lot] = []
    for expires_on, held in lots:
        part = min(held, left)
        if part:
            taken.append((expires_on, part))
            left -= part
    return minus(lots, taken), tuple(taken)


def minus(lots: Lots, taken: Iterable[Lot]) -> Lots:
    return normal((*lots, *((on, -points) for on, points in taken)))


def split_expired(lots: Lots, today: str) -> tuple[Lots, Lots]:
    """The lots still alive on `today`, and those whose last day has passed."""
    alive = tuple(lot for lot in lots if lot[0] == NEVER or lot[0] >= today)
    return alive, tuple(lot for lot in lots if lot not in alive)


def difference(before: Lots, after: Lots) -> Lots:
    """What changed, lot by lot."""
    return normal((*after, *((on, -points) for on, points in before)))
