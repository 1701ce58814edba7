"""A shop's access token for those who only use it: one that outlives the longest request.

Who may seal credentials (functions/connect and functions/scheduled) exchanges and renews tokens
(obtaining.py). Everybody else reads again what was renewed meanwhile, and otherwise says that it is
not there yet: the queue brings the work back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Forbidden, StoreUnavailable
from core.ledger import installations, stores
from core.ledger.stores import Store
from integrations import access

# A token that is used now must be good when the last request of an operation is answered.
MARGIN_S = 60


def runs_out(held: Mapping[str, Any], now_s: float, within_s: int = MARGIN_S) -> bool:
    """Whether a token ends within that time. One that somebody typed in has no end."""
    ends_at_s = held.get("expires_at_s")
    return ends_at_s is not None and now_s + within_s >= ends_at_s


def usable(store: Store, now_s: float) -> dict[str, Any]:
    """The shop's credentials with a token that may be used now.

    Raises StoreUnavailable(code="token_expired") while the next one has not been fetched yet, and
    Forbidden(code="token_refused") when Shopify gives none any more: until the app is opened there.
    """
    held = access.credentials(store)
    if not runs_out(held, now_s):
        return held
    held = access.credentials(stores.get(store.store_id, fresh=True))
    if not runs_out(held, now_s):
        return held
    if installations.get(store.store_id).refused_at_s:
        raise Forbidden("Shopify renews the access token no more.", code="token_refused")
    raise StoreUnavailable(
        "The access token has ended and is renewed within minutes.", code="token_expired"
    )


def instead_of(store: Store, refused: str) -> str | None:
    """The token that has replaced one that Shopify refused, if another was fetched meanwhile."""
    newer = access.credentials(stores.get(store.store_id, fresh=True)).get("access_token")
    return str(newer) if newer and newer != refused else None
