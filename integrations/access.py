"""The way from a verified credential to a store's books and to the store itself.

Everything outside core reaches a ledger through here: a Store row is looked up by the id that a
signature, a token or an operator's own AWS credentials vouch for, and its ledger follows from it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from core import identity
from core.errors import NotFound
from core.identity import Ledger
from core.ledger import programs, stores
from core.ledger.posting import Books
from core.ledger.stores import Store
from integrations.aws.sealing import seal, unseal
from integrations.aws.secrets import AppSecret, app_secret
from integrations.context import StoreContext
from integrations.rotation import counting

# Names of secrets in what is sealed.
WEBHOOK = "webhook_secret"
SHOPPER = "shopper_secret"


def secret() -> AppSecret:
    """The deployment's secret, by the name in APP_SECRET_NAME."""
    return app_secret(os.environ["APP_SECRET_NAME"])


def ledger_of(store: Store) -> Ledger:
    """The ledger that the store writes to."""
    return Ledger.open(store.ledger_id, secret().master_key)


def books_of(store: Store) -> Books:
    """The books of the store's ledger, in the store's time zone. Raises NotFound without a
    published program."""
    ledger = ledger_of(store)
    return Books(ledger, programs.programs(ledger), store.tz)


def books_by_ledger(ledger_id: str) -> Books:
    """The books of a ledger named by our own rows (streams, queues, the due-date index). A ledger
    has the id of the store it began with, whose time zone counts. Raises NotFound for one that its
    store has left for another's wallet."""
    store = stores.get(ledger_id)
    if store.ledger_id != ledger_id:
        raise NotFound("Nobody writes to this ledger any more.", code="unknown_store")
    return books_of(store)


def credentials(store: Store) -> dict[str, Any]:
    """The store's credentials, opened. Raises Forbidden when there are none any more."""
    return unseal(store.sealed, store.store_id, os.environ["KMS_KEY_ID"])


def sealed(store_id: str, plain: Mapping[str, Any]) -> str:
    """Credentials as a Store row keeps them."""
    return seal(plain, store_id, os.environ["KMS_KEY_ID"])


def shopper_secret(store_id: str) -> str:
    """The key that signs the store's shopper tokens, until it is exchanged."""
    return identity.shopper_secret(secret().master_key, store_id)


def shopper_secrets(store: Store, now_s: float) -> tuple[str, ...]:
    """The keys of shopper tokens that count, the newest first: the store's own first one, or
    those that were made when it was exchanged."""
    if not store.shopper_sealed:
        return (shopper_secret(store.store_id),)
    return counting(
        unseal(store.shopper_sealed, store.store_id, os.environ["KMS_KEY_ID"]), SHOPPER, now_s
    )


def webhook_secrets(store: Store, now_s: float) -> tuple[str, ...]:
    """What a WooCommerce store's deliveries may be signed with, the newest first. Raises Forbidden
    when there are no credentials any more."""
    return counting(credentials(store), WEBHOOK, now_s)


def plugin_secret(store: Store) -> str:
    """The key that signs what the plugin of this installation asks."""
    return identity.plugin_secret(secret().master_key, store.store_id, store.generation)


def claim_secret(store_id: str) -> str:
    """The key of links that prove an address."""
    return identity.claim_secret(secret().session_key, store_id)


def context_of(store: Store) -> StoreContext:
    """What a parser needs to know of the store."""
    return StoreContext(
        store_id=store.store_id,
        platform=store.platform,
        currency=store.currency,
        timezone=store.timezone,
        payment_map=store.payment_map,
        ledger=ledger_of(store),
    )
