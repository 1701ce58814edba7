"""A store from both sides: its StorePort, and what a merchant or a shopper does to it.

Two kinds have both: the sandbox's stores, behind our real clients and real HTTP, and the
simulation's shops in memory. What is true of the port must be true of each.
"""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from typing import Any, Literal

from core.money import to_major
from core.ports import CodeSpec, StorePort
from infra.local.sandbox.catalogue import BY_SKU
from integrations.context import StoreContext
from integrations.shopify.client import AdminApi
from integrations.shopify.store import ShopifyStore
from integrations.woocommerce.client import RestApi
from integrations.woocommerce.store import WooStore
from tests.integration.integrations.conftest import MEI, SHOP_CONTEXT, WOO_CONTEXT, Counter, spec
from tests.simulation.shops import Item, Refused, Trouble, open_shop
from tests.support.sandbox import SHOPIFY, WOO, SandboxServer

Platform = Literal["woocommerce", "shopify"]
Kind = Literal["never", "late", "throttled", "server_error", "forbidden"]
UNIT_MINOR = 5_000
INES = "ines.costa@example.com"


class Side(ABC):
    """A store and its two shoppers with accounts, Mei and Ines."""

    def __init__(
        self, platform: Platform, context: StoreContext, port: StorePort, mei: str, ines: str
    ) -> None:
        self.platform = platform
        self.context = context
        self.port = port
        self.mei = mei
        self.ines = ines

    def spec(self, **changes: object) -> CodeSpec:
        """A code worth 5.00 for Mei."""
        return spec(customer_id=self.mei, email=MEI, **changes)

    @abstractmethod
    def buy(
        self, who: str | None = None, *, codes: tuple[str, ...] = (), paid: bool = True
    ) -> str | None:
        """Two mugs for `who` (Mei when not given), 8.00 to ship; None when the cart refuses a
        code."""

    def bought(self, **options: Any) -> str:
        order_id = self.buy(**options)
        assert order_id is not None
        return order_id

    @abstractmethod
    def do(self, order_id: str, action: str, **given: Any) -> None:
        """pay, cancel, touch, trash, restore; refund {"units"} or {"minor"}, with {"shipping"};
        delete: gone for good."""

    @abstractmethod
    def arm(self, kind: Kind, method: str) -> None:
        """Trouble for the next call of a port's method, however often that asks."""

    @abstractmethod
    def calm(self) -> None:
        """No more trouble."""

    @abstractmethod
    def codes(self) -> int:
        """How many codes there are."""

    @abstractmethod
    def balance(self, customer_id: str) -> dict[str, Any] | None:
        """The copy of a customer's balance."""

    @property
    @abstractmethod
    def product_id(self) -> str:
        """Of a product in the collection "bags", not on sale."""

    @abstractmethod
    def change_product(self, *, sale: bool | None = None, collection: str | None = None) -> None:
        """Put that product on sale, or into another collection ("coffee")."""

    @abstractmethod
    def remove_us(self) -> None:
        """Our credentials are refused from now on."""


class InMemory(Side):
    def __init__(self, platform: Platform) -> None:
        address = {"woocommerce": "https://tea.example.com", "shopify": "tea.myshopify.com"}
        self.shop = open_shop(
            platform,
            address[platform],
            clock=time.time,
            webhook_secret=lambda: "secret",
            timezone="Asia/Taipei",
        )
        mei, ines = (self.shop.register(one, verified=True).customer_id for one in (MEI, INES))
        super().__init__(platform, self.shop.context, self.shop.port, mei, ines)

    def buy(
        self, who: str | None = None, *, codes: tuple[str, ...] = (), paid: bool = True
    ) -> str | None:
        mugs = Item(9, 2, UNIT_MINOR)
        try:
            order = self.shop.buy(
                [mugs], customer_id=who or self.mei, codes=codes, paid=paid, shipping_minor=800
            )
        except Refused:
            return None
        return order.order_id

    def do(self, order_id: str, action: str, **given: Any) -> None:
        if action == "refund":
            minor = given.get("minor") or given["units"] * UNIT_MINOR
            lines, shipping = "units" in given, given.get("shipping", False)
            self.shop.refund(order_id, minor, with_lines=lines, shipping=shipping)
        else:
            name = "delete_forever" if action == "delete" else action
            getattr(self.shop, name)(order_id)

    def arm(self, kind: Kind, method: str) -> None:
        self.shop.trouble = lambda called: Trouble(kind) if called == method else None

    def calm(self) -> None:
        self.shop.trouble = lambda method: None

    def codes(self) -> int:
        return sum(map(len, self.shop.codes.values()))

    def balance(self, customer_id: str) -> dict[str, Any] | None:
        return self.shop.people[customer_id].balance

    @property
    def product_id(self) -> str:
        return "1"

    def change_product(self, *, sale: bool | None = None, collection: str | None = None) -> None:
        if collection is not None:
            self.shop.move(1, collection)
        if sale is not None:
            self.shop.put_on_sale(1, sale)

    def remove_us(self) -> None:
        self.shop.uninstall()


# What the sandbox's faults call the same trouble, and the request that a method stands or falls by.
_FAULTS = {
    "never": "timeout_before",
    "late": "timeout_after",
    "throttled": "too_many",
    "server_error": "server_error",
    "forbidden": "unauthorized",
}
_REQUESTS = {
    "describe": ("GET /settings", "shop"),
    "create_code": ("POST /coupons", "discountCodeBasicCreate"),
    "find_code": ("GET /coupons", "codeDiscountNodeByCode"),
    "disable_code": ("PUT /coupons", "discountCodeDeactivate"),
    "create_set": ("POST /coupons", "discountCodeBasicCreate"),
    "find_set": ("GET /coupons", "codeDiscountNodeByCode"),
    "disable_set": ("PUT /coupons", "discountCodeDeactivate"),
    "fetch_order": ("GET /orders", "order"),
    "changed_orders": ("GET /orders", "orders"),
    "fetch_product": ("GET /products", "product"),
    "changed_products": ("GET /products", "products"),
    "customer_email": ("GET /customers", "customer"),
    "write_balances": ("POST /customers/batch", "metafieldsSet"),
}


class InSandbox(Side):
    def __init__(self, platform: Platform, store: SandboxServer) -> None:
        self.store = store
        self.flavour: Literal["woo", "shopify"] = "woo" if platform == "woocommerce" else "shopify"
        self.counter = Counter(self.flavour)
        mei, ines = (str(self.counter.customer(store, one)["id"]) for one in (MEI, INES))
        context = WOO_CONTEXT if platform == "woocommerce" else SHOP_CONTEXT
        super().__init__(platform, context, self._client(), mei, ines)

    def _client(self) -> StorePort:
        def sleep(seconds: float) -> None:
            """Nobody has time to be patient in a test."""

        if self.flavour == "woo":
            keys = (WOO["consumer_key"], WOO["consumer_secret"])
            url = f"{self.store.origin}/woo"
            return WooStore(WOO_CONTEXT, RestApi(url, *keys, allow_private=True, sleep=sleep))
        origin = f"{self.store.origin}/shopify"
        shop, token = SHOPIFY["shop_domain"], SHOPIFY["access_token"]
        return ShopifyStore(SHOP_CONTEXT, AdminApi(shop, token, origin=origin, sleep=sleep))

    def buy(
        self, who: str | None = None, *, codes: tuple[str, ...] = (), paid: bool = True
    ) -> str | None:
        try:
            made = self.counter.order(
                self.store,
                customer_id=who or self.mei,
                codes=list(codes),
                payment="card" if paid else "later",
                shipping="8",
            )
        except AssertionError as refused:
            if "CodeRefused" not in str(refused):
                raise
            return None
        return str(made["id"])

    def do(self, order_id: str, action: str, **given: Any) -> None:
        path = f"{self.flavour}/orders/{order_id}"
        if action == "delete":
            self.store.control("DELETE", path)
            return
        body: dict[str, Any] = {"shipping": given.get("shipping", False)}
        if "minor" in given:
            body["amount"] = to_major(given["minor"], "USD")
        elif "units" in given:
            [line] = self.store.control("GET", path)["line_items"]
            body["lines"] = {str(line["id"]): given["units"]}
        self.store.control("POST", f"{path}/{action}", body)

    def arm(self, kind: Kind, method: str) -> None:
        match = _REQUESTS[method][self.platform == "shopify"]
        self.counter.arm(self.store, _FAULTS[kind], match, times=9, delay_s=0.05)

    def calm(self) -> None:
        self.store.control("DELETE", "faults")

    def codes(self) -> int:
        return len(self.store.control("GET", f"{self.flavour}/codes")["codes"])

    def balance(self, customer_id: str) -> dict[str, Any] | None:
        if self.flavour == "shopify":
            key = f"{customer_id}/$app:regulars/balance"
            saved = self.store.sandbox.db.get("shopify/metafield", key)
            return saved and json.loads(saved["value"])
        customer = self.store.sandbox.db.get("woo/customer", customer_id)
        assert customer is not None
        values = [m["value"] for m in customer["meta_data"] if m["key"] == "_regulars_balance"]
        return values[0] if values else None

    @property
    def product_id(self) -> str:
        product = BY_SKU["day-backpack"]
        return str(product.woo_id if self.flavour == "woo" else product.shopify_id)

    def change_product(self, *, sale: bool | None = None, collection: str | None = None) -> None:
        given = {"sale": sale, "collection": collection}
        self.store.control("PUT", f"{self.flavour}/products/day-backpack", given)

    def remove_us(self) -> None:
        if self.flavour == "shopify":
            self.store.control("POST", "shopify/uninstall", {})
        else:
            self.store.control("PUT", "stores/woo", {"consumer_key": "ck_another"})
