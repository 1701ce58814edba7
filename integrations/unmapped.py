"""Statuses that nobody mapped, for the store's health list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.shopify import payment as shopify
from integrations.woocommerce import payment as woocommerce


def unmapped_status(platform: str, status: str, payment_map: Mapping[str, Any]) -> str | None:
    """The status, when neither the defaults nor the merchant's map know it; else None."""
    rules = woocommerce if platform == "woocommerce" else shopify
    return None if rules.is_mapped(status, payment_map) else status
