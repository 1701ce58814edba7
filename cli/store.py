"""./regulars store: connecting stores and watching over them."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import Any

from cli.answer import Answer, fields, table
from cli.parsing import Parser, common_options, leaf, now_ms, runs, verbs
from core import calendar
from core.errors import BadInput, Conflict, RegularsError
from core.ledger import invites, redact, stores
from core.ledger.stores import Store
from integrations import installing, redacting, wallet
from integrations.access import ledger_of
from integrations.exchanging import exchange
from integrations.installing import Installed
from integrations.reach import port_of
from integrations.reading_products import read_products

_PIECE_S = 60.0


def configure(parser: Parser) -> None:
    """Add the commands of this noun."""
    under = verbs(parser)
    add = under.add_parser("add", help="connect a store, or connect it again with new keys")
    common_options(add)
    platforms = verbs(add)

    woo = platforms.add_parser("woocommerce", help="a WooCommerce store")
    woo.add_argument("--url", required=True, help="the store's address")
    woo.add_argument("--consumer-key", required=True, help="of a REST key with read and write")
    woo.add_argument("--consumer-secret", required=True)
    woo.add_argument("--webhook-secret", required=True, help="what its webhooks are signed with")
    _facts(runs(woo, add_woocommerce))

    shopify = platforms.add_parser("shopify", help="a Shopify shop")
    shopify.add_argument("--shop", required=True, help="its domain, NAME.myshopify.com")
    shopify.add_argument("--access-token", required=True, help="of the Admin API")
    _facts(runs(shopify, add_shopify))

    link = leaf(under, "invite", invite, "make a link that connects a WooCommerce store")
    link.add_argument("--into", metavar="STORE", default="", help="let it join this store's wallet")

    sharing = leaf(under, "join", join, "let a store share the wallet of another one")
    sharing.add_argument("store", metavar="STORE")
    sharing.add_argument("--into", metavar="STORE", required=True)
    sharing.add_argument(
        "--start-over",
        action="store_true",
        help="delete the members and points that it has of its own; export them first",
    )

    change = leaf(under, "rotate", rotate, "exchange a store's secrets for new ones")
    change.add_argument("store", metavar="STORE")
    change.add_argument("--webhook-secret", help="what its webhooks are signed with from now on")
    change.add_argument(
        "--shopper-secret", action="store_true", help="make a new key for shoppers' tokens"
    )
    change.add_argument(
        "--leaked",
        action="store_true",
        help="refuse what the secrets before signed; else they count for 7 more days",
    )

    leaf(under, "list", list_stores, "list all stores that were ever connected")
    redact = leaf(under, "redact", finish_redaction, "delete what a store's redaction left behind")
    redact.add_argument("store", metavar="STORE")
    health = leaf(under, "health", show_health, "show what a store's merchant should know")
    health.add_argument("store", metavar="STORE")


def _facts(parser: Parser) -> None:
    parser.add_argument(
        "--no-check", action="store_true", help="do not ask the store whether the keys are right"
    )
    parser.add_argument("--currency", help="with --no-check; USD if not given")
    parser.add_argument("--timezone", help="with --no-check, like Asia/Taipei; UTC if not given")
    parser.add_argument("--into", metavar="STORE", default="", help="share this store's wallet")


def add_woocommerce(options: Namespace) -> Answer:
    """Connect a WooCommerce store."""
    return _added(
        options,
        installing.install_woocommerce(
            options.url,
            options.consumer_key,
            options.consumer_secret,
            options.webhook_secret,
            check=not options.no_check,
            currency=options.currency,
            timezone=options.timezone,
            into=options.into,
            now_s=now_ms() // 1000,
        ),
    )


def add_shopify(options: Namespace) -> Answer:
    """Connect a Shopify shop."""
    return _added(
        options,
        installing.install_shopify(
            options.shop,
            options.access_token,
            check=not options.no_check,
            currency=options.currency,
            timezone=options.timezone,
            into=options.into,
            now_s=now_ms() // 1000,
        ),
    )


def invite(options: Namespace) -> Answer:
    """A connection link. Whoever has it may connect one store to this deployment."""
    now_s = now_ms() // 1000
    if options.into:
        wallet.ledger_id_of(options.into)
    code = invites.create(now_s, options.into)
    url = f"{os.environ['PUBLIC_URL'].rstrip('/')}/connect/{code}"
    data = {"url": url, "expires_at": calendar.iso(now_s + invites.LIFETIME_S)}
    how = "Paste it in the shop under WooCommerce, Settings, Regulars; once, within an hour."
    return Answer(data, lambda: f"{url}\n{how}")


def join(options: Namespace) -> Answer:
    """Let a store share another's wallet."""
    joined = wallet.join(options.store, options.into, start_over=options.start_over)
    data = {"store_id": joined.store_id, "ledger_id": joined.ledger_id}
    return Answer(
        data,
        lambda: (
            f"{joined.address} shares the wallet of {options.into}. Its last days' orders are read "
            f"from it again: ./regulars sweep {joined.store_id}"
        ),
    )


def _added(options: Namespace, done: Installed) -> Answer:
    read = "" if options.no_check else _read_products(done.store_id)

    def text() -> str:
        how = "Connected" if done.generation == 1 else "Connected again"
        shown = fields([("store", done.store_id), ("shopper secret", done.shopper_secret)])
        kept = "The shopper secret signs shoppers' tokens; keep it to the store."
        return "\n".join(filter(None, (f"{how}.", shown, read, kept)))

    return Answer({"store_id": done.store_id, "shopper_secret": done.shopper_secret}, text)


def _read_products(store_id: str) -> str:
    """Read what the store sells, for rules that ask for it; a sentence. It is connected all the
    same if that fails: sweeps go on with it."""
    store = stores.get(store_id, fresh=True)
    try:
        count = read_products(store, ledger_of(store), port_of(store))
    except RegularsError as error:
        return f"Its products were not all read, which the next sweep goes on with: {error}"
    return f"{count:,} of its products were read."


def rotate(options: Namespace) -> Answer:
    """Exchange secrets that the store and Regulars share."""
    if options.webhook_secret is None and not options.shopper_secret:
        raise BadInput("Say what to exchange: --webhook-secret, --shopper-secret, or both.")
    done = exchange(
        options.store,
        webhook_secret=options.webhook_secret,
        shopper=options.shopper_secret,
        leaked=options.leaked,
        now_s=now_ms() // 1000,
    )
    until = None if done.previous_until_s is None else calendar.iso(done.previous_until_s)
    data = {"store_id": done.store_id, "previous_until": until}
    if done.shopper_secret is not None:
        data["shopper_secret"] = done.shopper_secret

    def text() -> str:
        shown = "" if done.shopper_secret is None else f" The shopper secret: {done.shopper_secret}"
        if until is None:
            return f"Exchanged; what was before counts no more.{shown}"
        return f"Exchanged; what was before counts until {until}.{shown}"

    return Answer(data, text)


def list_stores(options: Namespace) -> Answer:
    """All stores."""
    shown = [_store_json(stores.get(store_id)) for store_id in stores.list_ids()]

    def text() -> str:
        if not shown:
            return "No store is connected yet. See ./regulars store add --help"
        headings = ("store", "address", "installed", "currency", "last sweep", "health")
        keys = ("store_id", "address", "installed", "currency", "last_sweep", "health")
        return table(headings, [[one[key] for key in keys] for one in shown])

    return Answer({"stores": shown}, text)


def _store_json(store: Store) -> dict[str, Any]:
    swept = stores.swept_until(store.store_id)
    return {
        "store_id": store.store_id,
        "platform": store.platform,
        "address": store.address,
        "name": store.name,
        "installed": store.installed,
        "installed_at": calendar.iso(store.installed_at_s),
        "currency": store.currency,
        "timezone": store.timezone,
        "ledger_id": store.ledger_id,
        "last_sweep": None if swept is None else calendar.iso(swept),
        "health": len(stores.health(store.store_id)),
    }


def finish_redaction(options: Namespace) -> Answer:
    """Go on with a redaction that the platform asked for, and look everywhere for what is left.
    Raises Conflict for a store that is not redacted: nobody deletes a ledger by a command."""
    store = stores.get(options.store, fresh=True)
    if not store.redacted:
        raise Conflict("The store was not redacted: its platform asks for that, not an operator.")
    while not redacting.carry_on(store, now_ms() // 1000, _PIECE_S):
        pass
    whole = redacting.is_whole(store)
    found = redact.sweep_up(ledger_of(store)) if whole else 0
    data = {"store_id": store.store_id, "rows": found}
    return Answer(data, lambda: f"{found:,} rows were left behind, and are gone.")


def show_health(options: Namespace) -> Answer:
    """What was noticed about a store."""
    store = stores.get(options.store, fresh=True)
    noticed = stores.health(store.store_id)

    def text() -> str:
        if not noticed:
            return "Nothing was noticed."
        rows = [(one["what"], one["detail"], one["seen_at"]) for one in noticed]
        return table(("what", "detail", "last seen"), rows)

    return Answer(_store_json(store) | {"health": noticed}, text)
