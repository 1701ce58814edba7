"""Checkpoints: a signed statement of where each member's chain of entries ends, every day.

Who edits an entry can chain the rest anew, so that the books balance and the chain is whole; what
was signed and locked away yesterday then says another hash. docs/ledger-format.md has the format,
infra/verify_ledger.py checks it without any of this code.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from core import calendar
from core.errors import Retryable
from core.identity import Ledger
from core.ledger import stores
from core.ledger.heads import Head, heads
from integrations import records
from integrations.aws import objects, signing

FORMAT = "regulars-checkpoint-1"
# Hashes hardly compress; level 1 is three times as quick as the usual one.
_COMPRESSION = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One statement. `digest`: SHA-256 of the lines; `previous`: of the statement before, "" for
    the first. `redacted_at`: when all data of the ledger were last deleted, None for never.
    `restored`: each time that the table was taken back, and to when: {"at", "to"}."""

    ledger: str
    number: int
    made_at: str
    members: int
    entries: int
    digest: str
    lines: str
    previous: str
    redacted_at: str | None
    restored: list[dict[str, str]]


def make(ledger: Ledger, now_ms: int) -> Checkpoint | None:
    """Write the ledger's next checkpoint. None for a ledger that was empty at the last one as
    well.

    Raises Retryable when another checkpoint or a redaction of the ledger came in between.
    """
    before = newest(ledger.ledger_id)
    number = before[0].number + 1 if before is not None else 1
    redacted_at = _redacted_at(ledger.ledger_id)
    with tempfile.TemporaryFile() as lines:
        # Of a ledger that is to be emptied, whatever is still there is not to be signed.
        ends: Iterator[Head] = iter(()) if stores.emptied(ledger.ledger_id) else heads(ledger)
        members, entries, digest = _write_lines(ends, lines)
        if not members and (before is None or not before[0].members):
            return None
        if _redacted_at(ledger.ledger_id) != redacted_at:
            raise Retryable("The ledger was redacted meanwhile.", code="redacted_meanwhile")
        checkpoint = Checkpoint(
            ledger=ledger.ledger_id,
            number=number,
            made_at=calendar.iso(now_ms / 1000),
            members=members,
            entries=entries,
            digest=digest,
            lines=f"{number:08d}-{digest[:16]}.txt.gz",
            previous=before[1] if before is not None else "",
            redacted_at=redacted_at,
            restored=_restored(ledger.ledger_id),
        )
        folder = _folder(ledger.ledger_id)
        lines.seek(0)
        objects.put_once(records.bucket(), folder + checkpoint.lines, lines, "application/gzip")
    _publish(folder + f"{number:08d}.json", checkpoint)
    return checkpoint


def newest(ledger_id: str) -> tuple[Checkpoint, str] | None:
    """The last checkpoint of a ledger and the SHA-256 of its statement."""
    found = [key for key in objects.keys(records.bucket(), _folder(ledger_id)) if _states(key)]
    if not found:
        return None
    with objects.get(records.bucket(), found[-1]) as stream:
        statement: str = json.load(stream)["statement"]
    content = json.loads(statement)
    checkpoint = Checkpoint(**{name: content[name] for name in Checkpoint.__slots__})
    return checkpoint, hashlib.sha256(statement.encode()).hexdigest()


def _write_lines(ends: Iterator[Head], out: IO[bytes]) -> tuple[int, int, str]:
    """One line a member; how many, their entries, and the lines' SHA-256."""
    digest, members, entries = hashlib.sha256(), 0, 0
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=_COMPRESSION, mtime=0) as packed:
        for member_id, sequence, head in ends:
            line = f"{member_id} {sequence} {head}\n".encode()
            digest.update(line)
            packed.write(line)
            members += 1
            entries += sequence
    return members, entries, digest.hexdigest()


def _publish(key: str, checkpoint: Checkpoint) -> None:
    content: dict[str, Any] = {name: getattr(checkpoint, name) for name in Checkpoint.__slots__}
    statement = json.dumps({"format": FORMAT, **content}, separators=(",", ":"), sort_keys=True)
    key_id = os.environ["SIGNING_KEY_ID"]
    signed = {
        "statement": statement,
        "signature": base64.b64encode(signing.sign(statement.encode(), key_id)).decode(),
        "algorithm": signing.ALGORITHM,
        "public_key": base64.b64encode(signing.public_key(key_id)).decode(),
    }
    body = json.dumps(signed, separators=(",", ":")).encode()
    if not objects.put_once(records.bucket(), key, body, "application/json"):
        raise Retryable("Another checkpoint was made meanwhile.", code="checkpoint_meanwhile")


def _folder(ledger_id: str) -> str:
    return f"checkpoints/{ledger_id}/"


def _states(key: str) -> bool:
    return key.endswith(".json")


def _redacted_at(ledger_id: str) -> str | None:
    times = [one.at_ms for one in records.redactions(ledger_id) if one.whole_ledger]
    return calendar.iso(max(times) / 1000) if times else None


def _restored(ledger_id: str) -> list[dict[str, str]]:
    return [
        {"at": calendar.iso(one.at_ms / 1000), "to": calendar.iso(one.export_at_ms / 1000)}
        for one in records.restores()
        if ledger_id in one.ledger_ids
    ]
