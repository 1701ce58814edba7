"""The Shopper API's stand-in for what stands in a shop's own pages: estimates, orders, carts.

with PointsApi() as shop:
    shop.stand(page, **{"for": "product", "product-id": "17", "price-minor": "300000"})
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route

from infra.plugin import DIST
from tests.support.shopper_api import Call, Json, ShopperApi
from tests.support.shopper_api import _Refused as Refused

__all__ = ["PointsApi", "Refused", "lines", "names", "order", "shopify_cart"]

_PAGE = """<!doctype html>
<html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tea shop</title><link rel="icon" href="data:,">
<style nonce="page">
:root {{ color-scheme: light dark; --paper: #fff; --ink: #222 }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #161514; --ink: #eee }} }}
body {{ margin: 0 auto; max-width: 40rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 "Noto Serif", "Noto Serif CJK TC", serif }}
regulars-points {{ display: block; min-height: {height} }}
</style></head>
<body><main><h1>Oolong</h1>
<regulars-points {attributes}></regulars-points>
<form action="/cart/add" method="post"><label>Size <select id="size">
<option value="1">50 g</option><option value="2">100 g</option></select></label>
<input type="hidden" name="id" value="1"><button type="button">Add</button></form>
<p id="after">High mountain tea, spring harvest.</p></main>
<script nonce="page">
window.shifts = 0;
new PerformanceObserver((list) => {{
  for (const one of list.getEntries()) if (!one.hadRecentInput) shifts += one.value;
}}).observe({{ type: 'layout-shift', buffered: true }});
document.getElementById('size').addEventListener('change', (event) => {{
  document.querySelector('[name=id]').value = event.target.value;
}});
</script>
<script type="module" src="/assets/regulars-points.js"></script></body></html>
"""
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-page'; style-src 'nonce-page'; img-src data:"
)
_HEIGHTS = {"product": "1.6em", "cart": "5.6em", "order": "5.6em", "account": "4.8em"}


def names(english: str, chinese: str) -> Json:
    return {"en": english, "zh-Hant": chinese}


@dataclass
class PointsApi(ShopperApi):
    """Adds what lines in a page ask for. A cart is worth a point for each NT$30."""

    usable: Json = field(default_factory=lambda: {"from": "paid", "days": 0, "after": "paid"})
    club: Json | None = None
    orders: dict[str, Json] = field(default_factory=dict)
    unseen: int = 0  # so many looks for an order come before its webhook
    estimates: list[Json] = field(default_factory=list)
    cart: Json = field(default_factory=dict)  # what /cart.js answers
    applied: list[str] = field(default_factory=list)

    def answer(
        self, method: str, path: str, query: Json, call: Call, body: Json
    ) -> tuple[int, Json]:
        if (method, path) == ("POST", "estimate"):
            self.estimates.append(body)
            minor = sum(line["net_minor"] for line in body["lines"] if not line.get("gift_card"))
            return 200, {
                "points": minor // 3000,
                "usable": self.usable,
                "text": names("Worth it.", "值得。"),
                "club": self.club,
            }
        if method == "GET" and path.startswith("orders/"):
            if not self.signed_in:
                raise Refused(401, "not_signed_in")
            order_id = path.removeprefix("orders/")
            found = self.orders.get(order_id)
            if found is None or self.unseen > 0:
                self.unseen -= 1
                return 200, {"order_id": order_id, "known": False}
            return 200, {"order_id": order_id, "known": True, **found}
        return super().answer(method, path, query, call, body)

    def stand(self, page: Page, *, lang: str = "en", rtl: bool = False, **attributes: str) -> None:
        """Open a shop's page with one <regulars-points> of these attributes (`product_id` for
        product-id); the files come from dist/, the rest of the shop from here."""
        given = {"api": "/storefront", "store": "woo-0123456789ab", "currency": "TWD"}
        given |= {"token-url": "/token", "join-url": "#join"}
        given |= {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        text = " ".join(f'{name}="{html.escape(value)}"' for name, value in given.items())
        document = _PAGE.format(
            lang=lang,
            direction="rtl" if rtl else "ltr",
            attributes=text,
            height=_HEIGHTS.get(attributes.get("for_", ""), "1.8em"),
        )
        headers = {"Content-Security-Policy": _POLICY}
        page.route(
            "**/product",
            lambda route: route.fulfill(
                body=document, content_type="text/html; charset=utf-8", headers=headers
            ),
        )
        page.route("**/assets/*", _asset)
        page.route("**/cart.js", lambda route: route.fulfill(json=self.cart))
        page.route("**/cart/change.js", lambda route: route.fulfill(json=self.cart))
        page.route("**/discount/*", self._discount)
        page.goto(f"{self.origin}/product")

    def _discount(self, route: Route) -> None:
        code = route.request.url.rsplit("/", 1)[-1]
        self.applied.append(code)
        self.cart["discount_codes"] = [{"code": code, "applicable": True}]
        route.fulfill(body="<p>The shop's first page.</p>", content_type="text/html")


def shopify_cart(*items: tuple[int, int], off: int = 0) -> Json:
    """/cart.js of products by (id, hundredths), with `off` taken off the whole."""
    return {
        "currency": "TWD",
        "total_price": sum(price for _, price in items) - off,
        "discount_codes": [],
        "items": [
            {
                "product_id": number,
                "variant_id": number * 10,
                "quantity": 1,
                "final_line_price": price,
                "original_line_price": price,
                "gift_card": False,
            }
            for number, price in items
        ],
    }


def order(**what: Any) -> Json:
    """An order as the API shows it: 120 points of a paid one."""
    why = names(
        "Order 17: NT$3,600 net of tax and shipping, 1 per NT$30, Silver × 1.",
        "訂單 17：未稅、不含運費 NT$3,600，每 NT$30 得 1 點，銀卡會員 × 1。",
    )
    shown: Json = {
        "at": "2026-11-20T08:00:00Z",
        "state": "paid",
        "points": 120,
        "pending": 0,
        "usable_from": None,
        "why": {"text": why},
    }
    return shown | what


def _asset(route: Route) -> None:
    name = route.request.url.partition("?")[0].rsplit("/", 1)[-1]
    route.fulfill(body=(DIST / name).read_bytes(), content_type="text/javascript; charset=utf-8")


def lines(*prices: int) -> str:
    """A page's own lines, as JSON, by their prices in minor units."""
    return json.dumps(
        [
            {"product_id": str(number), "quantity": 1, "net_minor": price}
            for number, price in enumerate(prices, 1)
        ]
    )
