"""./regulars action: what members earn besides buying, and the claims that wait for a look."""

from __future__ import annotations

import uuid
from argparse import Namespace
from dataclasses import asdict
from typing import Any

from cli.answer import Answer, fields, table
from cli.customers import OpenStore, opened, view_of
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.errors import BadInput
from core.ledger import claiming, performing, reporting, yearly
from core.ledger.claiming import Claim
from functions.storefront.reports import report_json
from integrations import action_keys


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    key = leaf(under, "key", show_key, "show the key that signs POST /actions/STORE")
    key.add_argument("store", metavar="STORE")
    key.add_argument("--rotate", action="store_true", help="make a new one")
    key.add_argument(
        "--leaked", action="store_true", help="refuse the one before at once; else in 7 days"
    )

    given = leaf(under, "give", give, "give a shopper what an action earns")
    given.add_argument("store", metavar="STORE")
    given.add_argument("customer", metavar="CUSTOMER", help="the store's id, or an email address")
    given.add_argument("action", metavar="ACTION", help="its id in the program")
    given.add_argument("--idempotency-key", help="the same key again changes nothing")

    listing = leaf(under, "list", list_claims, "what shoppers claim and waits, oldest first")
    listing.add_argument("store", metavar="STORE")

    yes = leaf(under, "approve", approve, "give what a claim is about")
    yes.add_argument("store", metavar="STORE")
    yes.add_argument("claim", metavar="CLAIM", help="from the list")

    no = leaf(under, "refuse", refuse, "say no to a claim")
    no.add_argument("store", metavar="STORE")
    no.add_argument("claim", metavar="CLAIM", help="from the list")
    no.add_argument("--reason", required=True, help="the shopper sees it")

    about = leaf(under, "show", show, "all that is kept of what a shopper did and told")
    about.add_argument("store", metavar="STORE")
    about.add_argument("customer", metavar="CUSTOMER", help="the store's id, or an email address")


def show_key(options: Namespace) -> Answer:
    """The store's key; made when there is none yet."""
    store = opened(options.store).store
    now_s = now_ms() // 1000
    if options.leaked and not options.rotate:
        raise BadInput("A key that has leaked must be exchanged: --rotate --leaked.")
    key = (
        action_keys.exchange(store, now_s, leaked=options.leaked)
        if options.rotate
        else action_keys.shown(store, now_s)
    )
    data = {"store_id": store.store_id, "action_key": key}
    return Answer(data, lambda: fields(list(data.items())))


def give(options: Namespace) -> Answer:
    """As the signed API would."""
    at = opened(options.store)
    action = at.books.programs.in_force(now_ms() // 1000).action(options.action)
    key = options.idempotency_key or uuid.uuid4().hex
    customer = options.customer.strip()
    made = reporting.report(at.books, at.store.store_id, customer, action, key, now_ms())
    data = report_json(made)
    return Answer(data, lambda: fields(list(data.items())))


def list_claims(options: Namespace) -> Answer:
    """At most the 200 oldest."""
    at = opened(options.store)
    rows = [_claim(at, one) for one in claiming.waiting(at.books.ledger)]
    headings = ["claim", "at", "action", "customer", "link", "handle"]
    return Answer(
        {"claims": rows},
        lambda: table(headings, [[row[name] for name in headings] for row in rows]),
    )


def approve(options: Namespace) -> Answer:
    """Repeating it changes nothing."""
    at = opened(options.store)
    return _decided(at, claiming.approve(at.books, options.claim, now_ms()))


def refuse(options: Namespace) -> Answer:
    """Repeating it changes nothing."""
    at = opened(options.store)
    if not options.reason.strip():
        raise BadInput("Say why: the shopper sees the reason.")
    return _decided(at, claiming.refuse(at.books, options.claim, options.reason))


def _decided(at: OpenStore, claim: Claim) -> Answer:
    data = _claim(at, claim) | {"status": claim.status}
    return Answer(data, lambda: fields(list(data.items())))


def show(options: Namespace) -> Answer:
    """For a shopper who asks what is kept of them."""
    at = opened(options.store)
    member_id = view_of(at, options.customer, now_ms() // 1000).member.member_id
    ledger = at.books.ledger
    day = yearly.birthday(ledger, member_id)
    data = {
        "birthday": day.on or None,
        "done": {one: asdict(n) for one, n in performing.done_by(ledger, member_id).items()},
        "claims": [
            _claim(at, one) | {"status": one.status, "reason": one.reason or None}
            for one in claiming.of_member(ledger, member_id)
        ],
    }
    return Answer(data, lambda: fields(list(data.items())))


def _claim(at: OpenStore, one: Claim) -> dict[str, Any]:
    """`customer`: how the store that it was made in knows the member; None once erased."""
    contact = at.books.living(at.books.member(one.member_id)).contact
    return {
        "claim": one.ref,
        "at": calendar.iso(one.at_ms / 1000),
        "action": one.action_id,
        "customer": contact.customers.get(one.store_id) or contact.email,
        "link": one.link or None,
        "handle": one.handle or None,
    }
