"""./regulars group: group purchases, how far they have come, and who organises them."""

from __future__ import annotations

import time
from argparse import Namespace
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core.ledger import group_awards, group_views, groups
from core.ledger.group_views import GroupView
from core.ledger.members import find_member_id
from functions.storefront.groups import target_json

# Of paying everybody, at the terminal.
_SECONDS = 60.0


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listing = leaf(under, "list", list_groups, "all group purchases, and how far they have come")
    listing.add_argument("store", metavar="STORE")
    shown = leaf(under, "show", show, "one of them, and who joined")
    shown.add_argument("store", metavar="STORE")
    shown.add_argument("group", metavar="GROUP", help="its id in the program")
    shown.add_argument("--cursor", help="where the page before ended")
    organised = leaf(under, "organiser", organiser, "say who organises one, and is rewarded for it")
    organised.add_argument("store", metavar="STORE")
    organised.add_argument("group", metavar="GROUP")
    organised.add_argument(
        "customer", metavar="CUSTOMER", nargs="?", help="customer id or address; nobody without one"
    )


def list_groups(options: Namespace) -> Answer:
    """Those of the program first, then those that it named before."""
    books = opened(options.store).books
    found = group_views.views(books, now_ms() // 1000)
    rows = [_summary(one, books.programs.newest.currency) for one in found]
    headings = ["id", "phase", "from", "until", "so_far", "goal", "orders", "members"]

    def text() -> str:
        shown = [[(row | row["target"])[name] for name in headings] for row in rows]
        return table(headings, shown) if rows else "The program has no groups."

    return Answer({"groups": rows}, text)


def show(options: Namespace) -> Answer:
    """A page of those who joined, by pseudonym."""
    at = opened(options.store)
    view = group_views.view(at.books, options.group, now_ms() // 1000)
    found, cursor = group_views.participants(at.books, options.group, options.cursor)
    summary = _summary(view, at.books.programs.newest.currency)
    joined = [
        {
            "member_id": one.member.member_id,
            "customer": one.member.contact.customers.get(at.store.store_id)
            or one.member.contact.email,
            "units": one.joined.units,
            "early_units": one.joined.early_units,
            "orders": one.joined.orders,
            "points": one.points,
            "reward_id": one.reward_id or None,
        }
        for one in found
    ]
    headings = ["customer", "units", "early_units", "orders", "points", "reward_id"]

    def text() -> str:
        head = fields([(name, one) for name, one in summary.items() if name != "target"])
        target = fields(list(summary["target"].items()))
        rows = table(headings, [[one[name] for name in headings] for one in joined])
        more = f"\nMore: --cursor {cursor}" if cursor else ""
        return f"{head}\n{target}\n\n{rows if joined else 'Nobody joined yet.'}{more}"

    return Answer({**summary, "joined": joined, "cursor": cursor}, text)


def organiser(options: Namespace) -> Answer:
    """Repeating it changes nothing. What is due is given at once."""
    at = opened(options.store)
    view = group_views.view(at.books, options.group, now_ms() // 1000)
    member_id = None
    if options.customer:
        member_id = find_member_id(at.books.ledger, at.store.store_id, options.customer)
    group_awards.organise(at.books, view.group.id, member_id, at.store.store_id)
    until = time.monotonic() + _SECONDS
    groups.look(at.books, view.group.id, now_ms(), lambda: time.monotonic() > until)
    data = {"id": view.group.id, "organiser": member_id}
    return Answer(data, lambda: fields(list(data.items())))


def _summary(view: GroupView, currency: str) -> dict[str, Any]:
    paying = view.paying
    return {
        "id": view.group.id,
        "phase": view.phase,
        "from": view.group.from_day,
        "until": view.group.until_day,
        "decided_after": view.group.last_day,
        "target": target_json(view.group, view.count, currency),
        "orders": view.count.orders,
        "members": view.count.members,
        "units": view.count.units,
        "early_units": view.count.early_units,
        "organiser": view.organiser,
        "paying": paying and {"looked_at": int(paying.looked_at), "done": bool(paying.done)},
    }
