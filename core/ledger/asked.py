"""What idempotency keys of the API were used for: the same key with another request is refused, and
with the same one does nothing twice. Kept by pseudonyms and digests under the ledger's secret."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from core.errors import KeyReused
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Row, put_alone, read_rows, retrying

# Afterwards another request with the same key is no longer told from a repeat; a repeat still does
# nothing twice, for what it did is named by the key.
KEPT_S = 90 * 86400


class AskedRow(Row, discriminator="AQ"):
    digest = UnicodeAttribute()
    done = NumberAttribute(null=True)
    ends_at_s = NumberAttribute(attr_name="ttl")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `name`: what names all that it does; `done`: it was carried out before."""

    name: str
    digest: str
    done: bool


def claim(ledger: Ledger, store_id: str, key: str, content: str, now_s: int) -> Asked:
    """Take an idempotency key of a store for a request of that content. Raises KeyReused when it
    was taken for another."""
    name = ledger.action_id(f"api {store_id}", key)
    digest = ledger.action_id(name, content)

    def attempt() -> Asked:
        rows = read_rows([(keys.asked(ledger, name), name)])
        for row in rows:
            if isinstance(row, AskedRow):
                if row.digest != digest:
                    raise KeyReused(
                        "This Idempotency-Key came before, with another request; use a new one."
                    )
                return Asked(name, digest, bool(row.done))
        put_alone(_row(ledger, Asked(name, digest, False), now_s), AskedRow.pk.does_not_exist())
        return Asked(name, digest, False)

    return retrying(attempt)


def finish(ledger: Ledger, asked: Asked, now_s: int) -> None:
    """Note that a request was carried out."""
    _row(ledger, Asked(asked.name, asked.digest, True), now_s).save()


def _row(ledger: Ledger, asked: Asked, now_s: int) -> AskedRow:
    return AskedRow(
        keys.asked(ledger, asked.name),
        asked.name,
        digest=asked.digest,
        done=int(asked.done) or None,
        ends_at_s=now_s + KEPT_S,
    )
