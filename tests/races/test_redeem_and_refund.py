"""Redeeming, giving back, making codes and refunding, all of one shopper and all at once."""

from __future__ import annotations

import json
import time
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
ORDERS, REFUNDED, WISHES, POINTS = 24, 8, 16, 100
MAKERS = 4


def redeem(auth: str, number: int, ask: Ask) -> Answered:
    """Redeem; with every second code, think better of it at once."""
    made = ask(redemption(auth, f"k{number}"))
    if made.status == 200 and number % 2:
        ask(give_back(auth, made.body["redemption_id"]))
    return made


def hold(shop: Shop, number: int) -> None:
    """A hold whose request ended before its code was made."""
    reward = shop.books.programs.newest.reward("off-small")
    member_id, contact = shop.member_id(JIA), shop.member(JIA).contact
    now_ms = time.time_ns() // 1_000_000
    redemptions.hold(shop.books, member_id, contact, reward, f"k{number}", shop.store_id, now_ms)


def refunds(paid: list[OrderSnapshot]) -> list[OrderSnapshot]:
    """Some of the orders: refunded, the refund undone, and refunded again; each said twice."""
    changes = [("void", "refunded", 1), ("paid", "completed", 2), ("void", "refunded", 3)]
    return [
        replace(one, state=state, status=status, stamp_s=one.stamp_s + later)  # type: ignore[arg-type]
        for one in paid[:REFUNDED]
        for state, status, later in changes * 2
    ]


class Relay:
    """Asks for the codes of holds as soon as they are there, as the stream's relay does."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        member_id = shop.member_id(JIA)
        keys = [f"k{number}" for number in range(-MAKERS, WISHES)]
        self._ids = tuple(shop.ledger.redemption_id(member_id, key) for key in keys)
        feeding = template.feeding("codes", "CodesQueue")
        self.queue = Queue([], feeding, hidden_s=2.0, complete=False)
        self._over = False

    def end(self) -> None:
        """No more will be held."""
        self._over = True

    def holds(self) -> list[Redemption]:
        return redemptions.recent(self._shop.ledger, self._ids)

    def run(self) -> Seen:
        """Until `end`."""
        asked: set[str] = set()
        while not self._over:
            news = [one for one in self.holds() if one.redemption_id not in asked]
            asked |= {one.redemption_id for one in news}
            self.queue.send(map(self.message, news))
            time.sleep(0.01)
        self.queue.send([], last=True)
        return Seen()

    def message(self, held: Redemption) -> Message:
        """As the relay sends it."""
        body = {"ledger_id": self._shop.ledger.ledger_id, "redemption_id": held.redemption_id}
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

    # As in WooCommerce, whoever makes a code while another one makes it makes a second coupon.
    store.sandbox.config.coupon_gap_s = 0.5
    auth = token(shop.store_id, "3")
    relay, makers = Relay(shop), arena.fleet.of("codes", MAKERS)
    for number in range(-MAKERS, 0):
        hold(shop, number)
    first = Queue(map(relay.message, relay.holds()), relay.queue.feeding)
    drain(first, makers)
    queue = Queue(map(shop.message, refunds(paid)), events)
    answers: list[Answered] = []

    def shoppers() -> Seen:
        try:
            found, looked = serve(counter, [partial(redeem, auth, n) for n in range(WISHES)])
            answers.extend(found)
        finally:
            relay.end()
        return looked

    codes = partial(drain, relay.queue, makers, meet=False)
    refunding = partial(drain, queue, workers)
    seen = together(in_parallel([shoppers, refunding, relay.run, codes]))
    arena.note("redeeming while refunding", seen)

    assert (queue.dead, relay.queue.dead, arena.dead()) == ([], [], 0)
    assert seen.conflicts > 0
    holds = relay.holds()
    made = [one.body["redemption_id"] for one in answers if one.status in (200, 202)]
    assert {one.status for one in answers} <= {200, 202, 409}
    assert len(holds) == MAKERS + len(made)
    assert {one.redemption_id for one in holds} >= set(made)
    assert {one.status for one in holds} <= {"issued", "returned"}
    issued = [one for one in holds if one.status == "issued"]
    available, pending, debt = shop.balance(JIA)
    kept = (ORDERS - REFUNDED) * POINTS
    assert (available - debt, pending) == (kept - len(issued) * POINTS, 0)
    assert never_below_zero(shop.entries(JIA))
    shop.proven()

    coupons = store.control("GET", "woo/codes")["codes"]
    assert sorted(one["code"] for one in coupons) == sorted(one.code for one in holds)
    alive = {one["code"] for one in coupons if one["date_expires_gmt"] > "2020"}
    assert alive == {one.code for one in issued}
