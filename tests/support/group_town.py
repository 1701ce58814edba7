"""A store with a group purchase: its orders, all that follows from them, and the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.ledger import following, group_rows, groups, members, programs
from core.ledger.orders import delete_order, post_order
from core.ledger.posting import Books
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef, OrderDeletion, Refund, RefundLine
from tests.unit.core.group_worlds import EVENT, purchase
from tests.unit.core.worlds import STORE, T0

DAY_S = 86_400


class Town:
    """Customers are named by numbers, orders too."""

    def __init__(self, books: Books, **event: Any) -> None:
        self.ledger, self.tz, self.now_s = books.ledger, books.tz, T0
        self.event: dict[str, Any] = EVENT | event
        self.program = default_document("USD")
        self.publish()

    def publish(self, **changes: Any) -> None:
        """A new version of the program, in force at once."""
        self.event |= changes
        document = self.program | {"groups": [self.event]}
        programs.publish(self.ledger, validate(document), "test", self.now_s - 60)

    @property
    def books(self) -> Books:
        return Books(self.ledger, programs.programs(self.ledger), self.tz)

    def member_id(self, customer: int) -> str:
        return self.ledger.member_id(STORE, CustomerRef(customer_id=str(customer))) or ""

    def order(
        self,
        number: int,
        pieces: int,
        customer: int | None = None,
        *,
        follow: bool = True,
        **fields: Any,
    ) -> None:
        """A delivery of an order by the customer of the same number, and what follows."""
        self.now_s += 1
        who = CustomerRef(customer_id=str(number if customer is None else customer))
        given = {"placed_at_s": T0, "stamp_s": self.now_s, "order_id": str(number), **fields}
        event = replace(purchase(pieces, **given), customer=who)
        post_order(self.books, event, self.now_s * 1000)
        if follow:
            self.follow(number)

    def refund(self, number: int, pieces: int, back: int, customer: int | None = None) -> None:
        """So many pieces of an order come back."""
        self.order(number, pieces, customer, refunds=[_returned(back)])

    def delete(self, number: int) -> None:
        self.now_s += 1
        at_ms = self.now_s * 1000
        delete_order(self.books, OrderDeletion(STORE, str(number), at_ms), at_ms)
        self.follow(number)

    def follow(self, number: int, was: str = "") -> None:
        following.follow(self.books, STORE, str(number), self.now_s * 1000, was)

    def clock(self, days: int = 0, *, hurry: Any = lambda: False) -> bool:
        """What the schedule does, so many days later; whether there is nothing more to do."""
        self.now_s += days * DAY_S
        return groups.look(self.books, "rice", self.now_s * 1000, hurry)

    def given(self, customer: int) -> int:
        """Points that a customer has of the group, by the books."""
        page, _ = members.entries(
            self.ledger, self.member_id(customer), self.books.programs.newest, limit=500
        )
        return sum(one["points"] for one in page if one["source"]["type"] == "award")

    def texts(self, customer: int) -> list[str]:
        page, _ = members.entries(
            self.ledger, self.member_id(customer), self.books.programs.newest, limit=500
        )
        return [one["why"]["text"]["en"] for one in page]

    @property
    def units(self) -> int:
        return group_rows.read(self.ledger, "rice")[0].units

    @property
    def state(self) -> Any:
        return group_rows.read(self.ledger, "rice")[1]


def _returned(pieces: int) -> Refund:
    money = pieces * 1_000
    return Refund("1", money, (RefundLine("1", money, pieces),))
