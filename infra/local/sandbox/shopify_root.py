"""The queries and mutations that the fake Admin API executes; nothing else is resolved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from infra.local.sandbox import (
    catalogue,
    products,
    shopify_discount_nodes,
    shopify_discounts,
    shopify_money_root,
    shopify_nodes,
    shopify_orders,
    shopify_search,
)
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_discount_errors import user_errors
from infra.local.sandbox.shopify_discounts import Shape
from infra.local.sandbox.shopify_json import gid, moment, new_id, utc
from infra.local.sandbox.shopify_line_nodes import refund_node
from infra.local.sandbox.shopify_products import product_node

_METAFIELDS_A_CALL = 25


def resolvers(sandbox: Sandbox, *, taken: bool = False) -> dict[str, Callable[..., Any]]:
    """Root resolvers. `taken`: discount codes answer TAKEN whatever they are (a fault)."""

    def order(id: str) -> Any:
        found = sandbox.db.get(shopify_orders.KIND, _number(id, "Order"))
        if found is None or not shopify_orders.in_reach(sandbox, found):
            return None
        return shopify_nodes.order_node(sandbox, found)

    def orders(query: str | None = None, sortKey: str | None = None, **page: Any) -> Any:
        seen = [
            o for o in sandbox.db.all(shopify_orders.KIND) if shopify_orders.in_reach(sandbox, o)
        ]
        found = shopify_search.orders(seen, query, sortKey)
        return [shopify_nodes.order_node(sandbox, each) for each in found]

    def product(id: str) -> Any:
        found = catalogue.BY_SHOPIFY_ID.get(int(_number(id, "Product") or 0))
        if found is None:
            return None
        return product_node(sandbox, products.shelved(sandbox, "shopify", found))

    def changed_products(query: str | None = None, sortKey: str | None = None, **page: Any) -> Any:
        found = shopify_search.products(products.every(sandbox, "shopify"), query)
        return [product_node(sandbox, each) for each in found]

    def refund(id: str) -> Any:
        number = _number(id, "Refund")
        for each in sandbox.db.all(shopify_orders.KIND):
            for found in each["refunds"]:
                if str(found["id"]) == number:
                    return refund_node(each, found)
        return None

    def installation() -> Any:
        scopes = sandbox.store("shopify").scopes.split(",")
        return {"accessScopes": [{"handle": scope} for scope in scopes]}

    def customer(id: str) -> Any:
        found = sandbox.db.get(shopify_orders.CUSTOMER, _number(id, "Customer"))
        return found and shopify_nodes.customer_node(sandbox, found)

    def by_code(code: str) -> Any:
        found = shopify_discounts.find(sandbox, code)
        return found and shopify_discount_nodes.node(sandbox, found)

    def create(shape: Shape, name: str) -> Callable[..., Any]:
        def run(**arguments: Any) -> Any:
            with sandbox.db.change():
                errors = list(user_errors(sandbox, shape, arguments[name]))
                errors = [_taken(name)] if taken else errors
                if errors:
                    return {"codeDiscountNode": None, "userErrors": errors}
                made = shopify_discounts.create(sandbox, shape, arguments[name])
            node = shopify_discount_nodes.node(sandbox, made)
            return {"codeDiscountNode": node, "userErrors": []}

        return run

    def deactivate(id: str) -> Any:
        found = shopify_discounts.deactivate(sandbox, id)
        if found is None:
            message = "Discount does not exist"
            problem = {
                "__typename": "DiscountUserError",
                "field": ["id"],
                "code": "INVALID",
                "message": message,
            }
            return {"codeDiscountNode": None, "userErrors": [problem]}
        return {"codeDiscountNode": shopify_discount_nodes.node(sandbox, found), "userErrors": []}

    return {
        "shop": lambda: shopify_nodes.shop_node(sandbox),
        "order": order,
        "orders": orders,
        "product": product,
        "products": changed_products,
        "refund": refund,
        "currentAppInstallation": installation,
        "customer": customer,
        "codeDiscountNodeByCode": by_code,
        "discountCodeBasicCreate": create("DiscountCodeBasic", "basicCodeDiscount"),
        "discountCodeFreeShippingCreate": create(
            "DiscountCodeFreeShipping", "freeShippingCodeDiscount"
        ),
        "discountCodeDeactivate": deactivate,
        **shopify_money_root.resolvers(sandbox, taken=taken),
        "metafieldsSet": lambda metafields: set_metafields(sandbox, metafields),
    }


def set_metafields(sandbox: Sandbox, metafields: list[dict[str, Any]]) -> dict[str, Any]:
    """All of them or none, 25 at most, on customers that exist."""
    problems: list[dict[str, Any]] = []
    if len(metafields) > _METAFIELDS_A_CALL:
        text = f"Exceeded the maximum metafields input limit of {_METAFIELDS_A_CALL}."
        problems.append(_metafield_error(None, "LESS_THAN_OR_EQUAL_TO", text))
    saved = []
    for index, given in enumerate(metafields):
        number = _number(given["ownerId"], "Customer")
        if sandbox.db.get(shopify_orders.CUSTOMER, number) is None:
            problem = _metafield_error(index, "INVALID", "Owner does not exist.")
            problems.append({**problem, "field": ["metafields", str(index), "ownerId"]})
        if given.get("type") in ("json", "number_integer") and not _parses(given):
            problems.append(_metafield_error(index, "INVALID_VALUE", "Value is invalid."))
        saved.append((number, given))
    if problems:
        return {"metafields": [], "userErrors": problems}
    nodes = []
    with sandbox.db.change():
        for number, given in saved:
            key = f"{number}/{given.get('namespace')}/{given['key']}"
            past = sandbox.db.get("shopify/metafield", key)
            document = {
                "id": past["id"] if past else gid("Metafield", new_id(sandbox, "Metafield")),
                "namespace": given.get("namespace") or "app",
                "key": given["key"],
                "type": given.get("type") or "single_line_text_field",
                "value": given["value"],
                "compareDigest": hashlib.sha256(given["value"].encode()).hexdigest(),
                "updatedAt": utc(moment(sandbox)),
                "ownerType": "CUSTOMER",
            }
            sandbox.db.put("shopify/metafield", key, document)
            nodes.append(shopify_nodes.metafield_node(document))
    return {"metafields": nodes, "userErrors": []}


def _parses(given: dict[str, Any]) -> bool:
    try:
        value = json.loads(given["value"])
    except ValueError:
        return False
    return given["type"] == "json" or (isinstance(value, int) and not isinstance(value, bool))


def _metafield_error(index: int | None, code: str, message: str) -> dict[str, Any]:
    field = ["metafields"] if index is None else ["metafields", str(index)]
    return {"field": field, "code": code, "message": message, "elementIndex": index}


def _taken(name: str) -> dict[str, Any]:
    return {
        "__typename": "DiscountUserError",
        "field": [name, "code"],
        "code": "TAKEN",
        "message": "Code must be unique. Please try a different code.",
    }


def _number(gid_text: str, kind: str) -> str:
    """The number in a GID; another kind's GID names nothing here."""
    prefix, _, number = gid_text.rpartition("/")
    return number if prefix == f"gid://shopify/{kind}" else ""
