"""Exchanging a connected store's secrets for new ones."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from core.errors import BadInput
from core.ledger import stores
from core.ledger.stores import Store
from core.ledger.table import retrying
from integrations import access
from integrations.rotation import PREVIOUS_COUNTS_S, exchanged


@dataclass(frozen=True, slots=True)
class Exchanged:
    """`shopper_secret`: the new one, None when it was not exchanged. `previous_until_s`: until
    when the ones before still count, None when they do not."""

    store_id: str
    shopper_secret: str | None = field(repr=False)
    previous_until_s: int | None


def exchange(
    store_id: str, *, webhook_secret: str | None, shopper: bool, leaked: bool, now_s: int
) -> Exchanged:
    """Give a store a new webhook secret (WooCommerce), a new random key for its shoppers' tokens,
    or both. Those before count for a while, unless they have leaked. Raises NotFound, BadInput.

    A key of shoppers' tokens that was exchanged follows from no other key: whoever has the
    deployment's master key cannot make it.
    """
    if webhook_secret is not None and not webhook_secret.strip():
        raise BadInput("The webhook secret is empty.")
    key = secrets.token_hex(32) if shopper else None

    def attempt() -> None:
        store = stores.get(store_id, fresh=True)
        if webhook_secret is not None:
            store = _with_webhook_secret(store, webhook_secret.strip(), leaked, now_s)
        if key is not None:
            store = _with_shopper_secret(store, key, leaked, now_s)
        stores.save(store)

    retrying(attempt)
    return Exchanged(store_id, key, None if leaked else now_s + PREVIOUS_COUNTS_S)


def _with_webhook_secret(store: Store, new: str, leaked: bool, now_s: int) -> Store:
    if store.platform != "woocommerce":
        raise BadInput(
            "A Shopify app's deliveries are signed with the app's secret: deploy with a new "
            "SHOPIFY_API_SECRET."
        )
    held = exchanged(access.credentials(store), access.WEBHOOK, new, now_s, leaked=leaked)
    return replace(store, sealed=access.sealed(store.store_id, held))


def _with_shopper_secret(store: Store, new: str, leaked: bool, now_s: int) -> Store:
    held = {access.SHOPPER: access.shopper_secrets(store, now_s)[0]}
    after = exchanged(held, access.SHOPPER, new, now_s, leaked=leaked)
    return replace(store, shopper_sealed=access.sealed(store.store_id, after))
