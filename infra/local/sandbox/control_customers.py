"""/control/{woo,shopify}/customers and codes."""

from __future__ import annotations

from flask import Response, jsonify

from infra.local.sandbox import shopify_orders, shopify_payloads, woo_customers
from infra.local.sandbox.control import body, control, platform_of
from infra.local.sandbox.sandbox import current


@control.get("/<name>/customers")
def list_customers(name: str) -> Response:
    return jsonify({"customers": current().db.all(f"{platform_of(name)}/customer")})


@control.post("/<name>/customers")
def create_customer(name: str) -> Response:
    """{"email", "name"?, "id"? (Woo), "verified"? (Shopify), "silent"?}"""
    sandbox, given = current(), body()
    email, full = str(given["email"]), str(given.get("name") or "New Shopper")
    silent = bool(given.get("silent"))
    if platform_of(name) == "woo":
        number = int(given["id"]) if given.get("id") else None
        return jsonify(
            woo_customers.create(sandbox, email, full, customer_id=number, silent=silent)
        )
    verified = bool(given.get("verified", True))
    return jsonify(shopify_orders.sign_up(sandbox, email, full, verified=verified, silent=silent))


@control.delete("/<name>/customers/<int:customer_id>")
def delete_customer(name: str, customer_id: int) -> Response:
    sandbox = current()
    if platform_of(name) == "woo":
        woo_customers.delete(sandbox, customer_id)
    else:
        sandbox.db.delete(shopify_orders.CUSTOMER, customer_id)
        event = shopify_payloads.new_event(sandbox)
        payload = {
            "id": customer_id,
            "admin_graphql_api_id": f"gid://shopify/Customer/{customer_id}",
        }
        shopify_payloads.announce(sandbox, "customers/delete", payload, event)
    return jsonify({"deleted": customer_id})


@control.get("/<name>/codes")
def list_codes(name: str) -> Response:
    """The discount codes (Shopify) or coupons (Woo) as the shop keeps them."""
    platform = platform_of(name)
    kind = "woo/coupon" if platform == "woo" else "shopify/discount"
    return jsonify({"codes": current().db.all(kind)})
