"""./regulars segment: who is in which segment of a store's program."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from cli.answer import Answer, table
from cli.customers import english, opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core.errors import NotFound
from core.ledger import segmenting
from core.member import MemberState


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    counted = leaf(
        under, "list", count, "show the segments of the program and how many are in each"
    )
    counted.add_argument("store", metavar="STORE")
    listed = leaf(under, "members", members, "show who is in a segment")
    listed.add_argument("store", metavar="STORE")
    listed.add_argument("segment", metavar="SEGMENT", help="the segment's id in the program")


def count(options: Namespace) -> Answer:
    """All segments, counted over all members."""
    at, now_s = opened(options.store), now_ms() // 1000
    program = at.books.programs.in_force(now_s)
    counts = {segment.id: 0 for segment in program.segments}
    every = 0
    for _, held in segmenting.members(at.books, now_s, _progress):
        every += 1
        for one in held:
            counts[one] += 1
    print(file=sys.stderr)
    found = [
        {"id": one.id, "name": english(one.names), "members": counts[one.id]}
        for one in program.segments
    ]

    def text() -> str:
        if not found:
            return "The program has no segments."
        rows = [(one["id"], one["name"], one["members"]) for one in found]
        return table(("segment", "name", "members"), [*rows, ("", "everybody", every)])

    return Answer({"store_id": at.store.store_id, "segments": found, "members": every}, text)


def members(options: Namespace) -> Answer:
    """The members of one segment."""
    at, now_s = opened(options.store), now_ms() // 1000
    if all(one.id != options.segment for one in at.books.programs.in_force(now_s).segments):
        raise NotFound(f"The program has no segment {options.segment[:40]!r}.")
    found = [
        _shown(member, at.store.store_id)
        for member, held in segmenting.members(at.books, now_s, _progress)
        if options.segment in held
    ]
    print(file=sys.stderr)

    def text() -> str:
        if not found:
            return "Nobody is in it."
        rows = [(one["customer_id"], one["email"], one["member_id"]) for one in found]
        return table(("customer", "address", "member"), rows)

    data = {"store_id": at.store.store_id, "segment": options.segment, "members": found}
    return Answer(data, text)


def _shown(member: MemberState, store_id: str) -> dict[str, Any]:
    return {
        "member_id": member.member_id,
        "customer_id": member.contact.customers.get(store_id),
        "email": member.contact.email,
    }


def _progress(done: int) -> None:
    print(f"\r{done} members looked at", end="", file=sys.stderr, flush=True)
