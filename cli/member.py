"""./regulars member: looking at shoppers, and correcting their points."""

from __future__ import annotations

import uuid
from argparse import Namespace
from typing import Any

from cli import profile
from cli.answer import Answer, fields, table
from cli.customers import OpenStore, member_json, opened, view_of
from cli.parsing import Parser, leaf, now_ms, verbs
from core.errors import BadInput
from core.explain_progress import progress_text
from core.ledger import commands, keys, members, people
from core.ledger.members import AliasRow, MemberView
from core.ledger.table import read_rows

_PROOFS = ("platform_verified", "mailed_link", "platform_merge", "phone", "merchant_merge")
_PAGE_MAX = 1000


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    _about(leaf(under, "show", show, "show a shopper's balance and tier"))

    listing = leaf(under, "entries", entries, "show every posting with its why, oldest first")
    _about(listing)
    listing.add_argument("--limit", type=int, default=200, help="on one page (200)")
    listing.add_argument("--cursor", help="where the page before ended")

    changed = leaf(under, "adjust", adjust, "give points, or take them (a number below zero)")
    _about(changed)
    changed.add_argument("points", metavar="POINTS", type=int)
    changed.add_argument("--reason", required=True, help="the shopper sees it")
    changed.add_argument("--idempotency-key", help="the same key again changes nothing")

    longer = leaf(under, "extend", extend, "let points last until a day, or the end of its month")
    longer.add_argument("store", metavar="STORE")
    longer.add_argument("customer", metavar="CUSTOMER", nargs="?", help="else --everybody")
    longer.add_argument("--everybody", action="store_true", help="every member of the store")
    longer.add_argument("--until", required=True, metavar="DATE", help="like 2027-03-31")
    longer.add_argument("--reason", default="", help="the shopper sees it")

    held = leaf(under, "tier", tier, "give a shopper a tier until a day")
    _about(held)
    held.add_argument("tier", metavar="TIER", help="the tier's id in the program")
    held.add_argument(
        "--until", required=True, metavar="DATE", help="the last day; one that has passed ends it"
    )
    held.add_argument("--reason", required=True, help="the shopper sees it")

    said = leaf(under, "profile", profile.run, "show what a shopper says of themselves, or answer")
    _about(said)
    said.add_argument(
        "answers", metavar="FIELD=OPTION", nargs="*", help="pet=cat,dog; pet= for none"
    )

    joined = leaf(under, "join", join, "move all that one shopper has to another")
    joined.add_argument("store", metavar="STORE")
    joined.add_argument("source", metavar="FROM")
    joined.add_argument("target", metavar="INTO")
    joined.add_argument("--proof", required=True, choices=_PROOFS, help="that both are one person")

    erased = leaf(under, "erase", erase, "forget a shopper; it cannot be undone")
    _about(erased)
    erased.add_argument("--yes", action="store_true", required=True, help="really")


def _about(parser: Parser) -> None:
    parser.add_argument("store", metavar="STORE")
    parser.add_argument(
        "customer", metavar="CUSTOMER", help="the store's customer id, or an email address"
    )


def show(options: Namespace) -> Answer:
    """A member as of now."""
    return shown_as_of_now(opened(options.store), options.customer, {})


def shown_as_of_now(at: OpenStore, customer: str, extra: dict[str, Any]) -> Answer:
    """`member show`, with what a command did to the member."""
    view = view_of(at, customer, now_ms() // 1000)
    data = member_json(at, customer, view)
    return Answer(data | extra, lambda: _text(data, view, at.books.programs.newest.currency))


def _text(data: dict[str, Any], view: MemberView, currency: str) -> str:
    progress = view.progress
    tier_name = data["tier"]["name"]
    following = progress_text(progress, currency)
    if following is not None:
        tier_name += f" ({following['en']})"
    rows: list[tuple[str, object]] = [
        ("customer", data["customer_id"]),
        ("known", data["known"]),
        ("available", data["balance"]["available"]),
        ("pending", data["balance"]["pending"]),
        ("debt", data["balance"]["debt"]),
        ("lifetime", data["lifetime_points"]),
        ("tier", tier_name),
    ]
    rows += [(f"profile {one}", ", ".join(said)) for one, said in data["profile"].items()]
    rows += [("segments", ", ".join(data["segments"]))] if data["segments"] else []
    rows += [(f"expire {lot['on']}", lot["points"]) for lot in data["expiring"]]
    return fields(rows)


def entries(options: Namespace) -> Answer:
    """A page of postings."""
    if not 1 <= options.limit <= _PAGE_MAX:
        raise BadInput(f"A page has 1 to {_PAGE_MAX} entries.")
    at = opened(options.store)
    now_s = now_ms() // 1000
    page, cursor = members.entries(
        at.books.ledger,
        view_of(at, options.customer, now_s).member.member_id,
        at.books.programs.in_force(now_s),
        cursor=options.cursor,
        limit=options.limit,
    )

    def text() -> str:
        if not page:
            return "Nothing was posted."
        rows = [
            (one["at"], one["kind"], one["points"], one["pending"], one["why"]["text"]["en"])
            for one in page
        ]
        more = f"\nMore: --cursor {cursor}" if cursor else ""
        return table(("at", "kind", "points", "pending", "why"), rows) + more

    return Answer({"entries": page, "cursor": cursor}, text)


def adjust(options: Namespace) -> Answer:
    """Give or take points by hand."""
    at = opened(options.store)
    member_id = members.find_member_id(at.books.ledger, at.store.store_id, options.customer)
    command = options.idempotency_key or uuid.uuid4().hex
    members.adjust(at.books, member_id, options.points, options.reason, command, now_ms())
    return shown_as_of_now(at, options.customer, {"adjusted": options.points})


def extend(options: Namespace) -> Answer:
    """Let points last longer; nothing makes them end earlier."""
    if bool(options.customer) == options.everybody:
        raise BadInput("Name a customer, or say --everybody.")
    at = opened(options.store)
    until, reason = options.until, options.reason
    if options.everybody:
        count = commands.extend_everybody(at.books, until, reason, now_ms())
        data = {"store_id": at.store.store_id, "extended": count}
        return Answer(data, lambda: f"The points of {count} members last longer now.")
    member_id = members.find_member_id(at.books.ledger, at.store.store_id, options.customer)
    done = commands.extend(at.books, member_id, until, reason, now_ms())
    return shown_as_of_now(at, options.customer, {"extended": done})


def tier(options: Namespace) -> Answer:
    """Give a tier by hand."""
    at = opened(options.store)
    member_id = members.find_member_id(at.books.ledger, at.store.store_id, options.customer)
    commands.give_tier(at.books, member_id, options.tier, options.until, options.reason, now_ms())
    return shown_as_of_now(at, options.customer, {"given": options.tier})


def join(options: Namespace) -> Answer:
    """Join two members on a proof."""
    at = opened(options.store)
    ledger, store_id = at.books.ledger, at.store.store_id
    joined = people.join(
        at.books,
        members.find_member_id(ledger, store_id, options.source),
        members.find_member_id(ledger, store_id, options.target),
        options.proof,
        now_ms(),
    )
    return shown_as_of_now(at, options.target, {"joined": joined})


def erase(options: Namespace) -> Answer:
    """Forget a person: by an address, the guest and the account that has it."""
    at = opened(options.store)
    done = [people.erase(at.books, one, now_ms()) for one in _all_of(at, options.customer)]
    data = {"store_id": at.store.store_id, "erased": any(done)}
    return Answer(data, lambda: "Erased." if any(done) else "It had been erased before.")


def _all_of(at: OpenStore, customer: str) -> list[str]:
    ledger = at.books.ledger
    found = [members.find_member_id(ledger, at.store.store_id, customer)]
    if "@" in customer:
        alias = keys.alias(ledger, ledger.alias(customer))
        rows = read_rows([(alias, "ALIAS")])
        found += [row.member_id for row in rows if isinstance(row, AliasRow)]
        found.append(ledger.guest_id(customer))
    return list(dict.fromkeys(found))
