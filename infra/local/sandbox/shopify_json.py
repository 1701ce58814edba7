"""Shopify's ids, times and amounts, and its webhook JSON of customers."""

from __future__ import annotations

from datetime import UTC, datetime

from core.money import to_major
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox

_ADDRESS_NULLS = ("address2", "company", "latitude", "longitude", "province_code")


def moment(sandbox: Sandbox, at_s: float | None = None) -> str:
    """A time in the shop's zone with its offset, whole seconds."""
    at = sandbox.now() if at_s is None else at_s
    return sandbox.local("shopify", at).isoformat(timespec="seconds")


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def utc(text: str | None) -> str | None:
    """A stored time as GraphQL's DateTime."""
    if text is None:
        return None
    return utc_of(seconds(text))


def utc_of(at_s: float) -> str:
    """A moment as GraphQL's DateTime."""
    return datetime.fromtimestamp(int(at_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bag(minor: int, currency: str) -> Document:
    money = {
        "__typename": "MoneyV2",
        "amount": to_major(minor, currency),
        "currencyCode": currency,
    }
    return {"__typename": "MoneyBag", "shopMoney": money, "presentmentMoney": money}


def money_set(minor: int, currency: str) -> Document:
    amount = {"amount": to_major(minor, currency), "currency_code": currency}
    return {"shop_money": dict(amount), "presentment_money": dict(amount)}


def new_id(sandbox: Sandbox, kind: str) -> int:
    first = {"Order": 6198432301000, "Customer": 8658316394000, "LineItem": 15514975502000}
    return sandbox.db.next_id(f"shopify_{kind}", first.get(kind, 4945491880000))


def gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"


def with_amounts(document: Document, currency: str, **amounts: int) -> None:
    """Set `name` as a string and `name`_set as a money set."""
    for name, minor in amounts.items():
        document[name] = to_major(minor, currency)
        document[f"{name}_set"] = money_set(minor, currency)


def address(customer: Document) -> Document:
    name = f"{customer['first_name']} {customer['last_name']}".strip()
    return {
        "first_name": customer["first_name"],
        "address1": "",
        "phone": None,
        "city": "Taipei",
        "zip": None,
        "province": None,
        "country": "Taiwan",
        "last_name": customer["last_name"],
        **dict.fromkeys(_ADDRESS_NULLS),
        "name": name,
        "country_code": "TW",
    }


def customer(sandbox: Sandbox, number: int, email: str, name: str, *, verified: bool) -> Document:
    """`verified`: the address was proven. A guest's record is "disabled" until sign-up."""
    first, _, last = name.partition(" ")
    now = moment(sandbox)
    consent = {
        "state": "not_subscribed",
        "opt_in_level": "single_opt_in",
        "consent_updated_at": None,
    }
    return {
        "id": number,
        "email": email,
        "created_at": now,
        "updated_at": now,
        "first_name": first,
        "last_name": last,
        "state": "enabled" if verified else "disabled",
        "note": None,
        "verified_email": verified,
        "multipass_identifier": None,
        "tax_exempt": False,
        "phone": None,
        "email_marketing_consent": consent,
        "sms_marketing_consent": None,
        "currency": sandbox.store("shopify").currency,
        "addresses": [],
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", number),
        "default_address": None,
    }
