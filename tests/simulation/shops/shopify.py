"""A Shopify shop: its financial statuses, and what it sends together when something happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from core.ports import StorePort
from integrations.shopify.store import ShopifyStore
from tests.simulation.shops import pricing, shopify_json
from tests.simulation.shops.delivery import Delivery, signature
from tests.simulation.shops.people import Person
from tests.simulation.shops.products import Product
from tests.simulation.shops.records import Given, Item, Line, Order, Refund, Refused
from tests.simulation.shops.shop import Shop
from tests.simulation.shops.shopify_api import ShopAdminApi
from tests.simulation.shops.shopify_money import ShopMoney

SHOP_ID = 548380009


class ShopifyShop(Shop):
    platform = "shopify"
    cut_gift_cards = False
    first_ids = (6198432301000, 8658316394000, 15514975502000)
    unknown_status = "in_review"

    def __init__(self, store_id: str, address: str, **options: Any) -> None:
        self._numbers = count(1)
        super().__init__(store_id, address, **options)

    def _client(self) -> StorePort:
        self.money = ShopMoney(self)
        return ShopifyStore(self.context, ShopAdminApi(self))

    # Orders

    def _buyer(
        self, customer_id: str | None, email: str | None, on_record: bool
    ) -> tuple[Person, str, bool]:
        """A guest's checkout leaves a customer record, whose address nobody proved."""
        if customer_id is not None or not email or not on_record:
            return super()._buyer(customer_id, email, on_record)
        person = self.by_email(email)
        if person is None:
            person = self._new_person(email, verified=True)
            person.state = "disabled"
            self._announce_person(person, "created")
        return person, email, True

    def _names(self, person: Person, email: str) -> set[str]:
        return {person.customer_id}

    def _place(self, order: Order, *, paid: bool) -> None:
        if paid or order.total == 0:
            order.paid_minor, order.paid_s = order.total, order.placed_s
        order.status = _financial(order)
        for used in order.used:
            for code in self.codes.get(used.code, []):
                code.used_by.append(order.person.customer_id)
        paid_too = ("orders/paid",) if order.status == "paid" else ()
        self._send_order(order, "orders/create", *paid_too, "orders/updated")

    def _pay(self, order: Order) -> None:
        if order.cancelled_s is not None or order.paid_minor >= order.total:
            raise Refused("not_payable")
        order.paid_minor, order.paid_s = order.total, self.now_s()
        self._move(order, "orders/paid")

    def _cash_arrives(self, order: Order) -> None:
        self._pay(order)

    def _cancel(self, order: Order) -> None:
        """What was paid is refunded first, as the cancel dialogue does by default."""
        if self._refundable(order) > 0:
            self.refund(order.order_id, reason="order cancelled")
        for line in order.lines:
            line.removed = line.quantity - order.given(line)[0]
        order.cancelled_s = self.now_s()
        self._move(order, "orders/cancelled")

    def _enter_unknown(self, order: Order) -> None:
        order.status = self.unknown_status
        self._save(order)

    def _leave_unknown(self, order: Order) -> None:
        self._move(order)

    def _move(self, order: Order, *topics: str) -> None:
        order.status = _financial(order)
        self._save(order, *topics)

    def _save(self, order: Order, *topics: str) -> None:
        order.stamp_s = self.now_s()
        self._send_order(order, *topics, "orders/updated")

    def _edit(self, order: Order, line: Line, remove: int, add: Item | None) -> None:
        added: list[Line] = []
        if remove:
            line.removed += remove
        if add is not None:
            added = pricing.price([add], (), 0, cut_gift_cards=False, ids=self.item_ids).lines
            order.lines.extend(added)
        if order.status != self.unknown_status:
            order.status = _financial(order)
        order.stamp_s = self.now_s()
        event = self._event()
        removals = [(line.line_id, remove)] if remove else []
        additions = [(one.line_id, one.quantity) for one in added]
        edit = shopify_json.edit(next(self.ids), order, additions, removals, self.timezone)
        self._send("orders/edited", edit, event, order.order_id)
        self._send_order(order, "orders/updated", event=event)

    def _announce_gone(self, order: Order) -> None:
        self._send("orders/delete", {"id": order.number}, self._event(), order.order_id)

    # Refunds

    def _refundable(self, order: Order) -> int:
        return order.paid_minor - order.refunded

    def _name_lines(self, order: Order, refund: Refund, minor: int) -> None:
        """Whole units go back; where the money is less than they cost, an adjustment says so."""
        rest = minor
        for line in order.lines:
            units, net, tax = order.given(line)
            left = line.left - units
            if line.gift_card or rest <= 0 or left <= 0:
                continue
            taken = 1
            while taken < left and line.net_now * (units + taken) // line.left - net < rest:
                taken += 1
            back = line.net_now * (units + taken) // line.left - net
            back_tax = line.tax_now * (units + taken) // line.left - tax
            refund.lines.append(Given(line, taken, back, back_tax))
            rest -= back
        if rest > 0:
            raise Refused("too_much")
        refund.beyond = rest

    def _fit(self, refund: Refund, left: int) -> None:
        """An adjustment for what went back before without naming lines, or was kept then."""
        refund.beyond = left - refund.amount
        if refund.beyond < 0 and any(given.line.gift_card for given in refund.lines):
            # How much of it the gift card bears is no fact that a shop could state.
            raise Refused("mixed")

    def _refunded(self, order: Order, refund: Refund, *, complete: bool) -> None:
        order.stamp_s = self.now_s()
        if order.status != self.unknown_status:
            order.status = _financial(order)
        event = self._event()
        document = shopify_json.refund(order, refund, self.timezone)
        self._send("refunds/create", document, event, order.order_id)
        self._send_order(order, "orders/updated", event=event)

    # Customers

    def verify(self, customer_id: str) -> None:
        """Somebody answered the mail that activates the account: the address is proven."""
        person = self._person(customer_id)
        person.verified_email, person.state = True, "enabled"
        self.person_saved(person)

    def merge(self, gone_id: str, kept_id: str, *, fails: bool = False) -> None:
        """Two records become one; orders name the kept one from now on, without a new stamp."""
        gone, kept = self._person(gone_id), self._person(kept_id)
        if gone is kept:
            raise Refused("same_customer")
        if not fails:
            del self.people[gone_id]
            for order in self.orders.values():
                if order.person is gone:
                    order.person = kept
        document = shopify_json.merged(gone_id, kept_id, fails=fails)
        self._send("customers/merge", document, self._event(), gone_id)

    def redact(self, customer_id: str) -> None:
        """A person asked to be forgotten. The shop's record goes; orders keep naming it."""
        person = self._person(customer_id)
        del self.people[customer_id]
        self._comply("customers/redact", person, "orders_to_redact")

    def data_request(self, customer_id: str) -> None:
        self._comply("customers/data_request", self._person(customer_id), "orders_requested")

    def _comply(self, topic: str, person: Person, orders: str) -> None:
        document = {
            "shop_id": SHOP_ID,
            "shop_domain": self.address,
            "customer": {
                "id": int(person.customer_id),
                "email": person.email,
                "phone": person.phone,
            },
            orders: [order.number for order in self.orders.values() if order.person is person],
        }
        self._send(topic, document, self._event(), person.customer_id, always=True)

    def _announce_person(self, person: Person, event: str) -> None:
        topic = {"created": "customers/create", "updated": "customers/update"}[event]
        document = shopify_json.customer(person, self.timezone)
        self._send(topic, document, self._event(), person.customer_id)

    def _announce_person_gone(self, customer_id: str) -> None:
        document = {
            "id": int(customer_id),
            "tax_exemptions": [],
            "admin_graphql_api_id": f"gid://shopify/Customer/{customer_id}",
        }
        self._send("customers/delete", document, self._event(), customer_id)

    # Products

    def _announce_product(self, product: Product) -> None:
        document = shopify_json.product(product, self.timezone)
        self._send("products/update", document, self._event(), str(product.number))

    def _moved(self, product: Product) -> None:
        """By hand: the product is not saved, and nobody is told."""

    # Installation

    def uninstall(self) -> None:
        self.installed, self.refuses_us = False, True
        document = {"id": SHOP_ID, "name": self.facts.name, "myshopify_domain": self.address}
        self._send("app/uninstalled", document, self._event(), self.address, always=True)

    def reinstall(self) -> None:
        self.installed, self.refuses_us = True, False

    def shop_redact(self) -> None:
        """What Shopify sends 48 hours after an uninstall, whatever happened since."""
        document = {"shop_id": SHOP_ID, "shop_domain": self.address}
        self._send("shop/redact", document, self._event(), self.address, always=True)

    # Deliveries

    def _send_order(self, order: Order, *topics: str, event: tuple[str, str] | None = None) -> None:
        """One payload under several topics: they come together."""
        if not self.installed:
            return
        document = shopify_json.order(order, self.currency, self.timezone)
        body = shopify_json.encode(document)
        signed = signature(self.webhook_secret(), body)
        event = event or self._event()
        for topic in topics:
            self._put(topic, body, signed, event, order.order_id)

    def _send(
        self,
        topic: str,
        document: Mapping[str, Any],
        event: tuple[str, str],
        about: str,
        *,
        always: bool = False,
    ) -> None:
        if self.installed or always:
            body = shopify_json.encode(document)
            self._put(topic, body, signature(self.webhook_secret(), body), event, about)

    def _put(
        self, topic: str, body: bytes, signed: str, event: tuple[str, str], about: str
    ) -> None:
        headers = {
            "User-Agent": "Shopify-Captain-Hook",
            "Accept": "*/*",
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signed,
            "X-Shopify-Shop-Domain": self.address,
            "X-Shopify-API-Version": "2026-10",
            "X-Shopify-Webhook-Id": self._unique(),
            "X-Shopify-Event-Id": event[0],
            "X-Shopify-Triggered-At": event[1],
        }
        self.outbox.append(Delivery("/webhooks/shopify", headers, body, topic, about, self.clock()))

    def _event(self) -> tuple[str, str]:
        """(event id, triggered at): shared by all deliveries of one happening."""
        at = datetime.fromtimestamp(self.clock(), UTC)
        return self._unique(), at.strftime("%Y-%m-%dT%H:%M:%S.%f000Z")

    def _unique(self) -> str:
        return f"00000000-0000-4000-8000-{next(self._numbers):012x}"


def _financial(order: Order) -> str:
    """The financial status that follows from the money."""
    refunded = order.refunded
    if order.cancelled_s is not None and not order.paid_minor:
        return "voided"
    if refunded:
        return "refunded" if refunded >= order.paid_minor else "partially_refunded"
    if order.paid_minor >= order.total:
        return "paid"
    return "partially_paid" if order.paid_minor else "pending"
