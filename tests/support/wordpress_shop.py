"""A WordPress shop in the browser: pages, scripts and the plugin's files as WordPress prints and
has them; WooCommerce's Store API, its scripts and Regulars stand in.

    regulars = PointsApi()
    with regulars:
        WordPressShop(regulars).open(page, "cart-block")
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route

from infra.plugin import DIST
from tests.support.points_api import PointsApi, Refused
from tests.support.shopper_api import Call, Json
from tests.support.wordpress import PHP, PLUGIN, WORDPRESS, in_wordpress

_SHOP = "https://shop.example"
_ASSETS = "/wp-content/plugins/plugin/assets/"
_NONCE = "4f1c"
_OFF_MINOR = 60000


@dataclass
class WordPressShop:
    """One visitor's cart, 3,600.00 at first; a code takes 600.00 off it, once and only with the
    nonce."""

    regulars: PointsApi
    coupons: list[str] = field(default_factory=list)
    sale: bool = True  # whether the cart takes codes
    token_requests: int = 0

    def open(self, page: Page, kind: str, *, signed_in: bool = True) -> None:
        """Open a page of the shop, one of those of php/page.php, as whoever the cookie hints at."""
        if signed_in:
            hint = {"name": "regulars_shopper", "value": "in", "url": _SHOP}
            page.context.add_cookies([hint])  # type: ignore[list-item]
        document = _page(kind)
        page.route(f"{_SHOP}/**", self._shop)
        page.route("https://regulars.example/storefront/**", self._regulars)
        page.route(
            f"{_SHOP}/page", lambda route: route.fulfill(body=document, content_type="text/html")
        )
        page.goto(f"{_SHOP}/page")

    @property
    def cart(self) -> Json:
        """The Store API's, as far as it is read here."""
        net = 360000 - _OFF_MINOR * len(self.coupons)
        line = {"product_id": "17", "variant_id": None, "quantity": 1, "net_minor": net}
        return {
            "total": f"{net // 100}",
            "coupons": [{"code": one} for one in self.coupons],
            "extensions": {"regulars": {"lines": [line]}},
        }

    def _shop(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/wp-json/"):
            self._rest(route, path.removeprefix("/wp-json/"))
            return
        if path.startswith("/wp-includes/"):
            file = WORDPRESS / path.removeprefix("/")
        elif path.startswith(f"{_ASSETS}storefront/"):
            file = DIST / path.rsplit("/", 1)[-1]
        elif path.startswith(_ASSETS):
            file = PLUGIN / "assets" / path.removeprefix(_ASSETS)
        else:
            file = PHP / path.removeprefix("/")
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(status=404)

    def _rest(self, route: Route, path: str) -> None:
        if path == "wc-regulars/v1/token":
            self.token_requests += 1
            signed_in = "regulars_shopper=in" in (route.request.header_value("cookie") or "")
            token = {"token": self.regulars.token()}
            route.fulfill(json=token) if signed_in else route.fulfill(status=204)
        elif path == "wc/store/v1/cart":
            route.fulfill(json=self.cart, headers={"Nonce": _NONCE})
        elif path == "wc/store/v1/cart/apply-coupon":
            self._apply(route)
        else:
            route.fulfill(status=404, json={})

    def _apply(self, route: Route) -> None:
        if route.request.method != "POST" or route.request.headers.get("nonce") != _NONCE:
            route.fulfill(status=401, json={"code": "woocommerce_rest_missing_nonce"})
        elif not self.sale:
            route.fulfill(status=400, json={"code": "woocommerce_rest_cart_coupon_error"})
        else:
            self.coupons.append(json.loads(route.request.post_data or "{}")["code"].lower())
            route.fulfill(json=self.cart)

    def _regulars(self, route: Route) -> None:
        request, allow = route.request, {"Access-Control-Allow-Origin": "*"}
        if request.method == "OPTIONS":
            allow["Access-Control-Allow-Headers"] = "authorization, content-type, idempotency-key"
            route.fulfill(status=204, headers=allow)
            return
        url = urlsplit(request.url)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ") or None
        body = json.loads(request.post_data or "{}")
        path, key = url.path.removeprefix("/storefront/"), request.headers.get("idempotency-key")
        call = Call(request.method, path, key, bearer, body)
        self.regulars.calls.append(call)
        try:
            status, said = self.regulars.answer(request.method, path, query, call, body)
        except Refused as error:
            status, said = error.status, {"error": {"code": error.code, "message": "Refused."}}
        route.fulfill(status=status, json=said, headers=allow)


@functools.cache
def _page(kind: str) -> str:
    return in_wordpress(PHP / "page.php", kind)
