"""Closing a draw, drawing it and giving the prizes: due work that goes on where it stopped.

    open ── entries have closed: doors shut, tiers have their entries, the list is frozen ──▶ closed
    closed ── an hour later: seed and winners are shown ──▶ drawn ── prizes are given ──▶ given

Each step is one conditional write of the draw's row, and all before it may be done twice. What is
published is published again by every run until the next step, so none is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from core import drawing, tiers
from core.draws import Ticket
from core.evolve import replace
from core.identity import Ledger
from core.ledger import awards, draws, due, keys, stores
from core.ledger.draw_rows import (
    DoorRow,
    DrawRow,
    DrawState,
    ListRow,
    TicketRow,
    draw_row,
    ticket_row,
)
from core.ledger.members import list_member_ids
from core.ledger.posting import Books
from core.ledger.rows import MemberRow, member_state
from core.ledger.table import Contended, put_alone, read_rows, retrying
from core.member import MemberState
from core.program.draws import Draw

# Between the list's digest and the seed: time enough for anybody to note the digest.
PAUSE_S = 3600
# Of 50 to 60 bytes; a row holds 400 KB.
_LINES_A_ROW = 2000
_MEMBERS_AT_ONCE = 100

# Durable when it returns, and a repeat changes nothing: what of a draw ("commitment", "list",
# "result"), and what is said.
Publish = Callable[[str, dict[str, Any]], None]
Hurry = Callable[[], bool]
# What a step has come to: go on with the next one, nothing is due now, or there was no time.
Step = Literal["next", "done", "hurry"]


def closes_s(draw: Draw, tz: ZoneInfo) -> int:
    """The first second after the last day of entries, where the store is."""
    after = date.fromisoformat(draw.last_day) + timedelta(days=1)
    return int(datetime.combine(after, time(), tz).timestamp())


def carry_on(
    books: Books, draw_id: str, now_s: int, publish: Publish, hurry: Hurry = lambda: False
) -> bool:
    """Do all that is due of a draw by `now_s`, and register what comes next. False when `hurry()`
    became true before the end: then call it again."""
    while True:
        what = retrying(lambda: _step(books, draw_id, now_s, publish, hurry))
        if what != "next":
            return what == "done"


def _step(books: Books, draw_id: str, now_s: int, publish: Publish, hurry: Hurry) -> Step:
    state = draws.find(books.ledger, draw_id)
    if state is None or state.state == "given":
        return "done"
    if state.state == "open":
        publish("commitment", _announced(state))
        at_s = closes_s(state.draw, books.tz)
        if now_s >= at_s:
            return _close(books, state, now_s, hurry)
    elif state.state == "closed":
        publish("list", _announced(state) | _listed(state))
        at_s = state.closed_at_s + PAUSE_S
        if now_s >= at_s:
            return _draw(books.ledger, state, now_s)
    else:
        publish("result", _announced(state) | _listed(state) | _drawn(state))
        return _give(books, state, now_s)
    due.register_draw(books.ledger, draw_id, at_s)
    return "done"


def _announced(state: DrawState) -> dict[str, Any]:
    return {
        "format": drawing.FORMAT,
        "id": state.draw.id,
        "terms": dict(state.draw.terms),
        "commitment": state.commitment,
    }


def _listed(state: DrawState) -> dict[str, Any]:
    return {"digest": state.digest, "entries": state.entries, "tickets": state.lines}


def _drawn(state: DrawState) -> dict[str, Any]:
    return {"seed": state.seed, "winners": shown(state)}


def shown(state: DrawState) -> list[dict[str, Any]]:
    """The winners as a proof has them."""
    return [
        {
            "place": place + 1,
            "prize": drawing.prize_of(state.draw.terms, place),
            "number": number,
            "ticket": ticket,
            "holder": holder,
        }
        for place, number, ticket, holder, _ in state.winners
    ]


def proof(
    ledger: Ledger, state: DrawState, first: int = 0, most: int = 20_000
) -> tuple[dict[str, Any], int | None]:
    """All that is published of a draw by now, with up to about `most` lines of its list from
    line `first` on (a multiple of the lines in a row), and where the next page begins."""
    found = _announced(state)
    if state.state == "open":
        return found, None
    found |= _listed(state)
    if state.state != "closed":
        found |= _drawn(state)
    last = min(state.lines, first + most)
    found["list"] = [one for one, _ in lines(ledger, state, first, last)]
    return found, last if last < state.lines else None


def lines(
    ledger: Ledger, state: DrawState, first: int = 0, last: int | None = None
) -> list[tuple[str, str]]:
    """Lines of the frozen list and whose they are."""
    numbers = range(
        first // _LINES_A_ROW, -(-(state.lines if last is None else last) // _LINES_A_ROW)
    )
    pk = keys.draw(ledger, state.draw.id)
    rows = read_rows([(pk, _list_key(state.digest, number)) for number in numbers])
    found: list[tuple[str, str]] = []
    for row in sorted(rows, key=lambda one: one.sk):
        if isinstance(row, ListRow):
            found += zip(row.lines.split("\n"), row.owners.split("\n"), strict=True)
    return found


def first_numbers(ledger: Ledger, state: DrawState) -> dict[str, int]:
    """The number of each ticket's first entry; none while entries can be had."""
    if state.state == "open":
        return {}
    found, following = {}, 1
    for one, _ in lines(ledger, state):
        ticket, _, entries = one.split(" ")
        found[ticket] = following
        following += int(entries)
    return found


def _list_key(digest: str, number: int) -> str:
    """A list's rows are named by its digest: two runs that froze it a moment apart, and saw
    somebody erased in between, do not write into each other's."""
    return f"LIST#{digest[:32]}#{number:04d}"


def _close(books: Books, state: DrawState, now_s: int, hurry: Hurry) -> Step:
    ledger, draw = books.ledger, state.draw
    for shard in keys.ticket_shards(ledger, draw.id):
        if not read_rows([(shard, keys.DOOR)]):
            put_alone(DoorRow(shard, keys.DOOR), DoorRow.pk.does_not_exist())
    if draw.tier_entries and _was_held(books, draw, now_s):
        after = _enter_tiers(books, state, now_s, hurry)
        if after is None:
            return "hurry"
        state = after
    found = sorted(_list(books, draw), key=lambda one: one[0])
    said = [drawing.line(*one[:3]) for one in found]
    digest = drawing.digest(draw.id, state.commitment, draw.terms, said)
    for start in range(0, len(found), _LINES_A_ROW):
        some = slice(start, start + _LINES_A_ROW)
        ListRow(
            keys.draw(ledger, draw.id),
            _list_key(digest, start // _LINES_A_ROW),
            lines="\n".join(said[some]),
            owners="\n".join(owner for _, _, _, owner in found[some]),
        ).save()
    _advance(
        ledger,
        state,
        state="closed",
        closed_at_s=now_s,
        digest=digest,
        lines=len(found),
        entries=sum(entries for _, _, entries, _ in found),
    )
    return "next"


def _was_held(books: Books, draw: Draw, now_s: int) -> bool:
    """Whether the draw was in the program on its first day or still is: one that was taken out
    before it began gives nobody entries for nothing."""
    began = datetime.combine(date.fromisoformat(draw.first_day), time(), books.tz)
    programs = (books.programs.in_force(int(began.timestamp())), books.programs.in_force(now_s))
    return any(program.draw(draw.id) is not None for program in programs)


def _enter_tiers(books: Books, state: DrawState, now_s: int, hurry: Hurry) -> DrawState | None:
    """Give the members of tiers their entries, along the list of members; None when there was no
    time for all of them."""
    cursor: str | None = state.cursor or None
    while True:
        if hurry():
            return None
        page, cursor = list_member_ids(books.ledger, cursor=cursor, limit=_MEMBERS_AT_ONCE)
        for member in _members(books.ledger, page).values():
            _enter_tier(books, state.draw, member, now_s)
        if cursor is None:
            return state
        state = _advance(books.ledger, state, cursor=cursor)


def _enter_tier(books: Books, draw: Draw, member: MemberState, now_s: int) -> None:
    program = books.programs.in_force(now_s)
    forgotten = member.erased_at_s is not None and not member.contact.customers
    if member.merged_into is not None or forgotten or not tiers.entered(member, program):
        return
    entries = draw.tier_entries.get(program.tier(member.tier_id).id)
    if not entries:
        return
    ticket_id = books.ledger.ticket(draw.id, member.member_id, "\0tier")
    ticket = Ticket(draw.id, member.member_id, ticket_id, entries, now_s, "tier")
    try:
        put_alone(ticket_row(books.ledger, ticket), TicketRow.pk.does_not_exist())
    except Contended:
        if not read_rows([(keys.tickets(books.ledger, draw.id, member.member_id), _sk(ticket))]):
            raise


def _sk(ticket: Ticket) -> str:
    return keys.ticket(ticket.member_id, ticket.ticket_id)


def _list(books: Books, draw: Draw) -> list[tuple[str, str, int, str]]:
    """(ticket, holder, entries, owner) of all tickets. Who was joined into another member holds
    theirs under that one's name."""
    every = draws.tickets(books.ledger, draw.id)
    known = _members(books.ledger, sorted({one.member_id for one in every}))
    found = []
    for ticket in every:
        first = known.get(ticket.member_id, MemberState(ticket.member_id))
        owner = first if first.merged_into is None else books.living(first)
        alive = draws.counts(ticket, first) and draws.counts(ticket, owner)
        holder = books.ledger.ticket_holder(draw.id, owner.member_id) if alive else drawing.ERASED
        found.append((ticket.ticket_id, holder, ticket.entries, owner.member_id))
    return found


def _members(ledger: Ledger, member_ids: Iterable[str]) -> dict[str, MemberState]:
    wanted = [(keys.member(ledger, one), keys.MEMBER) for one in member_ids]
    found: dict[str, MemberState] = {}
    for start in range(0, len(wanted), _MEMBERS_AT_ONCE):
        for row in read_rows(wanted[start : start + _MEMBERS_AT_ONCE]):
            if isinstance(row, MemberRow):
                state = member_state(row)
                found[state.member_id] = state
    return found


def _draw(ledger: Ledger, state: DrawState, now_s: int) -> Step:
    listed = lines(ledger, state)
    seed = ledger.draw_seed(state.draw.id, state.nonce)
    owners = {line.split(" ", 1)[0]: owner for line, owner in listed}
    said = [line for line, _ in listed]
    won = drawing.winners(seed, state.digest, said, drawing.places(state.draw.terms))
    winners = tuple(
        (one.place, one.number, one.ticket, one.holder, owners[one.ticket]) for one in won
    )
    _advance(ledger, state, state="drawn", drawn_at_s=now_s, seed=seed.hex(), winners=winners)
    return "next"


def _give(books: Books, state: DrawState, now_s: int) -> Step:
    """Give every winner the prize, once. Who was erased since the list was frozen gets nothing. A
    reward that cannot be given any more is told to the merchant, who owes it."""
    terms: Mapping[str, Any] = state.draw.terms
    for place, number, _, _, member_id in state.winners:
        member = books.living(books.member(member_id))
        if member.erased_at_s is not None and member.erased_at_s >= state.closed_at_s:
            continue
        prize = state.draw.prizes[drawing.prize_of(terms, place)]
        rule = state.draw.rule
        why = {"reason": "draw", "rule": rule, "number": number, "prize": dict(prize.names)}
        store_id, award_id = _store_of(books.ledger, member), f"{rule}:{place}"
        given = awards.give_once(
            books, member_id, award_id, prize.award, rule, why, store_id, now_s * 1000
        )
        if prize.award.reward_id and not given.redemption_id:
            stores.note_health(store_id, "draw_prize", f"{state.draw.id} #{place + 1}", now_s)
    _advance(books.ledger, state, state="given")
    return "done"


def _store_of(ledger: Ledger, member: MemberState) -> str:
    """The store that a prize's code is made in: the ledger's first, or another that knows the
    member, where that one does not."""
    known_in = member.contact.customers
    first = ledger.ledger_id
    return first if first in known_in else next(iter(known_in), first)


def _advance(ledger: Ledger, before: DrawState, **changes: Any) -> DrawState:
    """Write the draw's next state. One that somebody else wrote meanwhile stays as it is: read
    and go on from there (Contended)."""
    after = replace(before, **changes)
    put_alone(draw_row(ledger, after), DrawRow.version == before.version)
    return replace(after, version=before.version + 1)
