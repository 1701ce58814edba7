"""./regulars api: keys for a merchant's own systems."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Any

from cli.answer import Answer, fields, table
from cli.parsing import Parser, leaf, now_ms, verbs
from core import calendar
from core.api_keys import SCOPES, ApiKey
from core.errors import BadInput
from core.ledger import activity, api_keys, stores
from integrations import access


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(verbs(parser).add_parser("key", help="keys that open the API for a store"))
    made = leaf(under, "create", create, "make a key; it is shown this once")
    made.add_argument("store", metavar="STORE")
    made.add_argument("--name", required=True, help="what will use it")
    made.add_argument(
        "--scope", action="append", required=True, choices=SCOPES, help="may be given many times"
    )
    made.add_argument("--until", metavar="DAY", help="its last day, like 2027-03-31")

    listed = leaf(under, "list", show, "show a store's keys, without their secrets")
    listed.add_argument("store", metavar="STORE")

    ended = leaf(under, "revoke", revoke, "let a key count no more, from now on")
    ended.add_argument("store", metavar="STORE")
    ended.add_argument("key", metavar="KEY", help="its id, from the list")


def create(options: Namespace) -> Answer:
    """The key, which nobody can see again."""
    store, now_s = stores.get(options.store, fresh=True), now_ms() // 1000
    ends_at_s = 0
    if options.until:
        try:
            day = date.fromisoformat(options.until).isoformat()
        except ValueError as error:
            raise BadInput(f"{options.until!r} is no day; write it like 2027-03-31.") from error
        ends_at_s = calendar.last_s(day, store.tz)
    text, key = api_keys.create(store.store_id, options.name, options.scope, now_s, ends_at_s)
    _note(store, "create_key", key.key_id)
    data = {**_json(key), "key": text}
    return Answer(data, lambda: fields([("key", text), ("id", key.key_id), ("name", key.name)]))


def show(options: Namespace) -> Answer:
    """Those too that have ended."""
    store = stores.get(options.store, fresh=True)
    found = [_json(one) for one in api_keys.of_store(store.store_id)]
    headings = ["id", "name", "scopes", "used_on", "ends_at"]
    rows = [[*[one[name] for name in headings]] for one in found]
    shown = [[r[0], r[1], " ".join(r[2]), r[3] or "never", r[4] or ""] for r in rows]
    return Answer({"keys": found}, lambda: table(headings, shown))


def revoke(options: Namespace) -> Answer:
    """At once here, within five seconds everywhere."""
    store = stores.get(options.store, fresh=True)
    api_keys.revoke(store.store_id, options.key)
    _note(store, "revoke_key", options.key)
    data = {"store_id": store.store_id, "id": options.key, "revoked": True}
    return Answer(data, lambda: fields(list(data.items())))


def _note(store: stores.Store, what: str, key_id: str) -> None:
    activity.note(
        access.ledger_of(store),
        store_id=store.store_id,
        actor="cli",
        what=f"developers.{what}",
        subject=key_id,
        at_ms=now_ms(),
    )


def _json(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.key_id,
        "store_id": key.store_id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "created_at": calendar.iso(key.created_at_s),
        "used_on": key.used_on or None,
        "ends_at": calendar.iso(key.ends_at_s) if key.ends_at_s else None,
    }
