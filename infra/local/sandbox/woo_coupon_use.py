"""How often a coupon was used: counted as orders come and go."""

from __future__ import annotations

from infra.local.sandbox.db import Document
from infra.local.sandbox.sandbox import Sandbox

# A cancelled, failed or trashed order gives its coupons back; a refunded one does not.
_GIVE_BACK = ("cancelled", "failed", "trash")
COUPON = "woo/coupon"


def by_code(sandbox: Sandbox, code: str) -> list[Document]:
    """Published coupons of that code, newest first: what the cart and `?code=` find. A draft
    is not among them."""
    wanted = code.strip().lower()
    found = [
        coupon
        for coupon in sandbox.db.all(COUPON)
        if coupon["code"] == wanted and coupon["status"] == "publish"
    ]
    return sorted(found, key=lambda coupon: (coupon["date_created_gmt"], coupon["id"]))[::-1]


def count(sandbox: Sandbox, document: Document) -> None:
    """Bring the coupons' counts in line with the order's status."""
    order = document["order"]
    give_back = order["status"] in _GIVE_BACK
    counted = document.get("coupons_counted", False)
    if counted != give_back:
        return
    user = str(order["customer_id"] or order["billing"]["email"].lower())
    for line in order["coupon_lines"]:
        for coupon in by_code(sandbox, line["code"])[:1]:
            coupon["usage_count"] = max(0, coupon["usage_count"] + (-1 if give_back else 1))
            if not give_back:
                coupon["used_by"].append(user)
            elif user in coupon["used_by"]:
                coupon["used_by"].remove(user)
            sandbox.db.put(COUPON, coupon["id"], coupon)
    document["coupons_counted"] = not give_back
