"""./regulars referral: whom a member brought, what came of it, and why not."""

from __future__ import annotations

from argparse import Namespace

from cli.answer import Answer, fields, table
from cli.customers import opened, view_of
from cli.parsing import Parser, leaf, now_ms, verbs
from core.explain_referrals import came_json, lines_json
from core.ledger import referrals
from core.referrals import spoken


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    shown = leaf(under, "show", show, "show a member's code, and the friends who came by it")
    shown.add_argument("store", metavar="STORE")
    shown.add_argument(
        "customer", metavar="CUSTOMER", help="the platform's customer id, or an email"
    )


def show(options: Namespace) -> Answer:
    """`code` is null until the member asked for one; merges are followed."""
    at = opened(options.store)
    member = view_of(at, options.customer, now_ms() // 1000).member
    found = referrals.view(at.books.ledger, member.member_id)
    code = spoken(found.code) if found.code else None
    data = {"code": code, **lines_json(found.lines), "came": came_json(found.came)}
    headings = ["came_on", "status", "points", "reward", "reason"]

    def text() -> str:
        rows = [
            [one[name] or "" for name in headings[:-1]]
            + [one["reason"]["text"]["en"] if one["reason"] else ""]
            for one in data["referrals"]
        ]
        own = data["came"]["status"]
        head = [("code", code or "not asked for yet"), ("came by a friend", own)]
        return "\n".join([fields([*head, *data["friends"].items()]), "", table(headings, rows)])

    return Answer(data, text)
