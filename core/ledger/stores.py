"""Installed stores. Their credentials are kept sealed; only integrations/aws can open them."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from core import calendar
from core.errors import NotFound
from core.ledger import keys
from core.ledger.rows import NoteRow
from core.ledger.table import Commit, Contended, Row, as_read, put_alone, read_rows, retrying

CACHE_S = 5
_SEEN = "SEEN#"
_LIST = "STORES"
# What could be an id. Anybody may put anything into a path: what cannot is not looked for, and
# makes no key that the table would refuse.
_ID = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_cached: dict[str, tuple[float, Store]] = {}

Platform = Literal["woocommerce", "shopify"]


@dataclass(frozen=True, slots=True)
class Store:
    """One installed store. `address`: WooCommerce's URL, or the shop's myshopify domain.
    `generation` counts installs: events of generations up to `fenced` change nothing (the shop
    was redacted after them). `payment_map`: which status counts as paid, as the merchant set it.
    `shopper_sealed`: the keys of shoppers' tokens once they were exchanged, else "". `languages`:
    those of its pages, the first for whoever reads none of them; () for all that there are."""

    store_id: str
    platform: Platform
    address: str
    ledger_id: str
    currency: str
    timezone: str
    sealed: str = field(repr=False)
    name: str = ""
    installed: bool = True
    installed_at_s: int = 0
    generation: int = 1
    fenced: int = 0
    payment_map: Mapping[str, Any] = field(default_factory=dict)
    shopper_sealed: str = field(default="", repr=False)
    languages: tuple[str, ...] = ()
    version: int = 0

    @property
    def tz(self) -> ZoneInfo:
        return calendar.zone(self.timezone)

    @property
    def redacted(self) -> bool:
        """Whether all that was kept for it has to be gone."""
        return not self.installed and self.fenced == self.generation


class StoreRow(Row, discriminator="S"):
    platform = UnicodeAttribute()
    address = UnicodeAttribute()
    ledger_id = UnicodeAttribute()
    currency = UnicodeAttribute()
    timezone = UnicodeAttribute()
    sealed = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    installed = NumberAttribute()
    installed_at_s = NumberAttribute()
    generation = NumberAttribute()
    fenced = NumberAttribute()
    payment_map = JSONAttribute(null=True)
    shopper_sealed = UnicodeAttribute(null=True)
    languages = UnicodeAttribute(null=True)
    version = NumberAttribute(attr_name="v")


class StoreListRow(Row, discriminator="SL"):
    """A line in the list of stores."""


class HealthRow(Row, discriminator="H"):
    """Something about a store that its merchant should know, newest sighting kept."""

    what = UnicodeAttribute()
    detail = UnicodeAttribute()
    seen_at_s = NumberAttribute()


class SweepRow(Row, discriminator="SW"):
    """How far the store has been swept: every order, or every product, that was modified before
    this is accounted for."""

    until_s = NumberAttribute()


def get(store_id: str, *, fresh: bool = False) -> Store:
    """The store, from a cache of CACHE_S seconds unless `fresh`. Raises NotFound."""
    cached = _cached.get(store_id)
    if not fresh and cached is not None and cached[0] > time.monotonic():
        return cached[1]
    rows = read_rows([(keys.store(store_id), "STORE")]) if _ID.fullmatch(store_id) else []
    found = next((state(one) for one in rows if isinstance(one, StoreRow)), None)
    if found is None:
        raise NotFound(f"No store {store_id[:64]!r} is connected.", code="unknown_store")
    _cached[store_id] = (time.monotonic() + CACHE_S, found)
    return found


def list_ids() -> list[str]:
    """Every store that was ever connected."""
    return [row.sk for row in Row.query(_LIST, consistent_read=True)]


def of_ledger(ledger_id: str) -> list[Store]:
    """The stores that share a ledger, freshly read."""
    every = [get(store_id, fresh=True) for store_id in list_ids()]
    return [store for store in every if store.ledger_id == ledger_id]


def emptied(ledger_id: str) -> bool:
    """Whether every store of the ledger was redacted. Of a ledger whose own store goes on, which
    is the rule, this is one cached look."""
    try:
        first = get(ledger_id)
    except NotFound:
        return False
    return first.redacted and all(store.redacted for store in of_ledger(ledger_id))


def row(store: Store) -> StoreRow:
    """The row of a store that is to be written; its version is one more than the store's."""
    return StoreRow(
        keys.store(store.store_id),
        "STORE",
        platform=store.platform,
        address=store.address,
        ledger_id=store.ledger_id,
        currency=store.currency,
        timezone=store.timezone,
        sealed=store.sealed,
        name=store.name or None,
        installed=int(store.installed),
        installed_at_s=store.installed_at_s,
        generation=store.generation,
        fenced=store.fenced,
        payment_map=dict(store.payment_map) or None,
        shopper_sealed=store.shopper_sealed or None,
        languages=",".join(store.languages) or None,
        version=store.version + 1,
    )


def save(store: Store) -> Store:
    """Write a store as it is now, on condition that nobody wrote it since it was read."""
    condition = as_read(StoreRow, store.version)
    put_alone(row(store), condition)
    _cached.pop(store.store_id, None)
    return replace(store, version=store.version + 1)


def join(store: Store, ledger_id: str) -> Store:
    """Let a store, as it was read, write to another store's ledger from now on. The row of the
    store that the ledger began with is written along, so that it cannot leave for a third one
    meanwhile, which it may only alone. Raises Contended; what was looked at before is then to be
    looked at again."""
    return _save_into(replace(store, ledger_id=ledger_id))


def _save_into(store: Store) -> Store:
    first = get(store.ledger_id, fresh=True)
    if first.ledger_id != first.store_id:
        raise Contended("The ledger's first store has just joined another wallet.")
    commit = Commit()
    commit.put(row(store), as_read(StoreRow, store.version))
    commit.put(row(first), as_read(StoreRow, first.version))
    commit.send()
    for one in (store, first):
        _cached.pop(one.store_id, None)
    return replace(store, version=store.version + 1)


def install(new: Store, now_s: int) -> Store:
    """Connect a store, or connect it again: ledger, fence, payment map and exchanged keys of the
    earlier installation are kept, the generation goes up."""

    def attempt() -> Store:
        try:
            old = get(new.store_id, fresh=True)
        except NotFound:
            StoreListRow(_LIST, new.store_id).save()
            made = replace(new, installed_at_s=now_s)
            return save(made) if made.ledger_id == made.store_id else _save_into(made)
        again = replace(
            new,
            ledger_id=old.ledger_id,
            generation=old.generation + 1,
            fenced=old.fenced,
            payment_map=old.payment_map,
            shopper_sealed=old.shopper_sealed,
            languages=old.languages,
            installed_at_s=now_s,
            version=old.version,
        )
        return save(again)

    return retrying(attempt)


def change(store_id: str, **changes: Any) -> Store:
    """Change some of a store's fields. Raises NotFound."""
    return retrying(lambda: save(replace(get(store_id, fresh=True), **changes)))


def reseal(store_id: str, before: str, after: str) -> bool:
    """Put renewed credentials in the place of those that they were renewed with. False when these
    are not the store's any more: it was connected again, left, or was redacted meanwhile."""

    def attempt() -> bool:
        old = get(store_id, fresh=True)
        if not old.installed or old.sealed != before:
            return False
        save(replace(old, sealed=after))
        return True

    return retrying(attempt)


def uninstalled(store_id: str, generation: int) -> bool:
    """Note that an installation has ended. False when that was not the newest one."""

    def attempt() -> bool:
        old = get(store_id, fresh=True)
        if old.generation != generation:
            return False
        save(replace(old, installed=False))
        return True

    return retrying(attempt)


def fence(store_id: str) -> bool:
    """Let no event of the installations so far change anything any more, and forget their
    credentials. False, and nothing done, when the store is installed (again)."""

    def attempt() -> bool:
        old = get(store_id, fresh=True)
        if old.installed:
            return False
        save(replace(old, fenced=old.generation, sealed="", name=""))
        return True

    return retrying(attempt)


def note_health(store_id: str, what: str, detail: str, now_s: int) -> None:
    """Put something on the store's health list; the same thing again only moves its time."""
    HealthRow(
        keys.store(store_id),
        f"HEALTH#{what}#{detail[:80]}",
        what=what,
        detail=detail[:200],
        seen_at_s=now_s,
    ).save()


def clear_health(store_id: str, what: str, detail: str) -> None:
    HealthRow(keys.store(store_id), f"HEALTH#{what}#{detail[:80]}").delete()


def health(store_id: str) -> list[dict[str, Any]]:
    """What a merchant should know about the store."""
    rows = Row.query(keys.store(store_id), Row.sk.startswith("HEALTH#"), consistent_read=True)
    return [
        {"what": row.what, "detail": row.detail, "seen_at": calendar.iso(int(row.seen_at_s))}
        for row in rows
        if isinstance(row, HealthRow)
    ]


def note_seen(store_id: str, what: str, now_s: int) -> None:
    """Note that something has happened at least once ("widget"): for the list of what is left to
    set up. A row like those of the health list, which every release drops with them. Raises
    Contended when it may not be there."""
    row = HealthRow(keys.store(store_id), f"{_SEEN}{what}", what=what, detail="", seen_at_s=now_s)
    try:
        put_alone(row, HealthRow.pk.does_not_exist())
    except Contended:
        if what not in seen(store_id):
            raise


def forget_seen(store_id: str, what: str) -> None:
    HealthRow(keys.store(store_id), f"{_SEEN}{what}").delete()


def seen(store_id: str) -> set[str]:
    """What has happened at least once."""
    rows = Row.query(keys.store(store_id), Row.sk.startswith(_SEEN))
    return {row.what for row in rows if isinstance(row, HealthRow)}


def remove(store_id: str) -> None:
    """Drop a store that nobody knows any more: for throwaway ones alone. A merchant's store that
    was redacted keeps its row, which tells late events that they are late."""
    forget_sightings(store_id)
    StoreRow(keys.store(store_id), "STORE").delete()
    _cached.pop(store_id, None)


def forget_sightings(store_id: str) -> None:
    """Drop the health list, how far the store was swept and what was seen then, and the key with
    which it reports."""
    from core.ledger import punctuality  # of no use to who only reads stores

    for row in Row.query(keys.store(store_id), consistent_read=True):
        if isinstance(row, HealthRow | SweepRow | NoteRow):
            row.delete()
    punctuality.forget(store_id)


def forget_swept(store_id: str) -> None:
    """Let the next sweep read the store's orders and products as the first one does."""
    for name in ("SWEEP", "SWEEP#PRODUCTS"):
        SweepRow(keys.store(store_id), name).delete()


def swept_until(store_id: str) -> int | None:
    rows = read_rows([(keys.store(store_id), "SWEEP")])
    return next((int(row.until_s) for row in rows if isinstance(row, SweepRow)), None)


def note_swept(store_id: str, until_s: int) -> None:
    SweepRow(keys.store(store_id), "SWEEP", until_s=until_s).save()


def products_read_until(store_id: str) -> int | None:
    """The newest stamp, in the store's own time, up to which its products were read; None when
    none ever was."""
    rows = read_rows([(keys.store(store_id), "SWEEP#PRODUCTS")])
    return next((int(row.until_s) for row in rows if isinstance(row, SweepRow)), None)


def note_products_read(store_id: str, until_s: int) -> None:
    SweepRow(keys.store(store_id), "SWEEP#PRODUCTS", until_s=until_s).save()


def state(row: StoreRow) -> Store:
    """The store of a row."""
    return Store(
        store_id=row.pk.split("#", 1)[1],
        platform=row.platform,  # type: ignore[arg-type]
        address=row.address,
        ledger_id=row.ledger_id,
        currency=row.currency,
        timezone=row.timezone,
        sealed=row.sealed,
        name=row.name or "",
        installed=bool(row.installed),
        installed_at_s=int(row.installed_at_s),
        generation=int(row.generation),
        fenced=int(row.fenced),
        payment_map=row.payment_map or {},
        shopper_sealed=row.shopper_sealed or "",
        languages=tuple(row.languages.split(",")) if row.languages else (),
        version=int(row.version),
    )
