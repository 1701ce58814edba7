"""Promises about when points end: purchases and merchants make them later, nothing makes them
earlier. `MemberState.kept_until` is the promise that holds for all of a member's points."""

from __future__ import annotations

from datetime import date, timedelta

from core import lots as lot
from core.errors import BadInput
from core.member import Entry, MemberState, entry_between


def renewed(member: MemberState, until: str, bought_on: str, today: str) -> MemberState:
    """The member after a purchase on day `bought_on` that keeps points until `until`: lots that
    were alive then and end earlier end no earlier any more. What of them expired although the
    purchase had been made, because it was heard of late, comes back."""
    if until < today:
        return member
    after = _kept(member, until, bought_on)
    for on, points in member.expired:
        if bought_on <= on < until:
            after = after.with_expired(on, -points).credit(points, until)
    return after


def extended(member: MemberState, until: str, today: str) -> tuple[MemberState, Entry] | None:
    """All points of a member kept until a day (the end of its month), as a merchant grants it.
    None when all are kept for as long already. Raises BadInput for a day that has passed."""
    if until < today:
        raise BadInput(f"{until} has passed; points can be extended until a day to come.")
    after = _kept(member, until, today)
    if after == member:
        return None
    why = {"reason": "extend", "until": until}
    return after, entry_between(member, after, kind="extend", source={"type": "merchant"}, why=why)


def _kept(member: MemberState, until: str, alive_on: str) -> MemberState:
    after = member.with_promise(until)
    return after.with_lots(
        lot.normal(
            (after.home(on) if alive_on <= on < until else on, points) for on, points in member.lots
        )
    )


def remind_on(member: MemberState, days: int | None) -> str | None:
    """The day on which the member is to be reminded next; None for never."""
    soonest = next((on for on, _ in _unreminded(member)), None)
    if days is None or soonest is None:
        return None
    return (date.fromisoformat(soonest) - timedelta(days=days)).isoformat()


def reminded(member: MemberState, days: int | None, today: str) -> tuple[MemberState, Entry] | None:
    """The reminder of what ends within `days`: an entry that moves nothing, upon which the stores'
    copies name the points and their last day. None when there is nothing new to say."""
    if days is None:
        return None
    last = (date.fromisoformat(today) + timedelta(days=days)).isoformat()
    soon = [[on, points] for on, points in _unreminded(member) if on <= last]
    if not soon:
        return None
    after = member.with_reminder(str(soon[-1][0]))
    why = {"reason": "remind", "lots": soon}
    source = {"type": "schedule"}
    return after, entry_between(
        member, after, kind="remind", source=source, why=why, flags=("remind",)
    )


def _unreminded(member: MemberState) -> list[lot.Lot]:
    return [one for one in member.lots if one[0] != lot.NEVER and one[0] > member.reminded]
