"""WooCommerce's order JSON (webhook and REST are the same) reduced to a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from core.errors import BadInput
from core.phones import billing_phone
from core.snapshot import CustomerRef, Line, OrderSnapshot, Refund, RefundLine
from integrations.context import StoreContext
from integrations.group_marks import NAME, attribute_of, link_in, link_of
from integrations.own_codes import own_codes
from integrations.particulars import stated
from integrations.payload import (
    currency_code,
    email,
    identifier,
    minor,
    obj,
    objects,
    optional_identifier,
    text,
    unix_s,
    whole,
)
from integrations.woocommerce.particulars import referral_of
from integrations.woocommerce.payment import payment_state

_LANDED = "_wc_order_attribution_session_entry"
_DRAFTS = frozenset({"checkout-draft", "auto-draft"})

# WooCommerce sells no gift cards itself. These are the line meta by which the common plugins
# mark one that is bought: WooCommerce Gift Cards, PW Gift Cards, YITH Gift Cards. Anything else
# (a product merely called "gift card") counts as merchandise; the program can exclude it.
GIFT_CARD_META = ("wc_gc_giftcard", "pw_gift_card", "ywgc_")


def is_draft(data: Mapping[str, Any]) -> bool:
    """Whether this is no order yet: a cart that the checkout block saved, an admin's open form."""
    return data.get("status") in _DRAFTS


def order_snapshot(
    data: Mapping[str, Any],
    store: StoreContext,
    received_at_ms: int,
    *,
    source: Literal["webhook", "store"] = "webhook",
    refunds: tuple[Refund, ...] | None = None,
) -> OrderSnapshot:
    """The order as points see it. Raises BadInput.

    `refunds`: what the store said of the refunds when asked (with lines); without it, the
    payload's own list, which has amounts only.
    """
    order_id = identifier(data.get("id"), "id")
    status = text(data.get("status"), "status")
    if not status:
        raise BadInput("The order has no status.")
    currency = currency_code(data.get("currency"), store.currency)
    placed = unix_s(data.get("date_created_gmt"), "date_created_gmt")
    changed = unix_s(data.get("date_modified_gmt"), "date_modified_gmt") or placed
    if changed is None:
        raise BadInput("The order has neither date_modified_gmt nor date_created_gmt.")
    return OrderSnapshot(
        store_id=store.store_id,
        order_id=order_id,
        stamp_s=changed,
        received_at_ms=received_at_ms,
        placed_at_s=changed if placed is None else placed,
        state=payment_state(
            status,
            text(data.get("payment_method"), "payment_method"),
            paid=unix_s(data.get("date_paid_gmt"), "date_paid_gmt") is not None,
            completed=unix_s(data.get("date_completed_gmt"), "date_completed_gmt") is not None,
            overrides=store.payment_map,
        ),
        status=status,
        currency=currency,
        customer=_customer(data),
        lines=tuple(
            _line(item, currency) for item in objects(data.get("line_items"), "line_items")
        ),
        refunds=_refunds(data, currency) if refunds is None else refunds,
        extras_minor=_extras(data, currency),
        codes=own_codes(
            line.get("code") for line in objects(data.get("coupon_lines"), "coupon_lines")
        ),
        source=source,
        shipping_minor=max(0, minor(data.get("shipping_total"), currency, "shipping_total")),
        fulfilled=status == "completed",
        group=_group(data.get("meta_data")),
        referral=referral_of(data, store),
    )


def _customer(data: Mapping[str, Any]) -> CustomerRef:
    """Who ordered. A telephone number counts for who has nothing else: at a counter, or where the
    checkout asks for no address."""
    billing = obj(data.get("billing"), "billing")
    customer_id = optional_identifier(data.get("customer_id"), "customer_id")
    address = email(billing.get("email"))
    if customer_id is not None or address is not None:
        return CustomerRef(customer_id=customer_id, email=address)
    return CustomerRef(phone=billing_phone(stated(billing, "phone"), stated(billing, "country")))


def refund_with_lines(data: Mapping[str, Any], detail: Mapping[str, Any], currency: str) -> Refund:
    """One refund from the order's own list (`data`) and from /orders/{id}/refunds (`detail`).

    What was given back beyond the lines, shipping and fees that it names counts as merchandise
    of no particular line.
    """
    refund = _refund(data, currency)
    lines = tuple(
        RefundLine(_refunded_item(item), amount, _pieces(item))
        for item in objects(detail.get("line_items"), "line_items")
        if (amount := abs(minor(item.get("total"), currency, "total"))) or _pieces(item)
    )
    named = sum(line.net_minor for line in lines)
    for group in ("shipping_lines", "fee_lines"):
        for item in objects(detail.get(group), group):
            named += abs(minor(item.get("total"), currency, "total"))
    rest = refund.net_minor - named
    if rest > 0:
        lines += (RefundLine(line_id="", net_minor=rest),)
    return Refund(refund_id=refund.refund_id, net_minor=refund.net_minor, lines=lines)


def _line(item: Mapping[str, Any], currency: str) -> Line:
    return Line(
        line_id=identifier(item.get("id"), "line_items.id"),
        product_id=optional_identifier(item.get("product_id"), "product_id") or "",
        variant_id=optional_identifier(item.get("variation_id"), "variation_id") or "",
        quantity=whole(item.get("quantity"), "quantity"),
        net_minor=minor(item.get("total"), currency, "total"),
        gift_card=any(
            str(meta.get("key", "")).lstrip("_").startswith(GIFT_CARD_META)
            for meta in objects(item.get("meta_data"), "meta_data")
        ),
        list_minor=_listed(item, currency),
        tax_minor=minor(item.get("total_tax"), currency, "total_tax"),
    )


def _group(meta: Any) -> str:
    """The link that an order came by: what the shop noted, else the page on which WooCommerce's
    order attribution saw the visit begin. WooCommerce's orders have no tags."""
    noted = link_of(meta, name="key", names=(f"_{NAME}", NAME))
    return noted or link_in(attribute_of(meta, _LANDED))


def _listed(item: Mapping[str, Any], currency: str) -> int | None:
    stated = item.get("subtotal")
    return None if stated is None else minor(stated, currency, "subtotal")


def _pieces(item: Mapping[str, Any]) -> int:
    """How many came back: WooCommerce counts them below zero."""
    stated = item.get("quantity")
    return abs(stated) if isinstance(stated, int) and not isinstance(stated, bool) else 0


def _refunds(data: Mapping[str, Any], currency: str) -> tuple[Refund, ...]:
    return tuple(_refund(item, currency) for item in objects(data.get("refunds"), "refunds"))


def _refund(item: Mapping[str, Any], currency: str) -> Refund:
    # Signs as recorded: total "-52.50", total_tax "-2.50" is 50.00 given back net.
    total = abs(minor(item.get("total"), currency, "refunds.total"))
    tax = abs(minor(item.get("total_tax"), currency, "refunds.total_tax"))
    return Refund(refund_id=identifier(item.get("id"), "refunds.id"), net_minor=max(0, total - tax))


def _refunded_item(item: Mapping[str, Any]) -> str:
    for meta in objects(item.get("meta_data"), "meta_data"):
        if meta.get("key") == "_refunded_item_id":
            return optional_identifier(meta.get("value"), "_refunded_item_id") or ""
    return ""


def _extras(data: Mapping[str, Any], currency: str) -> int:
    fees = sum(
        minor(fee.get("total"), currency, "fee_lines.total")
        for fee in objects(data.get("fee_lines"), "fee_lines")
    )
    return max(0, minor(data.get("shipping_total"), currency, "shipping_total") + fees)
