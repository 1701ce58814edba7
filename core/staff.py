"""Who works on a store's merchant page, and what each role may do there.

The list of a store's staff is one small value: whoever changes it decides on all of it, so that
there is no moment at which a store has lost its last owner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from core.errors import BadInput, Conflict, Forbidden, NotFound

Role = Literal["read_only", "support", "manager", "owner"]
# From the least to the most.
ROLES: tuple[Role, ...] = get_args(Role)

# What may be done, and the least role that may do it.
RIGHTS: Mapping[str, Role] = {
    "look": "read_only",
    "members": "support",
    "program": "manager",
    "settings": "manager",
    "data": "manager",
    "erase": "manager",
    "stores": "owner",
    "staff": "owner",
    "developers": "owner",
}
NAME_MAX = 60
MOST = 200
# How somebody came: what their id begins with.
SHOPIFY, WORDPRESS, COMMAND_LINE, INVITED = "shopify", "wp", "cli", "guest"
_ID = re.compile(r"[a-z]{2,8}-[A-Za-z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff. `epoch`: sessions that were begun under another one are over.
    `name` is what they are called on the page, initials perhaps, or "". `granted`: what their
    platform let them be when they last came, where it says."""

    staff_id: str
    role: Role
    name: str = ""
    epoch: int = 0
    at_ms: int = 0
    removed: bool = False
    waiting: bool = False
    granted: Role | None = None

    @property
    def active(self) -> bool:
        """Whether they may come in: neither removed nor still to follow their invitation."""
        return not self.removed and not self.waiting


Staff = Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes in by a door that vouches for who they are. `granted`: what the platform
    lets them be, None where it does not say. `invited`: only who is on the list already may come
    in."""

    staff_id: str
    role: Role = "read_only"
    name: str = ""
    granted: Role | None = None
    invited: bool = False

    @property
    def origin(self) -> str:
        return self.staff_id.partition("-")[0]


def may(role: Role, right: str) -> bool:
    """Whether the role has that right."""
    return ROLES.index(role) >= ROLES.index(RIGHTS[right])


def role_of(text: str) -> Role:
    """The role of that name. Raises BadInput."""
    for role in ROLES:
        if role == text:
            return role
    raise BadInput(f"The role must be one of {', '.join(ROLES)}.", field="role")


def name_of(text: str) -> str:
    """A name as it is kept. Raises BadInput for one that is too long or has lines."""
    name = " ".join(text.split())
    if len(name) > NAME_MAX:
        raise BadInput(f"A name has at most {NAME_MAX} characters.", field="name")
    return name


def arrive(staff: Staff, who: Arrival, now_ms: int) -> dict[str, Member]:
    """The list once somebody has come in. Whoever is new gets the role that they bring; the first
    who comes from Shopify's admin is the owner, because nobody else could raise anybody there.
    Raises Forbidden for who was removed, and for an invitation that was taken back."""
    if not _ID.fullmatch(who.staff_id):
        raise BadInput("This cannot be the id of somebody of the staff.")
    known = staff.get(who.staff_id)
    if who.origin == COMMAND_LINE and not who.invited:  # whose AWS credentials outrank the list
        if known is not None and known.active and known.role == who.role:
            return dict(staff)
        return _with(staff, Member(who.staff_id, who.role, who.name, now_ms, now_ms))
    if known is None:
        if who.invited:
            raise Forbidden("This invitation was taken back.", code="staff_removed")
        first = who.origin == SHOPIFY and not _of(staff, SHOPIFY)
        role: Role = "owner" if first else who.role
        new = Member(who.staff_id, role, who.name, now_ms, now_ms, granted=who.granted)
        return _with(_room(staff), new)
    if known.removed:
        raise Forbidden("Somebody of the staff took your access away.", code="staff_removed")
    role = _lowered(known, who.granted)
    if role != "owner" and _last_owner(staff, who.staff_id):
        role = "owner"
    came = replace(known, role=role, name=known.name or who.name, waiting=False)
    return _with(staff, replace(came, granted=who.granted or known.granted))


def _lowered(known: Member, granted: Role | None) -> Role:
    """What somebody may be who comes again: who lost rights on the platform has no more than it
    left them, who did not keeps what an owner gave them here."""
    if granted is None or known.granted is None:
        return known.role
    lost = ROLES.index(granted) < ROLES.index(known.granted)
    return min(known.role, granted, key=ROLES.index) if lost else known.role


def invite(staff: Staff, staff_id: str, role: Role, name: str, now_ms: int) -> dict[str, Member]:
    """The list with somebody who has still to follow their invitation."""
    found = Member(staff_id, role, name_of(name), now_ms, now_ms, waiting=True)
    return _with(_room(staff), found)


def change(staff: Staff, staff_id: str, role: Role, name: str) -> dict[str, Member]:
    """Another role or name; somebody who was removed is let in again. Raises NotFound, and
    Conflict for the last owner, who stays one."""
    known = _known(staff, staff_id)
    if role != "owner" and _last_owner(staff, staff_id):
        raise Conflict("A store needs an owner.", code="last_owner")
    return _with(staff, replace(known, role=role, name=name_of(name), removed=False))


def remove(staff: Staff, staff_id: str, now_ms: int) -> dict[str, Member]:
    """Take somebody's access away, and end their sessions. They stay in the list, so that the
    platform's door does not let them in again and the log can name them. Raises as `change`."""
    known = _known(staff, staff_id)
    if _last_owner(staff, staff_id):
        raise Conflict("A store needs an owner.", code="last_owner")
    epoch = max(now_ms, known.epoch + 1)
    return _with(staff, replace(known, removed=True, waiting=False, epoch=epoch))


def _known(staff: Staff, staff_id: str) -> Member:
    if staff_id not in staff:
        raise NotFound("There is nobody of that id.", code="unknown_staff")
    return staff[staff_id]


def _with(staff: Staff, one: Member) -> dict[str, Member]:
    return {**staff, one.staff_id: one}


def _of(staff: Staff, origin: str) -> list[Member]:
    return [one for one in staff.values() if one.staff_id.startswith(f"{origin}-")]


def _last_owner(staff: Staff, staff_id: str) -> bool:
    owners = [one.staff_id for one in staff.values() if one.active and one.role == "owner"]
    return owners == [staff_id]


def _room(staff: Staff) -> Staff:
    """The list with room for one more: who came of themselves and may only look goes first, oldest
    first. They lose nothing: their door lets them in as it did. Who was invited has no other door,
    and stays. Raises Conflict."""
    if len(staff) < MOST:
        return staff
    invited = _of(staff, INVITED)
    idle = [
        one
        for one in staff.values()
        if one.role == "read_only" and not one.removed and one not in invited
    ]
    if not idle:
        raise Conflict(f"A store has at most {MOST} people on its staff.", code="too_many_staff")
    gone = min(idle, key=lambda one: one.at_ms)
    return {name: one for name, one in staff.items() if name != gone.staff_id}
