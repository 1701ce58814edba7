"""The shop's memory: JSON documents, counters and the delivery log in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY, platform TEXT NOT NULL, topic TEXT NOT NULL, resource TEXT NOT NULL,
    state TEXT NOT NULL, position REAL NOT NULL, due_at REAL NOT NULL, created_at REAL NOT NULL,
    sent_at REAL, status INTEGER, took_ms INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
    headers TEXT, body BLOB, note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS delivery_by_state ON delivery (platform, state, position);
"""


class Database:
    """One connection shared by all threads behind one lock: a shop for one visitor needs no
    more, and every read-change-write under `change()` is atomic."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All of the block, or nothing of it. May be nested."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def execute(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def get(self, kind: str, key: str | int) -> Document | None:
        rows = self.execute("SELECT body FROM document WHERE kind=? AND id=?", (kind, str(key)))
        return json.loads(rows[0]["body"]) if rows else None

    def put(self, kind: str, key: str | int, body: Document) -> None:
        text = json.dumps(body, ensure_ascii=False)
        self.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, str(key), text))

    def delete(self, kind: str, key: str | int) -> bool:
        sql = "DELETE FROM document WHERE kind=? AND id=? RETURNING id"
        return bool(self.execute(sql, (kind, str(key))))

    def all(self, kind: str) -> list[Document]:
        """Every document of a kind, by id (numerically where ids are numbers)."""
        sql = "SELECT body FROM document WHERE kind=? ORDER BY CAST(id AS INTEGER), id"
        return [json.loads(row["body"]) for row in self.execute(sql, (kind,))]

    def next_id(self, name: str, first: int) -> int:
        """The next number of a sequence that begins at `first`."""
        sql = (
            "INSERT INTO counter VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(self.execute(sql, (name, first))[0]["value"])
