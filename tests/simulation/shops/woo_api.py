"""The REST API (wc/v3) of a WooCommerce shop, answered from memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.errors import StoreRefused
from core.money import to_minor
from integrations.woocommerce.client import RestApi
from integrations.woocommerce.coupons import META_KEY
from integrations.woocommerce.store import META_KEY as BALANCE_KEY
from tests.simulation.shops import woo_json
from tests.simulation.shops.codes import Code

if TYPE_CHECKING:
    from tests.simulation.shops.woo import WooShop

Document = dict[str, Any]


class ShopRestApi(RestApi):
    """What integrations.woocommerce asks of the REST API; anything else is a KeyError."""

    def __init__(self, shop: WooShop) -> None:
        self._shop = shop

    def begin(self) -> None:
        """There is no budget of time where nothing takes any."""

    def get(self, path: str, **params: str | int) -> Any:
        return self._shop.wire.request(lambda: self._get(path.split("/"), params))

    def post(self, path: str, data: Mapping[str, Any]) -> Any:
        routes = {"coupons": self._make_coupon, "customers/batch": self._batch}
        return self._shop.wire.request(lambda: routes[path](data))

    def put(self, path: str, data: Mapping[str, Any]) -> Any:
        number = int(path.removeprefix("coupons/"))
        return self._shop.wire.request(lambda: self._change_coupon(number, data))

    def index(self) -> Any:
        shop = self._shop
        site = {"name": shop.facts.name, "timezone_string": shop.timezone, "gmt_offset": "0"}
        return shop.wire.request(lambda: site)

    def _get(self, path: list[str], params: Mapping[str, str | int]) -> Any:
        shop = self._shop
        if path == ["settings", "general"]:
            return [{"id": "woocommerce_currency", "value": shop.currency}]
        if path == ["orders"]:
            return self._orders(params)
        if path == ["products"]:
            return self._products(params)
        if path == ["coupons"]:
            return [self._coupon(one) for one in self._published(str(params["code"]))]
        kind, number = path[0], path[1]
        if kind == "coupons":
            return self._coupon(self._by_number(int(number)))
        if kind == "products":
            if int(number) not in shop.products:
                raise _refusal("woocommerce_rest_product_invalid_id", 404)
            return woo_json.product(shop.products[int(number)], shop.timezone)
        if kind == "customers":
            person = shop.people.get(number)
            if person is None:
                raise _refusal("woocommerce_rest_invalid_id", 404)
            return woo_json.customer(person, shop.timezone)
        order = shop.orders.get(number)
        if len(path) == 3:
            if order is None:
                raise _refusal("woocommerce_rest_invalid_order_id", 404)
            return _page([woo_json.refund(order, one) for one in order.refunds[::-1]], params)
        if order is None:
            raise _refusal("woocommerce_rest_shop_order_invalid_id", 404)
        return woo_json.order(order, shop.timezone)

    def _products(self, params: Mapping[str, str | int]) -> list[Document]:
        after_s = _after_s(params)
        found = [one for one in self._shop.products.values() if one.stamp_s > after_s]
        found.sort(key=lambda one: (one.stamp_s, one.number))
        return [woo_json.product(one, self._shop.timezone) for one in _page(found, params)]

    def _orders(self, params: Mapping[str, str | int]) -> list[Document]:
        """Those modified after a second, oldest change first; "any" leaves out the trash."""
        after_s = _after_s(params)
        found = [
            order
            for order in self._shop.orders.values()
            if order.stamp_s > after_s and order.status != "trash"
        ]
        found.sort(key=lambda order: (order.stamp_s, order.number))
        return [woo_json.order(order, self._shop.timezone) for order in _page(found, params)]

    def _published(self, code: str) -> list[Code]:
        """One at most by that way, the newest."""
        return self._shop.codes.get(code.lower(), [])[-1:]

    def _by_number(self, number: int) -> Code:
        for found in self._shop.codes.values():
            for one in found:
                if one.number == number:
                    return one
        raise _refusal("woocommerce_rest_shop_coupon_invalid_id", 404)

    def _coupon(self, one: Code) -> Document:
        _, ends = woo_json.stamps(one.ends_s, self._shop.timezone)
        return {
            "id": one.number,
            "code": one.code,
            "status": "publish",
            "usage_count": one.used,
            "date_expires_gmt": ends,
            "meta_data": [{"key": META_KEY, "value": one.mark}] if one.mark else [],
        }

    def _make_coupon(self, data: Mapping[str, Any]) -> Document:
        shop, code = self._shop, str(data["code"]).strip().lower()
        if self._published(code):
            raise _refusal("woocommerce_rest_coupon_code_already_exists", 400)
        shop.pause()  # no index of its database keeps two requests from making one code each
        emails = [str(email).strip().lower() for email in data["email_restrictions"]]
        percent = data["discount_type"] == "percent"
        free = bool(data.get("free_shipping"))
        made = Code(
            number=next(shop.ids),
            code=code,
            mark=str(data["meta_data"][0]["value"]),
            kind="percent" if percent else "free_shipping" if free else "fixed",
            value_minor=0 if percent else to_minor(data["amount"], shop.currency),
            percent=int(data["amount"]) if percent else 0,
            bound_to=emails[0] if emails else None,
            starts_s=shop.now_s(),
            ends_s=_seconds(data["date_expires"]),
            limit=int(data["usage_limit"]),
        )
        shop.codes.setdefault(code, []).append(made)
        return self._coupon(made)

    def _change_coupon(self, number: int, data: Mapping[str, Any]) -> Document:
        coupon = self._by_number(number)
        coupon.ends_s = _seconds(data["date_expires"])
        return self._coupon(coupon)

    def _batch(self, data: Mapping[str, Any]) -> Document:
        answers: list[Document] = []
        for change in data["update"]:
            person = self._shop.people.get(str(change["id"]))
            if person is None:
                problem = {"code": "woocommerce_rest_invalid_id", "message": "Invalid ID."}
                answers.append({"id": change["id"], "error": problem})
                continue
            [meta] = change["meta_data"]
            if meta["key"] == BALANCE_KEY:
                person.balance = dict(meta["value"])
            # A save through the API is announced like any other, also to whoever made it.
            self._shop.person_saved(person)
            answers.append({"id": change["id"]})
        return {"update": answers}


def _page(found: list[Any], params: Mapping[str, str | int]) -> list[Any]:
    size = int(params["per_page"])
    first = (int(params["page"]) - 1) * size
    return found[first : first + size]


def _after_s(params: Mapping[str, str | int]) -> float:
    after = datetime.fromisoformat(str(params["modified_after"])).replace(tzinfo=UTC)
    return after.timestamp()


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _refusal(code: str, status: int) -> StoreRefused:
    return StoreRefused("The store refused the request.", store_code=code, status=status)
