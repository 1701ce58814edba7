"""By which channel a member came: one row with how they came, which the first channel wins. It
goes with the member, and is found again from whoever they were joined into.

How many joined by a channel is a tally, written in the same transaction: people join by a channel
far less often than orders come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pynamodb.attributes import UnicodeAttribute

from core import calendar, shopfront
from core.errors import ActionClosed
from core.identity import Ledger
from core.ledger import awards, keys, tallies
from core.ledger.directory import list_member
from core.ledger.family import family
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import Commit, IntegerAttribute, Row, read_rows, retrying
from core.member import Contact, MemberState
from core.program.awards import NOTHING, Award
from core.program.shopfront import Channel, channel_rule
from core.rewards import Refusal


class SourceRow(Row, discriminator="CH"):
    """Lies with the member who came by it."""

    channel = UnicodeAttribute()
    at_ms = IntegerAttribute()


@dataclass(frozen=True, slots=True)
class Source:
    """`member_id`: who came, whoever they were joined into since."""

    member_id: str
    channel_id: str
    at_ms: int


class _Known(Exception):
    """Somebody came by a channel while it was noted that they came by another."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.channel_id)
        self.source = source


def of_member(ledger: Ledger, living_id: str) -> Source | None:
    """By which channel a member came, or the first who was joined into them; None for none."""
    every = family(ledger, living_id)
    rows = read_rows([(keys.referrals(ledger, one), keys.CHANNEL) for one in every])
    found = [_state(row) for row in rows if isinstance(row, SourceRow)]
    return min(found, key=lambda one: (one.at_ms, one.member_id), default=None)


def join(
    books: Books,
    member_id: str,
    channel: Channel,
    store_id: str,
    contact: Contact,
    now_ms: int,
) -> Source:
    """Note that a newcomer came by a channel, and give what that is worth, once. Who came by a
    channel before keeps that one, which is returned. Raises ActionClosed, saying why, for who was
    known before, on days on which the channel is not open, and when it was taken out."""

    def attempt() -> Source:
        member = books.living(books.member(member_id))
        known = of_member(books.ledger, member.member_id)
        if known is not None:
            return known
        _unless(_refusal(books, member, channel, now_ms))
        made = Source(member.member_id, channel.id, now_ms)
        if channel.award == NOTHING:
            _note_alone(books, member, made, contact)
            return made
        try:
            _give(books, made, channel, store_id, contact)
        except _Known as known_now:
            return known_now.source
        # An award of an earlier life is given no second time, and notes nothing.
        return of_member(books.ledger, member.member_id) or replace(made, channel_id="")

    return retrying(attempt)


def given(books: Books, source: Source) -> Award:
    """What somebody was given for the channel that they came by; NOTHING for nothing."""
    return awards.find(books, source.member_id, channel_rule(source.channel_id)).wish


def counted(ledger: Ledger, channel_ids: list[str]) -> dict[str, int]:
    """How many ever joined by each channel, as it was some seconds ago."""
    names = {channel_rule(one): one for one in channel_ids}
    return {names[name]: tally.taken for name, tally in tallies.shown(ledger, names).items()}


def _refusal(books: Books, member: MemberState, channel: Channel, now_ms: int) -> Refusal | None:
    now_s = now_ms // 1000
    program, today = books.programs.in_force(now_s), calendar.day(now_s, books.tz).isoformat()
    rows = read_rows([(keys.member(books.ledger, member.member_id), keys.entry(1))])
    began_s = min((row.at_ms // 1000 for row in rows if isinstance(row, EntryRow)), default=None)
    since_s = books.programs.channel_since(channel.id)
    closed = shopfront.channel_closed(program, channel, today)
    return closed or shopfront.no_newcomer(began_s, since_s, now_s)


def _give(books: Books, made: Source, channel: Channel, store_id: str, contact: Contact) -> None:
    def also(commit: Commit, living: MemberState) -> MemberState | None:
        known = of_member(books.ledger, living.member_id)
        if known is not None:
            raise _Known(known)
        _note(commit, books.ledger, made)
        # What is known of somebody who was joined says nothing of whom they were joined into.
        if living.member_id != made.member_id:
            return None
        return replace(living, contact=living.contact.updated(contact))

    awards.give_once(
        books,
        made.member_id,
        channel.rule,
        channel.award,
        channel.rule,
        {"reason": "channel", "rule": channel.rule},
        store_id,
        made.at_ms,
        also,
    )


def _note_alone(books: Books, member: MemberState, made: Source, contact: Contact) -> None:
    if not member.version:
        list_member(books.ledger, member.member_id)  # no entry does
    commit = Commit()
    _note(commit, books.ledger, made)
    known = member.contact.updated(contact)
    if member.version and known == member.contact:
        books.check_member(commit, member)
    else:
        books.put_member(commit, member, replace(member, contact=known))
    commit.send()


def _note(commit: Commit, ledger: Ledger, made: Source) -> None:
    row = SourceRow(
        keys.referrals(ledger, made.member_id),
        keys.CHANNEL,
        channel=made.channel_id,
        at_ms=made.at_ms,
    )
    commit.put(row, SourceRow.pk.does_not_exist())
    tally = tallies.read(ledger, channel_rule(made.channel_id))
    tallies.change(commit, ledger, tally, taken=1)


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise ActionClosed(refusal.text["en"], code=refusal.code, text=dict(refusal.text))


def _state(row: SourceRow) -> Source:
    return Source(row.pk.rsplit("#", 1)[1], row.channel, int(row.at_ms))
