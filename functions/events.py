"""The envelope that carries an event through the FIFO queue."""

from __future__ import annotations

import os
from typing import Any

from core.identity import Ledger
from core.ledger.stores import Store
from core.snapshot import Event, from_json, to_json
from integrations.access import ledger_of
from integrations.aws.queues import send


def group_of(ledger: Ledger, event: Event) -> str:
    """Messages of one member go together, else those of one order, those about a store's products
    (they write to the same rows), those of the store. Only fairness depends on it: no law relies
    on the order of arrival."""
    customer = getattr(event, "customer", None)
    member = ledger.member_id(event.store_id, customer) if customer is not None else None
    if member is not None:
        return member
    about = "products" if event.kind == "products" else getattr(event, "order_id", "store")
    return f"{event.store_id}.{about}"[:128]


def queue(store: Store, event: Event) -> None:
    """Put an event on the FIFO queue; durable when this returns."""
    send(
        os.environ["EVENTS_QUEUE_URL"],
        {"generation": store.generation, "event": to_json(event)},
        group=group_of(ledger_of(store), event),
    )


def opened(message: dict[str, Any]) -> tuple[int, Event]:
    """The installation's generation and the event of a queued message."""
    return int(message["generation"]), from_json(message["event"])
