"""Getting tokens for a shop: the first by an ID token, the next by the one before. For functions
that may seal credentials, and for no others.

One at a time does it for a shop: a new token ends those before it. The lease outlasts a request to
Shopify; whoever waited for it looks again whether there is anything left to do. An answer is sealed
and saved before anybody uses it, and only over the credentials that it was asked for with.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import Forbidden, StoreUnavailable
from core.ledger import installations, stores
from core.ledger.stores import Store
from integrations import access
from integrations.installing import install_granted
from integrations.shopify import oauth, tokens
from integrations.shopify.standing import good_again, refused, wanting
from integrations.store_ids import of_shop

# Longer than the request that is made under it, and the sealing after.
LEASE_MS = 60_000
# Four turns of the clock that renews: three may fail.
AHEAD_S = 20 * 60
# What was refused is asked for again, but not at every turn.
REFUSED_AGAIN_S = 3600
# A merchant waits for the first token, within the function's own time-out.
_PATIENCE_S = 12.0
_LOOK_AGAIN_S = 0.3
# What is granted a moment later is stamped by Shopify's clock.
_CLOCKS_DIFFER_S = 10


def obtain(shop: str, id_token: str, now_s: int) -> bool:
    """Connect a shop whose verified ID token this is, as far as that is needed; whether it was.

    Raises Forbidden when Shopify does not take the token, StoreUnavailable when it does not answer
    or somebody else takes long over it, StoreRefused when it does not know the app.
    """
    store_id = of_shop(shop)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        if not wanting(store_id, now_s):
            return False
        with _alone(store_id) as alone:
            if alone and wanting(store_id, now_s):
                grant = oauth.exchange(_app(), shop, id_token, now_s)
                install_granted(shop, _kept(grant), now_s)
                good_again(store_id)
                installations.note_granted(store_id, grant.scope, now_s - _CLOCKS_DIFFER_S)
                return True
        time.sleep(_LOOK_AGAIN_S)
    raise StoreUnavailable("Somebody else is connecting the shop at this moment.")


def renew(store_id: str, now_s: int) -> bool:
    """Fetch the next pair of tokens when this one soon ends; whether it was fetched.

    Raises StoreUnavailable when Shopify does not answer (what there is goes on), and Forbidden when
    it takes the refresh token no more, which the store's merchant is told.
    """
    if not _due(stores.get(store_id, fresh=True), now_s):
        return False
    with _alone(store_id) as alone:
        store = stores.get(store_id, fresh=True)
        if not alone or not _due(store, now_s):
            return False
        held = access.credentials(store)
        try:
            grant = oauth.refresh(_app(), store.address, str(held["refresh_token"]), now_s)
        except Forbidden:
            refused(store_id, now_s)
            raise
        sealed = access.sealed(store_id, {**held, **_kept(grant)})
        saved = stores.reseal(store_id, store.sealed, sealed)
    if saved:
        good_again(store_id)
    return saved


def _due(store: Store, now_s: int) -> bool:
    if store.platform != "shopify" or not store.installed or not store.sealed:
        return False
    held = access.credentials(store)
    if "refresh_token" not in held or not tokens.runs_out(held, now_s, AHEAD_S):
        return False
    refused_at_s = installations.get(store.store_id).refused_at_s
    return not refused_at_s or now_s - refused_at_s >= REFUSED_AGAIN_S


def _kept(grant: oauth.Grant) -> dict[str, Any]:
    """The pair as credentials keep it."""
    return {
        "access_token": grant.access_token,
        "expires_at_s": grant.expires_at_s,
        "refresh_token": grant.refresh_token,
        "refresh_expires_at_s": grant.refresh_expires_at_s,
        "scope": grant.scope,
    }


def _app() -> oauth.App:
    secret = access.secret()
    current = next(iter(secret.shopify_secrets), "")
    return oauth.App(secret.shopify_api_key, current, secret.development.shopify_admin_origin)


@contextmanager
def _alone(store_id: str) -> Iterator[bool]:
    """Whether nobody else gets tokens for the shop meanwhile."""
    holder = secrets.token_hex(8)
    alone = installations.take(store_id, holder, time.time_ns() // 1_000_000, LEASE_MS)
    try:
        yield alone
    finally:
        if alone:
            installations.release(store_id, holder)
