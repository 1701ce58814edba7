"""API keys of stores: found by the id that stands in a key, kept by the digest of the rest.

Nobody who reads the table can use one. A key that is revoked is deleted, so afterwards it looks
like one that never was.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import replace

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from core import api_keys, calendar
from core.api_keys import ApiKey
from core.errors import BadInput, BadSignature, NotFound
from core.ledger import keys
from core.ledger.table import Contended, Row, as_read, put_alone, read_rows, retrying

CACHE_S = 5
MOST = 50
# How long the key before a new one counts, when nobody says that it has leaked.
OVERLAP_S = 7 * 86400
_SORT_KEY = "KEY"
# Keys that count, by their ids: nothing that a stranger invents gets in.
_cached: dict[str, tuple[float, ApiKey]] = {}


class ApiKeyRow(Row, discriminator="AK"):
    store_id = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = UnicodeAttribute()
    digest = UnicodeAttribute()
    created_at_s = NumberAttribute()
    ends_at_s = NumberAttribute(null=True)
    used_on = UnicodeAttribute(null=True)
    version = NumberAttribute(attr_name="v")


class ApiKeyLineRow(Row, discriminator="AKL"):
    """A line in the list of a store's keys."""


def create(
    store_id: str, name: str, scopes: list[str], now_s: int, ends_at_s: int = 0
) -> tuple[str, ApiKey]:
    """A new key's text, which nobody can see again, and what is kept of it. Raises BadInput."""
    if ends_at_s and ends_at_s <= now_s:
        raise BadInput("Its last day has passed.", code="bad_end", field="ends_on")
    if len(of_store(store_id)) >= MOST:
        raise BadInput(f"A store has at most {MOST} keys; revoke one.", code="too_many_keys")
    named, allowed = api_keys.checked_name(name), api_keys.checked_scopes(scopes)
    text = api_keys.make(secrets.choice)
    made = ApiKey(
        key_id=api_keys.id_of(text) or "",
        store_id=store_id,
        name=named,
        scopes=allowed,
        digest=api_keys.digest(text),
        created_at_s=now_s,
        ends_at_s=ends_at_s,
    )
    # Before the key itself: whatever opens something can be seen, and revoked.
    ApiKeyLineRow(keys.api_keys(store_id), made.key_id).save()
    put_alone(_row(made), ApiKeyRow.pk.does_not_exist())
    return text, replace(made, version=1)


def rotate(store_id: str, key_id: str, now_s: int, *, leaked: bool = False) -> tuple[str, ApiKey]:
    """A new key with the name, scopes and end of another, which counts for OVERLAP_S more, or no
    more when it has `leaked`. Raises NotFound."""
    old = find(store_id, key_id)
    if not old.counts(now_s):
        raise NotFound("This key has ended; make a new one.", code="unknown_key")
    text, made = create(store_id, old.name, sorted(old.scopes), now_s, old.ends_at_s)
    if leaked:
        revoke(store_id, key_id)
    else:
        _end(store_id, key_id, now_s + OVERLAP_S)
    return text, made


def of_store(store_id: str) -> list[ApiKey]:
    """All keys of a store, the oldest first; those that have ended as well."""
    lines = [row.sk for row in Row.query(keys.api_keys(store_id), consistent_read=True)]
    wanted = [(keys.api_key(one), _SORT_KEY) for one in lines]
    rows = read_rows(wanted) if wanted else []
    found = [_state(row) for row in rows if isinstance(row, ApiKeyRow)]
    return sorted(found, key=lambda one: (one.created_at_s, one.key_id))


def find(store_id: str, key_id: str) -> ApiKey:
    """A key of that store. Raises NotFound, for another store's as well."""
    found = _read(key_id) if api_keys.KEY_ID.fullmatch(key_id) else None
    if found is None or found.store_id != store_id:
        raise NotFound("There is no such key.", code="unknown_key")
    return found


def revoke(store_id: str, key_id: str) -> None:
    """Let a key count no more: at once here, within CACHE_S everywhere. Raises NotFound."""
    find(store_id, key_id)
    _drop(store_id, key_id)


def forget(store_id: str) -> None:
    """Drop all keys of a store that is redacted."""
    for row in Row.query(keys.api_keys(store_id), consistent_read=True):
        _drop(store_id, row.sk)


def opened(text: str, now_s: float) -> ApiKey:
    """The key of that text. Raises BadSignature, with the same words whatever is wrong with it."""
    key_id = api_keys.id_of(text)
    found = _known(key_id) if key_id is not None else None
    matches = api_keys.opens(text, found.digest if found is not None else api_keys.digest(""))
    if found is None or not matches or not found.counts(now_s):
        raise BadSignature(
            "Send a key of this store that counts: Authorization: Bearer rgk_live_…",
            code="bad_key",
        )
    return found


def note_use(key: ApiKey, now_s: int) -> None:
    """Remember the day of a key's last use; one write a day."""
    today = calendar.iso(now_s)[:10]
    if key.used_on == today:
        return
    used = replace(key, used_on=today)
    try:
        put_alone(_row(used), as_read(ApiKeyRow, key.version))
        _cached[key.key_id] = (time.monotonic() + CACHE_S, replace(used, version=key.version + 1))
    except Contended:  # somebody else has noted it, or revoked the key
        _cached.pop(key.key_id, None)


def _end(store_id: str, key_id: str, at_s: int) -> None:
    def attempt() -> None:
        old = find(store_id, key_id)
        ends_at_s = min(old.ends_at_s or at_s, at_s)
        put_alone(_row(replace(old, ends_at_s=ends_at_s)), as_read(ApiKeyRow, old.version))
        _cached.pop(key_id, None)

    retrying(attempt)


def _drop(store_id: str, key_id: str) -> None:
    ApiKeyRow(keys.api_key(key_id), _SORT_KEY).delete()
    ApiKeyLineRow(keys.api_keys(store_id), key_id).delete()
    _cached.pop(key_id, None)


def _known(key_id: str) -> ApiKey | None:
    cached = _cached.get(key_id)
    if cached is not None and cached[0] > time.monotonic():
        return cached[1]
    found = _read(key_id)
    if found is None:
        _cached.pop(key_id, None)
    else:
        _cached[key_id] = (time.monotonic() + CACHE_S, found)
    return found


def _read(key_id: str) -> ApiKey | None:
    rows = read_rows([(keys.api_key(key_id), _SORT_KEY)])
    return next((_state(row) for row in rows if isinstance(row, ApiKeyRow)), None)


def _row(key: ApiKey) -> ApiKeyRow:
    return ApiKeyRow(
        keys.api_key(key.key_id),
        _SORT_KEY,
        store_id=key.store_id,
        name=key.name,
        scopes=",".join(sorted(key.scopes)),
        digest=key.digest,
        created_at_s=key.created_at_s,
        ends_at_s=key.ends_at_s or None,
        used_on=key.used_on or None,
        version=key.version + 1,
    )


def _state(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        key_id=row.pk.partition("#")[2],
        store_id=row.store_id,
        name=row.name,
        scopes=frozenset(row.scopes.split(",")),
        digest=row.digest,
        created_at_s=int(row.created_at_s),
        ends_at_s=int(row.ends_at_s or 0),
        used_on=row.used_on or "",
        version=int(row.version),
    )
