"""Group purchases as items of the table, and the way to and from their states.

A group has a partition with its count, its state, how far paying has come, who organises it, and a
line for each member who ever had a part. The parts themselves lie in a partition of each member's.
 Groups that the clock has to look at have a row each in a partition of their own, apart
from the due days, whose work releases before this one would take for a hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError
from pynamodb.expressions.condition import Condition

from core.groups import Count, Part, Parts, State
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import IntegerAttribute, Row, read_rows

COUNT, STATE, PAYING, ORGANISER = "COUNT", "STATE", "PAYING", "ORGANISER"
LINE_PREFIX = "P#"
_WATCHED = "GROUPS"


class GroupCountRow(Row, discriminator="GC"):
    version = IntegerAttribute(attr_name="v")
    units = IntegerAttribute()
    minor = IntegerAttribute()
    orders = IntegerAttribute()
    members = IntegerAttribute()
    early_units = IntegerAttribute()


class GroupStateRow(Row, discriminator="GS"):
    round = IntegerAttribute()
    reached = IntegerAttribute()
    reached_through = IntegerAttribute()
    closed = UnicodeAttribute(null=True)
    missed_through = IntegerAttribute()
    lost = UnicodeAttribute()


class GroupPartsRow(Row, discriminator="GP"):
    """`parts`: by "store/order", the figures of a Part in their order. `joined`: members who were
    joined into this one, whose own parts stay where they are; separated by commas."""

    version = IntegerAttribute(attr_name="v")
    parts = JSONAttribute()
    joined = UnicodeAttribute(null=True)


class GroupLineRow(Row, discriminator="GL"):
    """A member who has, or had, a part."""


class GroupPayingRow(Row, discriminator="GY"):
    """How far the members' awards have been brought to the state's `round`: up to the line
    `cursor`, `looked_at` members so far; `done` when that was all."""

    round = IntegerAttribute()
    cursor = UnicodeAttribute(null=True)
    looked_at = IntegerAttribute()
    done = IntegerAttribute()


class GroupOrganiserRow(Row, discriminator="GO"):
    """`former`: who organised it before, separated by commas."""

    version = IntegerAttribute(attr_name="v")
    member_id = UnicodeAttribute(null=True)
    store_id = UnicodeAttribute()
    former = UnicodeAttribute(null=True)


class GroupWatchRow(Row, discriminator="GW"):
    """`stamp`: of the last time that somebody asked for it to be watched."""

    ledger_id = UnicodeAttribute()
    group_id = UnicodeAttribute()
    stamp = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class Held:
    """A member's parts in a group, as a row of `version` has them; 0: there is no row."""

    member_id: str
    version: int = 0
    parts: Parts = field(default_factory=dict)
    joined: tuple[str, ...] = ()


def watch(ledger: Ledger, group_id: str) -> None:
    """Have the clock look at a group. Repeating it changes nothing."""
    GroupWatchRow(
        *watch_key(ledger, group_id),
        ledger_id=ledger.ledger_id,
        group_id=group_id,
        stamp=uuid.uuid4().hex,
    ).save()


def watched() -> list[GroupWatchRow]:
    """All groups that are watched."""
    rows = Row.query(_WATCHED, consistent_read=True)
    return [row for row in rows if isinstance(row, GroupWatchRow)]


def unwatch(row: GroupWatchRow) -> None:
    """Watch a group no more, unless somebody has asked for it since the row was read."""
    try:
        row.delete(condition=GroupWatchRow.stamp == row.stamp)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def watch_key(ledger: Ledger, group_id: str) -> tuple[str, str]:
    return _WATCHED, f"{ledger.ledger_id}#{group_id}"


def read(ledger: Ledger, group_id: str) -> tuple[Count, State]:
    """A group as it is now; an empty one that nobody has joined."""
    rows = read_rows([(keys.group(ledger, group_id), COUNT), (keys.group(ledger, group_id), STATE)])
    return of_rows(rows)


def of_rows(rows: list[Row]) -> tuple[Count, State]:
    count, state = Count(), State()
    for row in rows:
        if isinstance(row, GroupCountRow):
            figures = (row.units, row.minor, row.orders, row.members, row.early_units)
            count = Count(row.version, *figures)
        elif isinstance(row, GroupStateRow):
            state = _state(row)
    return count, state


def _state(row: GroupStateRow) -> State:
    return State(
        round=row.round,
        reached=bool(row.reached),
        reached_through=row.reached_through,
        closed=row.closed or "",  # type: ignore[arg-type]
        missed_through=row.missed_through,
        lost=row.lost,  # type: ignore[arg-type]
    )


def count_row(ledger: Ledger, group_id: str, count: Count) -> GroupCountRow:
    return GroupCountRow(
        keys.group(ledger, group_id),
        COUNT,
        version=count.version,
        units=count.units,
        minor=count.minor,
        orders=count.orders,
        members=count.members,
        early_units=count.early_units,
    )


def state_row(ledger: Ledger, group_id: str, state: State) -> GroupStateRow:
    return GroupStateRow(
        keys.group(ledger, group_id),
        STATE,
        round=state.round,
        reached=int(state.reached),
        reached_through=state.reached_through,
        closed=state.closed or None,
        missed_through=state.missed_through,
        lost=state.lost,
    )


def parts_row(ledger: Ledger, group_id: str, held: Held) -> GroupPartsRow:
    """The row of what is to be written; its version is one more than what was read."""
    packed = {
        name: [
            *(one.units, one.minor, int(one.early), int(one.earned)),
            *(one.joined, one.program_version, one.seen, one.placed_at_s),
        ]
        for name, one in held.parts.items()
    }
    return GroupPartsRow(
        *parts_key(ledger, group_id, held.member_id),
        version=held.version + 1,
        parts=packed,
        joined=",".join(held.joined) or None,
    )


def parts_key(ledger: Ledger, group_id: str, member_id: str) -> tuple[str, str]:
    return keys.group_parts(ledger, member_id), group_id


def held_of(row: GroupPartsRow) -> Held:
    found: Mapping[str, list[int]] = row.parts
    parts = {
        name: Part(units, minor, bool(early), bool(earned), *rest)
        for name, (units, minor, early, earned, *rest) in found.items()
    }
    joined = tuple(one for one in (row.joined or "").split(",") if one)
    return Held(row.pk.rsplit("#", 1)[1], row.version, parts, joined)


def held_by(rows: Iterable[Row], member_id: str) -> Held:
    """A member's parts among rows that were read; none of version 0."""
    found = (held_of(row) for row in rows if isinstance(row, GroupPartsRow))
    return next((one for one in found if one.member_id == member_id), Held(member_id))


def unchanged(row_class: type[Row], field: str, value: int) -> Condition:
    """That nobody wrote a row since it had that number there; 0: since it was not there."""
    condition: Condition = getattr(row_class, field) == value
    return condition if value else Row.pk.does_not_exist()
