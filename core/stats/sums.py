"""Sums: numbers by row and counter. A ledger's sums are those of all its members' contributions, so
they do not depend on when, how often or in which order members are looked at.

Rows:

    D#2026-11      days of a month, counters "29.o.m"
    M#2026         months of a year, counters "11.o.m"
    C#2026-03      who first bought in that month: how many of them bought so many months later
    A#2026-11      by the day of their last order, and of their last deed, of those who are here now
    G#group        a group purchase
    T              what is there now

Counters of days and months (`.m` of members with an account, `.g` of guests, `.t:gold` of members
by the tier that they held when they ordered):

    o  orders           v  their money, minor units       f  first orders
    b  days on which somebody bought, by how long ago they last did ("b.m.7")
    q  the same of orders that are not somebody's first   j  people seen for the first time
    a  days with any deed     p  with one besides buying
    w  first redemptions, by days since joining
    of orders in a currency that the program has no rate for
    k  changes of available points by kind of entry       kd of debt
    e  what was done besides buying, by kind
    x  redemptions by reward, xp their points, xc their cost in minor units
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Key = tuple[str, str]
Sums = dict[Key, int]

# Gaps from here on are alike: so long is the longest period that is summed by days, and by months.
MOST_DAYS = 93
MOST_MONTHS = 25


def add(sums: Sums, other: Mapping[Key, int], times: int = 1) -> None:
    """Add other sums to these; what comes to nothing is dropped."""
    for key, number in other.items():
        total = sums.get(key, 0) + times * number
        if total:
            sums[key] = total
        else:
            sums.pop(key, None)


def total(several: Iterable[Mapping[Key, int]]) -> Sums:
    """All of them together."""
    sums: Sums = {}
    for one in several:
        add(sums, one)
    return sums


def difference(after: Mapping[Key, int], before: Mapping[Key, int]) -> Sums:
    """What must be added to `before` to have `after`."""
    sums: Sums = {}
    add(sums, after)
    add(sums, before, -1)
    return sums


def by_row(sums: Mapping[Key, int]) -> dict[str, dict[str, int]]:
    """The same, counters by their row."""
    rows: dict[str, dict[str, int]] = {}
    for (row, counter), number in sums.items():
        rows.setdefault(row, {})[counter] = number
    return rows
