"""WooCommerce customers: the REST routes, and signing up in the shop."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from infra.local.sandbox import woo_json, woo_orders
from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox, current
from infra.local.sandbox.woo_auth import error
from infra.local.sandbox.woo_coupons import merge_meta
from infra.local.sandbox.woo_lists import page_of

customers = Blueprint("woo_customers", __name__)
KIND = "woo/customer"
_BATCH = 100


def create(
    sandbox: Sandbox, email: str, name: str, *, customer_id: int | None = None, silent: bool = False
) -> Document:
    """An account. WooCommerce proves no address: anybody can register any free one.
    Raises ValueError when the address has an account already."""
    with sandbox.db.change():
        if by_email(sandbox, email):
            raise ValueError("an account with this email exists already")
        number = customer_id or sandbox.db.next_id("woo_user", 101)
        first, _, last = name.partition(" ")
        blank = woo_json.address({}, email=True)
        customer: Document = {"id": number}
        woo_json.stamp(sandbox, customer, "date_created", sandbox.now())
        woo_json.stamp(sandbox, customer, "date_modified", sandbox.now())
        customer.update(
            email=email.strip(),
            first_name=first,
            last_name=last,
            role="customer",
            username=re.sub(r"[^a-z0-9.]", "", email.partition("@")[0].lower()) or "shopper",
            billing=blank,
            shipping={name: value for name, value in blank.items() if name != "email"},
            is_paying_customer=False,
            avatar_url="https://secure.gravatar.com/avatar/?s=96&d=mm&r=g",
            meta_data=[],
        )
        sandbox.db.put(KIND, number, customer)
        if not silent:
            woo_orders.announce(sandbox, "customer.created", number)
    return customer


def by_email(sandbox: Sandbox, email: str) -> Document | None:
    wanted = email.strip().lower()
    found = [c for c in sandbox.db.all(KIND) if c["email"].lower() == wanted]
    return found[0] if found else None


def delete(sandbox: Sandbox, customer_id: int | str) -> None:
    with sandbox.db.change():
        sandbox.db.delete(KIND, customer_id)
        woo_orders.announce(sandbox, "customer.deleted", customer_id)


@customers.get("/customers")
def index() -> Response:
    found = current().db.all(KIND)
    if request.args.get("email"):
        found = [c for c in found if c["email"].lower() == request.args["email"].lower()]
    if request.args.get("include"):
        wanted = request.args["include"].split(",")
        found = [c for c in found if str(c["id"]) in wanted]
    return page_of(found)


@customers.get("/customers/<int:customer_id>")
def show(customer_id: int) -> Response:
    customer = current().db.get(KIND, customer_id)
    return jsonify(customer) if customer else _invalid_id()


@customers.put("/customers/<int:customer_id>")
@customers.post("/customers/<int:customer_id>")
def update(customer_id: int) -> Response:
    customer = _update(current(), customer_id, request.get_json(silent=True) or {})
    return jsonify(customer) if customer else _invalid_id()


@customers.post("/customers/batch")
@customers.put("/customers/batch")
def batch() -> Response:
    sandbox = current()
    changes = (request.get_json(silent=True) or {}).get("update", [])
    if len(changes) > _BATCH:
        message = f"Unable to accept more than {_BATCH} items for this request."
        return error("woocommerce_rest_request_entity_too_large", message, 413)
    answers: list[dict[str, Any]] = []
    for change in changes:
        customer = _update(sandbox, change.get("id", 0), change)
        problem = {
            "code": "woocommerce_rest_invalid_id",
            "message": "Invalid resource ID.",
            "data": {"status": 400},
        }
        answers.append(customer or {"id": change.get("id", 0), "error": problem})
    return jsonify({"update": answers})


def _update(sandbox: Sandbox, customer_id: int, change: dict[str, Any]) -> Document | None:
    with sandbox.db.change():
        customer = sandbox.db.get(KIND, customer_id)
        if customer is None:
            return None
        for name in ("first_name", "last_name", "email"):
            if change.get(name) is not None:
                customer[name] = change[name]
        merge_meta(sandbox, customer, change.get("meta_data") or [])
        woo_json.stamp(sandbox, customer, "date_modified", sandbox.now())
        sandbox.db.put(KIND, customer_id, customer)
        # A save through the API is announced like any other, also to whoever made it.
        woo_orders.announce(sandbox, "customer.updated", customer_id)
        return customer


def _invalid_id() -> Response:
    return error("woocommerce_rest_invalid_id", "Invalid resource ID.", 404)
