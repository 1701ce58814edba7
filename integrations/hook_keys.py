"""What signs the webhooks of an endpoint, and what its receiver verifies with."""

from __future__ import annotations

from core import hooks, identity
from core.ledger import hook_endpoints
from core.ledger.hook_endpoints import Endpoint
from integrations import access


def signing_keys(endpoint: Endpoint, now_s: int) -> tuple[bytes, ...]:
    """The keys that sign what it is told, the newest first."""
    return tuple(_key(endpoint, one) for one in hook_endpoints.nonces(endpoint, now_s))


def secret_of(endpoint: Endpoint) -> str:
    """The secret that its receiver verifies with."""
    return hooks.secret_text(_key(endpoint, endpoint.nonce))


def _key(endpoint: Endpoint, nonce: str) -> bytes:
    master_key = access.secret().master_key
    return identity.hook_key(master_key, endpoint.store_id, endpoint.endpoint_id, nonce)
