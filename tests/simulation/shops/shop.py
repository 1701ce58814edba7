"""One store: its orders, customers and codes, and the commands that change them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count

from core.ports import StoreFacts, StorePort
from integrations.context import StoreContext
from tests.simulation.shops import pricing
from tests.simulation.shops.codes import Code
from tests.simulation.shops.delivery import Delivery
from tests.simulation.shops.people import Person
from tests.simulation.shops.port import ShopPort, Trouble, Wire
from tests.simulation.shops.products import Product, shelf
from tests.simulation.shops.records import (
    CASH,
    Given,
    Item,
    Line,
    Order,
    Platform,
    Refund,
    Refused,
    Used,
)


class Shop(ABC):
    """A store, made by open_shop.

    `outbox` collects what was sent. `webhook_secret` is asked at each delivery; on Shopify it is
    the app's. `trouble` is asked before every call of `port`; `calls` counts those by name. `pause`
    is called where requests of others may come between.
    `installed`: webhooks are sent. `refuses_us`: the API takes our credentials no more.
    `sees_all_orders` False (Shopify, without the scope read_all_orders): orders older than 60 days
    are answered with null.
    """

    platform: Platform
    unknown_status: str
    cut_gift_cards: bool
    first_ids: tuple[int, int, int]

    def __init__(
        self,
        store_id: str,
        address: str,
        *,
        clock: Callable[[], float],
        webhook_secret: Callable[[], str],
        currency: str,
        timezone: str,
    ) -> None:
        self.store_id = store_id
        self.address = address
        self.clock = clock
        self.webhook_secret = webhook_secret
        self.currency = currency
        self.timezone = timezone
        self.facts = StoreFacts("Backpack & Bean", currency, timezone)
        self.context = StoreContext(store_id, self.platform, currency, timezone)
        self.orders: dict[str, Order] = {}
        self.people: dict[str, Person] = {}
        self.products = shelf()
        self.codes: dict[str, list[Code]] = {}
        self.outbox: list[Delivery] = []
        self.trouble: Callable[[str], Trouble | None] = lambda method: None
        self.pause: Callable[[], None] = lambda: None
        self.calls: Counter[str] = Counter()
        self.installed = True
        self.refuses_us = False
        self.sees_all_orders = True
        order_id, customer_id, item_id = self.first_ids
        self.ids = count(order_id)
        self.item_ids = count(item_id)
        self._customer_ids = count(customer_id)
        self._persons = count(1)
        self._guests: dict[str, Person] = {}
        self.wire = Wire(self)
        self.port = ShopPort(self, self._client(), self.wire)

    @abstractmethod
    def _client(self) -> StorePort:
        """The real client, on an API that answers from memory."""

    # What happens

    def now_s(self) -> int:
        return int(self.clock())

    def take(self) -> list[Delivery]:
        """What was sent since the last take, in order."""
        taken, self.outbox = self.outbox, []
        return taken

    # Customers

    def register(self, email: str, *, verified: bool = False) -> Person:
        """A new account. `verified`: the platform proved the address (WooCommerce never does)."""
        if self.by_email(email) is not None:
            raise Refused("address_taken")
        person = self._new_person(email, verified=verified)
        person.state = "enabled" if verified or self.platform == "woocommerce" else "disabled"
        self._announce_person(person, "created")
        return person

    def update_email(self, customer_id: str, email: str, *, verified: bool = False) -> Person:
        person = self._person(customer_id)
        other = self.by_email(email)
        if other is not None and other is not person:
            raise Refused("address_taken")
        person.email = email
        person.verified_email = verified
        self.person_saved(person)
        return person

    def delete_account(self, customer_id: str) -> None:
        """The account goes; its orders keep naming it."""
        self._person(customer_id)
        del self.people[customer_id]
        self._announce_person_gone(customer_id)

    def by_email(self, email: str) -> Person | None:
        wanted = email.strip().lower()
        for person in self.people.values():
            if person.email.strip().lower() == wanted:
                return person
        return None

    def _new_person(self, email: str, *, verified: bool) -> Person:
        now_s = self.now_s()
        number = str(next(self._customer_ids))
        person = Person(next(self._persons), number, email, now_s, now_s, verified)
        self.people[number] = person
        return person

    def _guest(self, email: str) -> Person:
        """Somebody whom the shop keeps no record of."""
        person = self._guests.get(email)
        if person is None:
            now_s = self.now_s()
            person = Person(next(self._persons), "", email, now_s, now_s)
            self._guests[email] = person
        return person

    def _person(self, customer_id: str) -> Person:
        person = self.people.get(customer_id)
        if person is None:
            raise Refused("no_such_customer")
        return person

    def person_saved(self, person: Person) -> None:
        """A record was saved, changed or not."""
        person.changed_s = self.now_s()
        self._announce_person(person, "updated")

    # Orders

    def buy(
        self,
        items: Sequence[Item],
        *,
        customer_id: str | None = None,
        email: str | None = None,
        codes: Sequence[str] = (),
        paid: bool = True,
        method: str = "card",
        discount_minor: int = 0,
        shipping_minor: int = 0,
        on_record: bool = True,
    ) -> Order:
        """Place an order. Neither `customer_id` nor `email`: a counter sale, nobody's.

        `method` "cod" is cash on delivery, "bank" a transfer. `discount_minor`: a campaign of
        the shop's own. `on_record` False (Shopify): an address, but no customer on the order.
        Raises Refused for a code that the cart does not take: unknown, inactive, used,
        somebody_else, expired, twice.
        """
        person, email, named = self._buyer(customer_id, email, on_record)
        known = self._names(person, email) if named or self.platform == "woocommerce" else set()
        found = [self._usable(code, known) for code in codes]
        if len(found) > 1:
            raise Refused("twice")  # ours stand alone
        discounts = [
            Used(one.code, one.kind, one.value_minor, one.percent, 0, one.mark != "")
            for one in found
        ]
        if discount_minor:
            discounts.append(Used("spring", "fixed", discount_minor, 0, 0, ours=False))
        priced = pricing.price(
            items,
            discounts,
            shipping_minor,
            cut_gift_cards=self.cut_gift_cards,
            ids=self.item_ids,
        )
        number, now_s = next(self.ids), self.now_s()
        order = Order(
            platform=self.platform,
            order_id=str(number),
            number=number,
            person=person,
            email=email,
            named=named,
            currency=self.currency,
            lines=priced.lines,
            shipping=priced.shipping,
            shipping_tax=priced.shipping_tax,
            shipping_full=shipping_minor,
            used=priced.used,
            method=method,
            placed_s=now_s,
            stamp_s=now_s,
            status="",
        )
        self.orders[order.order_id] = order
        self._place(order, paid=paid and method != CASH)
        return order

    def _buyer(
        self, customer_id: str | None, email: str | None, on_record: bool
    ) -> tuple[Person, str, bool]:
        if customer_id is not None:
            person = self._person(customer_id)
            return person, email or person.email, True
        return self._guest(email or ""), email or "", False

    def _usable(self, code: str, names: set[str]) -> Code:
        found = self.codes.get(code.lower())
        if not found:
            raise Refused("unknown")
        why = found[-1].refuses(names, self.clock())
        if why is not None:
            raise Refused(why)
        return found[-1]

    def pay(self, order_id: str) -> None:
        """The money arrives."""
        self._pay(self._order(order_id))

    def cash_arrives(self, order_id: str) -> None:
        """A cash-on-delivery order is handed over and paid."""
        order = self._order(order_id)
        if order.method != CASH:
            raise Refused("not_cash")
        self._cash_arrives(order)

    def cancel(self, order_id: str) -> None:
        order = self._order(order_id)
        if order.truth().state not in ("pending", "paid"):
            raise Refused("not_open")
        self._cancel(order)

    def touch(self, order_id: str) -> None:
        """A save that changes nothing but the stamp."""
        self._save(self._order(order_id))

    def unmapped(self, order_id: str) -> None:
        """A status that nobody has said the meaning of (a pick-up plugin's, say)."""
        order = self._order(order_id)
        if order.truth().state not in ("pending", "paid") or order.status == self.unknown_status:
            raise Refused("not_open")
        self._enter_unknown(order)

    def mapped(self, order_id: str) -> None:
        """Back from the unknown status to the one before."""
        order = self._order(order_id)
        if order.status != self.unknown_status:
            raise Refused("not_unmapped")
        self._leave_unknown(order)

    def edit(
        self, order_id: str, *, line: int = 0, remove: int = 0, add: Item | None = None
    ) -> None:
        """Take `remove` units off a line (by its index), and add another line."""
        order = self._order(order_id)
        if order.truth().state not in ("pending", "paid"):
            raise Refused("not_open")
        target = order.lines[line % len(order.lines)]
        units, net, _ = order.given(target)
        if remove:
            left = target.left - remove
            after = Line(0, 0, target.quantity, 0, target.net, 0, removed=target.removed + remove)
            if left < units or left < 0 or after.net_now < net:
                raise Refused("given_back")
        self._edit(order, target, remove, add)

    def refund(
        self,
        order_id: str,
        minor: int | None = None,
        *,
        with_lines: bool = True,
        shipping: bool = False,
        reason: str = "",
    ) -> Refund:
        """Give money back: `minor` of merchandise (before tax; its tax goes with it where lines
        are named), None for all that is left with the shipping. Raises Refused when that is not
        there."""
        order = self._order(order_id)
        left = self._refundable(order)
        if left <= 0:
            raise Refused("nothing_left")
        refund = Refund(next(self.ids), self.now_s(), reason, [], 0)
        if shipping or minor is None:
            self._add_shipping(order, refund)
        if minor is None:
            refund.lines = self._everything(order)
            self._fit(refund, left)
        elif with_lines:
            self._name_lines(order, refund, minor)
        else:
            refund.beyond = minor
        if not 0 < refund.amount <= left or (minor is not None and minor <= 0):
            raise Refused("too_much")
        order.refunds.append(refund)
        self._refunded(order, refund, complete=refund.amount == left)
        return refund

    def delete_forever(self, order_id: str) -> None:
        """The order is gone."""
        order = self._order(order_id, in_trash=True)
        order.gone = True
        del self.orders[order_id]
        self._announce_gone(order)

    def _order(self, order_id: str, *, in_trash: bool = False) -> Order:
        order = self.orders.get(order_id)
        if order is None:
            raise Refused("no_such_order")
        if order.status == "trash" and not in_trash:
            raise Refused("in_trash")
        return order

    def _add_shipping(self, order: Order, refund: Refund) -> None:
        if order.shipping and not order.shipping_returned:
            refund.shipping, refund.shipping_tax = order.shipping, order.shipping_tax

    def _everything(self, order: Order) -> list[Given]:
        found = []
        for line in order.lines:
            units, net, tax = order.given(line)
            rest = Given(line, line.left - units, line.net_now - net, line.tax_now - tax)
            if rest.quantity or rest.net or rest.tax:
                found.append(rest)
        return found

    # Products

    def put_on_sale(self, number: int, sale: bool) -> None:
        """Begin or end a product's sale."""
        product = self.products[number]
        product.sale, product.stamp_s = sale, self.now_s()
        self._announce_product(product)

    def move(self, number: int, collection: str) -> None:
        """Put a product into another collection."""
        product = self.products[number]
        product.collection = collection
        self._moved(product)

    # What a platform does its own way

    @abstractmethod
    def _place(self, order: Order, *, paid: bool) -> None: ...

    @abstractmethod
    def _pay(self, order: Order) -> None: ...

    @abstractmethod
    def _cash_arrives(self, order: Order) -> None: ...

    @abstractmethod
    def _cancel(self, order: Order) -> None: ...

    @abstractmethod
    def _enter_unknown(self, order: Order) -> None: ...

    @abstractmethod
    def _leave_unknown(self, order: Order) -> None: ...

    @abstractmethod
    def _save(self, order: Order) -> None: ...

    @abstractmethod
    def _edit(self, order: Order, line: Line, remove: int, add: Item | None) -> None: ...

    @abstractmethod
    def _refundable(self, order: Order) -> int:
        """What can still be given back, in minor units."""

    @abstractmethod
    def _name_lines(self, order: Order, refund: Refund, minor: int) -> None: ...

    @abstractmethod
    def _fit(self, refund: Refund, left: int) -> None:
        """Bring a refund of everything down to what is left of the money."""

    @abstractmethod
    def _refunded(self, order: Order, refund: Refund, *, complete: bool) -> None: ...

    @abstractmethod
    def _names(self, person: Person, email: str) -> set[str]:
        """By what a code may be bound to this shopper."""

    @abstractmethod
    def _announce_person(self, person: Person, event: str) -> None: ...

    @abstractmethod
    def _announce_person_gone(self, customer_id: str) -> None: ...

    @abstractmethod
    def _announce_product(self, product: Product) -> None: ...

    @abstractmethod
    def _moved(self, product: Product) -> None: ...

    @abstractmethod
    def _announce_gone(self, order: Order) -> None: ...

    @abstractmethod
    def uninstall(self) -> None:
        """We are removed: our credentials are refused from now on, and nothing more is sent."""

    @abstractmethod
    def reinstall(self) -> None:
        """Our credentials work again and webhooks are sent."""

    # Only some platforms know these

    def uncancel(self, order_id: str) -> None:
        raise Refused("not_on_this_platform")

    def delete_refund(self, order_id: str, refund_id: int | None = None) -> None:
        raise Refused("not_on_this_platform")

    def trash(self, order_id: str) -> None:
        raise Refused("not_on_this_platform")

    def restore(self, order_id: str) -> None:
        raise Refused("not_on_this_platform")

    def set_status(self, order_id: str, status: str) -> None:
        raise Refused("not_on_this_platform")

    def hold_cron(self) -> None:
        raise Refused("not_on_this_platform")

    def run_cron(self) -> None:
        raise Refused("not_on_this_platform")

    def verify(self, customer_id: str) -> None:
        raise Refused("not_on_this_platform")

    def merge(self, gone_id: str, kept_id: str, *, fails: bool = False) -> None:
        raise Refused("not_on_this_platform")

    def redact(self, customer_id: str) -> None:
        raise Refused("not_on_this_platform")

    def data_request(self, customer_id: str) -> None:
        raise Refused("not_on_this_platform")

    def shop_redact(self) -> None:
        raise Refused("not_on_this_platform")

    # For the port

    def squat(self, code: str) -> None:
        """A stranger makes a code of that name, unless there is one."""
        if not self.codes.get(code.lower()):
            mine = Code(next(self.ids), code.lower(), "", "percent", 0, 10, None, 0, None, limit=99)
            self.codes[code.lower()] = [mine]
