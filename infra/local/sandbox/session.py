"""The visitor's cookie: language, and per flavour who is signed in and what is in the cart."""

from __future__ import annotations

from typing import Any

from flask import session

from infra.local.sandbox.buying import Buyer
from infra.local.sandbox.config import Platform
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import current


def state(platform: Platform) -> dict[str, Any]:
    """This flavour's part of the cookie; call `keep` after changing it."""
    saved: dict[str, Any] = session.get(platform) or {}
    return {"customer": "", "cart": {}, "codes": [], "orders": [], **saved}


def keep(platform: Platform, changed: dict[str, Any]) -> None:
    session[platform] = changed


def signed_in(platform: Platform) -> Document | None:
    """The shopper's account, unless it is gone by now."""
    number = state(platform)["customer"]
    return current().db.get(f"{platform}/customer", number) if number else None


def buyer(platform: Platform) -> Buyer:
    shopper = signed_in(platform)
    if shopper is None:
        return Buyer()
    name = f"{shopper['first_name']} {shopper['last_name']}".strip()
    return Buyer(str(shopper["id"]), shopper["email"], name)


def cart_lines(platform: Platform) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": count} for sku, count in state(platform)["cart"].items()]
