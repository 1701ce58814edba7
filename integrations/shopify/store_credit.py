"""Store credit of ours in a Shopify store.

Crediting has no idempotency key (`@idempotent` is for other mutations alone), takes no note and
makes a transaction each time. But a credit has an end, which its transaction keeps to the second,
and no two of a member's redemptions have the same (core/redemptions.py). So: look for the end
first, credit once, and leave an ambiguous failure to a later attempt, which looks again.
Transactions are read as they are kept, newest first, and never searched for: a search may lag
behind.

A debit has no end and no note: one that hung could not be told from one that never was. So credit
is the shopper's for good, and is told as used.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from core.errors import StoreRefused, StoreUnavailable
from core.money import to_major, to_minor
from core.ports import CodeSpec, CodeState
from integrations.payload import obj, objects, text, unix_s
from integrations.shopify.client import AdminApi

_CREDITED = CodeState(active=False, used=1)
# Their clock and ours may differ.
_SLACK_S = 3600
_MAX_PAGES = 100


def create(api: AdminApi, spec: CodeSpec) -> CodeState:
    """Credit the customer, once. Raises StoreRefused where there is no customer, or Shopify says
    no."""
    if spec.customer_id is None:
        raise StoreRefused("Store credit must be a customer's.", code="no_customer")
    if _is_credited(api, spec):
        return _CREDITED
    credit = {
        "creditAmount": {
            "amount": to_major(spec.value_minor, spec.currency),
            "currencyCode": spec.currency,
        },
        "expiresAt": datetime.fromtimestamp(spec.expires_at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    answer = api.write("store_credit", id=_customer(spec), credit=credit)
    payload = obj(answer.get("storeCreditAccountCredit"), "storeCreditAccountCredit")
    errors = objects(payload.get("userErrors"), "userErrors")
    if errors:
        codes = sorted({str(error.get("code")) for error in errors})
        raise StoreRefused("Shopify refused the store credit.", errors=codes)
    return _CREDITED


def find(api: AdminApi, spec: CodeSpec) -> CodeState | None:
    """The credit, None when the customer never had it. Whose token may not look could not have
    credited either: both are granted together."""
    if spec.customer_id is None:  # an erased member's
        return None
    try:
        return _CREDITED if _is_credited(api, spec) else None
    except StoreRefused as refusal:
        if refusal.code == "access_denied":
            return None
        raise


def _is_credited(api: AdminApi, spec: CodeSpec) -> bool:
    return any(
        one.get("__typename") == "StoreCreditAccountCreditTransaction"
        and unix_s(one.get("expiresAt"), "expiresAt") == spec.expires_at_s
        and _minor(one, spec.currency) == spec.value_minor
        for account_id in _accounts(api, spec)
        for one in _transactions(api, account_id, spec.starts_at_s - _SLACK_S)
    )


def _accounts(api: AdminApi, spec: CodeSpec) -> list[str]:
    """The customer's accounts in the currency: one, or none yet."""
    data = api.read("store_credit_accounts", id=_customer(spec))
    customer = obj(data.get("customer"), "customer")
    accounts = obj(customer.get("storeCreditAccounts"), "storeCreditAccounts")
    return [
        text(one.get("id"), "id")
        for one in objects(accounts.get("nodes"), "nodes")
        if obj(one.get("balance"), "balance").get("currencyCode") == spec.currency
    ]


def _transactions(api: AdminApi, account_id: str, since_s: int) -> Iterator[dict[str, Any]]:
    after: str | None = None
    for _ in range(_MAX_PAGES):
        data = api.read("store_credit_transactions", id=account_id, after=after)
        account = obj(data.get("storeCreditAccount"), "storeCreditAccount")
        page = obj(account.get("transactions"), "transactions")
        for one in objects(page.get("nodes"), "nodes"):
            if (unix_s(one.get("createdAt"), "createdAt") or 0) < since_s:
                return
            yield one
        info = obj(page.get("pageInfo"), "pageInfo")
        if not info.get("hasNextPage"):
            return
        after = text(info.get("endCursor"), "endCursor")
    raise StoreUnavailable("The list of store credit does not end.")


def _minor(transaction: dict[str, Any], currency: str) -> int:
    return to_minor(
        text(obj(transaction.get("amount"), "amount").get("amount"), "amount"), currency
    )


def _customer(spec: CodeSpec) -> str:
    return f"gid://shopify/Customer/{spec.customer_id}"
