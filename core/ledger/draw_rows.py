"""Draws as items of the table.

    L#...#D#draw         | DRAW               what was announced, and how far it is
                         | LIST#digest#0000   the frozen list, once entries have closed
    L#...#D#draw#0..15   | T#member#ticket    entries, as they are given and taken back
                         | DOOR               entries have closed; nobody passes any more

Whoever adds or takes back entries demands in the same transaction that the door of the shard is not
there. A shard is met by a sixteenth of the members, and nobody else's orders meet it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from core.draws import Ticket
from core.identity import Ledger
from core.ledger import keys
from core.ledger.packing import pack_lots, unpack_lots
from core.ledger.table import IntegerAttribute, Row, as_read
from core.program.draws import Draw, load_draw


class DrawRow(Row, discriminator="DW"):
    version = IntegerAttribute(attr_name="v")
    state = UnicodeAttribute()
    terms = JSONAttribute()
    nonce = UnicodeAttribute()
    commitment = UnicodeAttribute()
    opened_at_s = IntegerAttribute()
    cursor = UnicodeAttribute(null=True)
    closed_at_s = IntegerAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    lines = IntegerAttribute(null=True)
    entries = IntegerAttribute(null=True)
    drawn_at_s = IntegerAttribute(null=True)
    seed = UnicodeAttribute(null=True)
    winners = JSONAttribute(null=True)


class ListRow(Row, discriminator="DL"):
    """A part of a frozen list. `owners`: whose each line is, which nobody else is told."""

    lines = UnicodeAttribute()
    owners = UnicodeAttribute()


class TicketRow(Row, discriminator="DT"):
    version = IntegerAttribute(attr_name="v")
    entries = IntegerAttribute(attr_name="n")
    at_s = IntegerAttribute()
    source = UnicodeAttribute()
    points = IntegerAttribute(null=True)
    lots = UnicodeAttribute(null=True)
    forgiven = IntegerAttribute(null=True)
    returned = IntegerAttribute(null=True)


class DoorRow(Row, discriminator="DO"):
    """Entries of the shard have closed."""


@dataclass(frozen=True, slots=True)
class DrawState:
    """A draw as it was announced, and how far it is. `state`: "open" until entries have closed,
    "closed" once the list is frozen, "drawn" once seed and winners are shown, "given" once they
    have their prizes. `cursor`: how far tiers had their entries. `winners`: [place, number, ticket,
    holder, member]."""

    draw: Draw
    nonce: str
    commitment: str
    opened_at_s: int
    version: int = 0
    state: str = "open"
    cursor: str = ""
    closed_at_s: int = 0
    digest: str = ""
    lines: int = 0
    entries: int = 0
    drawn_at_s: int = 0
    seed: str = ""
    winners: tuple[tuple[int, int, str, str, str], ...] = ()


def draw_row(ledger: Ledger, state: DrawState) -> DrawRow:
    """The row of a state that is to be written; its version is one more than the state's."""
    return DrawRow(
        keys.draw(ledger, state.draw.id),
        keys.DRAW,
        version=state.version + 1,
        state=state.state,
        terms=dict(state.draw.terms),
        nonce=state.nonce,
        commitment=state.commitment,
        opened_at_s=state.opened_at_s,
        cursor=state.cursor or None,
        closed_at_s=state.closed_at_s or None,
        digest=state.digest or None,
        lines=state.lines or None,
        entries=state.entries or None,
        drawn_at_s=state.drawn_at_s or None,
        seed=state.seed or None,
        winners=[list(one) for one in state.winners] or None,
    )


def draw_state(row: DrawRow) -> DrawState:
    winners: Any = row.winners or ()
    return DrawState(
        draw=load_draw(row.terms),
        nonce=row.nonce,
        commitment=row.commitment,
        opened_at_s=row.opened_at_s,
        version=row.version,
        state=row.state,
        cursor=row.cursor or "",
        closed_at_s=row.closed_at_s or 0,
        digest=row.digest or "",
        lines=row.lines or 0,
        entries=row.entries or 0,
        drawn_at_s=row.drawn_at_s or 0,
        seed=row.seed or "",
        winners=tuple((int(one[0]), int(one[1]), *one[2:]) for one in winners),
    )


def ticket_row(ledger: Ledger, ticket: Ticket) -> TicketRow:
    """The row of a ticket that is to be written; its version is one more than the ticket's."""
    return TicketRow(
        keys.tickets(ledger, ticket.draw_id, ticket.member_id),
        keys.ticket(ticket.member_id, ticket.ticket_id),
        version=ticket.version + 1,
        entries=ticket.entries,
        at_s=ticket.at_s,
        source=ticket.source,
        points=ticket.points or None,
        lots=pack_lots(ticket.lots) or None,
        forgiven=ticket.forgiven or None,
        returned=1 if ticket.returned else None,
    )


def ticket_state(row: TicketRow) -> Ticket:
    _, member_id, ticket_id = row.sk.split("#")
    return Ticket(
        draw_id=row.pk.split("#")[3],
        member_id=member_id,
        ticket_id=ticket_id,
        entries=row.entries,
        at_s=row.at_s,
        source=row.source,
        version=row.version,
        points=row.points or 0,
        lots=unpack_lots(row.lots),
        forgiven=row.forgiven or 0,
        returned=bool(row.returned),
    )


def unchanged(ticket: Ticket) -> Condition:
    """That nobody wrote the ticket since it was read."""
    return as_read(TicketRow, ticket.version)
