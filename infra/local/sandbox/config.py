"""What the sandbox is told: where Regulars is, and how each of its two stores is connected."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

Platform = Literal["woo", "shopify"]
PLATFORMS: tuple[Platform, ...] = ("woo", "shopify")
REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that Regulars sent. `at_s`: unix seconds."""

    message_id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    at_s: float


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """One store's side of its connection with Regulars. Fields of the other platform stay "".

    `store_id` and `shopper_secret` come from `./regulars store add`; until `store_id` is known
    the store has no webhooks, as before an install. `scopes` are what the merchant granted.
    """

    platform: Platform
    store_id: str = ""
    name: str = "Backpack & Bean"
    currency: str = "USD"
    timezone: str = "UTC"
    shopper_secret: str = ""
    webhook_secret: str = ""
    plugin_secret: str = ""
    consumer_key: str = ""
    consumer_secret: str = ""
    shop_domain: str = ""
    access_token: str = ""
    api_key: str = ""
    api_secret: str = ""
    scopes: str = (
        "read_orders,read_products,read_customers,write_customers,read_discounts,write_discounts,"
        "read_store_credit_accounts,write_store_credit_account_transactions,write_gift_cards"
    )

    @property
    def connected(self) -> bool:
        return bool(self.store_id)


def default_store(platform: Platform) -> StoreConfig:
    """A store with keys of its own, as it is before Regulars knows it."""
    if platform == "woo":
        return StoreConfig(
            platform="woo",
            webhook_secret=secrets.token_hex(24),
            consumer_key="ck_" + secrets.token_hex(20),
            consumer_secret="cs_" + secrets.token_hex(20),
        )
    return StoreConfig(
        platform="shopify",
        shop_domain="backpack-and-bean.myshopify.com",
        access_token="shpat_" + secrets.token_hex(16),
        api_key="sandbox-app-key",
        api_secret=secrets.token_hex(24),
    )


@dataclass
class SandboxConfig:
    """`front_url`: origin of Regulars, for webhooks and the app proxy ("" until known).
    `data_dir`: where the shop's state lives. `stores`: overrides of what data_dir remembers.
    `emulator_endpoint`: where sent mails can be read. `clock`: unix seconds.
    `retry_delays_s`: Shopify's eight retries, compressed from four hours.
    `name`: under which one of several sandboxes is reached, "" for the first; `shown`: which of its
    stores it shows; `app_installed`: whether its Shopify shop has the app when it is new."""

    front_url: str
    data_dir: Path
    stores: dict[Platform, dict[str, Any]] = field(default_factory=dict)
    emulator_endpoint: str = ""
    read_mail: Callable[[], list[Mail]] | None = None
    clock: Callable[[], float] = time.time
    scripts_path: Path = REPOSITORY / "integrations" / "storefront" / "dist"
    retry_delays_s: tuple[float, ...] = (10, 20, 40, 80, 160, 320, 640, 1280)
    coupon_gap_s: float = 0.02
    name: str = ""
    shown: tuple[Platform, ...] = PLATFORMS
    app_installed: bool = True


class StoreFile:
    """`stores.json` in data_dir: read again when another process has changed it."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "stores.json"
        self._mtime_ns = -1
        self._stores: dict[Platform, StoreConfig] = {}

    def get(self, platform: Platform) -> StoreConfig:
        mtime_ns = self.path.stat().st_mtime_ns if self.path.exists() else -1
        if not self._stores or mtime_ns != self._mtime_ns:
            self._load()
        return self._stores[platform]

    def configure(self, platform: Platform, **changes: Any) -> StoreConfig:
        """Change a store's settings. Raises TypeError for a setting that does not exist."""
        store = replace(self.get(platform), **changes)
        self._stores[platform] = store
        self._save()
        return store

    def _load(self) -> None:
        saved = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}
        known = {item.name for item in fields(StoreConfig)} - {"platform"}
        for platform in PLATFORMS:
            values = {k: v for k, v in saved.get(platform, {}).items() if k in known}
            self._stores[platform] = replace(default_store(platform), **values)
        # Generated keys must outlive the process, or a restart would disconnect the store.
        if any(platform not in saved for platform in PLATFORMS):
            self._save()
        else:
            self._mtime_ns = self.path.stat().st_mtime_ns

    def _save(self) -> None:
        body = {platform: asdict(store) for platform, store in self._stores.items()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_suffix(".tmp")
        temporary.write_text(json.dumps(body, indent=1), "utf-8")
        temporary.chmod(0o600)
        temporary.replace(self.path)
        self._mtime_ns = self.path.stat().st_mtime_ns
