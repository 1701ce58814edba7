"""Draws as the shopper's side is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import calendar, draws, rewards
from core.draws import BOUGHT, Ticket
from core.ledger import drawing
from core.ledger.draw_rows import DrawState
from core.member import MemberState
from core.program.model import Program
from functions.storefront.reward_shapes import name_of, reach_of


def draw_json(state: DrawState) -> dict[str, Any]:
    """A draw for anybody to see; what does not limit it, or is not known yet, is left out."""
    draw = state.draw
    more = {
        "tiers": list(draw.tiers),
        "cost": draw.cost,
        "limit_per_member": draw.per_member,
        "tier_entries": dict(draw.tier_entries),
        "digest": state.digest,
        "entries": state.entries,
        "seed": state.seed,
        "winners": drawing.shown(state),
    }
    return {
        "id": draw.id,
        "name": name_of(draw.names),
        "names": dict(draw.names),
        "from": draw.first_day,
        "until": draw.last_day,
        "state": "drawn" if state.state == "given" else state.state,
        "prizes": [
            {"name": name_of(one.names), "names": dict(one.names), "count": one.count}
            for one in draw.prizes
        ],
        "announced_at": calendar.iso(state.opened_at_s),
        "commitment": state.commitment,
        **{name: what for name, what in more.items() if what},
    }


def mine_json(
    state: DrawState,
    member: MemberState,
    tickets: Sequence[Ticket],
    numbers: dict[str, int],
    holder: str,
    program: Program,
    today: str,
) -> dict[str, Any]:
    """What a member has in a draw. `numbers`: of each ticket's first entry, once entries have
    closed. `holder`: what the draw's list calls the member."""
    draw = state.draw
    bought = sum(one.entries for one in tickets if one.source == BOUGHT)
    refusal = draws.refusal(member, draw, program, today, bought) or rewards.too_few(
        rewards.spendable(member, today), draw.cost
    )
    return {
        "draw": draw.id,
        "holder": holder,
        "entries": sum(one.entries for one in tickets),
        "tickets": [_ticket(one, numbers, state) for one in tickets],
        "won": [one for one in drawing.shown(state) if one["holder"] == holder],
        "more": reach_of(refusal),
    }


def _ticket(ticket: Ticket, numbers: dict[str, int], state: DrawState) -> dict[str, Any]:
    bought = ticket.source == BOUGHT
    first = numbers.get(ticket.ticket_id)
    return {
        **ticket_json(ticket),
        "returnable": bought and state.state == "open",
        **({"numbers": [first, first + ticket.entries - 1]} if first else {}),
    }


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """A ticket as it was bought, given or given back."""
    kind = ticket.source if ticket.source in (BOUGHT, "tier") else "award"
    return {
        "ticket": ticket.ticket_id,
        "entries": ticket.entries,
        "source": kind,
        "points": ticket.points,
        "at": calendar.iso(ticket.at_s),
        "returned": ticket.returned,
    }
