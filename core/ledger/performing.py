"""Giving what an action earns: the award, how often the member and all members have had it, and
that they took part, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from core import actions, calendar
from core.actions import Done
from core.awards import AwardState
from core.errors import ActionClosed
from core.identity import Ledger
from core.ledger import awards, memos, tallies
from core.ledger.awards import Also
from core.ledger.memos import Memo
from core.ledger.posting import Books
from core.ledger.table import Commit
from core.member import Contact, MemberState
from core.program.actions import Action
from core.program.model import Program

DONE = "done"


def award_id(name: str) -> str:
    """The award of something done. `name` is its idempotency key within the member; it names
    nobody."""
    return f"action:{name}"


def perform(
    books: Books,
    member_id: str,
    action: Action,
    name: str,
    store_id: str,
    now_ms: int,
    *,
    at_s: int | None = None,
    on: date | None = None,
    contact: Contact | None = None,
    why: Mapping[str, Any] | None = None,
    also: Also | None = None,
) -> AwardState:
    """Give what an action earns, once for each `name`.

    `at_s`: when it was done, now if not said; `on`: the day that counts, of now if not said.
    `contact`: how the member can be reached, as who reports it knows. `also` is called last, as
    core.ledger.awards says. Raises ActionClosed where the action's conditions do not hold, or the
    member was erased since it was done.
    """
    today = on or calendar.day(now_ms // 1000, books.tz)
    done_at_s = now_ms // 1000 if at_s is None else at_s

    def taking(commit: Commit, member: MemberState) -> MemberState:
        refuse_erased(member, done_at_s)
        take(commit, books, member, action, today, now_ms)
        after = also(commit, member) if also is not None else None
        # What is known of somebody who was joined says nothing of whom they were joined into.
        himself = member.member_id == member_id
        return took_part(after or member, contact if himself else None)

    return give(books, member_id, action, name, store_id, now_ms, taking, why)


def give(
    books: Books,
    member_id: str,
    action: Action,
    name: str,
    store_id: str,
    now_ms: int,
    also: Also,
    why: Mapping[str, Any] | None = None,
) -> AwardState:
    """Give an action's award, whose conditions were met."""
    reason = {"reason": "action", "rule": action.id, "kind": action.kind, **(why or {})}
    given = award_id(name)
    return awards.give_once(
        books, member_id, given, action.award, action.id, reason, store_id, now_ms, also
    )


def took_part(member: MemberState, contact: Contact | None) -> MemberState:
    """The member, who did something more."""
    known = member.contact.updated(contact) if contact is not None else member.contact
    return replace(member.with_counted("did", 1), contact=known)


def refuse_erased(member: MemberState, done_at_s: int) -> None:
    """Raises ActionClosed for what was done before the member was erased: nothing of then comes
    back."""
    if member.erased_at_s is not None and done_at_s <= member.erased_at_s:
        raise ActionClosed("The member was erased since.", code="erased")


def take(
    commit: Commit,
    books: Books,
    member: MemberState,
    action: Action,
    today: date,
    now_ms: int,
) -> None:
    """Put into a transaction that the member has had it once more, and all members together.
    Raises ActionClosed when that is too often, or not for them today."""
    ledger = books.ledger
    [memo] = memos.read(ledger, member.member_id, DONE)
    tally = tallies.read(ledger, _tally(action)) if action.total is not None else None
    done, taken = _done(memo), tally.taken if tally is not None else 0
    program = books.programs.in_force(now_ms // 1000)
    mine = done.get(action.id, Done())
    tier_id = program.tier(member.tier_id).id
    meant = actions.meant(action, member, program, today)
    refusal = actions.refusal(action, mine, taken, today, tier_id, meant=meant)
    if refusal is not None:
        raise actions.raised(refusal)
    put_done(commit, ledger, memo, {**done, action.id: actions.once_more(mine, today)})
    if tally is not None:
        tallies.change(commit, ledger, tally, taken=1)


def put_back(commit: Commit, ledger: Ledger, member_id: str, action: Action, on: date) -> None:
    """Put into a transaction that what was taken on that day came to nothing."""
    [memo] = memos.read(ledger, member_id, DONE)
    done = _done(memo)
    if action.id in done:
        put_done(commit, ledger, memo, {**done, action.id: actions.once_less(done[action.id], on)})
    if action.total is not None:
        tally = tallies.read(ledger, _tally(action))
        if tally.taken:
            tallies.change(commit, ledger, tally, taken=-1)


def done_by(ledger: Ledger, member_id: str) -> dict[str, Done]:
    """How often the member has done what, by the actions' ids."""
    [memo] = memos.read(ledger, member_id, DONE)
    return _done(memo)


def taken_of(ledger: Ledger, program: Program) -> dict[str, int]:
    """How often all members have had the actions that have a total, up to five seconds ago."""
    names = {_tally(one): one.id for one in program.actions if one.total is not None}
    return {names[name]: tally.taken for name, tally in tallies.shown(ledger, names).items()}


def tally_ids(document: Mapping[str, Any]) -> list[str]:
    """The tallies that a program's actions may have."""
    return [f"action:{one['id']}" for one in document.get("actions") or ()]


def _tally(action: Action) -> str:
    return f"action:{action.id}"


def _done(memo: Memo) -> dict[str, Done]:
    counted: dict[str, dict[str, Any]] = memo.data.get("done", {})
    return {action_id: Done(**counts) for action_id, counts in counted.items()}


def put_done(commit: Commit, ledger: Ledger, memo: Memo, done: Mapping[str, Done]) -> None:
    """Put how often the member has done what into a transaction."""
    counted = {action_id: asdict(counts) for action_id, counts in done.items()}
    memos.put(commit, ledger, memo, {"done": counted})


def joined(one: Memo, other: Memo) -> dict[str, Done]:
    """How often two members have done what who are one person."""
    mine, theirs = _done(one), _done(other)
    ids = {*mine, *theirs}
    return {
        name: actions.together(mine.get(name, Done()), theirs.get(name, Done()))
        for name in sorted(ids)
    }
