"""Orders that come often enough: so many within a time, again and again.

A paid order marks its day, as a grant of its own ("rule id@day"); the member's row counts the marks
of all orders by day under the same name. The order that finds enough marks within the time gets the
bonus, and takes the marks, its own among them, so the next count begins anew. Marks that are older
than any order could still need go. So there are hardly ever more of them than the rule asks for.

While an order is void it has no mark, and gives back those that it took. An order whose mark was
taken by another, and which goes, leaves a mark too few ("rule id@"): what it helped to get stays
its owner's, and later orders make up for it first. Marks and what was paid for with them add up, so
cancelling and un-cancelling mints nothing; and burns nothing, but for an order that comes back when
its marks have become too old to be kept.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from core.evolve import replace
from core.grants import VISIT, Grant, Grants, Holder
from core.member import MemberState
from core.program.earning import Bonus, Within
from core.program.model import Program

# Marks are kept for that much longer than the rule's time, for orders that are paid late.
LATE_DAYS = 31
_FIRST_DAY = date(2020, 1, 1)
# Where the marks stand that are too few: before every day.
_OWED = -(10**6)
# How many by day, counted from _FIRST_DAY.
Marks = Mapping[int, int]


def visited(
    holder: Holder, bonus: Bonus, day: date, *, counts: bool, may_have: bool
) -> tuple[Grant, dict[str, Grant]]:
    """An order's grant of the bonus, and its marks. `counts`: whether it is one of the orders that
    count. `may_have`: whether there is any of the bonus left to have."""
    old = holder.before.get(bonus.id, Grant())
    mine = _marks(bonus.id, {name: one.now for name, one in holder.before.items()})
    if not counts:
        return replace(old, now=0), {}
    if old.now and may_have:  # whatever became of the others meanwhile
        return old, _named(bonus.id, mine)
    others = _sum(_marks(bonus.id, dict(holder.member.counters)), mine, by=-1)
    at = _number(day)
    taken = _enough(_evened(_sum(others, {at: 1})), at, bonus)
    found = holder.take(bonus.id, int(bool(taken) and may_have), bonus.times)
    most = found.now if old.most is None else old.most
    now = min(found.now, most)
    return Grant(now, most), _named(bonus.id, _sum({at: 1}, taken if now else {}, by=-1))


def counted(
    member: MemberState, before: Grants, after: Grants, program: Program, today: date
) -> MemberState:
    """The member's marks once an order has these marks instead of those."""
    names = {name for name in (*before, *after) if VISIT in name}
    for rule_id in sorted({name.split(VISIT)[0] for name in names}):
        within = next(
            (one.within for one in program.earning.bonuses if one.id == rule_id), Within()
        )
        oldest = _number(today) - LATE_DAYS - within.days - 31 * within.months
        had, has = (
            _marks(rule_id, {name: one.now for name, one in grants.items()})
            for grants in (before, after)
        )
        change = {at: n for at, n in _sum(has, had, by=-1).items() if at >= oldest}
        known = _marks(rule_id, dict(member.counters))
        kept = {
            at: n for at, n in _evened(_sum(known, change)).items() if at >= oldest or at == _OWED
        }
        for at in {*known, *kept}:
            member = member.with_counted(_name(rule_id, at), kept.get(at, 0) - known.get(at, 0))
    return member


def _enough(marks: Marks, at: int, bonus: Bonus) -> Marks:
    """The marks that make enough, the one of that day among them: the oldest of those that lie
    within the time together. Empty where there are not enough."""
    if not marks.get(at):
        return {}
    for first in sorted(one for one in marks if one <= at):
        last = _last(first, bonus.within)
        near = {day: marks[day] for day in sorted(marks) if first <= day <= last}
        if last >= at and sum(near.values()) >= bonus.every:
            taken, left = {at: 1}, bonus.every - 1
            for day, count in near.items():
                more = min(left, count - (day == at))
                taken[day] = taken.get(day, 0) + more
                left -= more
            return taken
    return {}


def _last(first: int, within: Within) -> int:
    """The last day of a time that begins with that day."""
    day = _FIRST_DAY + timedelta(first)
    if within.months:
        index = day.year * 12 + day.month - 1 + within.months
        year, month = index // 12, index % 12 + 1
        day = date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return _number(day) + within.days - 1


def _evened(marks: Marks) -> Marks:
    """What is too few is made up for by the oldest marks there are; what is left of it is owed."""
    owed = -sum(count for count in marks.values() if count < 0)
    found: dict[int, int] = {}
    for day, count in sorted(marks.items()):
        if count > 0:
            used = min(owed, count)
            owed -= used
            found[day] = count - used
    return _sum(found, {_OWED: -owed})


def _sum(one: Marks, other: Marks, *, by: int = 1) -> Marks:
    days = {*one, *other}
    total = {day: one.get(day, 0) + by * other.get(day, 0) for day in days}
    return {day: count for day, count in total.items() if count}


def _number(day: date) -> int:
    return (day - _FIRST_DAY).days


def _name(rule_id: str, at: int) -> str:
    return f"{rule_id}{VISIT}{'' if at == _OWED else at}"


def _marks(rule_id: str, counts: Mapping[str, int]) -> Marks:
    """Of counts by name, those that are a rule's marks."""
    found = {}
    for name, count in counts.items():
        rule, at, day = name.partition(VISIT)
        if at and rule == rule_id:
            found[int(day) if day else _OWED] = count
    return found


def _named(rule_id: str, marks: Marks) -> dict[str, Grant]:
    return {_name(rule_id, at): Grant(count, count) for at, count in sorted(marks.items())}
