"""Shopify's past orders: a bulk operation gathers them into a file of JSON lines, which is read
from where one left off.

    begin ──► {"operation"} ──► … RUNNING, ask again … ──► {"operation", "at": bytes read} ──► end

A line is an order or a part of one; parts follow their order (groupObjects). A bulk query cannot
reach the lines of refunds, so an order that was refunded in part is asked for by itself.
"""

from __future__ import annotations

import http.client
import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO, Any

from core.errors import StoreRefused, StoreUnavailable
from core.snapshot import OrderSnapshot
from integrations import url_guard
from integrations.history import Page
from integrations.operation import operation
from integrations.payload import obj, objects, text
from integrations.shopify.order import order_snapshot
from integrations.shopify.order_graphql import as_webhook
from integrations.shopify.queries import document
from integrations.shopify.reduce import gid_number
from integrations.shopify.store import ShopifyStore

PAGE = 500
# Of these so many at most are asked for one by one: some ten seconds of a page.
ASKED = 40
_EPOCH = "1970-01-01T00:00:00Z"
_ASK_AGAIN_S = 5
_BUSY_S = 60
_TIMEOUT_S = 20
_LINE_MAX = 4 * 1024 * 1024
_GOING_ON = ("CREATED", "RUNNING", "CANCELING")


class ShopifyHistory:
    """integrations.history.History on bulk operations."""

    def __init__(self, store: ShopifyStore) -> None:
        self._store = store
        self.api = store.api

    def read(self, since_s: int, cursor: Mapping[str, Any], received_at_ms: int) -> Page:
        if "operation" not in cursor:
            return self._begin(since_s)
        status = self._status(str(cursor["operation"]))
        total = int(text(status.get("rootObjectCount"), "rootObjectCount") or 0)
        if status.get("status") in _GOING_ON:
            return Page((), cursor, wait_s=_ASK_AGAIN_S)
        if status.get("status") != "COMPLETED":
            raise StoreRefused(
                f"Shopify could not gather the orders: {status.get('errorCode')}.",
                code="history_failed",
            )
        url = status.get("url")
        if not url:  # there were none
            return Page((), None)
        return self._page(str(url), cursor, total, received_at_ms)

    @operation
    def _begin(self, since_s: int) -> Page:
        since = datetime.fromtimestamp(since_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = document("orders_bulk").replace(_EPOCH, since)
        answer = obj(self.api.write("bulk_run", query=query).get("bulkOperationRunQuery"), "bulk")
        codes = sorted({str(e.get("code")) for e in objects(answer.get("userErrors"), "errors")})
        if "OPERATION_IN_PROGRESS" in codes or "LIMIT_REACHED" in codes:
            return Page((), {}, wait_s=_BUSY_S)  # another of ours, or somebody else's: it ends
        if codes:
            raise StoreRefused("Shopify refused to gather the orders.", errors=codes)
        begun = obj(answer.get("bulkOperation"), "bulkOperation")
        return Page((), {"operation": text(begun.get("id"), "id")}, wait_s=_ASK_AGAIN_S)

    @operation
    def _status(self, operation_id: str) -> dict[str, Any]:
        return obj(self.api.read("bulk_status", id=operation_id).get("bulkOperation"), "bulk")

    def _page(self, url: str, cursor: Mapping[str, Any], total: int, received_at_ms: int) -> Page:
        at, orders, asked = int(cursor.get("at", 0)), [], 0
        for read_to, order, parts in _grouped(self._lines(url, at)):
            orders.append(self._snapshot(order, parts, received_at_ms))
            asked += _is_asked_for(order)
            if len(orders) == PAGE or asked == ASKED:
                following = {"operation": cursor["operation"], "at": at + read_to}
                return Page(tuple(orders), following, total)
        return Page(tuple(orders), None, total)

    def _snapshot(
        self, order: dict[str, Any], parts: list[dict[str, Any]], received_at_ms: int
    ) -> OrderSnapshot:
        if _is_refunded(order):
            # Void whatever was given back; only an edit would take lines off without a refund.
            parts = [{**part, "currentQuantity": part.get("quantity")} for part in parts]
        elif _is_asked_for(order):
            found = self._store.fetch_order(gid_number(order.get("id"), "id"), received_at_ms)
            if isinstance(found, OrderSnapshot):
                return found
        return self._reduced(order, parts, received_at_ms)

    def _lines(self, url: str, at: int) -> Iterator[bytes]:
        """The file's lines from byte `at` on, as they come. The address is signed: no token goes
        along."""
        url_guard.check(url, allow_private=self.api.origin is not None)
        try:
            with _open(url, at) as stream:
                while line := stream.readline(_LINE_MAX):
                    yield line
        except (OSError, http.client.HTTPException) as error:
            reason = type(error).__name__
            raise StoreUnavailable(f"Shopify's file did not come: {reason}.") from error

    @operation
    def _reduced(
        self, order: dict[str, Any], parts: list[dict[str, Any]], received_at_ms: int
    ) -> OrderSnapshot:
        shipping = [part for part in parts if part.get("__typename") == "ShippingLine"]
        lines = [part for part in parts if part.get("__typename") == "LineItem"]
        whole = as_webhook({**order, "shippingLines": {"nodes": shipping}}, lines, [])
        snapshot = order_snapshot(whole, self._store.context, received_at_ms)
        return replace(snapshot, source="store")


def _is_refunded(order: Mapping[str, Any]) -> bool:
    return text(order.get("displayFinancialStatus"), "status") == "REFUNDED"


def _is_asked_for(order: Mapping[str, Any]) -> bool:
    """Whether the file does not tell what was given back of it."""
    return bool(order.get("refunds")) and not _is_refunded(order)


def _grouped(
    lines: Iterator[bytes],
) -> Iterator[tuple[int, dict[str, Any], list[dict[str, Any]]]]:
    """(bytes read up to the end of the order, the order, its parts), one by one."""
    order: dict[str, Any] | None = None
    parts: list[dict[str, Any]] = []
    read = 0
    for line in lines:
        try:
            item = obj(json.loads(line), "line")
        except ValueError as error:
            raise StoreUnavailable("A line of Shopify's file is not whole.") from error
        if "__parentId" in item:
            parts.append(item)
        else:
            if order is not None:
                yield read, order, parts
            order, parts = item, []
        read += len(line)
    if order is not None:
        yield read, order, parts


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def _open(url: str, at: int) -> IO[bytes]:
    request = urllib.request.Request(url, headers={"Range": f"bytes={at}-"})  # noqa: S310
    stream: IO[bytes] = _opener.open(request, timeout=_TIMEOUT_S)
    if at and getattr(stream, "status", 0) != 206:
        stream.close()
        raise StoreUnavailable("Shopify's file cannot be gone on with.")
    return stream
