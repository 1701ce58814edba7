"""The stores: whether they let us in, whether they still tell us, and whether it arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

from cli.doctor.line import Check, Line
from core.errors import RegularsError
from core.ledger import keys, raw, stores
from core.ledger.raw import number
from core.ledger.stores import Store
from core.ports import StorePort
from infra.local.facts import StackFacts
from integrations.access import ledger_of
from integrations.reach import port_of
from integrations.woocommerce.webhooks import TOPICS, list_webhooks

# A delivery may be under way, or wait in the queue.
GRACE_S = 600
LOOK_BACK_S = 86400
_ORDERS = 50


def _each(check: str) -> Iterator[tuple[Store, StorePort] | Line]:
    """Installed stores that can be asked; a line for those that cannot."""
    for store_id in stores.list_ids():
        store = stores.get(store_id, fresh=True)
        if store.installed:
            try:
                yield store, port_of(store)
            except RegularsError as error:
                yield Line(check, "bad", f"{store_id}: {error}", _again(store_id))


def _again(store_id: str) -> str:
    return f"connect {store_id} again: ./regulars store add"


def webhooks(facts: StackFacts) -> Iterator[Line]:
    """WooCommerce: a webhook of ours for every topic, switched on. It switches one off itself
    after failures in a row. Shopify lists no subscriptions of an app's own file; `arrivals` looks
    at what it delivers.
    """
    for found in _each("webhooks"):
        if isinstance(found, Line):
            yield found
            continue
        store, port = found
        if store.platform == "woocommerce":
            try:
                yield from _of_woocommerce(store, port, facts.front_url)
            except RegularsError as error:
                yield Line("webhooks", "bad", f"{store.store_id}: {error}", "look at the store")


def _of_woocommerce(store: Store, port: StorePort, front_url: str) -> Iterator[Line]:
    url = f"{front_url}/webhooks/woocommerce/{store.store_id}"
    ours = [one for one in list_webhooks(port) if one.delivery_url.rstrip("/") == url]
    live = {one.topic for one in ours if one.status == "active"}
    missing = sorted(TOPICS - live)
    if not missing:
        yield Line("webhooks", "ok", f"{store.store_id}: {len(live)} topics")
        return
    off = sorted({one.topic for one in ours} - live)
    said = [f"switched off: {', '.join(off)}"] if off else []
    none = sorted(set(missing) - set(off))
    said += [f"not there: {', '.join(none)}"] if none else []
    do = f"in WooCommerce, Settings, Advanced, Webhooks: active ones for these topics to {url}"
    yield Line("webhooks", "bad", f"{store.store_id}: {'; '.join(said)}", do)


def arrivals(facts: StackFacts) -> Iterator[Line]:
    """Whether what the store changed within a day is in the ledger: one call of the store's API."""
    now_s = int(time.time())
    for found in _each("deliveries"):
        if isinstance(found, Line):
            continue  # said above
        store, port = found
        try:
            changed = list(islice(port.changed_orders(now_s - LOOK_BACK_S, now_s * 1000), _ORDERS))
        except RegularsError as error:
            yield Line("deliveries", "bad", f"{store.store_id}: {error}", _again(store.store_id))
            continue
        settled = [one for one in changed if one.stamp_s < now_s - GRACE_S]
        ledger = ledger_of(store)
        wanted = {
            one: (keys.order(ledger, store.store_id, one.order_id), keys.ORDER) for one in settled
        }
        rows = raw.get(wanted.values())
        lost = [
            one.order_id
            for one, key in wanted.items()
            if key not in rows or number(rows[key], "s") < one.stamp_s
        ]
        if lost:
            what = f"{store.store_id}: {len(lost)} of {len(settled)} changed orders did not arrive"
            do = f"the hourly sweep brings them; at once: ./regulars sweep {store.store_id}"
            yield Line("deliveries", "bad", f"{what} (order {lost[0]})", do)
        elif settled:
            yield Line("deliveries", "ok", f"{store.store_id}: all {len(settled)} of a day arrived")
        else:
            yield Line("deliveries", "ok", f"{store.store_id}: no order changed within a day")


CHECKS = (Check("webhooks", webhooks), Check("deliveries", arrivals))
