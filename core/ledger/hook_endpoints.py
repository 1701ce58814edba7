"""Where stores want to be told of what happens, and which keys sign what they are told.

An endpoint's key follows from the master key and a nonce (integrations/hook_keys.py): who reads the
table has none.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from core import hooks
from core.errors import BadInput, NotFound
from core.identity import Ledger
from core.ledger import keys, stores
from core.ledger.table import Row, as_read, put_alone, read_rows, retrying

# How long the relay may not know of a new endpoint, or go on telling one that is gone.
CACHE_S = 10
_cached: dict[str, tuple[float, tuple[Endpoint, ...]]] = {}

# Why an endpoint is told nothing.
GONE, FAILING, PAUSED, REMOVED = "gone", "failing", "paused", "removed"
NOTICE = "hook_disabled"


class HookEndpointRow(Row, discriminator="HE"):
    store_id = UnicodeAttribute()
    url = UnicodeAttribute()
    topics = UnicodeAttribute()
    nonce = UnicodeAttribute()
    previous = UnicodeAttribute(null=True)
    previous_until_s = NumberAttribute(null=True)
    with_email = NumberAttribute(null=True)
    off = UnicodeAttribute(null=True)
    off_since_s = NumberAttribute(null=True)
    created_at_s = NumberAttribute()
    ends_at_s = NumberAttribute(null=True, attr_name="ttl")
    version = NumberAttribute(attr_name="v")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`off`: why it is told nothing, "" while it is. `with_email`: it asked for addresses."""

    endpoint_id: str
    store_id: str
    url: str
    topics: tuple[str, ...]
    nonce: str
    previous: str = ""
    previous_until_s: int = 0
    with_email: bool = False
    off: str = ""
    off_since_s: int = 0
    created_at_s: int = 0
    ends_at_s: int = 0
    version: int = 0


def add(
    ledger: Ledger,
    store_id: str,
    url: str,
    topics: list[str],
    now_s: int,
    *,
    with_email: bool = False,
    name: str = "",
) -> Endpoint:
    """A new endpoint; `url` was checked by who gives it. `name`: the same again is the same
    endpoint. Raises BadInput."""
    made = Endpoint(
        endpoint_id=f"we_{(name or secrets.token_hex(12))[:16]}",
        store_id=store_id,
        url=url,
        topics=hooks.checked_topics(topics),
        nonce=secrets.token_hex(16),
        with_email=with_email,
        created_at_s=now_s,
    )

    def attempt() -> Endpoint:
        known = every(ledger)
        same = [one for one in known if one.endpoint_id == made.endpoint_id]
        if same:
            return same[0]
        if sum(one.off != REMOVED for one in known) >= hooks.ENDPOINTS_MAX:
            raise BadInput(
                f"There are at most {hooks.ENDPOINTS_MAX} endpoints; remove one.",
                code="too_many_endpoints",
            )
        return _save(ledger, made)

    return retrying(attempt)


def every(ledger: Ledger) -> list[Endpoint]:
    """All endpoints, the oldest first; those too that were removed and whose log is still kept."""
    rows = Row.query(keys.hooks(ledger), consistent_read=True)
    found = [_state(row) for row in rows if isinstance(row, HookEndpointRow)]
    return sorted(found, key=lambda one: (one.created_at_s, one.endpoint_id))


def of_store(ledger: Ledger, store_id: str) -> list[Endpoint]:
    """A store's endpoints, without those that were removed."""
    return [one for one in every(ledger) if one.store_id == store_id and one.off != REMOVED]


def told(ledger: Ledger) -> tuple[Endpoint, ...]:
    """The endpoints that are told something, from a cache of CACHE_S seconds: the relay asks with
    every entry, and most ledgers have none."""
    cached = _cached.get(ledger.ledger_id)
    if cached is not None and cached[0] > time.monotonic():
        return cached[1]
    rows = Row.query(keys.hooks(ledger))
    states = [_state(row) for row in rows if isinstance(row, HookEndpointRow)]
    found = tuple(one for one in states if not one.off)
    _cached[ledger.ledger_id] = (time.monotonic() + CACHE_S, found)
    return found


def find(ledger: Ledger, store_id: str, endpoint_id: str) -> Endpoint:
    """A store's endpoint. Raises NotFound for another store's and for one that was removed."""
    found = read(ledger, endpoint_id)
    if found is None or found.store_id != store_id or found.off == REMOVED:
        raise NotFound("There is no such webhook endpoint.", code="unknown_endpoint")
    return found


def read(ledger: Ledger, endpoint_id: str) -> Endpoint | None:
    """An endpoint as it is now; None for none."""
    rows = read_rows([(keys.hooks(ledger), endpoint_id[:64])])
    return next((_state(row) for row in rows if isinstance(row, HookEndpointRow)), None)


def change(ledger: Ledger, store_id: str, endpoint_id: str, **changes: Any) -> Endpoint:
    """Change some of an endpoint's fields. Raises NotFound."""
    return retrying(lambda: _save(ledger, replace(find(ledger, store_id, endpoint_id), **changes)))


def rotate(
    ledger: Ledger, store_id: str, endpoint_id: str, now_s: int, *, leaked: bool = False
) -> Endpoint:
    """Sign with a new key; for a day with the one before as well, unless it has `leaked`."""

    def attempt() -> Endpoint:
        old = find(ledger, store_id, endpoint_id)
        after = replace(
            old,
            nonce=secrets.token_hex(16),
            previous="" if leaked else old.nonce,
            previous_until_s=0 if leaked else now_s + hooks.OVERLAP_S,
        )
        return _save(ledger, after)

    return retrying(attempt)


def switch_on(ledger: Ledger, store_id: str, endpoint_id: str) -> Endpoint:
    """Tell an endpoint of what happens from now on; the notice about it goes."""
    stores.clear_health(store_id, NOTICE, endpoint_id)
    return change(ledger, store_id, endpoint_id, off="", off_since_s=0)


def pause(ledger: Ledger, store_id: str, endpoint_id: str, now_s: int) -> Endpoint:
    """Tell an endpoint nothing until it is switched on, because somebody wants so."""
    return change(ledger, store_id, endpoint_id, off=PAUSED, off_since_s=now_s)


def switch_off(ledger: Ledger, found: Endpoint, why: str, now_s: int) -> None:
    """Tell an endpoint no more because of what it answers, and say so where the merchant looks.
    Nothing happens to one that was told to be elsewhere since it was `found`, or is off already."""

    def attempt() -> bool:
        now = find(ledger, found.store_id, found.endpoint_id)
        if now.off or now.url != found.url:
            return False
        _save(ledger, replace(now, off=why, off_since_s=now_s))
        return True

    try:
        done = retrying(attempt)
    except NotFound:
        return  # removed meanwhile
    if done:
        stores.note_health(found.store_id, NOTICE, found.endpoint_id, now_s)


def remove(ledger: Ledger, store_id: str, endpoint_id: str, now_s: int) -> None:
    """Tell it no more. Its log is kept as long as it would have been, so its row must be: what
    empties the ledger finds logs by it."""
    stores.clear_health(store_id, NOTICE, endpoint_id)
    ends_at_s = now_s + hooks.KEPT_S + 86400
    change(ledger, store_id, endpoint_id, off=REMOVED, off_since_s=now_s, ends_at_s=ends_at_s)


def carry(before: Ledger, after: Ledger, store_id: str) -> None:
    """Take a store's endpoints along to the ledger that it writes to from now on. Repeating it
    changes nothing. What they were told stays behind, and is forgotten with the ledger. Raises
    Contended."""
    for one in of_store(before, store_id):
        if read(after, one.endpoint_id) is None:
            _save(after, replace(one, version=0))


def nonces(endpoint: Endpoint, now_s: int) -> tuple[str, ...]:
    """What the keys follow from that sign what it is told, the newest first."""
    before = endpoint.previous if now_s < endpoint.previous_until_s else ""
    return tuple(one for one in (endpoint.nonce, before) if one)


def _save(ledger: Ledger, endpoint: Endpoint) -> Endpoint:
    row = HookEndpointRow(keys.hooks(ledger), endpoint.endpoint_id, **_fields(endpoint))
    put_alone(row, as_read(HookEndpointRow, endpoint.version))
    _cached.pop(ledger.ledger_id, None)
    return replace(endpoint, version=endpoint.version + 1)


def _fields(one: Endpoint) -> Mapping[str, Any]:
    return {
        "store_id": one.store_id,
        "url": one.url,
        "topics": ",".join(one.topics),
        "nonce": one.nonce,
        "previous": one.previous or None,
        "previous_until_s": one.previous_until_s or None,
        "with_email": int(one.with_email) or None,
        "off": one.off or None,
        "off_since_s": one.off_since_s or None,
        "created_at_s": one.created_at_s,
        "ends_at_s": one.ends_at_s or None,
        "version": one.version + 1,
    }


def _state(row: HookEndpointRow) -> Endpoint:
    return Endpoint(
        endpoint_id=row.sk,
        store_id=row.store_id,
        url=row.url,
        topics=tuple(row.topics.split(",")),
        nonce=row.nonce,
        previous=row.previous or "",
        previous_until_s=int(row.previous_until_s or 0),
        with_email=bool(row.with_email),
        off=row.off or "",
        off_since_s=int(row.off_since_s or 0),
        created_at_s=int(row.created_at_s),
        ends_at_s=int(row.ends_at_s or 0),
        version=int(row.version),
    )
