"""Discount codes of ours in a Shopify store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

from core.errors import StoreRefused, StoreUnavailable
from core.money import to_major
from core.ports import CodeSpec, CodeState, CodeTerms, Combination
from integrations.payload import obj, objects, text, whole
from integrations.shopify.client import AdminApi

_CREATE = {
    "fixed": ("code_basic_create", "discountCodeBasicCreate"),
    "product": ("code_basic_create", "discountCodeBasicCreate"),
    "percent": ("code_basic_create", "discountCodeBasicCreate"),
    "free_shipping": ("code_free_shipping_create", "discountCodeFreeShippingCreate"),
}


def create(api: AdminApi, spec: CodeSpec) -> None:
    """Make the code exist, once; as core.ports.StorePort.create_code.

    There is no idempotency key for discounts. The code itself is one: made twice, the second time
    is TAKEN, and then it is looked up whose it is.
    """
    document, mutation = _CREATE[spec.kind]
    payload = obj(api.write(document, discount=_discount(spec)).get(mutation), mutation)
    errors = objects(payload.get("userErrors"), "userErrors")
    if not errors:
        return
    codes = sorted({str(error.get("code")) for error in errors})
    if "TAKEN" in codes:
        found = _lookup(api, spec.code)
        if found is None:
            raise StoreUnavailable("The code is taken, but Shopify does not show by what yet.")
        if not _is_ours(found, spec.redemption_id):
            raise StoreRefused("Another discount has this code.", code="code_taken")
        return
    if "INTERNAL_ERROR" in codes:
        raise StoreUnavailable("Shopify failed while creating the code.")
    raise StoreRefused("Shopify refused the discount.", errors=codes)


def find(api: AdminApi, code: str, redemption_id: str) -> CodeState | None:
    """As core.ports.StorePort.find_code."""
    found = _lookup(api, code)
    return _state(found) if found and _is_ours(found, redemption_id) else None


def disable(api: AdminApi, code: str, redemption_id: str) -> CodeState | None:
    """As core.ports.StorePort.disable_code. The uses are read after the code is dead."""
    found = _lookup(api, code)
    if found is None or not _is_ours(found, redemption_id):
        return None
    if _state(found).active:
        answer = api.write("code_deactivate", repeatable=True, id=text(found.get("id"), "id"))
        payload = obj(answer.get("discountCodeDeactivate"), "discountCodeDeactivate")
        errors = objects(payload.get("userErrors"), "userErrors")
        if errors:
            codes = sorted({str(error.get("code")) for error in errors})
            raise StoreRefused("Shopify did not deactivate the code.", errors=codes)
    state = find(api, code, redemption_id)
    if state is not None and state.active:
        raise StoreUnavailable("Shopify still shows the code as active.")
    return state


def _discount(spec: CodeSpec) -> dict[str, Any]:
    if spec.customer_id is None:
        raise StoreRefused("A code must be bound to a customer.", code="no_customer")
    discount: dict[str, Any] = {
        # The title is how a code is known as ours; only merchants see it.
        "title": f"{spec.title[:200]} [{spec.redemption_id}]",
        "code": spec.code,
        "startsAt": _iso(spec.starts_at_s),
        "endsAt": _iso(spec.expires_at_s),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": [f"gid://shopify/Customer/{spec.customer_id}"]}},
        "combinesWith": {
            f"{kind}Discounts": kind in spec.terms.combines for kind in get_args(Combination)
        },
    }
    if spec.terms.minimum_minor:
        least = to_major(spec.terms.minimum_minor, spec.currency)
        discount["minimumRequirement"] = {"subtotal": {"greaterThanOrEqualToSubtotal": least}}
    if spec.kind == "free_shipping":
        return {**discount, "destination": {"all": True}}
    if spec.kind == "percent":
        value: dict[str, Any] = {"percentage": spec.percent / 100}
    else:
        # Also of a product: a basic code knows no number of pieces, so a percentage would take
        # all of them. An amount ends with what one costs.
        amount = to_major(spec.value_minor, spec.currency)
        value = {"discountAmount": {"amount": amount, "appliesOnEachItem": False}}
    return {**discount, "customerGets": {"value": value, "items": _items(spec.terms)}}


def _items(terms: CodeTerms) -> dict[str, Any]:
    if terms.products:
        ids = [f"gid://shopify/Product/{one}" for one in terms.products]
        return {"products": {"productsToAdd": ids}}
    if terms.collections:
        ids = [f"gid://shopify/Collection/{one}" for one in terms.collections]
        return {"collections": {"add": ids}}
    return {"all": True}


def _lookup(api: AdminApi, code: str) -> dict[str, Any] | None:
    data = api.read("code", code=code)
    return obj(data.get("codeDiscountNodeByCode"), "codeDiscountNodeByCode") or None


def _is_ours(node: dict[str, Any], redemption_id: str) -> bool:
    title = obj(node.get("codeDiscount"), "codeDiscount").get("title")
    return isinstance(title, str) and title.endswith(f"[{redemption_id}]")


def _state(node: dict[str, Any]) -> CodeState:
    discount = obj(node.get("codeDiscount"), "codeDiscount")
    return CodeState(
        active=discount.get("status") in ("ACTIVE", "SCHEDULED"),
        used=whole(discount.get("asyncUsageCount"), "asyncUsageCount"),
    )


def _iso(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
