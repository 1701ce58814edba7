"""Webhook deliveries: a log, and one background thread per platform that sends what is due.

States: queued (goes out when due), held (waits for the lab), sending, sent, failed, dropped.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from infra.local.sandbox.config import PLATFORMS, Platform
from infra.local.sandbox.faults import elapsed_ms
from infra.local.sandbox.transport import post

if TYPE_CHECKING:
    from infra.local.sandbox.sandbox import Sandbox

# Builds (path, headers, body) of a delivery at the moment it is sent.
Builder = Callable[["Sandbox", str, str, bytes | None], tuple[str, dict[str, str], bytes]]

_DISABLE_AFTER = 7  # WooCommerce gives a webhook up at this many failures in a row.
_TIMEOUT_S = {"woo": 60.0, "shopify": 5.0}


class Deliveries:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._builders: dict[Platform, Builder] = {}
        self._wake = threading.Condition()
        self._closing = False
        self._threads: list[threading.Thread] = []

    def start(self, builders: dict[Platform, Builder]) -> None:
        """Begin sending. What a killed process left half sent goes out again."""
        self._builders = builders
        self._sandbox.db.execute("UPDATE delivery SET state='queued' WHERE state='sending'")
        for platform in PLATFORMS:
            name = f"sandbox-deliveries-{platform}"
            thread = threading.Thread(target=self._run, args=(platform,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        self._closing = True
        self.wake()
        for thread in self._threads:
            thread.join(timeout=2)

    def wake(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def add(
        self,
        platform: Platform,
        topic: str,
        resource: str | int,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        note: str = "",
    ) -> int | None:
        """Something changed: put a delivery in line. None while nobody listens. A `body` of
        None is built when the delivery is sent (WooCommerce's way)."""
        if not self._sandbox.store(platform).connected or self.disabled(platform, topic):
            return None
        state = "held" if self.mode(platform) == "hold" else "queued"
        now = self._sandbox.now()
        row = self._sandbox.db.execute(
            "INSERT INTO delivery (platform, topic, resource, state, position, due_at, created_at,"
            " headers, body, note) VALUES (?, ?, ?, ?,"
            " (SELECT COALESCE(MAX(position), 0) + 1 FROM delivery), ?, ?, ?, ?, ?) RETURNING id",
            (
                platform,
                topic,
                str(resource),
                state,
                now,
                now,
                json.dumps(headers) if headers else None,
                body,
                note,
            ),
        )
        self.wake()
        return int(row[0]["id"])

    def mode(self, platform: Platform) -> str:
        """ "auto": send at once, in order. "hold": wait for the lab."""
        saved = self._sandbox.db.get("setting", f"deliveries/{platform}")
        return str(saved["mode"]) if saved else "auto"

    def set_mode(self, platform: Platform, mode: str) -> None:
        self._sandbox.db.put("setting", f"deliveries/{platform}", {"mode": mode})

    def disabled(self, platform: Platform, topic: str) -> bool:
        saved = self._sandbox.db.get("webhook", f"{platform}/{topic}")
        return bool(saved and saved["failures"] >= _DISABLE_AFTER)

    def enable_all(self) -> None:
        """What a merchant does in the settings after fixing the receiver."""
        self._sandbox.db.execute("DELETE FROM document WHERE kind='webhook'")

    def send_now(self, delivery_id: int) -> sqlite3.Row | None:
        """Send one delivery in this thread, whatever its state; the same bytes if it has been
        built before. Returns its row afterwards."""
        rows = self._sandbox.db.execute("SELECT * FROM delivery WHERE id=?", (delivery_id,))
        if not rows:
            return None
        self._send(rows[0])
        return self._sandbox.db.execute("SELECT * FROM delivery WHERE id=?", (delivery_id,))[0]

    def _run(self, platform: Platform) -> None:
        while not self._closing:
            row = self._take(platform)
            if row is not None:
                self._send(row)
                continue
            with self._wake:
                if not self._closing:
                    self._wake.wait(timeout=0.25)

    def _take(self, platform: Platform) -> sqlite3.Row | None:
        if not self._sandbox.config.front_url:
            return None
        try:
            rows = self._sandbox.db.execute(
                "UPDATE delivery SET state='sending' WHERE id=(SELECT id FROM delivery"
                " WHERE platform=? AND state='queued' AND due_at<=? ORDER BY position LIMIT 1)"
                " RETURNING *",
                (platform, self._sandbox.now()),
            )
        except sqlite3.ProgrammingError:  # closed under our feet
            return None
        return rows[0] if rows else None

    def _send(self, row: sqlite3.Row) -> None:
        platform: Platform = row["platform"]
        built = row["headers"] is not None and row["body"] is not None
        path, headers, body = self._builders[platform](
            self._sandbox, row["topic"], row["resource"], row["body"]
        )
        if built:
            headers = json.loads(row["headers"])
        began = time.monotonic()
        status, note = post(
            self._sandbox.config.front_url + path, headers, body, _TIMEOUT_S[platform]
        )
        self._record(row, headers, body, status, elapsed_ms(began), note)

    def _record(
        self,
        row: sqlite3.Row,
        headers: dict[str, str],
        body: bytes,
        status: int,
        took_ms: int,
        note: str,
    ) -> None:
        platform: Platform = row["platform"]
        good = 200 <= status < 300 or (platform == "woo" and status in (301, 302))
        state, due_at, now = ("sent" if good else "failed"), row["due_at"], self._sandbox.now()
        delays = self._sandbox.config.retry_delays_s
        if not good and platform == "shopify" and row["attempts"] < len(delays):
            state, due_at = "queued", now + delays[row["attempts"]]
        with self._sandbox.db.change():
            if platform == "woo":
                self._count_failure(row["topic"], good)
            self._sandbox.db.execute(
                "UPDATE delivery SET state=?, due_at=?, sent_at=?, status=?, took_ms=?,"
                " attempts=attempts+1, headers=?, body=?, note=? WHERE id=?",
                (state, due_at, now, status, took_ms, json.dumps(headers), body, note, row["id"]),
            )

    def _count_failure(self, topic: str, good: bool) -> None:
        key = f"woo/{topic}"
        saved: dict[str, Any] = self._sandbox.db.get("webhook", key) or {"failures": 0}
        saved["failures"] = 0 if good else saved["failures"] + 1
        self._sandbox.db.put("webhook", key, saved)
