"""Store credentials under KMS, bound to their store: sealed for one, they open for no other."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

from core.errors import Forbidden
from integrations.aws.session import client

CACHE_S = 300
_CACHED_STORES = 500

_opened: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}


def seal(credentials: Mapping[str, Any], store_id: str, key_id: str) -> str:
    """`credentials` (JSON-ready, under 4 KB) encrypted for `store_id`; base64 text."""
    answer = client("kms").encrypt(
        KeyId=key_id,
        Plaintext=json.dumps(dict(credentials), separators=(",", ":")).encode(),
        EncryptionContext=_context(store_id),
    )
    return base64.b64encode(answer["CiphertextBlob"]).decode()


def unseal(sealed: str, store_id: str, key_id: str) -> dict[str, Any]:
    """What `seal` was given, from a cache of CACHE_S seconds.

    Raises Forbidden when it was sealed for another store or under another key.
    """
    now = time.monotonic()
    cached = _opened.get((store_id, sealed))
    if cached is not None and cached[0] > now:
        return dict(cached[1])
    kms = client("kms")
    try:
        answer = kms.decrypt(
            KeyId=key_id,
            CiphertextBlob=base64.b64decode(sealed),
            EncryptionContext=_context(store_id),
        )
    except (
        kms.exceptions.InvalidCiphertextException,
        kms.exceptions.IncorrectKeyException,
    ) as error:
        raise Forbidden("The credentials were not sealed for this store.") from error
    opened: dict[str, Any] = json.loads(answer["Plaintext"])
    if len(_opened) >= _CACHED_STORES:
        _opened.clear()
    _opened[(store_id, sealed)] = (now + CACHE_S, opened)
    return dict(opened)


def _context(store_id: str) -> dict[str, str]:
    return {"store_id": store_id}
