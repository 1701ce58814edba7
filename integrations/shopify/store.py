"""A Shopify store as core sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from core.catalogue import ProductFacts
from core.errors import Forbidden, StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeSpec, CodeState, StoreFacts
from core.snapshot import OrderDeletion, OrderSnapshot
from integrations import sets
from integrations.context import StoreContext
from integrations.operation import operation
from integrations.payload import obj, objects, stated_email, text
from integrations.shopify import codes, parts, products
from integrations.shopify.client import AdminApi
from integrations.shopify.order import order_snapshot
from integrations.shopify.order_graphql import as_webhook, nodes, refund_form
from integrations.shopify.reduce import gid_number

METAFIELD_NAMESPACE = "$app:regulars"
METAFIELD_KEY = "balance"
_METAFIELDS_A_CALL = 25
_MAX_PAGES = 1000


class ShopifyStore:
    """core.ports.StorePort on the Admin API. Scopes: read_orders (read_all_orders for those older
    than 60 days), read_products, write_customers, write_discounts; for programs with such rewards
    write_gift_cards, read_store_credit_accounts, write_store_credit_account_transactions."""

    def __init__(self, context: StoreContext, api: AdminApi) -> None:
        self._context = context
        self.api = api

    @property
    def context(self) -> StoreContext:
        """What its parsers know of the store."""
        return self._context

    @operation
    def describe(self) -> StoreFacts:
        shop = obj(self.api.read("shop").get("shop"), "shop")
        if text(shop.get("myshopifyDomain"), "myshopifyDomain").lower() != self.api.shop:
            raise Forbidden("The access token belongs to another shop.")
        return StoreFacts(
            name=text(shop.get("name"), "name"),
            currency=text(shop.get("currencyCode"), "currencyCode"),
            timezone=text(shop.get("ianaTimezone"), "ianaTimezone"),
        )

    @operation
    def create_code(self, spec: CodeSpec) -> None:
        codes.create(self.api, spec)

    @operation
    def find_code(self, code: str, redemption_id: str) -> CodeState | None:
        return codes.find(self.api, code, redemption_id)

    @operation
    def disable_code(self, code: str, redemption_id: str) -> CodeState | None:
        return codes.disable(self.api, code, redemption_id)

    @operation
    def create_set(self, specs: Sequence[CodeSpec]) -> CodeState:
        return sets.create(specs, lambda one: parts.create(self.api, one))

    @operation
    def find_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        return sets.find(specs, lambda one: parts.find(self.api, one))

    @operation
    def disable_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        return sets.disable(specs, lambda one: parts.disable(self.api, one))

    @operation
    def fetch_order(self, order_id: str, received_at_ms: int) -> OrderSnapshot | OrderDeletion:
        found = self._order(f"gid://shopify/Order/{order_id}")
        if found is None:
            self._check_reach(order_id)
            return OrderDeletion(self._context.store_id, order_id, received_at_ms, source="store")
        return replace(order_snapshot(found, self._context, received_at_ms), source="store")

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        # An order that changes meanwhile moves to the end and comes again: none is missed.
        since = datetime.fromtimestamp(since_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        after: str | None = None
        for _ in range(_MAX_PAGES):
            ids, after = self._changed_page(f"updated_at:>='{since}'", after)
            for order_id in ids:
                found = self.fetch_order(order_id, received_at_ms)
                if isinstance(found, OrderSnapshot) and found.stamp_s >= since_s:
                    yield found
            if after is None:
                return
        raise StoreUnavailable("The list of changed orders does not end.")

    @operation
    def fetch_product(self, product_id: str) -> ProductFacts | None:
        return products.fetch(self.api, f"gid://shopify/Product/{product_id}", self._context)

    def changed_products(self, since_s: int) -> Iterator[ProductFacts]:
        since = datetime.fromtimestamp(since_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        after: str | None = None
        for _ in range(_MAX_PAGES):
            found, after = self._products_page(f"updated_at:>='{since}'", after)
            yield from (facts for facts in found if facts.stamp_s >= since_s)
            if after is None:
                return
        raise StoreUnavailable("The list of changed products does not end.")

    @operation
    def _products_page(
        self, query: str, after: str | None
    ) -> tuple[list[ProductFacts], str | None]:
        return products.changed_page(self.api, query, after, self._context)

    @operation
    def customer_email(self, customer_id: str) -> str | None:
        data = self.api.read("customer_email", id=f"gid://shopify/Customer/{customer_id}")
        customer = obj(data.get("customer"), "customer")
        stated = obj(customer.get("defaultEmailAddress"), "email").get("emailAddress")
        return stated_email(stated) or ("" if customer else None)

    @operation
    def write_balances(self, copies: Sequence[BalanceCopy]) -> None:
        for start in range(0, len(copies), _METAFIELDS_A_CALL):
            self._set_metafields(list(copies[start : start + _METAFIELDS_A_CALL]))

    def _set_metafields(self, copies: list[BalanceCopy]) -> None:
        # A call is all or nothing: those whose customer is gone are left out of the next one.
        while copies:
            answer = self.api.write(
                "balances_set", repeatable=True, metafields=[_metafield(copy) for copy in copies]
            )
            payload = obj(answer.get("metafieldsSet"), "metafieldsSet")
            errors = objects(payload.get("userErrors"), "userErrors")
            if not errors:
                return
            gone = {index for error in errors if (index := _gone(error)) is not None}
            if not gone:
                kinds = sorted({str(error.get("code")) for error in errors})
                raise StoreRefused("Shopify refused the copies of balances.", errors=kinds)
            copies = [copy for index, copy in enumerate(copies) if index not in gone]

    @operation
    def _changed_page(self, query: str, after: str | None) -> tuple[list[str], str | None]:
        connection = self.api.read("orders_changed", query=query, after=after).get("orders")
        page = {"orders": obj(connection, "orders")}
        return [gid_number(n.get("id"), "id") for n in nodes(page, "orders")], _next(page["orders"])

    def _order(self, gid: str) -> dict[str, Any] | None:
        """The order with all its lines and refunds, in the webhook's form."""
        first = obj(self.api.read("order", id=gid).get("order"), "order")
        if not first:
            return None
        lines = nodes(first, "lineItems")
        after = _next(obj(first.get("lineItems"), "lineItems"))
        while after:
            page = obj(self.api.read("order", id=gid, after=after).get("order"), "order")
            if page.get("updatedAt") != first.get("updatedAt"):
                raise StoreUnavailable("The order changed while it was being read.")
            lines += nodes(page, "lineItems")
            after = _next(obj(page.get("lineItems"), "lineItems"))
        refunds = [self._refund(item) for item in objects(first.get("refunds"), "refunds")]
        return as_webhook(first, lines, refunds)

    def _refund(self, item: dict[str, Any]) -> dict[str, Any]:
        gid = text(item.get("id"), "refunds.id")
        first = obj(self.api.read("refund", id=gid).get("refund"), "refund")
        if not first:
            raise StoreUnavailable("A refund of the order is not there.")
        lines = nodes(first, "refundLineItems")
        after = _next(obj(first.get("refundLineItems"), "refundLineItems"))
        while after:
            page = obj(self.api.read("refund", id=gid, after=after).get("refund"), "refund")
            lines += nodes(page, "refundLineItems")
            after = _next(obj(page.get("refundLineItems"), "refundLineItems"))
        return refund_form(first, lines)

    def _check_reach(self, order_id: str) -> None:
        """Whether "no such order" is the truth. Raises StoreRefused when it may not be.

        Without read_all_orders an order older than 60 days is answered with null as well. Ids
        grow, so one above the oldest order that we can see is within reach, hence gone.
        """
        data = self.api.read("orders_in_reach")
        installation = obj(data.get("currentAppInstallation"), "currentAppInstallation")
        scopes = {s.get("handle") for s in objects(installation.get("accessScopes"), "scopes")}
        if "read_all_orders" in scopes:
            return
        oldest = nodes(data, "orders")
        if not oldest or int(order_id) < int(gid_number(oldest[0].get("id"), "id")):
            raise StoreRefused(
                "Shopify does not show this order; without the scope read_all_orders nobody "
                "can tell whether it is gone or only old.",
                code="order_out_of_reach",
            )


def _metafield(copy: BalanceCopy) -> dict[str, str]:
    return {
        "ownerId": f"gid://shopify/Customer/{copy.customer_id}",
        "namespace": METAFIELD_NAMESPACE,
        "key": METAFIELD_KEY,
        "type": "json",
        "value": json.dumps(copy.value(), separators=(",", ":")),
    }


def _gone(error: dict[str, Any]) -> int | None:
    """Which entry's owner an error is about: INVALID at ["metafields", "3", "ownerId"]."""
    field = error.get("field")
    if error.get("code") != "INVALID" or not isinstance(field, list):
        return None
    _, index, *rest = [*field, "", ""]
    owner = [part for part in rest if part] in ([], ["ownerId"])
    return int(index) if owner and isinstance(index, str) and index.isdecimal() else None


def _next(connection: dict[str, Any]) -> str | None:
    info = obj(connection.get("pageInfo"), "pageInfo")
    return text(info.get("endCursor"), "endCursor") or None if info.get("hasNextPage") else None
