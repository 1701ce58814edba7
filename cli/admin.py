"""./regulars admin: letting an owner into the merchant page."""

from __future__ import annotations

import hashlib
import os
from argparse import Namespace

from cli.answer import Answer
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.ledger import links, stores
from core.staff import COMMAND_LINE, NAME_MAX, ROLES, Arrival, Role, name_of


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    link = leaf(verbs(parser), "link", make_link, "make a link to a store's page that opens once")
    link.add_argument("store", metavar="STORE")
    link.add_argument("--role", choices=ROLES, default="owner", help="what they may do (owner)")
    link.add_argument(
        "--name",
        default="",
        help=f"what they are called in the activity log, at most {NAME_MAX} characters",
    )


def make_link(options: Namespace) -> Answer:
    """A single-use link. Whoever has it has that role: the operator's AWS credentials vouch."""
    store = stores.get(options.store, fresh=True)
    now_s = now_ms() // 1000
    url = link_to(store.store_id, now_s, options.role, name_of(options.name))
    data = {"url": url, "expires_at": calendar.iso(now_s + links.LIFETIME_S)}
    return Answer(data, lambda: f"{url}\nOpens once, within {links.LIFETIME_S // 60} minutes.")


def link_to(store_id: str, now_s: int, role: Role = "owner", name: str = "") -> str:
    """The address of a fresh link. The same name is the same person, whenever they come."""
    known = hashlib.sha256(name.casefold().encode()).hexdigest()[:12] if name else role
    who = Arrival(f"{COMMAND_LINE}-{known}", role, name)
    return f"{os.environ['PUBLIC_URL']}/admin/enter?token={links.create(store_id, now_s, who=who)}"
