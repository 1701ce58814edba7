"""Invitations to connect a store, and the attempts that are made with one.

An invitation is good for one store, once: an attempt that succeeds has used it up, one that fails
leaves it as it was, with the reason. Only digests of codes and states are kept, so that nobody who
reads the table can connect a store with what it holds.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from core.errors import Forbidden
from core.ledger.table import Commit, Contended, Row, put_alone, read_rows, retrying

LIFETIME_S = 60 * 60
_INVITE = "INVITE"
_ATTEMPT = "ATTEMPT"


class InviteRow(Row, discriminator="IV"):
    """An invitation that nobody has used. `problem`: why the last attempt failed. `into`: the store
    whose wallet the new one joins."""

    ends_at_s = NumberAttribute(attr_name="ttl")
    problem = UnicodeAttribute(null=True)
    into = UnicodeAttribute(null=True)


class AttemptRow(Row, discriminator="IA"):
    """A store's question to its merchant, which is under way."""

    invite = UnicodeAttribute()
    url = UnicodeAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl")


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that came back. `url`: the store's address, as it was when the attempt began.
    `into`: the store whose wallet it joins, "" for one of its own."""

    invite: str
    url: str
    ends_at_s: int
    into: str = ""


def create(now_s: int, into: str = "") -> str:
    """A code (256 bits) that connects one store, until `now_s + LIFETIME_S`; with `into` it joins
    that store's wallet."""
    code = secrets.token_urlsafe(32)
    InviteRow(_key(code), _INVITE, ends_at_s=now_s + LIFETIME_S, into=into or None).save()
    return code


def into(code: str, now_s: int) -> str:
    """The store whose wallet an invitation opens, "" for one that opens none. Raises Forbidden."""
    return _open(_key(code), now_s).into or ""


def take(code: str, now_s: int) -> str:
    """Use an invitation up for a store that is connected already; what `into` says. Raises
    Forbidden.

    When the answer is lost the invitation is gone and nothing was joined: a new one is easily made.
    """
    found = _open(_key(code), now_s)
    commit = Commit()
    commit.delete(InviteRow(found.pk, _INVITE), InviteRow.pk.exists())
    try:
        commit.send()
    except Contended as error:
        raise _over() from error
    return found.into or ""


def problem(code: str, now_s: int) -> str:
    """Why the last attempt failed; "" when none has. Raises Forbidden for a code that is over."""
    return _open(_key(code), now_s).problem or ""


def begin(code: str, url: str, now_s: int) -> str:
    """A state (256 bits) for the store's answer: it pins the address. Raises Forbidden."""
    invite = _open(_key(code), now_s)
    state = secrets.token_urlsafe(32)
    AttemptRow(
        _key(state), _ATTEMPT, invite=invite.pk, url=url, ends_at_s=int(invite.ends_at_s)
    ).save()
    return state


def claim(state: str, now_s: int) -> Attempt:
    """Take the attempt and its invitation: of all that come with one invitation, one goes on.
    Raises Forbidden.

    When the transaction's answer is lost, both are gone and nothing is connected: a new invitation
    is easily made.
    """
    key = _key(state)
    rows = retrying(lambda: read_rows([(key, _ATTEMPT)]))
    found = next((one for one in rows if isinstance(one, AttemptRow)), None)
    if found is None or int(found.ends_at_s) <= now_s:
        raise _over()
    invite = _open(found.invite, now_s)
    commit = Commit()
    commit.delete(AttemptRow(key, _ATTEMPT), AttemptRow.pk.exists())
    commit.delete(InviteRow(found.invite, _INVITE), InviteRow.pk.exists())
    try:
        commit.send()
    except Contended as error:
        raise _over() from error
    return Attempt(found.invite, found.url, int(found.ends_at_s), invite.into or "")


def reopen(attempt: Attempt, why: str) -> None:
    """Give an invitation back after an attempt that failed."""
    row = InviteRow(
        attempt.invite,
        _INVITE,
        ends_at_s=attempt.ends_at_s,
        problem=why,
        into=attempt.into or None,
    )
    put_alone(row, InviteRow.pk.does_not_exist())


def _open(key: str, now_s: int) -> InviteRow:
    for row in retrying(lambda: read_rows([(key, _INVITE)])):
        if isinstance(row, InviteRow) and int(row.ends_at_s) > now_s:
            return row
    raise _over()


def _over() -> Forbidden:
    return Forbidden("This connection link was used before, or its hour is over.", code="link_over")


def _key(secret: str) -> str:
    return f"CONNECT#{hashlib.sha256(secret.encode()).hexdigest()}"
