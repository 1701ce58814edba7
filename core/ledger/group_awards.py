"""Paying a group purchase: everybody who joined, once each; and the organiser.

An award is written on condition that nothing which it was decided by has changed: the state of the
group, and the member's parts. So of two who pay at the same moment the slower one cannot undo what
the faster knew better; it looks again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core import group_awards, orders
from core.errors import LedgerBusy
from core.group_awards import Due
from core.groups import Part
from core.ledger import awards, group_parts, group_rows, keys
from core.ledger.group_rows import (
    COUNT,
    ORGANISER,
    STATE,
    GroupCountRow,
    GroupOrganiserRow,
    GroupPartsRow,
    GroupStateRow,
    Held,
    parts_key,
    unchanged,
)
from core.ledger.posting import Books
from core.ledger.table import Commit, Row, put_alone, read_rows, retrying
from core.member import MemberState
from core.program.awards import NOTHING, Award
from core.program.groups import Group

_LOOKS = 6
# (key of a row, the field that numbers its versions, the number it had)
_Seen = tuple[tuple[str, str], type[Row], str, int]


class _Overtaken(Exception):
    """What an award was decided by has changed meanwhile."""


def pay(books: Books, group_id: str, member_id: str, now_ms: int) -> None:
    """Bring a member's awards of a group to what they are due now. May be repeated. Raises
    LedgerBusy when the group or the member does not come to rest."""
    _until_at_rest(lambda: _pay(books, group_id, member_id, now_ms))


def pay_organiser(books: Books, group_id: str, now_ms: int) -> None:
    """The same for whoever organises it, and whoever did before."""
    _until_at_rest(lambda: _pay_organiser(books, group_id, now_ms))


def organised_by(books: Books, group_id: str) -> str | None:
    """The member who organises a group."""
    row = _organiser(books, group_id)
    return row.member_id if row is not None else None


def organise(books: Books, group_id: str, member_id: str | None, store_id: str) -> None:
    """Say who organises a group: nobody for None. What a former organiser was given goes back when
    the group is next looked at."""

    def attempt() -> None:
        row = _organiser(books, group_id)
        before = row.member_id if row is not None else None
        if before == member_id:
            return
        former = [one for one in (row.former or "").split(",") if one] if row is not None else []
        kept = [one for one in dict.fromkeys([*former, before]) if one and one != member_id]
        version = row.version if row is not None else 0
        new = GroupOrganiserRow(
            keys.group(books.ledger, group_id),
            ORGANISER,
            version=version + 1,
            member_id=member_id,
            store_id=store_id,
            former=",".join(kept) or None,
        )
        put_alone(new, unchanged(GroupOrganiserRow, "version", version))

    retrying(attempt)
    group_rows.watch(books.ledger, group_id)


def _until_at_rest(attempt: Callable[[], None]) -> None:
    for _ in range(_LOOKS):
        try:
            return attempt()
        except _Overtaken:
            continue
    raise LedgerBusy("The group changes all the time. Try again.")


def _pay(books: Books, group_id: str, member_id: str, now_ms: int) -> None:
    ledger = books.ledger
    living = books.living(books.member(member_id))
    if living.member_id != member_id:
        group_parts.adopt(ledger, group_id, member_id, living.member_id)
    held = group_parts.person(ledger, group_id, living.member_id)
    # After the parts: a part that the count does not know yet would be one of the future.
    _, state = group_rows.read(ledger, group_id)
    parts = {name: part for one in held for name, part in _open(books, one, living).items()}
    if not parts:
        return
    store_id = min(parts, key=lambda name: parts[name].joined).partition("/")[0]

    def terms(version: int) -> Group:
        return next(g for g in books.programs.of_version(version).groups if g.id == group_id)

    seen: list[_Seen] = [
        (parts_key(ledger, group_id, one.member_id), GroupPartsRow, "version", one.version)
        for one in held
    ]
    seen.append(((keys.group(ledger, group_id), STATE), GroupStateRow, "round", state.round))

    def also(commit: Commit, member: MemberState) -> None:
        if (member.member_id, member.erased_at_s) != (living.member_id, living.erased_at_s):
            raise _Overtaken
        _check(commit, seen)

    for award_id, (wish, why) in (
        (f"group:{group_id}", group_awards.due(state, parts.values(), terms)),
        (f"group:{group_id}:early", group_awards.due_early(parts.values(), terms)),
    ):
        figures = why | _target(books, group_id, now_ms)
        for owner in _owners(books, held, award_id, wish):
            rule = f"group:{group_id}"
            awards.bring(books, owner, award_id, wish, rule, figures, store_id, now_ms, also)


def _open(books: Books, held: Held, living: MemberState) -> dict[str, Part]:
    """Parts by orders that are not closed: what was ordered before an erasure gives nothing."""
    same = held.member_id == living.member_id
    owners = (living,) if same else (living, books.member(held.member_id))
    return {
        name: part
        for name, part in held.parts.items()
        if not any(orders.closed(one, part.placed_at_s) for one in owners)
    }


def _owners(books: Books, held: list[Held], award_id: str, wish: Award) -> list[str]:
    """With whom an award is kept. Of several who became one each keeps what they were given while
    they were not; what is given from then on is given once."""
    if len(held) == 1:
        return [held[0].member_id]
    given = [awards.find(books, one.member_id, award_id) for one in held]
    having = [one.member_id for one in given if one.wish != NOTHING]
    if having or wish == NOTHING:
        return having
    return [next((one.member_id for one in given if one.version), held[0].member_id)]


def _pay_organiser(books: Books, group_id: str, now_ms: int) -> None:
    row, group = _organiser(books, group_id), books.programs.group(group_id, now_ms // 1000)
    if row is None or group is None:
        return
    count, state = group_rows.read(books.ledger, group_id)
    pk = keys.group(books.ledger, group_id)
    seen: list[_Seen] = [
        ((pk, ORGANISER), GroupOrganiserRow, "version", row.version),
        ((pk, STATE), GroupStateRow, "round", state.round),
    ]
    if group.organiser_per_unit:
        seen.append(((pk, COUNT), GroupCountRow, "version", count.version))

    def also(commit: Commit, member: MemberState) -> None:
        _check(commit, seen)

    now: Due = group_awards.due_organiser(state, count, group)
    nothing: Due = (NOTHING, {"reason": "group_left"})
    every = [(one, nothing) for one in (row.former or "").split(",") if one]
    if row.member_id and books.living(books.member(row.member_id)).erased_at_s is None:
        every.append((row.member_id, now))
    for member_id, (wish, why) in every:
        award_id, figures = f"group:{group_id}:organiser", why | _target(books, group_id, now_ms)
        # The clock asks every few minutes: a reward that could not be given is not tried each time.
        if awards.find(books, member_id, award_id).wish == wish:
            continue
        awards.bring(
            books, member_id, award_id, wish, group.rule, figures, row.store_id, now_ms, also
        )


def _target(books: Books, group_id: str, now_ms: int) -> dict[str, Any]:
    """What an entry's why says of the rule."""
    group = books.programs.group(group_id, now_ms // 1000)
    why: dict[str, Any] = {"rule": f"group:{group_id}"}
    if group is not None and group.target_units:
        why["target"] = group.target_units
    elif group is not None:
        why |= {"target_minor": group.target_minor, "currency": books.programs.newest.currency}
    return why


def _check(commit: Commit, seen: list[_Seen]) -> None:
    """Have the transaction refused unless those rows are as they were; raises _Overtaken where they
    are not already."""
    found = {(row.pk, row.sk): row for row in read_rows([key for key, *_ in seen])}
    for key, row_class, field, number in seen:
        row = found.get(key)
        if (getattr(row, field) if row is not None else 0) != number:
            raise _Overtaken
        commit.check(*key, unchanged(row_class, field, number))


def _organiser(books: Books, group_id: str) -> GroupOrganiserRow | None:
    rows = read_rows([(keys.group(books.ledger, group_id), ORGANISER)])
    return next((row for row in rows if isinstance(row, GroupOrganiserRow)), None)
