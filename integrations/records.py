"""The records: what must outlive the table, in a bucket where nothing is changed or deleted.

    checkpoints/LEDGER/NUMBER.json             a signed statement (integrations/checkpoints.py)
    checkpoints/LEDGER/NUMBER-DIGEST.txt.gz    the lines it is about
    tombstones/erasures/LEDGER/AT-MEMBER.json  somebody was erased
    tombstones/redactions/LEDGER/AT-STORE.json a store's data were to be deleted
    restores/AT.json                           the table was restored from an export
    draws/LEDGER/DRAW-COMMITMENT/WHAT.json     a draw's commitment, list's digest, or result

They hold pseudonyms, hashes and times; nothing personal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core import calendar
from integrations.aws import objects


def bucket() -> str:
    """The bucket's name, from RECORDS_BUCKET."""
    return os.environ["RECORDS_BUCKET"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """`members`: the one who was erased, and all who had been joined into that one."""

    ledger_id: str
    members: tuple[str, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class Redaction:
    """`generation`: the installation it ended. `whole_ledger`: everything in the ledger goes, since
    no other store shares it any more."""

    store_id: str
    ledger_id: str
    generation: int
    whole_ledger: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Restore:
    """The table began anew from an export that had begun at `export_at_ms`: what the ledgers
    wrote between the two times is gone. `replayed`: how many tombstones were applied."""

    at_ms: int
    export_at_ms: int
    ledger_ids: tuple[str, ...]
    replayed: int


def note_erasure(erasure: Erasure) -> None:
    """Durable when this returns; a repeat changes nothing."""
    name = f"{erasure.at_ms:013d}-{erasure.members[0]}"
    _put(f"tombstones/erasures/{erasure.ledger_id}/{name}.json", asdict(erasure))


def note_redaction(redaction: Redaction) -> None:
    """Durable when this returns."""
    name = f"{redaction.at_ms:013d}-{redaction.store_id}"
    _put(f"tombstones/redactions/{redaction.ledger_id}/{name}.json", asdict(redaction))


def note_restore(restore: Restore) -> None:
    _put(f"restores/{restore.at_ms:013d}.json", asdict(restore))


def note_draw(ledger_id: str, what: str, said: Mapping[str, Any], at_ms: int) -> None:
    """Keep what was published of a draw where nobody can change it: `what` is "commitment", "list"
    or "result". The first word counts; a repeat changes nothing."""
    name = f"{said['id']}-{said['commitment'][:16]}"
    _put(f"draws/{ledger_id}/{name}/{what}.json", {"at_ms": at_ms, **said})


def erasures(since_ms: int = 0) -> Iterator[Erasure]:
    """Those of `since_ms` and later, of all ledgers."""
    keys = objects.keys(bucket(), "tombstones/erasures/")
    for found in _read(key for key in keys if _at_ms(key) >= since_ms):
        yield Erasure(found["ledger_id"], tuple(found["members"]), found["at_ms"])


def redactions(ledger_id: str) -> Iterator[Redaction]:
    """Of the stores of a ledger, in the order of time."""
    for found in _read(objects.keys(bucket(), f"tombstones/redactions/{ledger_id}/")):
        yield Redaction(**{name: found[name] for name in Redaction.__slots__})


def restores() -> Iterator[Restore]:
    """In the order of time."""
    for found in _read(objects.keys(bucket(), "restores/")):
        ids = tuple(found["ledger_ids"])
        yield Restore(found["at_ms"], found["export_at_ms"], ids, found["replayed"])


def _put(key: str, content: Mapping[str, Any]) -> None:
    shown = {"at": calendar.iso(content["at_ms"] / 1000), **content}
    body = json.dumps(shown, separators=(",", ":")).encode()
    objects.put_once(bucket(), key, body, "application/json")


def _at_ms(key: str) -> int:
    return int(key.rsplit("/", 1)[1][:13])


def _read(keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    for key in keys:
        with objects.get(bucket(), key) as stream:
            yield json.load(stream)
