#!/usr/bin/env python3
"""Proves that a ledger's history is the one that was signed, without any of Regulars' own code.

    python3 verify_ledger.py --export export.jsonl.gz --records DIRECTORY [--key KEY] [--json]

--export   the table: what `./regulars ledger export` wrote, or the files of DynamoDB's own export
           to S3 (DynamoDB JSON); a file or a directory of them
--records  a copy of the records bucket (checkpoints/, tombstones/, restores/)
--key      the public key that must have signed: a file (PEM or DER), or the SHA-256 of its DER

Needs Python 3.11 and nothing else. The formats are those of docs/ledger-format.md. Exit code 0:
everything is proven. 1: something differs, and the output says what. 2: it cannot be told.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import re
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FORMAT = "regulars-checkpoint-1"
ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256"
# A new member is listed within seconds; by the checkpoint after an hour it must be there.
LISTED_WITHIN_MS = 3_600_000
SHOWN_AT_MOST = 1000

# AlgorithmIdentifier of SHA-256 as EMSA-PKCS1-v1_5 puts it before the digest (RFC 8017, 9.2).
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
_MEMBER = re.compile(r"L#([^#]+)#M#([^#]+)")


class Unusable(Exception):
    """What was given is not what it says it is."""


@dataclass
class Findings:
    """What differs, what should be known besides, and what was proven."""

    differences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ledgers: int = 0
    members: int = 0
    entries: int = 0
    checkpoints: int = 0
    heads: int = 0

    def differs(self, what: str) -> None:
        if len(self.differences) < SHOWN_AT_MOST:
            self.differences.append(what)


# Signatures


def rsa_numbers(der: bytes) -> tuple[int, int]:
    """Modulus and exponent of a SubjectPublicKeyInfo."""
    (_, bits), *_ = _sequence(_sequence_content(der))[1:]
    numbers = _sequence(_sequence_content(bits[1:]))  # behind the count of unused bits
    return int.from_bytes(numbers[0][1], "big"), int.from_bytes(numbers[1][1], "big")


def _sequence_content(der: bytes) -> bytes:
    ((tag, content), *_) = _sequence(der)
    if tag != 0x30:
        raise Unusable("the public key is not in the form that is expected")
    return content


def _sequence(der: bytes) -> list[tuple[int, bytes]]:
    """The (tag, content) pairs that follow one another."""
    found, at = [], 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(der[at : at + size], "big"), at + size
        found.append((tag, der[at : at + length]))
        at += length
    return found


def signed_by(message: bytes, signature: bytes, der: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2)."""
    modulus, exponent = rsa_numbers(der)
    size = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= modulus or size < 256:
        return False
    info = _SHA256_PREFIX + hashlib.sha256(message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    return pow(number, exponent, modulus).to_bytes(size, "big") == padded


def key_of(given: str) -> str:
    """The SHA-256 of the key's DER, from a file or from itself."""
    path = Path(given)
    if not path.is_file():
        if not re.fullmatch(r"[0-9a-fA-F]{64}", given):
            raise Unusable(f"{given} is neither a file nor a SHA-256")
        return given.lower()
    content = path.read_bytes()
    pem = re.search(rb"-----BEGIN PUBLIC KEY-----(.+?)-----END", content, re.DOTALL)
    return hashlib.sha256(base64.b64decode(pem[1]) if pem else content).hexdigest()


# The table


def entry_hash(member: str, item: dict[str, Any]) -> str:
    """The hash that the entry should have, by its own content."""
    content = [
        member,
        *(_number(item, "seq"), _number(item, "at_ms"), _text(item, "k")),
        *(_number(item, "a"), _number(item, "p"), _number(item, "d")),
        *(_text(item, "lots"), _text(item, "spend")),
        *(json.loads(_text(item, "source")), json.loads(_text(item, "why"))),
        _text(item, "previous"),
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _text(item: dict[str, Any], name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _number(item: dict[str, Any], name: str) -> int:
    return int(item.get(name, {}).get("N", 0))


def items(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Every item of the exported files."""
    for path in paths:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if _packed(path)
            else path.open(encoding="utf-8") as lines
        ):
            for line in lines:
                found = json.loads(line)
                if "Item" in found:
                    yield found["Item"]


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def files_of(given: list[str]) -> list[Path]:
    """The files that a list of files and directories means."""
    found: list[Path] = []
    for path in map(Path, given):
        inside = (one for one in path.rglob("*") if re.search(r"\.jsonl?(\.gz)?$", one.name))
        found += sorted(inside) if path.is_dir() else [path]
    # The manifests of DynamoDB's own export lie beside its data.
    return [path for path in found if not path.name.startswith("manifest")]


class Table:
    """The exported entries and balances, in a temporary file: in no order, and of any number."""

    def __init__(self, found: Iterable[dict[str, Any]]) -> None:
        self.db = sqlite3.connect("")
        self.db.execute(
            "CREATE TABLE entry (ledger, member, seq INTEGER, at_ms INTEGER, previous, hash, true,"
            " a INTEGER, p INTEGER, d INTEGER, PRIMARY KEY (ledger, member, seq)) WITHOUT ROWID"
        )
        self.db.execute(
            "CREATE TABLE balance (ledger, member, a INTEGER, p INTEGER, d INTEGER,"
            " PRIMARY KEY (ledger, member)) WITHOUT ROWID"
        )
        entries: list[tuple[Any, ...]] = []
        for item in found:
            named = _MEMBER.fullmatch(_text(item, "pk"))
            if named and _text(item, "sk") == "MEMBER":
                sums = (_number(item, "available"), _number(item, "pending"), _number(item, "debt"))
                values = (*named.groups(), *sums)
                self.db.execute("INSERT OR REPLACE INTO balance VALUES (?,?,?,?,?)", values)
            elif named and _text(item, "sk").startswith("E#"):
                entries.append(_entry(named[1], named[2], item))
            if len(entries) >= 10_000:
                self._keep(entries)
        self._keep(entries)

    def _keep(self, entries: list[tuple[Any, ...]]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)", entries)
        entries.clear()

    def check(self, findings: Findings) -> None:
        """Every entry has the hash of its content and follows the one before it, and every
        balance is the sum of its entries."""
        before: tuple[str, str, int, str] = ("", "", 0, "")
        rows = self.db.execute(
            "SELECT ledger, member, seq, previous, hash, true FROM entry ORDER BY 1, 2, 3"
        )
        for ledger, member, seq, previous, kept, true in rows:
            findings.entries += 1
            if (ledger, member) != before[:2]:
                findings.members += 1
                before = (ledger, member, 0, "")
            name = f"{ledger}: member {member}, entry {seq}"
            if kept != true:
                findings.differs(f"{name}: it was changed after it was written")
            if seq != before[2] + 1:
                findings.differs(f"{name}: the one before it is missing")
            elif previous != before[3]:
                findings.differs(f"{name}: it does not follow the one before it")
            before = (ledger, member, seq, kept)
        for ledger, member in self.db.execute(
            "SELECT s.ledger, s.member FROM (SELECT ledger, member, sum(a) AS a, sum(p) AS p,"
            " sum(d) AS d FROM entry GROUP BY 1, 2) s LEFT JOIN balance b USING (ledger, member)"
            " WHERE s.a IS NOT b.a OR s.p IS NOT b.p OR s.d IS NOT b.d"
        ):
            findings.differs(f"{ledger}: member {member}: the balance is not the sum of entries")

    def hash_at(self, ledger: str, member: str, seq: int) -> str | None:
        """The hash of an entry; None when there is no such entry."""
        found = self.db.execute(
            "SELECT hash FROM entry WHERE ledger = ? AND member = ? AND seq = ?",
            (ledger, member, seq),
        ).fetchone()
        return str(found[0]) if found else None

    def last(self, ledger: str, member: str) -> int:
        """The sequence of the member's last entry; 0 without any."""
        found = self.db.execute(
            "SELECT max(seq) FROM entry WHERE ledger = ? AND member = ?", (ledger, member)
        ).fetchone()
        return int(found[0] or 0)

    def ledgers(self) -> set[str]:
        return {row[0] for row in self.db.execute("SELECT DISTINCT ledger FROM entry")}


def _entry(ledger: str, member: str, item: dict[str, Any]) -> tuple[Any, ...]:
    return (
        *(ledger, member, _number(item, "seq"), _number(item, "at_ms")),
        *(_text(item, "previous"), _text(item, "hash"), entry_hash(member, item)),
        *(_number(item, "a"), _number(item, "p"), _number(item, "d")),
    )


# Checkpoints


def statements(folder: Path, findings: Findings, key: str | None) -> list[dict[str, Any]]:
    """A ledger's checkpoints, oldest first, whose signatures and chain were checked."""
    found: list[dict[str, Any]] = []
    before = ""
    keys: set[str] = set()
    for path in sorted(folder.glob("*.json")):
        name = f"{folder.name}: checkpoint {path.stem}"
        signed = json.loads(path.read_text())
        text = signed["statement"].encode()
        der = base64.b64decode(signed["public_key"])
        keys.add(hashlib.sha256(der).hexdigest())
        if signed["algorithm"] != ALGORITHM or not signed_by(
            text, base64.b64decode(signed["signature"]), der
        ):
            findings.differs(f"{name}: the signature is not valid")
        statement = json.loads(text)
        if statement["format"] != FORMAT or statement["ledger"] != folder.name:
            findings.differs(f"{name}: it is not a checkpoint of this ledger")
            continue
        if found and statement["number"] != found[-1]["number"] + 1:
            findings.differs(f"{name}: the one before it is missing")
        elif found and statement["previous"] != before:
            findings.differs(f"{name}: it does not follow the one before it")
        if not found and statement["number"] != 1:
            findings.notes.append(f"{name} is the oldest that is here")
        before = hashlib.sha256(text).hexdigest()
        statement["name"] = name
        found.append(statement)
    if len(keys) > 1:
        findings.notes.append(f"{folder.name}: signed with {len(keys)} keys: {sorted(keys)}")
    if key is not None and keys - {key}:
        findings.differs(f"{folder.name}: signed with a key that is not {key}")
    elif key is None and keys:
        findings.notes.append(
            f"{folder.name}: signed with {sorted(keys)}; compare it with what KMS says (--key)"
        )
    return found


def lines_of(folder: Path, statement: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """(member, sequence, head) of a checkpoint. Raises Unusable, at the end, when the lines are
    not those that were signed."""
    digest, members, entries, before = hashlib.sha256(), 0, 0, ""
    try:
        with gzip.open(folder / statement["lines"], "rb") as lines:
            for line in lines:
                digest.update(line)
                member, sequence, head = line.decode().split()
                if member <= before:
                    raise Unusable("its lines are not in order")
                members, entries, before = members + 1, entries + int(sequence), member
                yield member, int(sequence), head
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise Unusable(f"its lines cannot be read: {error}") from None
    counts = (digest.hexdigest(), members, entries)
    if counts != (statement["digest"], statement["members"], statement["entries"]):
        raise Unusable("its lines are not those that were signed")


def prove(folder: Path, made: list[dict[str, Any]], table: Table, findings: Findings) -> None:
    """Hold the entries against every checkpoint that says something of them."""
    ledger, last = folder.name, made[-1]
    proven: dict[str, str] = {}
    for statement in made:
        findings.checkpoints += 1
        over = _superseded(statement, last)
        if over:
            proven.clear()
            findings.notes.append(f"{statement['name']} says nothing of today: {over}")
        try:
            for member, sequence, head in lines_of(folder, statement):
                if over:
                    continue
                findings.heads += 1
                kept = table.hash_at(ledger, member, sequence)
                if kept != head:
                    what = _explained(table, ledger, member, sequence, kept)
                    findings.differs(f"{ledger}: member {member}: {what} ({statement['made_at']})")
        except Unusable as error:
            findings.differs(f"{statement['name']}: {error}")
    _listed(table, folder, last, findings)


def _superseded(statement: dict[str, Any], last: dict[str, Any]) -> str:
    """Why a checkpoint says nothing of today's entries, if that is so."""
    if statement["redacted_at"] != last["redacted_at"]:
        return f"all data of the store were deleted at {last['redacted_at']}"
    for restore in last["restored"]:
        if restore["to"] <= statement["made_at"] <= restore["at"]:
            return f"the table was taken back to {restore['to']} at {restore['at']}"
    return ""


def _explained(table: Table, ledger: str, member: str, sequence: int, kept: str | None) -> str:
    if kept is not None:
        return (
            f"entry {sequence} is not the one that was signed: it or one before it was changed, "
            "and the chain made anew"
        )
    last = table.last(ledger, member)
    if not last:
        return f"all {sequence} entries that were signed are gone"
    if last < sequence:
        return f"{sequence} entries were signed and {last} are left: the last ones are gone"
    return f"entry {sequence}, which was signed, is missing"


def _listed(table: Table, folder: Path, last: dict[str, Any], findings: Findings) -> None:
    """Members that the newest checkpoint should have and has not."""
    made = datetime.strptime(last["made_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    table.db.execute("CREATE TEMP TABLE listed (member PRIMARY KEY) WITHOUT ROWID")
    try:
        members = ((member,) for member, _, _ in lines_of(folder, last))
        table.db.executemany("INSERT INTO listed VALUES (?)", members)
    except Unusable:
        pass  # said already
    before = made.timestamp() * 1000 - LISTED_WITHIN_MS
    for (member,) in table.db.execute(
        "SELECT member FROM entry WHERE ledger = ? AND seq = 1 AND at_ms < ?"
        " AND member NOT IN (SELECT member FROM listed)",
        (last["ledger"], before),
    ):
        findings.differs(
            f"{last['ledger']}: member {member} has entries from before {last['made_at']}, and "
            "the checkpoint does not know them"
        )
    table.db.execute("DROP TABLE listed")


def verify(export: list[Path], records: Path, key: str | None) -> Findings:
    findings = Findings()
    table = Table(items(export))
    table.check(findings)
    folders = sorted(path for path in (records / "checkpoints").glob("*") if path.is_dir())
    for folder in folders:
        made = statements(folder, findings, key)
        if made:
            findings.ledgers += 1
            prove(folder, made, table, findings)
    for ledger in sorted(table.ledgers() - {folder.name for folder in folders}):
        findings.notes.append(f"{ledger}: no checkpoint yet, so nothing but its chains is proven")
    return findings


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--export", nargs="+", required=True, metavar="FILE")
    parser.add_argument("--records", required=True, metavar="DIRECTORY")
    parser.add_argument("--key")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        key = key_of(options.key) if options.key else None
        findings = verify(files_of(options.export), Path(options.records), key)
    except (Unusable, OSError, ValueError, KeyError, EOFError, zlib.error) as error:
        print(f"This cannot be checked: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(findings.__dict__, indent=2))
    else:
        for what in (*findings.differences, *findings.notes):
            print(what)
        print(
            f"{findings.ledgers:,} ledgers, {findings.checkpoints:,} checkpoints, "
            f"{findings.heads:,} signed heads, {findings.members:,} members, "
            f"{findings.entries:,} entries: "
            + (f"{len(findings.differences):,} differences" if findings.differences else "proven")
        )
    return 1 if findings.differences else 0


if __name__ == "__main__":
    sys.exit(main())
