"""Buying entries in a draw, and giving them back."""

from __future__ import annotations

from core import calendar
from core import draws as rules
from core.draws import BOUGHT, Ticket
from core.errors import Conflict, KeyReused, NotFound
from core.evolve import replace
from core.identity import Ledger
from core.ledger import draws
from core.ledger.draw_rows import ticket_row, unchanged
from core.ledger.people import joined_into
from core.ledger.posting import Books
from core.ledger.table import Commit, Contended, retrying
from core.member import Contact, MemberState
from core.program.draws import Draw


def tickets_of(books: Books, draw_id: str, member: MemberState) -> list[Ticket]:
    """A member's tickets, with those of all who were joined into them, oldest first; not those of
    before an erasure."""
    found: list[Ticket] = []
    for one in joined_into(books.ledger, member.member_id)[0]:
        found += draws.held(books.ledger, draw_id, one)
    live = [one for one in found if not one.returned and draws.counts(one, member)]
    return sorted(live, key=lambda one: (one.at_s, one.ticket_id))


def enter(
    books: Books,
    member_id: str,
    contact: Contact,
    draw_id: str,
    entries: int,
    key: str,
    now_ms: int,
) -> Ticket:
    """Buy so many entries; the same key again finds the same ticket. Raises what core.draws.enter
    does, NotFound, and KeyReused for the same key with another number."""
    ledger, now_s = books.ledger, now_ms // 1000
    ticket_id = ledger.ticket(draw_id, member_id, f"\0{key}")  # no award's id begins so

    def attempt() -> Ticket:
        state = draws.known(books, draw_id, now_s)
        member = books.living(books.member(member_id))
        mine = draws.held(ledger, draw_id, member.member_id)
        owners = {member.member_id}
        if member.member_id != member_id:  # joined since: what the key made may lie there
            owners |= joined_into(ledger, member.member_id)[0]
        every = (one for owner in owners for one in draws.held(ledger, draw_id, owner))
        before = next((one for one in every if one.ticket_id == ticket_id), None)
        if before is not None:
            if before.entries != entries:
                raise KeyReused(
                    f"This Idempotency-Key was used for {before.entries} entries; use a new one."
                )
            return before
        after, entry, ticket = rules.enter(
            member,
            state.draw,
            books.programs.in_force(now_s),
            ticket_id,
            entries,
            sum(one.entries for one in mine if one.source == BOUGHT and not one.returned),
            now_s,
            calendar.day(now_s, books.tz).isoformat(),
        )
        after = replace(after, contact=member.contact.updated(contact))
        commit = Commit()
        books.add(commit, member, after, entry, now_ms)
        commit.put(ticket_row(ledger, ticket), unchanged(ticket))
        draws.pass_door(commit, ledger, ticket)
        _send(commit, ledger, ticket, state.draw)
        return replace(ticket, version=1)

    return retrying(attempt)


def leave(books: Books, member: MemberState, draw_id: str, ticket_id: str, now_ms: int) -> Ticket:
    """Give a member's bought ticket back for its points, once. Raises NotFound for one that is not
    theirs, Conflict for one that was given, and when entries have closed."""
    ledger, now_s = books.ledger, now_ms // 1000
    owners = joined_into(ledger, member.member_id)[0]

    def attempt() -> Ticket:
        state = draws.known(books, draw_id, now_s)
        living = books.living(books.member(member.member_id))
        every = [one for owner in owners for one in draws.held(ledger, draw_id, owner)]
        found = next((one for one in every if one.ticket_id == ticket_id), None)
        if found is None or not draws.counts(found, living):
            raise NotFound("There is no such ticket.", code="unknown_ticket")
        if found.returned:
            return found
        if found.source != BOUGHT:
            raise Conflict("This ticket was a gift; there are no points to get back.", code="gift")
        over = rules.closed(state.draw, calendar.day(now_s, books.tz).isoformat())
        if over is not None:
            raise Conflict(over.text["en"], code=over.code, text=dict(over.text))
        after, entry, ticket = rules.give_back(living, found, now_s, books.tz)
        commit = Commit()
        books.add(commit, living, after, entry, now_ms)
        commit.put(ticket_row(ledger, ticket), unchanged(found))
        draws.pass_door(commit, ledger, ticket)
        _send(commit, ledger, ticket, state.draw)
        return replace(ticket, version=found.version + 1)

    return retrying(attempt)


def _send(commit: Commit, ledger: Ledger, ticket: Ticket, draw: Draw) -> None:
    """Raises Conflict when the door has closed meanwhile, though the day has not: a run that was
    told of a later time."""
    try:
        commit.send()
    except Contended:
        if draws.shut(ledger, ticket.draw_id, ticket.member_id):
            raise Conflict("Entries have closed.", code="draw_closed") from None
        raise
