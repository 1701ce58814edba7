"""Shopify's search syntax, as far as orders and products are searched by it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from infra.local.sandbox.db import Document
from infra.local.sandbox.products import Shelved
from infra.local.sandbox.shopify_json import seconds

_TERM = re.compile(r"""(\w+):(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|(\S+))""")
_TIMES = ("updated_at", "created_at", "processed_at")
_SORTS = {"UPDATED_AT": "updated_at", "CREATED_AT": "created_at", "ID": "id"}


def orders(found: list[Document], query: str | None, sort_key: str | None) -> list[Document]:
    """Filter by `field:value` terms joined by AND, then sort.

    Raises GraphQLError for a field that the sandbox cannot search, where Shopify would search
    on or warn: a query that silently matches everything is worse in a test.
    """
    for name, operator, *values in _TERM.findall(query or ""):
        value = next((v for v in values if v), "")
        found = [order for order in found if _matches(order, name, operator, value)]
    rest = _TERM.sub("", query or "").replace("AND", "").strip()
    if rest:
        raise GraphQLError(f"The sandbox cannot search for {rest!r}")
    key = _SORTS.get(sort_key or "PROCESSED_AT", "processed_at")
    found.sort(key=lambda order: order["id"])
    found.sort(key=lambda order: order["id"] if key == "id" else seconds(order[key]))
    return found


def products(found: list[Shelved], query: str | None) -> list[Shelved]:
    """Filter by `updated_at` terms. Raises GraphQLError for any other."""
    for name, operator, *values in _TERM.findall(query or ""):
        if name != "updated_at":
            raise GraphQLError(f"The sandbox cannot search products by {name}")
        at_s = _moment_s(next((v for v in values if v), ""))
        found = [one for one in found if _compare(int(one.modified_at), operator, at_s)]
    return found


def _moment_s(value: str) -> float:
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _matches(order: Document, name: str, operator: str, value: str) -> bool:
    if name in _TIMES:
        return _compare(seconds(order[name]), operator, _moment_s(value))
    if name == "id":
        return _compare(float(order["id"]), operator, float(value))
    if name == "customer_id":
        return bool(order["customer"]) and str(order["customer"]["id"]) == value
    if name == "financial_status":
        return bool(order["financial_status"] == value.lower())
    if name == "status":
        closed, cancelled = order["closed_at"] is not None, order["cancelled_at"] is not None
        states = {"any": True, "open": not closed, "closed": closed, "cancelled": cancelled}
        return states.get(value, False)
    if name == "test":
        return bool(order["test"] == (value == "true"))
    if name == "name":
        return bool(order["name"].lstrip("#") == value.lstrip("#"))
    raise GraphQLError(f"The sandbox cannot search orders by {name}")


def _compare(left: Any, operator: str, right: Any) -> bool:
    return bool(
        {
            ">=": left >= right,
            "<=": left <= right,
            ">": left > right,
            "<": left < right,
        }.get(operator, left == right)
    )
