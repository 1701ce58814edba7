"""Draws: announcing them, their tickets, and entries that rules give. Buying some:
core/ledger/draw_entries.py; closing and drawing: core/ledger/drawing.py."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from core import awards, calendar, drawing, draws
from core.draws import Ticket
from core.errors import BadInput, NotFound
from core.evolve import replace
from core.identity import Ledger
from core.ledger import due, keys
from core.ledger.draw_rows import (
    DoorRow,
    DrawRow,
    DrawState,
    TicketRow,
    draw_row,
    draw_state,
    ticket_row,
    ticket_state,
    unchanged,
)
from core.ledger.posting import Books
from core.ledger.table import Commit, Row, put_alone, read_rows, retrying
from core.member import MemberState
from core.program.awards import Award
from core.program.draws import Draw
from core.rewards import Refusal

_ID = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


def find(ledger: Ledger, draw_id: str) -> DrawState | None:
    """The draw as it was announced; None for one that never was."""
    rows = read_rows([(keys.draw(ledger, draw_id), keys.DRAW)])
    return next((draw_state(row) for row in rows if isinstance(row, DrawRow)), None)


def announce(ledger: Ledger, draw: Draw, now_s: int) -> DrawState:
    """Make the seed of a draw and keep its terms, once: what was announced stays as it is, whatever
    the program says later. The draw's first due work is registered before."""

    def attempt() -> DrawState:
        known = find(ledger, draw.id)
        if known is not None:
            return known
        nonce = secrets.token_hex(16)
        commitment = drawing.commitment(ledger.draw_seed(draw.id, nonce))
        made = DrawState(draw, nonce, commitment, now_s)
        due.register_draw(ledger, draw.id, now_s)
        put_alone(draw_row(ledger, made), DrawRow.pk.does_not_exist())
        return replace(made, version=1)

    return retrying(attempt)


def check_terms(ledger: Ledger, wanted: Iterable[Draw]) -> None:
    """Raises BadInput for a draw that was announced with other terms, however long ago: they would
    not hold."""
    for draw in wanted:
        known = find(ledger, draw.id)
        if known is not None and known.draw.terms != draw.terms:
            raise BadInput(
                f"The draw {draw.id!r} was announced with other terms, which cannot be changed; "
                "put them back, or give the new draw an id of its own.",
                code="draw_announced",
            )


def announce_all(ledger: Ledger, published: Iterable[Draw], now_s: int) -> None:
    """Announce what a program that was just published brings."""
    for draw in published:
        announce(ledger, draw, now_s)


def shown(ledger: Ledger, draw_id: str) -> DrawState:
    """The draw, for anybody who asks. Raises NotFound for one that was never announced."""
    named = _ID.fullmatch(draw_id) is not None  # else it may be no key that there can be
    found = find(ledger, draw_id) if named else None
    if found is None:
        raise NotFound(f"There is no draw {draw_id[:40]!r}.", code="unknown_draw")
    return found


def known(books: Books, draw_id: str, now_s: int) -> DrawState:
    """The draw, for who writes; announced now, if a crash had kept it from that when its program
    was published. Raises NotFound."""
    draw = books.programs.in_force(now_s).draw(draw_id)
    return announce(books.ledger, draw, now_s) if draw else shown(books.ledger, draw_id)


def listed(books: Books) -> list[DrawState]:
    """Every draw that was ever announced, the last to close first."""
    wanted = [(keys.draw(books.ledger, one), keys.DRAW) for one in books.programs.draw_ids]
    found = [draw_state(row) for row in read_rows(wanted) if isinstance(row, DrawRow)]
    return sorted(found, key=lambda one: (one.draw.last_day, one.draw.id), reverse=True)


def count(ledger: Ledger, draw_id: str) -> int:
    """How many entries there are now, by reading all tickets."""
    return sum(one.entries for one in tickets(ledger, draw_id))


def tickets(ledger: Ledger, draw_id: str) -> list[Ticket]:
    """All that were not given back."""
    found = []
    for shard in keys.ticket_shards(ledger, draw_id):
        for row in Row.query(shard, Row.sk.startswith("T#"), consistent_read=True):
            if isinstance(row, TicketRow) and not row.returned:
                found.append(ticket_state(row))
    return found


def counts(ticket: Ticket, member: MemberState) -> bool:
    """Whether a ticket is still a member's: what an erased one had before is nobody's."""
    return member.erased_at_s is None or ticket.at_s > member.erased_at_s


def held(ledger: Ledger, draw_id: str, member_id: str) -> list[Ticket]:
    """The tickets that lie under a member's own name."""
    pk, mine = keys.tickets(ledger, draw_id, member_id), keys.ticket(member_id)
    rows = Row.query(pk, Row.sk.startswith(mine), consistent_read=True)
    return [ticket_state(row) for row in rows if isinstance(row, TicketRow)]


def bring(
    commit: Commit,
    books: Books,
    award: awards.AwardState,
    member: MemberState,
    wish: Award,
    now_s: int,
) -> dict[str, list[object]]:
    """Put into an award's transaction that it gives the entries that are wished now, and takes back
    those that it gave. What of it was done ("draws": [draw, entries more or fewer]) and what could
    not be ("draws_refused": [draw]): after entries have closed nothing is given or taken."""
    was, now = (award.wish.draw_id, award.wish.entries), (wish.draw_id, wish.entries)
    found: dict[str, list[object]] = {}
    if was == now:
        return found
    steps = [(was[0], 0)] if was[0] and was[0] != now[0] else []
    steps += [now] if now[0] else []
    for draw_id, entries in steps:
        ticket_id = books.ledger.ticket(draw_id, award.member_id, award.award_id)
        mine = held(books.ledger, draw_id, award.member_id)
        old = next((one for one in mine if one.ticket_id == ticket_id), None)
        if (old.entries if old else 0) == entries:
            continue
        if _refused(books, draw_id, award.member_id, member, entries, now_s):
            found.setdefault("draws_refused", []).append(draw_id)
            continue
        ticket = old or Ticket(draw_id, award.member_id, ticket_id, 0, now_s, award.award_id)
        more = replace(ticket, entries=entries)
        if entries:
            commit.put(ticket_row(books.ledger, more), unchanged(ticket))
        else:
            commit.delete(ticket_row(books.ledger, more))
        pass_door(commit, books.ledger, ticket)
        found.setdefault("draws", []).append([draw_id, entries - (old.entries if old else 0)])
    return found


def _refused(
    books: Books, draw_id: str, owner: str, member: MemberState, entries: int, now_s: int
) -> bool:
    """Whether entries can be neither given nor taken: nobody knows the draw, its entries have
    closed, or (to give some) the member can have none."""
    try:
        draw = known(books, draw_id, now_s).draw
    except NotFound:
        return True
    over: Refusal | None = draws.closed(draw, calendar.day(now_s, books.tz).isoformat())
    if over is None and entries:
        over = draws.barred(member, draw, books.programs.in_force(now_s))
    return over is not None or shut(books.ledger, draw_id, owner)


def pass_door(commit: Commit, ledger: Ledger, ticket: Ticket) -> None:
    """Demand that entries have not closed."""
    pk = keys.tickets(ledger, ticket.draw_id, ticket.member_id)
    commit.check(pk, keys.DOOR, DoorRow.pk.does_not_exist())


def shut(ledger: Ledger, draw_id: str, member_id: str) -> bool:
    """Whether entries have closed for the member's shard."""
    return bool(read_rows([(keys.tickets(ledger, draw_id, member_id), keys.DOOR)]))
