"""./regulars event: members' events, who comes, and who is there."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import OpenStore, english, opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar, cards
from core.ledger import attendances, members
from core.ledger.attendances import Attendance


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listing = leaf(under, "list", list_events, "the program's events with the places taken")
    listing.add_argument("store", metavar="STORE")
    show = leaf(under, "show", show_event, "who comes to one")
    show.add_argument("store", metavar="STORE")
    show.add_argument("event", metavar="EVENT", help="its id in the program")
    enter = leaf(under, "check-in", check_in, "note that a member is there; it pays once")
    enter.add_argument("store", metavar="STORE")
    enter.add_argument("event", metavar="EVENT", help="its id in the program")
    enter.add_argument("who", metavar="WHO", help="the member's card, customer id or address")


def list_events(options: Namespace) -> Answer:
    """Those of the newest version."""
    at = opened(options.store)
    rows = []
    for one in at.books.programs.newest.events:
        places = attendances.places(at.books, one)
        rows.append(
            {
                "id": one.id,
                "name": english(one.names),
                "at": one.at.isoformat(timespec="minutes"),
                "taken": places.taken,
                "capacity": one.capacity,
            }
        )
    headings = ["id", "at", "name", "taken", "capacity"]
    return Answer(
        {"events": rows},
        lambda: table(headings, [[row[name] for name in headings] for row in rows]),
    )


def show_event(options: Namespace) -> Answer:
    """Raises NotFound for an event that the program does not have."""
    at = opened(options.store)
    at.books.programs.newest.event(options.event)
    rows = [_line(at, one) for one in attendances.everybody(at.books.ledger, options.event)]
    headings = ["customer", "answer", "at"]
    return Answer(
        {"event_id": options.event, "members": rows},
        lambda: table(headings, [[row[name] for name in headings] for row in rows]),
    )


def check_in(options: Namespace) -> Answer:
    """Repeating it gives nothing twice."""
    at = opened(options.store)
    event = at.books.programs.newest.event(options.event)
    ledger, store_id = at.books.ledger, at.store.store_id
    if cards.is_card(options.who):
        member_id = cards.member_of(ledger, options.who, now_ms() // 1000)
    else:
        member_id = members.find_member_id(ledger, store_id, options.who)
    there, first = attendances.check_in(at.books, event, member_id, store_id, now_ms())
    data = _line(at, there) | {"first": first}
    return Answer(data, lambda: fields(list(data.items())))


def _line(at: OpenStore, one: Attendance) -> dict[str, Any]:
    contact = attendances.state_of(at.books, one).contact
    return {
        "member_id": one.member_id,
        "customer": contact.customers.get(at.store.store_id) or contact.email,
        "answer": one.answer,
        "at": calendar.iso(one.at_ms / 1000),
    }
