"""How a shop's connection stands: whether it needs new tokens, which its own admin alone gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Forbidden, NotFound
from core.ledger import installations, stores
from core.ledger.installations import Installation
from integrations import access
from integrations.shopify import tokens
from integrations.shopify.scopes import lacking

# What a store's health says of keys that are refused: by Shopify's token endpoint, by its API.
REFUSED = "token_refused"
_CREDENTIALS = "credentials"


def wanting(store_id: str, now_s: float) -> bool:
    """Whether a shop needs a pair of tokens from an ID token: it is not connected, its keys are
    refused or have ended, or more was granted than they permit."""
    try:
        store = stores.get(store_id, fresh=True)
        held = access.credentials(store) if store.installed and store.sealed else {}
    except (NotFound, Forbidden):  # sealed under a key that is gone
        return True
    if worn(held, installations.get(store_id), now_s):
        return True
    return any(one["what"] in (REFUSED, _CREDENTIALS) for one in stores.health(store_id))


def worn(held: Mapping[str, Any], found: Installation, now_s: float) -> bool:
    """Whether credentials are good no more, as far as is noted."""
    if not held or found.refused_at_s or tokens.runs_out(held, now_s):
        return True
    # Of a token that somebody typed in nobody knows what it permits.
    return "scope" in held and bool(lacking(found.scopes, held["scope"]))


def refused(store_id: str, now_s: int) -> None:
    """Note that Shopify renews a shop's keys no more; its merchant is told what to do."""
    installations.note_keys(store_id, refused_at_s=now_s)
    stores.note_health(store_id, REFUSED, "", now_s)


def good_again(store_id: str) -> None:
    """Note that a shop's keys are taken."""
    installations.note_keys(store_id, refused_at_s=0)
    stores.clear_health(store_id, REFUSED, "")
    stores.clear_health(store_id, _CREDENTIALS, "refused")
