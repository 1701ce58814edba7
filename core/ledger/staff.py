"""The staff of a store: one row, because whoever changes somebody decides on all of them.

It is read at every request of the merchant page, so that a role that was taken away is gone at
once. A hundred people are some twelve kilobytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from pynamodb.attributes import JSONAttribute, NumberAttribute

from core import staff as decisions
from core.ledger.table import Row, as_read, put_alone, read_rows, retrying
from core.staff import Arrival, Member, Staff

_SORT_KEY = "STAFF"


class StaffRow(Row, discriminator="ST"):
    version = NumberAttribute(attr_name="v")
    people = JSONAttribute()


def listed(store_id: str) -> Staff:
    """All of them by id, the removed ones too."""
    return _read(store_id)[1]


def find(store_id: str, staff_id: str) -> Member | None:
    """Somebody who may come in now; None for whoever may not."""
    found = listed(store_id).get(staff_id)
    return found if found is not None and found.active else None


def arrive(store_id: str, who: Arrival, now_ms: int) -> Member:
    """Let somebody in. Raises Forbidden for who was removed or whose invitation was taken back."""
    return _change(store_id, lambda staff: decisions.arrive(staff, who, now_ms))[who.staff_id]


def invite(store_id: str, staff_id: str, role: decisions.Role, name: str, now_ms: int) -> Member:
    """Put somebody on the list who has still to follow their invitation. Raises BadInput,
    Conflict when the list is full."""
    made = _change(store_id, lambda all_: decisions.invite(all_, staff_id, role, name, now_ms))
    return made[staff_id]


def change(store_id: str, staff_id: str, role: decisions.Role, name: str) -> Member:
    """Give somebody another role or name. Raises NotFound, BadInput, Conflict ("last_owner")."""
    return _change(store_id, lambda all_: decisions.change(all_, staff_id, role, name))[staff_id]


def remove(store_id: str, staff_id: str, now_ms: int) -> None:
    """Take somebody's access away, at once. Raises NotFound, Conflict ("last_owner")."""
    _change(store_id, lambda all_: decisions.remove(all_, staff_id, now_ms))


def forget(store_id: str) -> None:
    """Drop the list: the store was redacted."""
    StaffRow(_key(store_id), _SORT_KEY).delete()


def _change(store_id: str, edit: Callable[[Staff], dict[str, Member]]) -> dict[str, Member]:
    """Write what `edit` makes of the list, whoever else is changing it."""

    def attempt() -> dict[str, Member]:
        version, staff = _read(store_id)
        after = edit(staff)
        if after != staff:
            people = {name: asdict(one) for name, one in after.items()}
            row = StaffRow(_key(store_id), _SORT_KEY, version=version + 1, people=people)
            put_alone(row, as_read(StaffRow, version))
        return after

    return retrying(attempt)


def _read(store_id: str) -> tuple[int, Staff]:
    for row in read_rows([(_key(store_id), _SORT_KEY)]):
        if isinstance(row, StaffRow):
            return int(row.version), {name: Member(**one) for name, one in row.people.items()}
    return 0, {}


def _key(store_id: str) -> str:
    return f"STAFF#{store_id}"
