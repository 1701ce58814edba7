"""The Admin GraphQL API of a Shopify shop, answered from memory: our own documents, and no other.

Answers hold what our documents select. That they do is what the contract suite shows: it runs the
same tests on the sandbox, which executes the documents by Shopify's schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.money import to_minor
from integrations.shopify.client import AdminApi
from tests.simulation.shops.codes import Code
from tests.simulation.shops.pricing import major
from tests.simulation.shops.products import COLLECTIONS, Product
from tests.simulation.shops.records import Line, Order, Refund
from tests.simulation.shops.shopify_json import GATEWAYS

if TYPE_CHECKING:
    from tests.simulation.shops.shopify import ShopifyShop

Node = dict[str, Any]
_REACH_S = 60 * 86400
_PAGES = {"orders": 100, "lines": 25}
_MARK = re.compile(r"\[([^\[\]]*)\]\Z")


class ShopAdminApi(AdminApi):
    """What integrations.shopify asks of the Admin API; anything else is a KeyError."""

    def __init__(self, shop: ShopifyShop) -> None:
        self._shop = shop
        self.shop = shop.address
        self._reads: dict[str, Callable[..., Node]] = {
            "shop": self._describe,
            "code": self._code,
            "customer_email": self._customer_email,
            "order": self._order,
            "orders_changed": self._orders_changed,
            "orders_in_reach": self._orders_in_reach,
            "product": self._product,
            "products_changed": self._products_changed,
            "refund": self._refund,
            **shop.money.reads,
        }
        self._writes: dict[str, Callable[..., Node]] = {
            "code_basic_create": self._create("discountCodeBasicCreate"),
            "code_free_shipping_create": self._create("discountCodeFreeShippingCreate"),
            "code_deactivate": self._deactivate,
            "balances_set": self._balances_set,
            **shop.money.writes,
        }

    def begin(self) -> None:
        """There is no budget of time where nothing takes any."""

    def read(self, name: str, **variables: Any) -> Node:
        return self._shop.wire.request(lambda: self._reads[name](**variables))

    def write(self, name: str, *, repeatable: bool = False, **variables: Any) -> Node:
        return self._shop.wire.request(lambda: self._writes[name](**variables))

    def _describe(self) -> Node:
        shop = self._shop
        return {
            "shop": {
                "name": shop.facts.name,
                "currencyCode": shop.currency,
                "ianaTimezone": shop.timezone,
                "myshopifyDomain": shop.address,
            }
        }

    # Orders

    def _visible(self, order: Order) -> bool:
        return self._shop.sees_all_orders or self._shop.clock() - order.placed_s < _REACH_S

    def _orders_changed(self, query: str, after: str | None) -> Node:
        since_s = _since_s(query)
        found = [
            order
            for order in self._shop.orders.values()
            if order.stamp_s >= since_s and self._visible(order)
        ]
        found.sort(key=lambda order: (order.stamp_s, order.number))
        page = _page([{"id": _gid("Order", one.number)} for one in found], _PAGES["orders"], after)
        return {"orders": page}

    def _orders_in_reach(self) -> Node:
        scopes = ["read_orders", *(["read_all_orders"] if self._shop.sees_all_orders else [])]
        seen = sorted(one.number for one in self._shop.orders.values() if self._visible(one))
        return {
            "orders": {"nodes": [{"id": _gid("Order", number)} for number in seen[:1]]},
            "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in scopes]},
        }

    def _order(self, id: str, after: str | None = None) -> Node:
        order = self._shop.orders.get(_number(id))
        if order is None or not self._visible(order):
            return {"order": None}
        return {"order": self._order_node(order, after)}

    def _order_node(self, order: Order, after: str | None) -> Node:
        currency = order.currency
        lines = [_line(order, line) for line in order.lines]
        email = order.person.email if order.on_record else order.email
        customer: Node | None = None
        if order.on_record:
            customer = {
                "id": _gid("Customer", order.person.customer_id),
                "defaultEmailAddress": {"emailAddress": email},
            }
        shipping: list[Node] = []
        if order.shipping_full:
            shipping = [
                {
                    "discountedPriceSet": _bag(order.shipping, currency),
                    "taxLines": _taxes(order.shipping_tax, currency),
                }
            ]
        return {
            "id": _gid("Order", order.number),
            "test": False,
            "createdAt": _utc(order.placed_s),
            "processedAt": _utc(order.placed_s),
            "updatedAt": _utc(order.stamp_s),
            "cancelledAt": None if order.cancelled_s is None else _utc(order.cancelled_s),
            "displayFinancialStatus": order.status.upper(),
            "currencyCode": currency,
            "taxesIncluded": False,
            "email": email or None,
            "paymentGatewayNames": [GATEWAYS.get(order.method, order.method)],
            "discountCodes": [used.code for used in order.used if used.ours],
            "customer": customer,
            "totalTipReceivedSet": _bag(0, currency),
            "shippingLines": {"nodes": shipping},
            "refunds": [{"id": _gid("Refund", refund.refund_id)} for refund in order.refunds],
            "lineItems": _page(lines, _PAGES["lines"], after),
        }

    def _refund(self, id: str, after: str | None = None) -> Node:
        number = int(_number(id))
        for order in self._shop.orders.values():
            for refund in order.refunds:
                if refund.refund_id == number:
                    return {"refund": _refund_node(order, refund, after)}
        return {"refund": None}

    # Products

    def _product(self, id: str) -> Node:
        found = self._shop.products.get(int(_number(id)))
        return {"product": found and _product_node(found)}

    def _products_changed(self, query: str, after: str | None) -> Node:
        since_s = _since_s(query)
        found = [one for one in self._shop.products.values() if one.stamp_s >= since_s]
        found.sort(key=lambda one: (one.stamp_s, one.number))
        return {"products": _page([_product_node(one) for one in found], 20, after)}

    # Codes

    def _code(self, code: str) -> Node:
        found = self._shop.codes.get(code.lower())
        if not found:
            return {"codeDiscountNodeByCode": None}
        [one] = found
        title = f"A code [{one.mark}]" if one.mark else "A campaign"
        return {
            "codeDiscountNodeByCode": {
                "id": _gid("DiscountCodeNode", one.number),
                "codeDiscount": {
                    "__typename": "DiscountCodeBasic",
                    "title": title,
                    "status": one.status(self._shop.clock()),
                    "asyncUsageCount": one.used,
                },
            }
        }

    def _create(self, mutation: str) -> Callable[..., Node]:
        def run(discount: Node) -> Node:
            return {mutation: {"userErrors": self._make(discount)}}

        return run

    def _make(self, discount: Node) -> list[Node]:
        """What is wrong with the discount; nothing when it was made."""
        shop, code = self._shop, str(discount["code"])
        if shop.codes.get(code.lower()):
            return [{"code": "TAKEN", "field": ["code"], "message": "Code must be unique."}]
        [customer] = discount["context"]["customers"]["add"]
        if _number(customer) not in shop.people:
            return [{"code": "INVALID", "field": ["context"], "message": "No such customer."}]
        mark = _MARK.search(discount["title"])
        value = discount.get("customerGets", {}).get("value", {})
        percent = round(value.get("percentage", 0) * 100)
        amount = value.get("discountAmount", {}).get("amount")
        shop.codes[code.lower()] = [
            Code(
                number=next(shop.ids),
                code=code,
                mark=mark[1] if mark else "",
                kind="percent" if percent else "fixed" if amount else "free_shipping",
                value_minor=to_minor(amount, shop.currency),
                percent=percent,
                bound_to=_number(customer),
                starts_s=_seconds(discount["startsAt"]),
                ends_s=_seconds(discount["endsAt"]),
                limit=int(discount["usageLimit"]),
            )
        ]
        return []

    def _deactivate(self, id: str) -> Node:
        """Ends now, which is how Shopify turns a code off."""
        number, now_s = int(_number(id)), self._shop.now_s()
        for [one] in self._shop.codes.values():
            if one.number == number:
                one.ends_s = now_s if one.ends_s is None else min(one.ends_s, now_s)
        return {"discountCodeDeactivate": {"userErrors": []}}

    # Customers

    def _customer_email(self, id: str) -> Node:
        person = self._shop.people.get(_number(id))
        if person is None:
            return {"customer": None}
        return {"customer": {"defaultEmailAddress": {"emailAddress": person.email}}}

    def _balances_set(self, metafields: list[Node]) -> Node:
        """All of them or none."""
        people = self._shop.people
        errors = [
            {"code": "INVALID", "field": ["metafields", str(index), "ownerId"], "message": "Gone."}
            for index, one in enumerate(metafields)
            if _number(one["ownerId"]) not in people
        ]
        for one in [] if errors else metafields:
            people[_number(one["ownerId"])].balance = json.loads(one["value"])
        return {"metafieldsSet": {"userErrors": errors}}


def _since_s(query: str) -> float:
    moment = query.removeprefix("updated_at:>='").removesuffix("'")
    return datetime.fromisoformat(moment).timestamp()


def _product_node(product: Product) -> Node:
    collection = {
        "id": _gid("Collection", COLLECTIONS[product.collection]),
        "handle": product.collection,
        "title": product.collection.title(),
    }
    variant = {
        "id": _gid("ProductVariant", product.variant),
        "price": "10.00",
        "compareAtPrice": "12.50" if product.sale else None,
    }
    return {
        "id": _gid("Product", product.number),
        "updatedAt": _utc(product.stamp_s),
        "vendor": product.vendor.title(),
        "tags": [product.tag],
        "collections": {"pageInfo": {"hasNextPage": False}, "nodes": [collection]},
        "variants": {"pageInfo": {"hasNextPage": False}, "nodes": [variant]},
    }


def _refund_node(order: Order, refund: Refund, after: str | None) -> Node:
    currency = order.currency
    lines = [
        {
            "quantity": given.quantity,
            "subtotalSet": _bag(given.net, currency),
            "totalTaxSet": _bag(given.tax, currency),
            "lineItem": {"id": _gid("LineItem", given.line.line_id)},
        }
        for given in refund.lines
    ]
    beyond = [{"amountSet": _bag(-refund.beyond, currency)}] if refund.beyond else []
    shipping = [{"subtotalAmountSet": _bag(refund.shipping, currency)}] if refund.shipping else []
    return {
        "id": _gid("Refund", refund.refund_id),
        "orderAdjustments": {"nodes": beyond},
        "refundShippingLines": {"nodes": shipping},
        "refundLineItems": _page(lines, _PAGES["lines"], after),
    }


def _line(order: Order, line: Line) -> Node:
    currency = order.currency
    cuts = [{"allocatedAmountSet": _bag(cut, currency)} for _, cut in line.cuts]
    return {
        "id": _gid("LineItem", line.line_id),
        "quantity": line.quantity,
        "currentQuantity": line.left - order.given(line)[0],
        "isGiftCard": line.gift_card,
        "taxable": not line.gift_card,
        "requiresShipping": not line.gift_card,
        "product": {"id": _gid("Product", line.product_id)},
        "variant": {"id": _gid("ProductVariant", line.product_id * 10 + 1)},
        "originalUnitPriceSet": _bag(line.unit, currency),
        "discountAllocations": cuts,
        "taxLines": _taxes(line.tax, currency),
    }


def _taxes(minor: int, currency: str) -> list[Node]:
    return [{"priceSet": _bag(minor, currency)}] if minor else []


def _bag(minor: int, currency: str) -> Node:
    return {"shopMoney": {"amount": major(minor, currency)}}


def _page(nodes: list[Node], size: int, after: str | None) -> Node:
    start = 0 if after is None else int(after)
    more = start + size < len(nodes)
    info = {"hasNextPage": more, "endCursor": str(start + size) if more else None}
    return {"nodes": nodes[start : start + size], "pageInfo": info}


def _gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"


def _number(gid: str) -> str:
    return gid.rpartition("/")[2]


def _utc(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
