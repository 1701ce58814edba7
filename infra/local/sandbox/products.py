"""What may change about a product: whether it is on sale, and which collection it is in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from core.money import to_major
from infra.local.sandbox import shopify_payloads
from infra.local.sandbox.catalogue import PRODUCTS, Product, shop_price_minor
from infra.local.sandbox.config import Platform
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox

# Handle: (number, title). WooCommerce calls them categories.
COLLECTIONS = {
    "bags": (21, "Bags"),
    "coffee": (22, "Coffee"),
    "outdoor": (23, "Outdoor"),
    "gifts": (24, "Gifts"),
}
_FIRST = {
    "day-backpack": "bags",
    "trail-backpack": "bags",
    "house-beans": "coffee",
    "drip-kit": "coffee",
    "camp-mug": "outdoor",
    "gift-card": "gifts",
}
_VENDORS = {"bags": "Backpack & Bean", "outdoor": "Backpack & Bean"}
_TAGS = {"house-beans": "organic", "trail-backpack": "limited"}
_SINCE = 1_780_000_000


@dataclass(frozen=True, slots=True)
class Shelved:
    """A product as one of the two shops has it now."""

    product: Product
    sale: bool
    collection: str
    modified_at: float

    @property
    def vendor(self) -> str:
        return _VENDORS.get(_FIRST[self.product.sku], "Plum Roasters")

    @property
    def tags(self) -> list[str]:
        return [_TAGS[self.product.sku]] if self.product.sku in _TAGS else []

    def prices(self, currency: str) -> tuple[str, str | None]:
        """What it costs, and what it did before the sale."""
        before = shop_price_minor(self.product.usd * Decimal("1.25"), currency)
        asked = to_major(self.product.price_minor(currency), currency)
        return asked, to_major(before, currency) if self.sale else None


def shelved(sandbox: Sandbox, platform: Platform, product: Product) -> Shelved:
    saved = sandbox.db.get(f"{platform}/product", product.sku) or {}
    return Shelved(
        product,
        sale=bool(saved.get("sale", False)),
        collection=str(saved.get("collection", _FIRST[product.sku])),
        modified_at=float(saved.get("modified_at", _SINCE)),
    )


def every(sandbox: Sandbox, platform: Platform) -> list[Shelved]:
    """All products, oldest change first."""
    found = [shelved(sandbox, platform, product) for product in PRODUCTS]
    return sorted(found, key=lambda one: one.modified_at)


def change(
    sandbox: Sandbox,
    platform: Platform,
    product: Product,
    *,
    sale: bool | None = None,
    collection: str | None = None,
) -> Shelved:
    """Change a product, and tell whoever listens. Raises ValueError for an unknown collection."""
    if collection is not None and collection not in COLLECTIONS:
        raise ValueError(f"collection must be one of {', '.join(COLLECTIONS)}")
    with sandbox.db.change():
        now = shelved(sandbox, platform, product)
        saved: Document = {
            "sale": now.sale if sale is None else sale,
            "collection": collection or now.collection,
            "modified_at": sandbox.now(),
        }
        sandbox.db.put(f"{platform}/product", product.sku, saved)
        after = shelved(sandbox, platform, product)
        _announce(sandbox, platform, after)
    return after


def _announce(sandbox: Sandbox, platform: Platform, after: Shelved) -> None:
    if platform == "woo":
        sandbox.deliveries.add("woo", "product.updated", after.product.woo_id)
        return
    from infra.local.sandbox.shopify_products import webhook_json

    event = shopify_payloads.new_event(sandbox)
    shopify_payloads.announce(sandbox, "products/update", webhook_json(sandbox, after), event)


def described(one: Shelved) -> Document:
    """For /control."""
    facts = {name: value for name, value in asdict(one).items() if name != "product"}
    return {"sku": one.product.sku, **facts, "vendor": one.vendor, "tags": one.tags}
