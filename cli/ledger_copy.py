"""./regulars ledger export, restore, replay: the table out of and into a file.

The file is gzip JSON lines: a header, one {"Item": ...} in DynamoDB's JSON a line (as
DynamoDB's own export to S3 writes them), and an end that says how many.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cli.answer import Answer
from cli.parsing import Parser, leaf, moment, now_ms
from core import calendar
from core.errors import BadInput, Conflict, NotFound
from core.identity import Ledger
from core.ledger import copying, programs, raw, stores, table, verify
from core.ledger.posting import Books
from core.ledger.raw import Item, text
from core.ledger.redact import leave_ledger
from core.ledger.stores import Store, StoreRow
from integrations import access, records, redacting, restoring

FORMAT = "regulars-export-1"
# Hashes and pseudonyms hardly compress; the rest does at any level.
_COMPRESSION = 3
_TOLD_EVERY = 50_000


def configure(parent: Any) -> None:
    """Add the commands that copy."""
    out: Parser = leaf(parent, "export", export, "write the table, or one store of it, to a file")
    out.add_argument("file", metavar="FILE", type=Path, help="or a directory")
    out.add_argument("--store", help="only this store and its ledger")
    out.add_argument("--table", help="another table, say one restored to a point in time")
    back: Parser = leaf(
        parent, "restore", restore, "write an export into an empty table, and erase again who was"
    )
    back.add_argument("file", metavar="FILE", type=Path)
    back.add_argument("--replace", metavar="TABLE", help="empty the table of that name first")
    back.add_argument(
        "--taken-back-to",
        type=moment,
        metavar="TIME",
        help="what time the export shows, if not that of its making",
    )
    again: Parser = leaf(
        parent, "replay", replay, "erase again who was, after the table was taken back otherwise"
    )
    again.add_argument("--taken-back-to", required=True, type=moment, metavar="TIME")


# Export


def export(options: Namespace) -> Answer:
    """Personal data and sealed credentials included: nobody but the owner may read the file."""
    began_ms = now_ms()
    if options.table:
        table.bind(options.table)
    path: Path = options.file
    if path.is_dir():
        stamp = calendar.iso(began_ms / 1000).replace(":", "")
        path = path / f"{table.Row.Meta.table_name}-{stamp}.jsonl.gz"
    wanted: Callable[[Item], bool] = _everything
    if options.store:
        store = stores.get(options.store, fresh=True)
        wanted = copying.of_store(store.store_id, store.ledger_id)
    header = {
        "regulars_export": FORMAT,
        "table": table.Row.Meta.table_name,
        "store": options.store,
        "began_at_ms": began_ms,
    }
    unfinished = path.with_name(path.name + ".part")
    with _private(unfinished) as file, gzip.GzipFile("", "wb", _COMPRESSION, file, 0) as packed:
        _line(packed, header)
        count = 0
        for item in copying.exported(wanted, _open_ledger, began_ms):
            _line(packed, {"Item": item})
            count += 1
            _tell(count, "items")
        _line(packed, {"end": count})
    unfinished.replace(path)
    data = {"file": str(path), "items": count, "bytes": path.stat().st_size}
    return Answer(data, lambda: f"{count:,} items in {path} ({data['bytes']:,} bytes).")


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _line(file: gzip.GzipFile, content: dict[str, Any]) -> None:
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    file.write(text.encode() + b"\n")


def _everything(item: Item) -> bool:
    return True


def _open_ledger(ledger_id: str) -> Ledger:
    return Ledger.open(ledger_id, access.secret().master_key)


# Restore


@dataclass
class _Export:
    """A whole export. `held`: what lets anything be served; it goes in last."""

    path: Path
    began_ms: int = 0
    items: int = 0
    held: dict[raw.Key, Item] = field(default_factory=dict)

    def read(self) -> Iterator[Item]:
        """Its items. Raises BadInput when it is none, or not whole."""
        try:
            yield from self._read()
        except (EOFError, ValueError, gzip.BadGzipFile) as error:
            raise BadInput(f"{self.path} is damaged or no export: {error}") from None

    def _read(self) -> Iterator[Item]:
        self.items = 0
        ended = False
        with gzip.open(self.path, "rb") as lines:
            header = json.loads(next(lines, b"{}"))
            if header.get("regulars_export") != FORMAT:
                raise ValueError("it does not begin as one")
            self.began_ms = self.began_ms or int(header["began_at_ms"])
            for line in lines:
                content = json.loads(line)
                ended = content.get("end") == self.items
                if "Item" in content:
                    self.items += 1
                    yield content["Item"]
        if not ended:
            raise ValueError("its end is missing")


def restore(options: Namespace) -> Answer:
    """Stores go in last: until erasures and redactions that came after the export are applied,
    nothing in the table can be reached. Exit code 1 when the books do not balance."""
    source = _Export(options.file)
    for item in source.read():  # all of it, before anything is written
        if _is_store(item):
            source.held[raw.key_of(item)] = item
    if options.taken_back_to is not None:
        source.began_ms = options.taken_back_to * 1000
    _make_room(options.replace)
    redactions = _fence(source)
    emptied = {one.ledger_id for one in redactions if one.whole_ledger}
    written = raw.put(_told(item for item in source.read() if _to_write(item, emptied)))
    books = {
        store.store_id: _books(store)
        for store in _stores(source)
        if store.store_id == store.ledger_id and store.ledger_id not in emptied
    }
    for redaction in redactions:
        if redaction.ledger_id in books:
            leave_ledger(books[redaction.ledger_id], redaction.store_id, now_ms(), _no_hurry)
    erased = restoring.erase_again(books.get, source.began_ms)
    written += raw.put(source.held.values())
    return _done(source.began_ms, restoring.Replayed(erased, len(redactions)), written)


def _is_store(item: Item) -> bool:
    return text(item, "pk").startswith("STORE")


def _make_room(replace: str | None) -> None:
    if copying.is_empty():
        return
    name = table.Row.Meta.table_name
    if replace is None:
        raise Conflict(
            f"The table {name} is not empty. To lose what is in it: --replace {name}",
            code="not_empty",
        )
    if replace != name:
        raise BadInput(f"The table is {name}, not {replace}. Nothing was done.")
    copying.clear()


def _fence(source: _Export) -> list[records.Redaction]:
    """Put stores that were redacted since back into that state; their redactions."""
    found = []
    for store in _stores(source):
        redaction = restoring.due_redaction(store)
        if redaction is not None:
            row = stores.row(restoring.fenced(store, redaction))
            source.held[row.pk, row.sk] = row.serialize()
            found.append(redaction)
    return found


def _stores(source: _Export) -> list[Store]:
    return [
        stores.state(StoreRow.from_raw_data(item))
        for (_, sk), item in source.held.items()
        if sk == "STORE"
    ]


def _to_write(item: Item, emptied: set[str]) -> bool:
    pk = text(item, "pk")
    parts = pk.split("#")
    of_ledger = parts[1] if parts[0] == "L" else text(item, "ledger_id")
    kept = pk.endswith("#PROGRAM") or of_ledger not in emptied
    return kept and not _is_store(item)


def _books(store: Store) -> Books:
    ledger = access.ledger_of(store)
    return Books(ledger, programs.programs(ledger), store.tz)


# Replay


def replay(options: Namespace) -> Answer:
    """For a table that DynamoDB itself took back to a point in time."""
    replayed = restoring.Replayed()
    for store_id in stores.list_ids():
        store = stores.get(store_id, fresh=True)
        redaction = restoring.due_redaction(store)
        if redaction is not None:
            fenced = stores.save(restoring.fenced(store, redaction))
            redacting.carry_on(fenced, now_ms() // 1000, math.inf)
            replayed.redacted += 1
    taken_back_to_ms = options.taken_back_to * 1000
    replayed.erased = restoring.erase_again(_books_by_id, taken_back_to_ms)
    return _done(taken_back_to_ms, replayed, None)


def _books_by_id(ledger_id: str) -> Books | None:
    try:
        return access.books_by_ledger(ledger_id)
    except NotFound:
        return None


def _done(taken_back_to_ms: int, replayed: restoring.Replayed, written: int | None) -> Answer:
    ledgers = sorted({stores.get(one, fresh=True).ledger_id for one in stores.list_ids()})
    records.note_restore(
        records.Restore(
            now_ms(), taken_back_to_ms, tuple(ledgers), replayed.erased + replayed.redacted
        )
    )
    report = verify.verify(None, access.secret().master_key)
    data = {
        "items": written,
        "erased_again": replayed.erased,
        "redacted_again": replayed.redacted,
        "members": report.members,
        "entries": report.entries,
        "mismatches": report.mismatches,
    }

    def shown() -> str:
        lines = [f"{written:,} items written."] if written is not None else []
        lines += [
            f"{replayed.erased:,} members erased again, {replayed.redacted:,} stores "
            "redacted again.",
            f"{report.members:,} members, {report.entries:,} entries: "
            + (f"{report.found:,} mismatches." if report.found else "the books balance."),
            "Next: start what was stopped, and ./regulars sweep STORE for what came since.",
        ]
        return "\n".join(lines)

    return Answer(data, shown, exit_code=1 if report.mismatches else 0)


def _told(items: Iterator[Item]) -> Iterator[Item]:
    for count, item in enumerate(items, 1):
        _tell(count, "items written")
        yield item


def _no_hurry() -> bool:
    return False


def _tell(count: int, what: str) -> None:
    if not count % _TOLD_EVERY:
        print(f"{count:,} {what}", file=sys.stderr, flush=True)
