"""What one delivery, one redemption, one look and one run of the clock cost, through the real
handlers, with warm functions: python -m bench.units

DynamoDB units and calls to AWS, each asserted against its budget; nothing on these ways may scan.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from bench.quiet import silent
from bench.scene import Part, Scene, Usage
from tests.simulation.shops import Delivery, Item, Order

_CENTS = 12_500
_YEAR_S = 366 * 86_400


@dataclass(frozen=True)
class Budget:
    """The most that the deciding function may use: the worker of a delivery, the storefront of a
    request, the scheduled function of a run."""

    write_units: float
    read_units: float
    calls: int


@dataclass(frozen=True)
class Line:
    """`function` decides; `usage` has all that followed as well."""

    name: str
    function: str
    usage: Usage
    budget: Budget

    @property
    def deciding(self) -> Part:
        return self.usage.of(self.function)

    @property
    def kept(self) -> bool:
        """Whether it stays within its budget."""
        part, most = self.deciding, self.budget
        return (
            part.write_units <= most.write_units
            and part.read_units <= most.read_units
            and part.calls.total() <= most.calls
        )


POSTED = Budget(6, 2, 2)
NOTHING_WRITTEN = Budget(0, 2, 1)


def measure() -> list[Line]:
    """Everything once, on warm functions."""
    with silent(), Scene() as scene:
        return [*_deliveries(scene), *_shopper(scene), *_clock(scene)]


def _followed(scene: Scene, work: Callable[[], object]) -> Usage:
    """What `work` and all that follows from it cost, when the functions have their caches."""
    with scene.counting() as usage:
        work()
        scene.work_off()
    return usage


def _orders(scene: Scene) -> list[Delivery]:
    """The deliveries about orders that wait; what others ask for is done."""
    sent = scene.woo.take()
    for delivery in sent:
        if not delivery.topic.startswith("order"):
            scene.deliver(delivery)
    scene.work_off()
    return [delivery for delivery in sent if delivery.topic.startswith("order")]


def _deliveries(scene: Scene) -> list[Line]:
    shop, found = scene.woo, []
    person = shop.register("mia@example.com")
    warm = shop.register("jon@example.com")
    shop.buy([Item(7, 1, _CENTS)], customer_id=warm.customer_id)
    scene.deliver_all()
    scene.work_off()

    def next_one(name: str, budget: Budget, delivery: Delivery | None = None) -> list[Delivery]:
        sent = [delivery] if delivery is not None else _orders(scene)
        usage = _followed(scene, lambda: scene.deliver(sent[0]))
        found.append(Line(name, "ledger_worker", usage, budget))
        for one in sent[1:]:  # WooCommerce tells of an update behind each creation
            scene.deliver(one)
        scene.work_off()
        scene.clock.advance(60)
        return sent

    def buy(**fields: str) -> Order:
        return shop.buy([Item(7, 1, _CENTS)], paid=False, **fields)  # type: ignore[arg-type]

    scene.clock.advance(60)
    order = buy(customer_id=person.customer_id)
    first = next_one("first of a shopper", POSTED)
    shop.pay(order.order_id)
    next_one("changes points (paid)", POSTED)
    shop.touch(order.order_id)
    touched = next_one("newer, changes nothing", Budget(1, 2, 2))
    next_one("repeat", NOTHING_WRITTEN, touched[-1])
    next_one("stale", NOTHING_WRITTEN, first[0])
    shop.refund(order.order_id, 5_000)
    next_one("partial refund", POSTED)
    buy(email="ola@example.com")
    next_one("first of a guest", POSTED)
    shop.trash(order.order_id)
    next_one("order deleted", Budget(6, 3, 4))
    return found


def _shopper(scene: Scene) -> list[Line]:
    shop, found = scene.shopify, []
    person = shop.register("ana@example.com", verified=True)
    for _ in range(3):
        shop.buy([Item(7, 1, 30_000)], customer_id=person.customer_id)
    scene.deliver_all()
    scene.work_off()

    def asked(name: str, budget: Budget, method: str, path: str, key: str = "") -> str:
        scene.clock.advance(60)
        told: dict[str, object] = {}
        body = {"reward_id": "off-small"} if key else None

        def ask() -> None:
            told.update(scene.ask(person.customer_id, method, path, body, key))

        found.append(Line(name, "storefront", _followed(scene, ask), budget))
        return str(told.get("redemption_id", ""))

    # A container's first look and first redemption of a store each note, once, that there was one.
    scene.ask(person.customer_id, "GET", "/storefront/member", None, "")
    asked("page: program", Budget(0, 0, 0), "GET", "/storefront/program")
    asked("page: member", Budget(0, 1, 1), "GET", "/storefront/member")
    asked("page: entries", Budget(0, 2, 2), "GET", "/storefront/entries")
    wish = "/storefront/redemptions"
    used = asked("redemption: hold and code", Budget(14, 6, 14), "POST", wish, "key-1")
    back = asked("redemption: a second one", Budget(13, 6, 13), "POST", wish, "key-2")
    asked("page: redemptions", Budget(0, 4, 3), "GET", "/storefront/redemptions")
    code = str(scene.ask(person.customer_id, "GET", f"{wish}/{used}")["code"])
    scene.clock.advance(60)
    shop.buy([Item(7, 1, 30_000)], customer_id=person.customer_id, codes=[code])
    paid = next(one for one in shop.take() if one.topic.startswith("orders/"))
    usage = _followed(scene, lambda: scene.deliver(paid))
    found.append(Line("redemption: code used", "ledger_worker", usage, Budget(7, 3, 4)))
    asked("redemption: given back", Budget(10, 7, 13), "POST", f"{wish}/{back}/return")
    return found


def _clock(scene: Scene) -> list[Line]:
    found = []
    scene.schedule("due")
    scene.work_off()
    usage = _followed(scene, lambda: scene.schedule("due"))
    found.append(Line("due: nothing to do", "scheduled", usage, Budget(0, 69, 71)))
    scene.schedule("numbers")
    usage = _followed(scene, lambda: scene.schedule("numbers"))
    found.append(Line("numbers: nobody moved", "scheduled", usage, Budget(2, 12, 14)))
    shop = scene.woo
    shop.buy([Item(7, 1, _CENTS)], customer_id=shop.register("ivy@example.com").customer_id)
    scene.deliver_all()
    scene.work_off()
    usage = _followed(scene, lambda: scene.schedule("numbers"))
    found.append(Line("numbers: one who moved", "scheduled", usage, Budget(20, 24, 24)))
    scene.clock.advance(_YEAR_S + 86_400)
    usage = _followed(scene, lambda: scene.schedule("due"))
    found.append(Line("due: codes that ended", "scheduled", usage, Budget(8, 140, 146)))
    return found


def main() -> int:
    """Print the table; 1 when a budget is exceeded."""
    lines = measure()
    heads = "deciding: writes reads calls | with all that follows: writes reads calls"
    print(f"{'':28} {heads}")
    for line in lines:
        own, every = line.deciding, line.usage.all()
        over = "" if line.kept else f"  OVER {line.budget}"
        print(
            f"{line.name:28} {own.write_units:5g} {own.read_units:5g} {own.calls.total():4}   | "
            f"{every.write_units:5g} {every.read_units:5g} {every.calls.total():4}{over}"
        )
    return int(not all(line.kept for line in lines))


if __name__ == "__main__":
    sys.exit(main())
