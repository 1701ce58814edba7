"""Coming to rest: nothing goes wrong any more, everything is delivered, swept and worked off. Then
the books must be what the shops say, with no debt of work left anywhere."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from core.ledger.catalogue import page_of, unpacked
from core.ledger.verify import verify
from tests.simulation.figures import figures_are_what_entries_say
from tests.simulation.laws import CODELESS, Broken, Item, number, text
from tests.simulation.model import granted
from tests.simulation.shops import Order, Shop

if TYPE_CHECKING:
    from tests.simulation.world import World

_QUEUES = ("events", "fetches", "codes", "balances")
# Several messages of a shop that is gone use up their receives at times of their own, thrice.
_ROUNDS = 600
_REDRIVES = 2


def come_to_rest(world: World) -> None:
    """Raises Broken when something never ends, or has ended wrong."""
    calm, world.calm = world.calm, True
    try:
        for invocation in list(world.hub.waiting):
            world.resume(invocation, None)
        _work_off(world)
        world.pass_time(20 * 60)  # past every lease and every hold
        _work_off(world)
        world.schedule({"job": "due"})
        _work_off(world)
        world.pass_time(20 * 60)
        world.schedule({"job": "due"})
        world.schedule({"job": "sweep", "days": 800})
        _work_off(world)
        world.schedule({"job": "due"})  # what the sweep found of refunded codes
        _work_off(world)
        world.schedule({"job": "numbers"})
        _check(world)
    finally:
        world.calm = calm


def empty_queues(world: World) -> None:
    """Before a long time passes: no queue's function stands still for the two weeks after which
    a message is lost."""
    calm, world.calm = world.calm, True
    try:
        for invocation in list(world.hub.waiting):
            world.resume(invocation, None)
        _work_off(world, deliver=False)
    finally:
        world.calm = calm


def _work_off(world: World, *, deliver: bool = True) -> None:
    """Deliver and work until nothing is left; what waits in a queue is waited for, and what died
    while things went wrong is brought back."""
    redriven = 0
    for _ in range(_ROUNDS):
        busy = 0
        if deliver:
            world.collect()
            for delivery in world.outbox[:50]:
                world.outbox.remove(delivery)
                world.deliver(delivery)
                busy += 1
        for queue in _QUEUES:
            busy += world.drain(queue, 50)
        busy += world.relay(100)
        if busy:
            continue
        waits = [world.stage.next_in_s()]
        if deliver:
            waits += [at_s - world.now_s + 0.001 for at_s, _ in world.retries]
        wait_s = min((one for one in waits if one is not None), default=None)
        if wait_s is not None:
            world.pass_time(wait_s)
        elif redriven < _REDRIVES and world.stage.redrive():
            redriven += 1
            world.seen["redriven"] += 1
        else:
            _mourn(world)
            return
    raise Broken("law 5: the queues never came to rest")


def _mourn(world: World) -> None:
    """Only what a shop refuses us may be among the dead letters when all is quiet."""
    for body in world.stage.dead():
        store_id = body.get("store_id") or body.get("ledger_id")
        if store_id is None or not world.by_id[store_id].refuses_us:
            raise Broken(f"law 5: a dead letter remains: {body}")


def _check(world: World) -> None:
    world.seen["came to rest"] += 1
    report = verify()
    if report.mismatches:
        raise Broken(f"law 1: ledger verify says {report.mismatches[:3]}")
    gifts = [one for one in world.stage.items("REDEMPTION") if text(one, "award")]
    for shop in world.shops:
        if world.installed(shop) and not world.sweep_stopped(shop):
            for order in shop.orders.values():
                _order_is_right(world, shop, order)
                _gifts_are_right(world, shop, order, gifts)
            _products_are_right(world, shop)
        _codes_are_right(world, shop)
    _limits_are_rolled_up(world)
    figures_are_what_entries_say(world)
    _nobody_is_back(world)


def _order_is_right(world: World, shop: Shop, order: Order) -> None:
    truth = order.truth()
    ledger_id = world.ledger_ids[shop.store_id]
    row = world.stage.item(f"L#{ledger_id}#O#{shop.store_id}#{order.order_id}", "ORDER")
    if truth.state == "unmapped" or (truth.state == "gone" and row is None):
        return
    if row is None:
        raise Broken(f"law 5: order {order.order_id} ({truth.state}) never came to the books")
    if not number(row, "pv") or world.closed(shop, row):
        return  # nobody's, or of somebody who was forgotten
    version, tier = number(row, "pv"), text(row, "tier_id")
    model = world.model
    points = model.worth(ledger_id, version, tier, truth.currency, truth.net_goods_minor)
    first = model.first_order(ledger_id, version)
    product = (shop.store_id, str(order.lines[0].product_id))
    if model.left_out(ledger_id, version, product, number(row, "placed_at_s")):
        points = first = 0
    right = {
        "paid": {(points + first * granted(text(row, "g"), "welcome"), 0)},
        "pending": {(0, points), (0, points + first)},
        "void": {(0, 0)},
        "gone": {(0, 0)},
    }[truth.state]
    release_on = text(row, "release_on")
    if truth.state == "paid" and release_on:
        today = datetime.fromtimestamp(world.now_s, UTC).date()
        ripe = date.fromisoformat(release_on) < today - timedelta(days=1)  # in every time zone
        held = {(0, available) for available, _ in right}
        right = right if ripe else right | held
    kept = number(row, "a"), number(row, "p")
    if kept not in right:
        raise Broken(f"law 2: order {order.order_id} is {truth}, the books have {kept}")
    codes = set(text(row, "codes").split(",")) - {""}
    if not codes >= set(truth.codes):
        raise Broken(f"order {order.order_id} used {truth.codes}, the books know {codes}")


def _gifts_are_right(world: World, shop: Shop, order: Order, gifts: list[Item]) -> None:
    """A gift is there as long as the order says so, and with whom it says; a used one stays."""
    ledger_id = world.ledger_ids[shop.store_id]
    row = world.stage.item(f"L#{ledger_id}#O#{shop.store_id}#{order.order_id}", "ORDER")
    if row is None or not text(row, "aw") or world.closed(shop, row):
        return
    release_on = text(row, "release_on")
    today = datetime.fromtimestamp(world.now_s, UTC).date()
    if release_on and abs((date.fromisoformat(release_on) - today).days) <= 1:
        return  # by the shop's own calendar
    held = number(row, "p") or release_on > today.isoformat()
    paid = text(row, "state") == "paid" and not number(row, "deleted") and not held
    due = granted(text(row, "g"), "thanks") if paid else 0
    name = f"/order:{shop.store_id}/{order.order_id}:thanks:0"
    mine: list[str] = []
    others: list[str] = []
    for one in gifts:
        if text(one, "award").endswith(name):
            his = text(one, "award").startswith(text(row, "aw"))
            (mine if his else others).append(text(one, "status"))
    world.seen["gift"] += due
    for status in mine + others:
        world.seen[f"gift {status}"] += 1
    if due and not mine:
        raise Broken(f"law 2: order {order.order_id} gives a gift, and none was made")
    if not due and "issued" in mine:
        raise Broken(f"law 2: order {order.order_id} gives no gift any more, and one can be used")
    if "issued" in others:
        raise Broken(f"law 2: order {order.order_id} left somebody who can use its gift")
    if sum(one in ("held", "issued", "used", "expired") for one in mine) > 1:
        raise Broken(f"law 2: order {order.order_id} gave its gift twice: {mine}")


def _products_are_right(world: World, shop: Shop) -> None:
    """What rules see of each product is what the shop says of it."""
    pk = f"L#{world.ledger_ids[shop.store_id]}#CATALOGUE#{shop.store_id}"
    for product in shop.products.values():
        name = str(product.number)
        page = world.stage.item(pk, page_of(name))
        known = unpacked(text(page, "products")) if page else {}
        if name not in known or known[name].sets != product.sets:
            found = known.get(name)
            raise Broken(f"law 2: product {name} is {product}, the catalogue has {found}")


def _limits_are_rolled_up(world: World) -> None:
    """What all members together have had of a rule is what the entries say, each counted once."""
    said: Counter[tuple[str, str]] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    for (pk, sk), item in world.stage.all_items():
        if pk.endswith("#BUDGETS"):
            kept[pk, sk] += number(item, "points")
        elif sk.startswith("E#") and '"budgets"' in text(item, "why"):
            budgets = f"L#{pk.split('#')[1]}#BUDGETS"
            for rule_id, _, points in json.loads(text(item, "why"))["budgets"]:
                said[budgets, f"{rule_id}#"] += points
    world.seen["limits rolled up"] += len(kept)
    if {key: n for key, n in said.items() if n} != {key: n for key, n in kept.items() if n}:
        raise Broken(f"entries say {dict(said)} of limits, rolled up are {dict(kept)}")


def _codes_are_right(world: World, shop: Shop) -> None:
    """Law 4: every hold has ended, and as the shop says."""
    for row in world.stage.items("REDEMPTION"):
        if text(row, "store_id") != shop.store_id or text(row, "reward_kind") in CODELESS:
            continue
        status = text(row, "status")
        if status in ("held", "returning"):
            if world.installed(shop):
                raise Broken(f"law 4: a redemption is still {status}")
            continue
        _agrees(world, shop, row, status)


def _agrees(world: World, shop: Shop, row: Item, status: str) -> None:
    made = [one for one in shop.codes.get(text(row, "code"), []) if one.mark]
    used = [
        order
        for order in shop.orders.values()
        if text(row, "code") in order.truth().codes and order.truth().state not in ("void", "gone")
    ]
    if not world.installed(shop):
        return
    if status == "returned" and any(
        one.status(shop.clock()) != "EXPIRED" and not one.used for one in made
    ):
        raise Broken("law 4: the points came back and the code still works")
    if status == "returned" and used:
        raise Broken("law 4: the points came back and the code was used")
    if len(made) > 1:
        raise Broken("law 4: the shop has two codes of one redemption")
    if status == "issued" and not made:
        raise Broken("law 4: a code was issued that the shop does not have")
    if used and status != "used":
        raise Broken(f"law 4: the code was used, the redemption is {status}")


def _nobody_is_back(world: World) -> None:
    """Law 7: of who was erased nothing is left."""
    for shop, person in world.gone:
        if not world.installed(shop) or shop.platform != "shopify":
            continue
        for key, item in world.stage.all_items():
            if person.email in str(item):
                raise Broken(f"law 7: {person.email} was erased and is in {key}")
