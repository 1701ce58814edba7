"""The running shop: its memory, its two stores' connections, its deliveries and faults."""

from __future__ import annotations

import secrets
from collections import deque
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from infra.local.sandbox.config import Platform, SandboxConfig, StoreConfig, StoreFile
from infra.local.sandbox.db import Database
from infra.local.sandbox.deliveries import Deliveries
from infra.local.sandbox.faults import Faults
from infra.local.sandbox.shopify_cost import Bucket


class Sandbox:
    """`app.extensions["sandbox"]`. Close it when its server stops."""

    def __init__(self, config: SandboxConfig) -> None:
        self.config = config
        self.db = Database(config.data_dir / "sandbox.db")
        self._stores = StoreFile(config.data_dir)
        for platform, settings in config.stores.items():
            self._stores.configure(platform, **settings)
        self.faults = Faults()
        self.cost_bucket = Bucket()
        # The last API calls that Regulars made, for the lab and for tests.
        self.requests: deque[dict[str, Any]] = deque(maxlen=500)
        self.deliveries = Deliveries(self)

    def store(self, platform: Platform) -> StoreConfig:
        return self._stores.get(platform)

    def configure_store(self, platform: Platform, **settings: Any) -> StoreConfig:
        """Set what only the installer knows (store_id, shopper_secret, keys, currency, ...).
        Kept in data_dir. Raises TypeError for an unknown setting."""
        return self._stores.configure(platform, **settings)

    def now(self) -> float:
        """Unix seconds by the shop's clock."""
        return self.config.clock()

    def local(self, platform: Platform, at_s: float) -> datetime:
        """A moment in the store's own time zone."""
        return datetime.fromtimestamp(int(at_s), ZoneInfo(self.store(platform).timezone))

    def session_key(self) -> str:
        """Signs the visitor's cookie; kept, so that a restart signs nobody out."""
        with self.db.change():
            saved = self.db.get("setting", "session_key")
            if saved is None:
                saved = {"value": secrets.token_hex(32)}
                self.db.put("setting", "session_key", saved)
        return str(saved["value"])

    def close(self) -> None:
        self.faults.clear()
        self.deliveries.close()
        self.db.close()


def gmt(at_s: float) -> str:
    """WooCommerce's `*_gmt` form: no zone, whole seconds."""
    return datetime.fromtimestamp(int(at_s), UTC).strftime("%Y-%m-%dT%H:%M:%S")


def from_gmt(text: str) -> float:
    """Unix seconds of a `*_gmt` stamp."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def of_app(app: Flask) -> Sandbox:
    sandbox: Sandbox = app.extensions["sandbox"]
    return sandbox


def current() -> Sandbox:
    """The sandbox of the request being served."""
    return of_app(current_app)
