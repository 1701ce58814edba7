"""./regulars tasks: what members redeemed that the merchant has to do."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import opened
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.ledger import handing, redemptions
from core.member import MemberState
from core.redemptions import Redemption
from functions.storefront.shapes import redemption_json


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    listing = leaf(under, "list", list_tasks, "what is to be done for whom, oldest first")
    listing.add_argument("store", metavar="STORE")
    end = leaf(under, "done", done, "say that it was done")
    end.add_argument("store", metavar="STORE")
    end.add_argument("redemption", metavar="REDEMPTION", help="its id, from the list")


def list_tasks(options: Namespace) -> Answer:
    """At most the 500 oldest."""
    rows = [_task(*one) for one in redemptions.waiting(opened(options.store).books)]
    headings = ["redemption_id", "since", "until", "reward", "batch", "code", "customer"]
    return Answer(
        {"tasks": rows}, lambda: table(headings, [[row[name] for name in headings] for row in rows])
    )


def done(options: Namespace) -> Answer:
    """Repeating it changes nothing. Goods past their best-before day are refused."""
    ended = handing.hand_over(opened(options.store).books, options.redemption, now_ms())
    data = redemption_json(ended)
    return Answer(data, lambda: fields(list(data.items())))


def _task(redemption: Redemption, owner: MemberState | None) -> dict[str, Any]:
    """`customer`: how the store that it was redeemed in knows the member; None once erased."""
    contact = owner.contact if owner is not None else None
    return {
        "redemption_id": redemption.redemption_id,
        "since": calendar.iso(redemption.created_at_ms / 1000),
        "until": calendar.iso(redemption.expires_at_s),
        "reward": redemption.title,
        "batch": redemption.batch,
        "best_before": redemption.best_before,
        "code": redemption.code,
        "customer": contact and (contact.customers.get(redemption.store_id) or contact.email),
    }
