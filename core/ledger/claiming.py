"""What shoppers say that they did, and the merchant looks at before it counts.

A claim is a memo of the member (with the link or handle that it is about), and a line in the
ledger's list of what waits, oldest first, which names nobody but by pseudonyms. What a claim would
take of the action's limits is taken when it is made and given back when it is refused: else one
could claim more than there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from core import calendar
from core.errors import ActionClosed, Conflict, KeyReused, NotFound
from core.identity import Ledger
from core.ledger import awards, keys, memos, performing
from core.ledger.directory import DirectoryRow, list_member
from core.ledger.memos import Memo
from core.ledger.posting import Books
from core.ledger.table import Commit, Row, retrying
from core.member import Contact, MemberState
from core.program.actions import Action

Status = Literal["given", "waiting", "refused"]

# Of one member, at once.
MOST_WAITING = 10
_LISTED = 200
# Decided ones that a member keeps; what was given stays known by its award.
_KEPT = 50
_FORGOTTEN_AT_ONCE = 5
_PREFIX = "claim#"


@dataclass(frozen=True, slots=True)
class Claim:
    """`link` and `handle`: where it can be seen, as the shopper says. `reason`: why it was refused.
    `version`: of the program under which it was made."""

    member_id: str
    claim_id: str
    action_id: str
    status: Status
    at_ms: int = 0
    link: str = ""
    handle: str = ""
    reason: str = ""
    store_id: str = ""
    version: int = 0

    @property
    def ref(self) -> str:
        """Names it for the merchant."""
        return f"{self.member_id}.{self.claim_id}"


def claim(
    books: Books,
    member_id: str,
    action: Action,
    key: str,
    contact: Contact,
    store_id: str,
    evidence: Mapping[str, str],
    now_ms: int,
) -> Claim:
    """A shopper's word that they did it: given at once, or waiting for approval. The same `key`
    again finds the same claim. `evidence` may have a link and a handle. Raises ActionClosed where
    the action's conditions do not hold, KeyReused for the same key with another action."""
    claim_id = books.ledger.action_id(member_id, key)
    known = _known(books, member_id, claim_id)
    if known is not None:
        if known.action_id != action.id:
            raise KeyReused(
                f"This Idempotency-Key was used for the action {known.action_id!r}; "
                "use a new key for a new claim."
            )
        return known
    if not action.approval:
        performing.perform(books, member_id, action, claim_id, store_id, now_ms, contact=contact)
        return Claim(member_id, claim_id, action.id, "given", now_ms)
    made = Claim(
        member_id,
        claim_id,
        action.id,
        "waiting",
        now_ms,
        store_id=store_id,
        version=books.programs.in_force(now_ms // 1000).version,
        **evidence,
    )
    return retrying(lambda: _wait(books, made, action, contact, now_ms))


def _known(books: Books, member_id: str, claim_id: str) -> Claim | None:
    """The claim of that id, if it was made."""
    [memo] = memos.read(books.ledger, member_id, f"{_PREFIX}{claim_id}")
    if memo.text:
        return _state(memo)
    given = awards.find(books, member_id, performing.award_id(claim_id))
    if not given.version:
        return None
    return Claim(member_id, claim_id, given.rule_id, "given", given.given_at_s * 1000)


def _wait(books: Books, made: Claim, action: Action, contact: Contact, now_ms: int) -> Claim:
    ledger = books.ledger
    member = books.living(books.member(made.member_id))
    [memo] = memos.read(ledger, made.member_id, f"{_PREFIX}{made.claim_id}")
    if memo.text:
        return _state(memo)
    others = memos.listed(ledger, made.member_id, _PREFIX)
    if sum(_state(one).status == "waiting" for one in others) >= MOST_WAITING:
        raise ActionClosed(
            f"{MOST_WAITING} of your claims are still being looked at.", code="too_many_waiting"
        )
    commit = Commit()
    today = calendar.day(now_ms // 1000, books.tz)
    performing.take(commit, books, member, action, today, now_ms)
    line = _line(ledger, made)
    memos.put(commit, ledger, memo, _data(made), [(line.pk, line.sk)])
    commit.put(line, DirectoryRow.pk.does_not_exist())
    for old in _old(others):
        memos.drop(commit, ledger, old)
    # What is known of somebody who was joined says nothing of whom they were joined into.
    himself = member.member_id == made.member_id
    known = member.contact.updated(contact) if himself else member.contact
    if not member.version:
        list_member(ledger, member.member_id)  # no entry does
    if member.version and known == member.contact:
        books.check_member(commit, member)
    else:
        books.put_member(commit, member, replace(member, contact=known))
    commit.send()
    return made


def _old(others: list[Memo]) -> list[Memo]:
    """Claims decided so long ago that nobody asks for them, a few at a time."""
    decided = [one for one in others if _state(one).status != "waiting"]
    newest_first = sorted(decided, key=lambda one: -_state(one).at_ms)
    return newest_first[_KEPT:][:_FORGOTTEN_AT_ONCE]


def of_member(ledger: Ledger, member_id: str) -> list[Claim]:
    """A member's claims that had to be looked at, newest first."""
    found = [_state(memo) for memo in memos.listed(ledger, member_id, _PREFIX)]
    return sorted(found, key=lambda one: -one.at_ms)


def waiting(ledger: Ledger) -> list[Claim]:
    """What the merchant has to look at, the oldest first, at most 200."""
    lines = Row.query(keys.claims(ledger), limit=_LISTED, consistent_read=True)
    named = [line.sk.split("#")[1:] for line in lines]
    wanted = [(member_id, f"{_PREFIX}{claim_id}") for member_id, claim_id in named]
    found = [_state(memo) for memo in memos.read_many(ledger, wanted) if memo.text]
    return [one for one in found if one.status == "waiting"]


def approve(books: Books, ref: str, now_ms: int) -> Claim:
    """Give what a claim is about, by the rules under which it was made. Repeating it changes
    nothing. Raises NotFound, and Conflict for one that was refused."""
    found = _of_ref(books.ledger, ref)
    action = _action(books, found)

    def also(commit: Commit, member: MemberState) -> MemberState:
        memo, now = _still_waiting(books.ledger, found)
        performing.refuse_erased(member, now.at_ms // 1000)
        memos.put(commit, books.ledger, memo, _data(replace(now, status="given")))
        commit.delete(_line(books.ledger, now))
        return performing.took_part(member, None)

    performing.give(books, found.member_id, action, found.claim_id, found.store_id, now_ms, also)
    return replace(found, status="given")


def refuse(books: Books, ref: str, reason: str) -> Claim:
    """Say no to a claim, and why: the shopper sees it. Raises NotFound, and Conflict for one that
    was approved."""
    found = _of_ref(books.ledger, ref)
    on = calendar.day(found.at_ms // 1000, books.tz)
    return retrying(lambda: _refuse(books, found, reason.strip()[:500], on))


def _refuse(books: Books, found: Claim, reason: str, on: date) -> Claim:
    ledger = books.ledger
    memo, now = _look(ledger, found)
    if now.status == "refused":
        return now
    if now.status == "given":
        raise Conflict("The claim was approved before.", code="claim_decided")
    refused = replace(now, status="refused", reason=reason)
    commit = Commit()
    member = books.living(books.member(found.member_id))
    performing.put_back(commit, ledger, member.member_id, _action(books, found), on)
    memos.put(commit, ledger, memo, _data(refused))
    commit.delete(_line(ledger, now))
    books.check_member(commit, member)
    commit.send()
    return refused


def _action(books: Books, found: Claim) -> Action:
    return books.programs.of_version(found.version).action(found.action_id)


def _still_waiting(ledger: Ledger, found: Claim) -> tuple[Memo, Claim]:
    memo, now = _look(ledger, found)
    if now.status != "waiting":
        raise Conflict(f"The claim was {now.status} before.", code="claim_decided")
    return memo, now


def _look(ledger: Ledger, found: Claim) -> tuple[Memo, Claim]:
    [memo] = memos.read(ledger, found.member_id, f"{_PREFIX}{found.claim_id}")
    if not memo.text:
        raise _unknown()
    return memo, _state(memo)


def _of_ref(ledger: Ledger, ref: str) -> Claim:
    member_id, _, claim_id = ref.partition(".")
    if not (_is_name(member_id) and _is_name(claim_id)):
        raise _unknown()
    return _look(ledger, Claim(member_id, claim_id, "", "waiting"))[1]


def _is_name(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= 40


def _unknown() -> NotFound:
    return NotFound("There is no such claim.", code="unknown_claim")


def _line(ledger: Ledger, one: Claim) -> DirectoryRow:
    return DirectoryRow(keys.claims(ledger), f"{one.at_ms:013d}#{one.member_id}#{one.claim_id}")


def _data(one: Claim) -> dict[str, Any]:
    data = asdict(one)
    del data["member_id"], data["claim_id"]
    return data


def _state(memo: Memo) -> Claim:
    data = memo.data
    data.pop("rows", None)
    return Claim(memo.member_id, memo.name.removeprefix(_PREFIX), **data)
