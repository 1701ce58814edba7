"""WooCommerce's past orders: its list, a hundred at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.snapshot import OrderSnapshot
from integrations.history import Page
from integrations.operation import operation
from integrations.payload import objects, unix_s
from integrations.woocommerce.order import is_draft
from integrations.woocommerce.store import WooStore

PAGE = 100


class WooHistory:
    """integrations.history.History on the REST API.

    Page numbers alone would skip an order whenever one of an earlier page is deleted meanwhile. So
    each request begins at the last creation seen, that second included.
    """

    def __init__(self, store: WooStore) -> None:
        self._store = store
        self.api = store.api

    def read(self, since_s: int, cursor: Mapping[str, Any], received_at_ms: int) -> Page:
        at_s, page = int(cursor.get("at_s", since_s)), int(cursor.get("page", 1))
        listed, total = self._list(at_s, page)
        orders, last_s = [], at_s
        for order in listed:
            last_s = max(last_s, unix_s(order.get("date_created_gmt"), "date_created_gmt") or at_s)
            if not is_draft(order):
                orders.append(self._read(order, received_at_ms))
        following = None
        if len(listed) == PAGE:
            goes_on = {"at_s": last_s, "page": 1} if last_s > at_s else {"page": page + 1}
            following = {"at_s": at_s, "total": int(cursor.get("total", total)), **goes_on}
        return Page(tuple(orders), following, int(cursor.get("total", total)))

    @operation
    def _list(self, at_s: int, page: int) -> tuple[list[dict[str, Any]], int]:
        after = datetime.fromtimestamp(max(0, at_s - 1), UTC).strftime("%Y-%m-%dT%H:%M:%S")
        found, total = self.api.counted(
            "orders",
            after=after,
            dates_are_gmt="true",
            orderby="date",
            order="asc",
            status="any",
            per_page=PAGE,
            page=page,
        )
        return objects(found, "orders"), total

    @operation
    def _read(self, order: dict[str, Any], received_at_ms: int) -> OrderSnapshot:
        return self._store.snapshot_of(order, received_at_ms)
