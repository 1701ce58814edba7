"""Store credit of the Shopify flavour: accounts by customer and currency, which only grow by
transactions. A repeated credit is another one: nothing here is idempotent."""

from __future__ import annotations

from typing import Any

from core.money import to_major, to_minor
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox
from infra.local.sandbox.shopify_json import gid, moment, new_id, seconds, utc, utc_of

KIND = "shopify/credit_account"
_CUSTOMER = "shopify/customer"


def accounts(sandbox: Sandbox, customer_id: str | int) -> list[Document]:
    """A customer's accounts, one for each currency that was ever credited."""
    found = sandbox.db.all(KIND)
    return [account for account in found if account["customer"] == str(customer_id)]


def credit(sandbox: Sandbox, owner: str, given: dict[str, Any]) -> dict[str, Any]:
    """storeCreditAccountCredit: to a customer's account, or to an account."""
    amount, currency = given["creditAmount"]["amount"], given["creditAmount"]["currencyCode"]
    with sandbox.db.change():
        account = _account(sandbox, owner, currency)
        if account is None:
            return _refused("OWNER_NOT_FOUND", "Owner does not exist.")
        if account["currency"] != currency:
            return _refused("MISMATCHING_CURRENCY", "The currency does not match the account's.")
        minor = to_minor(str(amount), currency)
        if minor <= 0:
            return _refused("NEGATIVE_OR_ZERO_AMOUNT", "A positive amount must be used.")
        expires = given.get("expiresAt")
        if expires and seconds(expires) <= sandbox.now():
            return _refused("EXPIRES_AT_IN_PAST", "The expiry date must be in the future.")
        transaction = {
            "id": new_id(sandbox, "StoreCreditAccountTransaction"),
            "type": "StoreCreditAccountCreditTransaction",
            "minor": minor,
            "left": minor,
            "expires_at": expires and utc_of(seconds(expires)),
            "created_at": moment(sandbox),
        }
        account["transactions"].append(transaction)
        sandbox.db.put(KIND, account["id"], account)
    shown = transaction_node(account, transaction)
    return {"storeCreditAccountTransaction": shown, "userErrors": []}


def balance(account: Document) -> int:
    return sum(one["left"] for one in account["transactions"])


def spend(sandbox: Sandbox, customer_id: str | int, minor: int) -> bool:
    """Pay so much at a checkout, of what ends first; False when there is not so much."""
    currency = sandbox.store("shopify").currency
    with sandbox.db.change():
        found = [a for a in accounts(sandbox, customer_id) if a["currency"] == currency]
        if not found or balance(found[0]) < minor:
            return False
        account, due = found[0], minor
        for one in sorted(account["transactions"], key=lambda one: one["expires_at"] or "9"):
            taken = min(due, one["left"])
            one["left"], due = one["left"] - taken, due - taken
        account["transactions"].append(
            {
                "id": new_id(sandbox, "StoreCreditAccountTransaction"),
                "type": "StoreCreditAccountDebitTransaction",
                "minor": -minor,
                "left": 0,
                "expires_at": None,
                "created_at": moment(sandbox),
            }
        )
        sandbox.db.put(KIND, account["id"], account)
    return True


def account_node(account: Document) -> dict[str, Any]:
    return {
        "__typename": "StoreCreditAccount",
        "id": gid("StoreCreditAccount", account["id"]),
        "balance": _money(balance(account), account["currency"]),
        "transactions": lambda sortKey=None, query=None, **page: [
            transaction_node(account, one) for one in account["transactions"]
        ],
    }


def transaction_node(account: Document, transaction: Document) -> dict[str, Any]:
    shown = {
        "__typename": transaction["type"],
        "id": gid(transaction["type"], transaction["id"]),
        "amount": _money(transaction["minor"], account["currency"]),
        "createdAt": utc(transaction["created_at"]),
        "event": "ADJUSTMENT",
    }
    if transaction["type"] == "StoreCreditAccountCreditTransaction":
        shown["expiresAt"] = transaction["expires_at"]
        shown["remainingAmount"] = _money(transaction["left"], account["currency"])
    return shown


def _account(sandbox: Sandbox, owner: str, currency: str) -> Document | None:
    kind, number = owner.rpartition("/")[0].rpartition("/")[2], owner.rpartition("/")[2]
    if kind == "StoreCreditAccount":
        return sandbox.db.get(KIND, number)
    if kind != "Customer" or sandbox.db.get(_CUSTOMER, number) is None:
        return None
    known = [one for one in accounts(sandbox, number) if one["currency"] == currency]
    fresh: Document = {
        "id": 0,
        "customer": number,
        "currency": currency,
        "transactions": [],
    }
    return known[0] if known else {**fresh, "id": new_id(sandbox, "StoreCreditAccount")}


def _refused(code: str, message: str) -> dict[str, Any]:
    problem = {
        "__typename": "StoreCreditAccountCreditUserError",
        "field": ["creditInput"],
        "code": code,
        "message": message,
    }
    return {"storeCreditAccountTransaction": None, "userErrors": [problem]}


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {
        "__typename": "MoneyV2",
        "amount": to_major(minor, currency),
        "currencyCode": currency,
    }
