"""A WooCommerce store: its statuses, its coupons' counts, and what it sends when."""

from __future__ import annotations

import hashlib
from typing import Any

from core.ports import StorePort
from integrations.woocommerce.store import WooStore
from tests.simulation.shops import pricing, woo_json
from tests.simulation.shops.delivery import Delivery, signature
from tests.simulation.shops.people import Person
from tests.simulation.shops.products import Product
from tests.simulation.shops.records import CASH, Given, Item, Line, Order, Refund, Refused, part
from tests.simulation.shops.shop import Shop
from tests.simulation.shops.woo_api import ShopRestApi

PAID = ("processing", "completed")
# An order in one of these gives its coupons back; a refunded one does not.
_GIVE_BACK = ("cancelled", "failed", "trash")
# One webhook per topic, as the plugin makes them; numbered from 2.
_TOPICS = (
    *(f"order.{event}" for event in ("created", "updated", "deleted", "restored")),
    *(f"customer.{event}" for event in ("created", "updated", "deleted")),
    "product.updated",
)
_WEBHOOK_IDS = {topic: number for number, topic in enumerate(_TOPICS, 2)}


class WooShop(Shop):
    platform = "woocommerce"
    cut_gift_cards = True
    first_ids = (101, 101, 1001)
    unknown_status = "ready-for-pickup"

    def __init__(self, store_id: str, address: str, **options: Any) -> None:
        # Topics and ids of what waits for WP-Cron; None while that runs at once.
        self._waiting: dict[tuple[str, str], None] | None = None
        super().__init__(store_id, address, **options)

    def _client(self) -> StorePort:
        return WooStore(self.context, ShopRestApi(self))

    # Orders

    def _place(self, order: Order, *, paid: bool) -> None:
        unpaid = {CASH: "processing", "bank": "on-hold"}.get(order.method, "pending")
        self._enter(order, "processing" if paid else unpaid)
        self._announce(order.order_id, "order.created", "order.updated")

    def _pay(self, order: Order) -> None:
        if order.status not in ("pending", "on-hold", "failed"):
            raise Refused("not_payable")
        self.set_status(order.order_id, "processing")

    def _cash_arrives(self, order: Order) -> None:
        if order.status != "processing":
            raise Refused("not_open")
        self.set_status(order.order_id, "completed")

    def _cancel(self, order: Order) -> None:
        self.set_status(order.order_id, "cancelled")

    def uncancel(self, order_id: str) -> None:
        order = self._order(order_id)
        if order.status != "cancelled":
            raise Refused("not_cancelled")
        self._leave(order)

    def set_status(self, order_id: str, status: str) -> None:
        """Any status, as the order screen does."""
        order = self._order(order_id)
        self._enter(order, status)
        self._save(order)

    def trash(self, order_id: str) -> None:
        order = self._order(order_id)
        self._enter(order, "trash")
        self._stamp(order)
        self._announce(order_id, "order.deleted")

    def restore(self, order_id: str) -> None:
        order = self._order(order_id, in_trash=True)
        if order.status != "trash":
            raise Refused("not_in_trash")
        self._go_back(order)
        self._stamp(order)
        self._announce(order_id, "order.restored")

    def _enter_unknown(self, order: Order) -> None:
        self.set_status(order.order_id, self.unknown_status)

    def _leave_unknown(self, order: Order) -> None:
        self._leave(order)

    def _leave(self, order: Order) -> None:
        self._go_back(order)
        self._save(order)

    def _announce_gone(self, order: Order) -> None:
        """WooCommerce says nothing when an order is deleted for good."""

    def _enter(self, order: Order, status: str) -> None:
        if status in ("cancelled", "trash", self.unknown_status):
            order.before.append(order.status)
        self._set(order, status)

    def _go_back(self, order: Order) -> None:
        self._set(order, order.before.pop())

    def _set(self, order: Order, status: str) -> None:
        order.status = status
        if status in PAID and order.paid_s is None:
            order.paid_s, order.paid_minor = self.now_s(), order.total
        if status == "completed" and order.completed_s is None:
            order.completed_s = self.now_s()
        self._count_coupons(order)

    def _count_coupons(self, order: Order) -> None:
        give_back = order.status in _GIVE_BACK
        if order.counted != give_back:
            return
        order.counted = not give_back
        user = order.person.customer_id or order.email.lower()
        for used in order.used:
            for coupon in self.codes.get(used.code, [])[-1:]:
                if not give_back:
                    coupon.used_by.append(user)
                elif user in coupon.used_by:
                    coupon.used_by.remove(user)

    def _stamp(self, order: Order) -> None:
        order.stamp_s = self.now_s()

    def _save(self, order: Order) -> None:
        self._stamp(order)
        self._announce(order.order_id, "order.updated")

    def _edit(self, order: Order, line: Line, remove: int, add: Item | None) -> None:
        """The admin types a line's new quantity: what it was before, the order forgets."""
        if remove:
            net, tax, left = line.net_now, line.tax_now, line.left - remove
            line.net = part(net, left, line.quantity)
            line.tax = part(tax, left, line.quantity)
            line.quantity = left
        if add is not None:
            fresh = pricing.price([add], (), 0, cut_gift_cards=True, ids=self.item_ids)
            order.lines.extend(fresh.lines)
        self._save(order)

    # Refunds

    def _refundable(self, order: Order) -> int:
        return order.total - order.refunded if order.paid_s is not None else 0

    def _name_lines(self, order: Order, refund: Refund, minor: int) -> None:
        """Any amount may be given back of a line; units are named where all of it is."""
        rest = minor
        for line in order.lines:
            units, net, tax = order.given(line)
            left = line.net_now - net
            if line.gift_card or left <= 0 or rest <= 0:
                continue
            taken = min(left, rest)
            all_of_it = taken == left
            back = line.tax_now - tax if all_of_it else line.tax_now * taken // line.net_now
            back = min(back, line.tax_now - tax)
            refund.lines.append(Given(line, line.left - units if all_of_it else 0, taken, back))
            rest -= taken
        if rest:
            raise Refused("too_much")

    def _fit(self, refund: Refund, left: int) -> None:
        """What went back before without naming lines is taken off the lines now."""
        over = refund.amount - left
        fitted: list[Given] = []
        for given in refund.lines:
            cut = min(max(over, 0), given.net)
            tax_cut = min(max(over - cut, 0), given.tax)
            over -= cut + tax_cut
            fitted.append(Given(given.line, given.quantity, given.net - cut, given.tax - tax_cut))
        refund.lines = fitted
        if over > 0:
            cut = min(over, refund.shipping)
            refund.shipping -= cut
            refund.shipping_tax -= over - cut

    def _refunded(self, order: Order, refund: Refund, *, complete: bool) -> None:
        if complete:
            order.status = "refunded"
        self._save(order)

    def delete_refund(self, order_id: str, refund_id: int | None = None) -> None:
        """Sends nothing and moves no stamp."""
        order = self._order(order_id)
        found = [one for one in order.refunds if refund_id in (None, one.refund_id)]
        if not found:
            raise Refused("no_such_refund")
        order.refunds.remove(found[-1])

    # Customers

    def _names(self, person: Person, email: str) -> set[str]:
        account = person.email if person.customer_id else ""
        return {one.strip().lower() for one in (account, email) if one}

    def _announce_person(self, person: Person, event: str) -> None:
        self._announce(person.customer_id, f"customer.{event}")

    def _announce_person_gone(self, customer_id: str) -> None:
        self._announce(customer_id, "customer.deleted")

    # Products

    def _announce_product(self, product: Product) -> None:
        self._announce(str(product.number), "product.updated")

    def _moved(self, product: Product) -> None:
        product.stamp_s = self.now_s()
        self._announce_product(product)

    # Installation

    def uninstall(self) -> None:
        """The plugin goes and takes its keys and webhooks along: nobody is told."""
        self.installed, self.refuses_us = False, True

    def reinstall(self) -> None:
        self.installed, self.refuses_us = True, False

    # Deliveries

    def hold_cron(self) -> None:
        """WP-Cron is dead: deliveries wait. Those of one topic and resource become one, built
        when it is sent, so it may be about something that is gone by then."""
        if self._waiting is None:
            self._waiting = {}

    def run_cron(self) -> None:
        """WP-Cron lives again."""
        waiting, self._waiting = self._waiting or {}, None
        for topic, resource in waiting:
            self._announce(resource, topic)

    def _announce(self, resource: str, *topics: str) -> None:
        """Send, or keep for WP-Cron. The topics are of one kind: their body is the same."""
        if not self.installed:
            return
        if self._waiting is not None:
            self._waiting.update(dict.fromkeys((topic, resource) for topic in topics))
            return
        body = self._body(topics[0], resource)
        signed = signature(self.webhook_secret(), body)
        for topic in topics:
            self.outbox.append(self._delivery(topic, resource, body, signed))

    def _body(self, topic: str, resource: str) -> bytes:
        if topic.endswith(".deleted"):
            return b'{"id":' + resource.encode() + b"}"
        if topic.startswith("order."):
            return self._order_body(resource)
        if topic.startswith("product."):
            product = self.products[int(resource)]
            return woo_json.encode(woo_json.product(product, self.timezone))
        person = self.people.get(resource)
        if person is None:
            return woo_json.encode(woo_json.gone("wc_user_invalid_id", "Invalid user ID."))
        return woo_json.encode(woo_json.customer(person, self.timezone))

    def _order_body(self, order_id: str) -> bytes:
        order = self.orders.get(order_id)
        if order is None:
            document = woo_json.gone("woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
            return woo_json.encode(document)
        return woo_json.encode(woo_json.order(order, self.timezone))

    def _delivery(self, topic: str, resource: str, body: bytes, signed: str) -> Delivery:
        now_s = self.clock()
        kind, _, event = topic.partition(".")
        webhook_id = _WEBHOOK_IDS[topic]
        # WooCommerce hashes the webhook's id and the second: different orders share delivery ids.
        delivery_id = hashlib.md5(
            f"{self.store_id}{webhook_id}{int(now_s)}".encode(), usedforsecurity=False
        ).hexdigest()
        headers = {
            "User-Agent": "WooCommerce/11.0.1 Hookshot (WordPress/7.1)",
            "Accept": "*/*",
            "Content-Type": "application/json",
            "X-WC-Webhook-Source": f"{self.address}/",
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Resource": kind,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": signed,
            "X-WC-Webhook-ID": str(webhook_id),
            "X-WC-Webhook-Delivery-ID": delivery_id,
            "Connection": "close",
        }
        path = f"/webhooks/woocommerce/{self.store_id}"
        return Delivery(path, headers, body, topic, resource, now_s)
