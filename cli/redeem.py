"""./regulars redeem: a shopper's points into a code, as the storefront does it."""

from __future__ import annotations

import sys
import uuid
from argparse import Namespace

from cli.answer import Answer, fields
from cli.customers import OpenStore, contact_of, opened
from cli.parsing import Parser, now_ms, runs
from core.errors import Conflict, Forbidden
from core.ledger import members, redemptions, stores
from core.ledger.redeeming import carry_out
from core.redemptions import Redemption
from functions.storefront.shapes import redemption_json
from integrations.reach import port_of


def configure(parser: Parser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("store", metavar="STORE")
    parser.add_argument(
        "customer", metavar="CUSTOMER", help="the store's customer id, or an email address"
    )
    parser.add_argument("reward", metavar="REWARD", help="its id in the program")
    parser.add_argument("--points", type=int, help="how many, of a reward whose amount one chooses")
    parser.add_argument(
        "--idempotency-key", help="the same key again finds the same redemption; else a random one"
    )
    runs(parser, redeem)


def redeem(options: Namespace) -> Answer:
    """Hold the points, make the code, post."""
    at = opened(options.store)
    if not at.store.installed:
        raise Conflict("The store has uninstalled Regulars; connect it again first.")
    reward = at.books.programs.in_force(now_ms() // 1000).reward(options.reward)
    ledger, store_id = at.books.ledger, at.store.store_id
    held = redemptions.hold(
        at.books,
        members.find_member_id(ledger, store_id, options.customer),
        contact_of(at.store, options.customer),
        reward,
        options.idempotency_key or uuid.uuid4().hex,
        store_id,
        now_ms(),
        options.points,
    )
    data = redemption_json(_carried_out(at, held.redemption_id))
    return Answer(data, lambda: fields(list(data.items())))


def _carried_out(at: OpenStore, redemption_id: str) -> Redemption:
    """The redemption, with its code if the store makes it now; else the codes queue goes on."""
    try:
        return carry_out(at.books, port_of(at.store), redemption_id, now_ms())
    except Forbidden as error:
        stores.note_health(at.store.store_id, "credentials", "refused", now_ms() // 1000)
        print(f"The points are held, but there is no code yet: {error}", file=sys.stderr)
        return redemptions.find(at.books.ledger, redemption_id)
