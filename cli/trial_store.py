"""A throwaway store: real to every function, on no list, and never called by any.

It has a webhook secret and no keys to an API, so nothing that is done for it leaves the account.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import jwt

from core import calendar
from core.identity import Ledger
from core.ledger import keys, programs, redact, stores
from core.ledger.stores import Store
from core.ledger.table import Row
from core.program.defaults import default_document
from core.snapshot import CustomerRef
from integrations import access

CUSTOMER = "1"
_EMAIL = "smoke@example.com"


@dataclass(frozen=True, slots=True)
class TrialStore:
    """A connected store, and what its plugin would know."""

    store: Store
    ledger: Ledger
    webhook_secret: str = field(repr=False)
    shopper_secret: str = field(repr=False)

    @property
    def store_id(self) -> str:
        return self.store.store_id

    @property
    def member_id(self) -> str:
        return self.ledger.member_id(self.store_id, CustomerRef(customer_id=CUSTOMER)) or ""

    def delivery(self, order: dict[str, Any], secret: str | None = None) -> tuple[bytes, str]:
        """A webhook's body and its signature, by another secret if one is given."""
        body = json.dumps(order).encode()
        key = (secret or self.webhook_secret).encode()
        return body, base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()

    def token(self) -> str:
        """The shopper's token, as the store's plugin signs it."""
        now_s = int(time.time())
        claims: dict[str, Any] = {"iss": self.store_id, "sub": CUSTOMER, "email": _EMAIL}
        claims |= {"iat": now_s, "exp": now_s + 240, "jti": uuid.uuid4().hex}
        return jwt.encode(claims, self.shopper_secret, algorithm="HS256")


def connect(now_s: int) -> TrialStore:
    """Connect a throwaway store that has a ledger of its own."""
    store_id = f"smoke-{secrets.token_hex(6)}"
    secret = secrets.token_hex(24)
    new = Store(
        store_id=store_id,
        platform="woocommerce",
        address=f"https://{store_id}.invalid",  # a name that nobody can have
        ledger_id=store_id,
        currency="USD",
        timezone="UTC",
        sealed=access.sealed(store_id, {"webhook_secret": secret}),
        name="smoke test",
        installed_at_s=now_s,
    )
    ledger = access.ledger_of(new)
    programs.ensure_first(ledger, default_document("USD"))
    saved = stores.save(new)
    return TrialStore(saved, ledger, secret, access.shopper_secret(store_id))


def remove(trial: TrialStore) -> list[str]:
    """Remove the store with everything that was kept for it; what is left all the same."""
    stores.change(trial.store_id, installed=False)
    stores.fence(trial.store_id)
    redact.empty_ledger(trial.ledger, [trial.store_id], lambda: False)
    # Behind a relay that did not list the member yet.
    redact.forget_member(trial.ledger, trial.member_id)
    ledger = trial.ledger
    owned = [
        keys.program(ledger),
        keys.member_directory(ledger),
        keys.order_directory(ledger, trial.store_id),
        keys.member(ledger, trial.member_id),
        keys.store(trial.store_id),
    ]
    for row in Row.query(keys.program(ledger)):
        row.delete()
    stores.remove(trial.store_id)
    return [f"{row.pk} {row.sk}" for pk in owned for row in Row.query(pk, consistent_read=True)]


def order(number: int, dollars: int, at_s: int, status: str = "processing") -> dict[str, Any]:
    """A WooCommerce order of one line over so many dollars, modified at `at_s`."""
    placed = calendar.iso(at_s - 60).removesuffix("Z")
    total = f"{dollars}.00"
    return {
        "id": number,
        "status": status,
        "currency": "USD",
        "date_created_gmt": placed,
        "date_paid_gmt": placed,
        "date_modified_gmt": calendar.iso(at_s).removesuffix("Z"),
        "customer_id": int(CUSTOMER),
        "billing": {"email": _EMAIL},
        "payment_method": "stripe",
        "line_items": [{"id": 1, "product_id": 1, "quantity": 1, "total": total}],
        "total": total,
        "refunds": [],
    }
