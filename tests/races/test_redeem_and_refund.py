"""Redeeming, giving back, making codes and refunding, all of one shopper and all at once."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from functools import partial

from core.ledger import redemptions
from core.redemptions import Redemption
from core.snapshot import CustomerRef, OrderSnapshot
from tests.races import template
from tests.races.arena import Arena, Shop, never_below_zero
from tests.races.counter import Ask, give_back, redemption, serve
from tests.races.sqs import Message, Queue, Seen, drain, in_parallel, together
from tests.support.http_api import Answered, token
from tests.support.sandbox import SandboxServer

JIA = CustomerRef("3", "jia@example.com")
ORDERS, WISHES, POINTS = 12, 16, 100


def redeem(auth: str, number: int, ask: Ask) -> Answered:
    """Redeem; with every second code, think better of it at once."""
    made = ask(redemption(auth, f"k{number}"))
    if made.status == 200 and number % 2:
        ask(give_back(auth, made.body["redemption_id"]))
    return made


def refunds(paid: list[OrderSnapshot]) -> list[OrderSnapshot]:
    """Half of the orders: refunded, the refund undone, and refunded again; each said twice."""
    changes = [("void", "refunded", 1), ("paid", "completed", 2), ("void", "refunded", 3)]
    return [
        replace(one, state=state, status=status, stamp_s=one.stamp_s + later)  # type: ignore[arg-type]
        for one in paid[: len(paid) // 2]
        for state, status, later in changes * 2
    ]


class Relay:
    """Asks for the codes of holds as soon as they are there, as the stream's relay does."""

    def __init__(self, arena: Arena, shop: Shop) -> None:
        self._arena, self._shop = arena, shop
        member_id = shop.member_id(JIA)
        keys = [f"k{number}" for number in range(WISHES)]
        self._ids = tuple(shop.ledger.redemption_id(member_id, key) for key in keys)
        self._over = False

    def end(self) -> None:
        """No more will be held."""
        self._over = True

    def holds(self) -> list[Redemption]:
        return redemptions.recent(self._shop.ledger, self._ids)

    def run(self) -> Seen:
        """Until `end`."""
        asked: set[str] = set()
        parts: list[Seen] = []
        while not self._over:
            news = [one.redemption_id for one in self.holds() if one.redemption_id not in asked]
            asked |= set(news)
            feeding = template.feeding("codes", "CodesQueue")
            queue = Queue(map(self._message, news), feeding, hidden_s=1.0)
            parts.append(drain(queue, self._arena.fleet.of("codes", 2)))
            assert queue.dead == []
        return together(parts)

    def _message(self, redemption_id: str) -> Message:
        body = {"ledger_id": self._shop.ledger.ledger_id, "redemption_id": redemption_id}
        return Message(uuid.uuid4().hex, json.dumps(body), "")


def test_redeeming_while_refunding_ends_every_hold_and_the_books_balance(
    arena: Arena, store: SandboxServer
) -> None:
    shop = arena.shop(f"{store.origin}/woo")
    events = template.feeding("ledger_worker", "EventsQueue")
    workers, counter = arena.fleet.of("ledger_worker"), arena.fleet.of("storefront")
    paid = [shop.order(number, POINTS * 100, JIA) for number in range(ORDERS)]
    drain(Queue(map(shop.message, paid), events), workers)
    assert shop.balance(JIA) == (ORDERS * POINTS, 0, 0)

    auth = token(shop.store_id, "3")
    relay = Relay(arena, shop)
    queue = Queue(map(shop.message, refunds(paid)), events)
    answers: list[Answered] = []

    def shoppers() -> Seen:
        try:
            found, looked = serve(counter, [partial(redeem, auth, n) for n in range(WISHES)])
            answers.extend(found)
        finally:
            relay.end()
        return looked

    seen = together(in_parallel([shoppers, partial(drain, queue, workers), relay.run]))
    arena.note("redeeming while refunding", seen)

    assert (queue.dead, arena.dead()) == ([], 0)
    assert seen.conflicts > 0
    holds = relay.holds()
    made = {one.body["redemption_id"] for one in answers if one.status in (200, 202)}
    assert {one.status for one in answers} <= {200, 202, 409}
    assert {one.redemption_id for one in holds} == made
    assert {one.status for one in holds} <= {"issued", "returned"}
    issued = [one for one in holds if one.status == "issued"]
    available, pending, debt = shop.balance(JIA)
    kept = (ORDERS - ORDERS // 2) * POINTS
    assert (available - debt, pending) == (kept - len(issued) * POINTS, 0)
    assert never_below_zero(shop.entries(JIA))
    shop.proven()

    coupons = store.control("GET", "woo/codes")["codes"]
    assert sorted(one["code"] for one in coupons) == sorted(one.code for one in holds)
    alive = {one["code"] for one in coupons if one["date_expires_gmt"] > "2020"}
    assert alive == {one.code for one in issued}
