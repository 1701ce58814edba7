"""A WooCommerce store as core sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from core.catalogue import ProductFacts
from core.errors import StoreRefused, StoreUnavailable
from core.ports import BalanceCopy, CodeSpec, CodeState, StoreFacts
from core.snapshot import OrderDeletion, OrderSnapshot, Refund
from integrations import sets
from integrations.context import StoreContext
from integrations.operation import operation
from integrations.payload import identifier, obj, objects, stated_email, text
from integrations.woocommerce import coupons
from integrations.woocommerce.client import RestApi
from integrations.woocommerce.order import is_draft, order_snapshot, refund_with_lines
from integrations.woocommerce.product import product_facts
from integrations.woocommerce.timezone import timezone_name

META_KEY = "_regulars_balance"
_PAGE = 50
# Each is a save of its own in the store, with all that hangs on one.
_COPIES_A_CALL = 20
_MAX_PAGES = 1000
_NO_SUCH_ORDER = "woocommerce_rest_shop_order_invalid_id"
_NO_SUCH_PRODUCT = "woocommerce_rest_product_invalid_id"
_GONE = frozenset({"woocommerce_rest_invalid_id", "woocommerce_rest_cannot_edit"})


Stamped = TypeVar("Stamped", OrderSnapshot, ProductFacts)


class WooStore:
    """core.ports.StorePort on the REST API (keys with read and write permission)."""

    def __init__(self, context: StoreContext, api: RestApi) -> None:
        self._context = context
        self.api = api

    @operation
    def describe(self) -> StoreFacts:
        settings = objects(self.api.get("settings/general"), "settings")
        values = {setting.get("id"): setting.get("value") for setting in settings}
        try:
            site = obj(self.api.index(), "index")
        except StoreRefused:  # some sites close the index to the public; the keys are proven
            site = {}
        return StoreFacts(
            name=text(site.get("name"), "name"),
            currency=text(values.get("woocommerce_currency"), "woocommerce_currency").upper(),
            timezone=timezone_name(site.get("timezone_string"), site.get("gmt_offset")),
        )

    @operation
    def create_code(self, spec: CodeSpec) -> None:
        coupons.create(self.api, spec)

    @operation
    def find_code(self, code: str, redemption_id: str) -> CodeState | None:
        return coupons.find(self.api, code, redemption_id)

    @operation
    def disable_code(self, code: str, redemption_id: str) -> CodeState | None:
        return coupons.disable(self.api, code, redemption_id)

    @operation
    def create_set(self, specs: Sequence[CodeSpec]) -> CodeState:
        return sets.create(specs, self._coupon)

    @operation
    def find_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        return sets.find(specs, lambda one: coupons.find(self.api, one.code, one.redemption_id))

    @operation
    def disable_set(self, specs: Sequence[CodeSpec]) -> CodeState | None:
        return sets.disable(
            specs, lambda one: coupons.disable(self.api, one.code, one.redemption_id)
        )

    def _coupon(self, spec: CodeSpec) -> CodeState:
        coupons.create(self.api, spec)
        return CodeState(active=True, used=0)

    @operation
    def fetch_order(self, order_id: str, received_at_ms: int) -> OrderSnapshot | OrderDeletion:
        gone = OrderDeletion(self._context.store_id, order_id, received_at_ms, source="store")
        try:
            order = obj(self.api.get(f"orders/{order_id}"), "order")
        except StoreRefused as refusal:
            # Any other 404 (WooCommerce switched off, say) is not about the order.
            if refusal.details.get("store_code") == _NO_SUCH_ORDER:
                return gone
            raise
        return gone if order.get("status") == "trash" else self.snapshot_of(order, received_at_ms)

    def changed_orders(self, since_s: int, received_at_ms: int) -> Iterator[OrderSnapshot]:
        def read(order: dict[str, Any]) -> OrderSnapshot | None:
            return None if is_draft(order) else self._read(order, received_at_ms)

        return self._changed("orders", since_s, read)

    @operation
    def fetch_product(self, product_id: str) -> ProductFacts | None:
        try:
            return product_facts(obj(self.api.get(f"products/{product_id}"), "product"))
        except StoreRefused as refusal:
            if refusal.details.get("store_code") == _NO_SUCH_PRODUCT:
                return None
            raise

    def changed_products(self, since_s: int) -> Iterator[ProductFacts]:
        return self._changed("products", since_s, self._product)

    def _changed(
        self, resource: str, since_s: int, read: Callable[[dict[str, Any]], Stamped | None]
    ) -> Iterator[Stamped]:
        # Page numbers would skip an order whenever one of an earlier page changes meanwhile and
        # moves to the end. So each request begins at the last stamp seen, that second included.
        seen: set[tuple[str, str]] = set()
        cursor_s, page = since_s, 1
        for _ in range(_MAX_PAGES):
            listed = self._changed_page(resource, cursor_s, page)
            last_s = cursor_s
            for item in listed:
                mark = (str(item.get("id")), str(item.get("date_modified_gmt")))
                found = None if mark in seen else read(item)
                if found is None:
                    continue
                seen.add(mark)
                last_s = max(last_s, found.stamp_s)
                if found.stamp_s >= since_s:
                    yield found
            if len(listed) < _PAGE:
                return
            cursor_s, page = (last_s, 1) if last_s > cursor_s else (cursor_s, page + 1)
        raise StoreUnavailable(f"The list of changed {resource} does not end.")

    @operation
    def customer_email(self, customer_id: str) -> str | None:
        try:
            customer = obj(self.api.get(f"customers/{customer_id}"), "customer")
        except StoreRefused as refusal:
            if refusal.details.get("store_code") in _GONE:
                return None
            raise
        return stated_email(customer.get("email")) or ""

    @operation
    def write_balances(self, copies: Sequence[BalanceCopy]) -> None:
        for start in range(0, len(copies), _COPIES_A_CALL):
            updates = [_customer(copy) for copy in copies[start : start + _COPIES_A_CALL]]
            answer = obj(self.api.post("customers/batch", {"update": updates}), "batch")
            problems = [
                str(obj(item.get("error"), "error").get("code"))
                for item in objects(answer.get("update"), "update")
                if item.get("error")
            ]
            refused = sorted(set(problems) - _GONE)
            if refused:
                raise StoreRefused("The store refused copies of balances.", errors=refused)

    @operation
    def _changed_page(self, resource: str, cursor_s: int, page: int) -> list[dict[str, Any]]:
        after = datetime.fromtimestamp(max(0, cursor_s - 1), UTC).strftime("%Y-%m-%dT%H:%M:%S")
        found = self.api.get(
            resource,
            modified_after=after,
            dates_are_gmt="true",
            orderby="modified",
            order="asc",
            status="any",
            per_page=_PAGE,
            page=page,
        )
        return objects(found, resource)

    @operation
    def _product(self, product: dict[str, Any]) -> ProductFacts | None:
        return product_facts(product)

    @operation
    def _read(self, order: dict[str, Any], received_at_ms: int) -> OrderSnapshot:
        return self.snapshot_of(order, received_at_ms)

    def snapshot_of(self, order: dict[str, Any], received_at_ms: int) -> OrderSnapshot:
        """The order with the lines of its refunds, which only their own list tells."""
        plain = order_snapshot(order, self._context, received_at_ms, source="store")
        if not plain.refunds:
            return plain
        details = self._refund_details(plain.order_id)
        refunds: list[Refund] = []
        for item in objects(order.get("refunds"), "refunds"):
            detail = details.get(identifier(item.get("id"), "refunds.id"))
            if detail is None:
                raise StoreUnavailable("The order changed while it was being read.")
            refunds.append(refund_with_lines(item, detail, plain.currency))
        return replace(plain, refunds=tuple(refunds))

    def _refund_details(self, order_id: str) -> dict[str, dict[str, Any]]:
        details: dict[str, dict[str, Any]] = {}
        for page in range(1, _MAX_PAGES):
            path = f"orders/{order_id}/refunds"
            try:
                found = objects(self.api.get(path, per_page=_PAGE, page=page), "refunds")
            except StoreRefused as refusal:
                if refusal.details.get("status") == 404:  # gone since a moment ago
                    raise StoreUnavailable("The order changed while it was being read.") from None
                raise
            details.update({identifier(item.get("id"), "id"): item for item in found})
            if len(found) < _PAGE:
                break
        return details


def _customer(copy: BalanceCopy) -> dict[str, Any]:
    meta = {"key": META_KEY, "value": copy.value()}
    return {"id": int(copy.customer_id), "meta_data": [meta]}
