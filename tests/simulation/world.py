"""A world: shops, shoppers and clocks around the real handlers and the real DynamoDB client.

Everything in it follows from its history: the same steps give the same world, call by call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any

from core.ledger import stores
from core.ledger.stores import Store
from functions.relay.handler import handler as relay_handler
from functions.scheduled.handler import handler as scheduled_handler
from functions.webhooks.handler import handler as webhooks_handler
from integrations.context import StoreContext
from tests.simulation import storefront, weather
from tests.simulation.aws import Container, wire
from tests.simulation.history import OPEN, Failure, Step
from tests.simulation.hub import Hub, Invocation
from tests.simulation.laws import Broken, Item, Laws, number, text
from tests.simulation.model import Model
from tests.simulation.quiet import come_to_rest, empty_queues
from tests.simulation.rules import RULES
from tests.simulation.shops import (
    PERSONAL_MARKS,
    Delivery,
    Order,
    Refused,
    Shop,
    Trouble,
    api_event,
)
from tests.simulation.shops.delivery import signature
from tests.simulation.shops.people import Person
from tests.simulation.stage import HANDLERS, SECONDS, Stage
from tests.simulation.town import Town

_STAGE = Stage()
_CONTAINERS = 3
# How often a call meets something, and how often an invocation is left waiting.
_FAULTY = 0.04
_WAITS = 0.25
# Platforms come again after minutes; by then a rotated secret is known everywhere.
_RETRY_S = 150


class World(Town):
    """The town (shops and people) and the machines that serve it. `script` decides what becomes of
    each call to AWS, in the place of the weather."""

    def __init__(self, stage: Stage, seen: Counter[str], seed: int | None = None) -> None:
        self.seen = seen
        self.stage = stage
        self.rng = Random(seed or 0)
        self.calm = True
        self.script: wire.Around | None = None
        self.hub = Hub()
        self.model = Model()
        self.laws = Laws(self.model, self._code_of, PERSONAL_MARKS)
        self.containers = [Container() for _ in range(_CONTAINERS)]
        self.delivered: list[Delivery] = []
        self.outbox: list[Delivery] = []
        self.retries: list[tuple[float, Delivery]] = []
        self.answers: dict[tuple[str, str], str] = {}
        self.given: dict[str, list[str]] = {}
        stage.open(seed or 0, self.around, self.port_of, self.heard_unforeseen)
        super().__init__(plain=seed is None)
        self.outbox.clear()

    def close(self) -> None:
        """Let nothing of this world run on."""
        self.hub.kill_all()
        self.stage.close()

    # Time

    @property
    def now_s(self) -> float:
        return self.stage.now_s

    @property
    def now_ms(self) -> int:
        return int(self.now_s * 1000)

    def pass_time(self, seconds: float) -> None:
        self.stage.clock.advance(seconds)
        self.seen["stopped by Lambda"] += self.hub.kill_overdue(self.now_s)

    # Invocations

    def invoke(
        self,
        name: str,
        work: Callable[[], Any],
        *,
        ends_in_s: float,
        shops: Sequence[Shop] = (),
        done: Callable[[Any], None] = lambda answer: None,
        lost: Callable[[], None] = lambda: None,
        hangs: bool = False,
    ) -> None:
        """Run `work` as a function would be run; it may be left waiting for a later step.
        `shops`: those it is about, whose ledgers alone it may touch; none given: any. `hangs`: it
        will surely be left waiting, unless it ends soon."""
        container = self.rng.randrange(_CONTAINERS)
        ledgers = frozenset(self.ledger_ids[shop.store_id] for shop in shops) or None

        def killed() -> None:
            self.containers[container] = Container()
            lost()

        invocation = Invocation(
            self.hub,
            name,
            work,
            container=self.containers[container],
            ends_at_s=self.now_s + ends_in_s,
            ledgers=ledgers,
            done=done,
            lost=killed,
            excused=weather.excuses,
        )
        self.seen[name] += 1
        waits = not self.calm and (hangs or self.rng.random() < _WAITS)
        self.resume(invocation, self.rng.randint(0, self.rng.choice((4, 14))) if waits else None)

    def resume(self, invocation: Invocation, calls: int | None) -> None:
        if not self.hub.run(invocation, calls):
            self.seen["left waiting"] += 1

    def around(
        self,
        service: str,
        operation: str,
        request: dict[str, Any],
        perform: Callable[[], dict[str, Any]],
    ) -> dict[str, Any]:
        """Every attempt of every call to AWS comes through here."""
        self.pause()
        running = self.hub.current
        if running is not None and running.ledgers is not None and service == "dynamodb":
            _isolated(request, running)
        if service == "sqs" and operation == "SendMessage":
            self._impersonal(request["MessageBody"])
        if self.script is not None:
            return self.script(service, operation, request, lambda: self._performed(perform))
        if running is None or self.calm or self.rng.random() >= _FAULTY:
            return self._performed(perform)
        met = weather.fault(self.rng, operation)
        self.seen[f"fault {met.__name__}"] += 1
        return met(service, operation, request, lambda: self._performed(perform))

    def _performed(self, perform: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        answer = perform()
        self._committed()
        return answer

    def _committed(self) -> None:
        changes = self.stage.take_changes()
        if changes:
            self.learn_programs(changes)
            self.learn_products(changes)
            self.laws.committed(changes, self.now_s)

    def _impersonal(self, body: str) -> None:
        for mark in PERSONAL_MARKS:
            if mark in body:
                raise Broken(f"law 7: personal data went into a queue: {body[:300]}")

    def heard_unforeseen(self, error: BaseException | None, told: str) -> None:
        """A function logged what it had not foreseen; what AWS does to it, it need not."""
        if not weather.excuses(error):
            raise Broken(f"unforeseen: {error!r} ({told})")

    # Stores

    def port_of(self, context: StoreContext, *_: object) -> Any:
        """The shop's API, in the place of integrations.stores.open_store."""
        return self.by_id[context.store_id].port

    def settle(self) -> None:
        """Come to rest."""
        come_to_rest(self)

    def empty_queues(self) -> None:
        """Let the functions work off what is queued."""
        empty_queues(self)

    def sweep_stopped(self, shop: Shop) -> bool:
        """Whether a sweep found more orders gone than it dares to believe."""
        return any(one["what"] == "sweep_stopped" for one in stores.health(shop.store_id))

    def closed(self, shop: Shop, order: Item) -> bool:
        """Whether the order is of somebody who was forgotten after it was placed."""
        ledger_id = self.ledger_ids[shop.store_id]
        member = self.stage.item(f"L#{ledger_id}#M#{text(order, 'm')}", "MEMBER")
        erased_at_s = number(member, "erased_at_s")
        return bool(erased_at_s) and number(order, "placed_at_s") <= erased_at_s

    def pause(self) -> None:
        running, before_s = self.hub.current, self.now_s
        self.hub.pause_point()
        if running is not None:
            running.held(self.now_s - before_s)

    @property
    def held_s(self) -> float:
        """How long whoever writes now was held up on the way."""
        return self.hub.current.held_s if self.hub.current is not None else 0.0

    def trouble_of(self, shop: Shop, method: str) -> Trouble | None:
        if self.hub.current is None or self.calm or self.rng.random() > 5 * _FAULTY:
            return None
        met = weather.trouble(self.rng)
        self.seen[f"store {met.kind}"] += 1
        return met

    def store_of(self, shop: Shop) -> Store:
        return stores.get(shop.store_id, fresh=True)

    # Machines

    def deliver(self, delivery: Delivery, *, again: bool = False) -> None:
        """Hand a delivery over; unless it was answered 200 the platform comes again with it, signed
        anew. `again`: it did come before; then nobody minds what became of it."""
        shop = self.shop_of(delivery)

        def done(answer: Mapping[str, Any]) -> None:
            status = answer["statusCode"]
            self.seen[f"webhook {status}"] += 1
            if status == 200 and not again:
                self.delivered.append(delivery)
            elif again or (status == 404 and not shop.installed):
                pass  # in time, or sent before the shop was uninstalled
            elif status in (401, 404, 500, 503):  # 404: a container that has not heard yet
                self.retries.append((self.now_s + _RETRY_S, resigned(delivery, shop)))
            else:
                raise Broken(f"a true delivery was answered {status}: {answer['body']}")

        self.invoke(
            "webhook",
            lambda: webhooks_handler(api_event(delivery), None),
            ends_in_s=10,
            shops=(shop,),
            done=done,
            lost=lambda: None if again else self.retries.append((self.now_s, delivery)),
        )

    def forge(self, delivery: Delivery) -> None:
        """The same delivery under a wrong signature, or to another store."""
        event = api_event(delivery)
        others = [one for one in self.shops if one.platform == "woocommerce"]
        other = self.rng.choice(others)
        if "woocommerce" in delivery.path and other.store_id not in delivery.path:
            event["rawPath"] = f"/webhooks/woocommerce/{other.store_id}"
        else:
            name = next(name for name in event["headers"] if "signature" in name or "hmac" in name)
            event["headers"][name] = self.rng.choice(("", "AAAA", event["headers"][name][::-1]))
        sent = self.stage.sent()

        def done(answer: Mapping[str, Any]) -> None:
            if answer["statusCode"] not in (401, 404, 500, 503) or self.stage.sent() != sent:
                raise Broken(f"a forged delivery was answered {answer['statusCode']}")

        calm, self.calm = self.calm, True  # so that nothing else can have sent meanwhile
        try:
            self.invoke("forgery", lambda: webhooks_handler(event, None), ends_in_s=10, done=done)
        finally:
            self.calm = calm

    def drain(self, queue: str, batches: int) -> int:
        """Run a queue's function on up to so many batches; how many there were."""
        for done in range(batches):
            batch = self.stage.take(queue, most=1 if queue in ("codes", "fetches") else 3)
            if batch is None:
                return done
            if queue == "events":
                for message in batch.bodies:
                    self.hear(message["event"])
            self.invoke(
                queue,
                lambda batch=batch: HANDLERS[queue](batch.event, None),  # type: ignore[misc]
                ends_in_s=SECONDS[queue],
                shops=self._about(queue, batch.bodies),
                done=batch.settle,
            )
        return batches

    def hear(self, event: Mapping[str, Any]) -> None:
        """A worker is given an event; the model is told what it is about."""
        self.model.hear(event)
        if event["kind"] == "order":
            self._learn_refunds(self.by_id[event["store_id"]], event["order_id"])

    def _about(self, queue: str, bodies: Sequence[Mapping[str, Any]]) -> list[Shop]:
        if queue == "events":
            return [self.by_id[body["event"]["store_id"]] for body in bodies]
        if queue == "fetches":
            return [self.by_id[body["store_id"]] for body in bodies]
        return [self.by_id[body["ledger_id"]] for body in bodies]

    def relay(self, most: int) -> int:
        """The next records of the table's stream; those that fail, and all behind, come again."""
        records = self.stage.aws.stream.batch(most)
        if not records or any(one.name == "relay" for one in self.hub.waiting):
            return 0  # a shard is read by one at a time
        self.invoke(
            "relay",
            lambda: relay_handler({"Records": records}, None),
            ends_in_s=30,
            done=lambda answer: self.stage.relayed(records, answer),
        )
        return len(records)

    def schedule(self, event: dict[str, Any]) -> None:
        self.invoke(str(event["job"]), lambda: scheduled_handler(event, None), ends_in_s=900)

    # Shoppers

    def ask(
        self,
        shop: Shop,
        person: Person,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        *,
        hangs: bool = False,
    ) -> None:
        """A request of the shopper's widget."""
        storefront.ask(self, shop, person, method, path, body, key, hangs=hangs)

    def redemptions_of(self, shop: Shop, person: Person) -> list[str]:
        return self.given.get(f"{shop.store_id}/{person.customer_id}", [])

    def claim(self, shop: Shop, person: Person) -> None:
        storefront.claim(self, shop, person)

    # Steps

    @contextmanager
    def step(self, seed: int, *, calm: bool) -> Iterator[None]:
        """What happens within draws from this seed."""
        self.rng, self.calm = Random(seed), calm
        try:
            yield
        except Refused as refusal:
            self.seen[f"shop refused: {refusal.reason}"] += 1
        finally:
            self.calm = True
        self.collect()

    def collect(self) -> None:
        """What the shops sent, and what they send again by now, waits to be delivered."""
        self.outbox += [delivery for at_s, delivery in self.retries if at_s <= self.now_s]
        self.retries = [one for one in self.retries if one[0] > self.now_s]
        for shop in self.shops:
            for delivery in shop.take():
                self.outbox.append(delivery)
                self._learn_refunds(shop, delivery.about)

    def _learn_refunds(self, shop: Shop, order_id: str) -> None:
        order = shop.orders.get(order_id)
        if order is not None:
            self.model.learn_refunds(shop.store_id, order.truth())

    def an_order(self) -> tuple[Shop, Order]:
        """Recent ones mostly: what happens to an order happens soon."""
        shop = self.a_shop()
        if not shop.orders:
            raise Refused("no_orders")
        ids = list(shop.orders)
        return shop, shop.orders[self.rng.choice(ids[-6:] if self.rng.random() < 0.8 else ids)]


def resigned(delivery: Delivery, shop: Shop) -> Delivery:
    """The delivery as the platform signs it now."""
    signed = signature(shop.webhook_secret(), delivery.body)
    headers = {
        name: signed if name.lower().endswith(("signature", "hmac-sha256")) else value
        for name, value in delivery.headers.items()
    }
    return replace(delivery, headers=headers)


def replay(
    history: Sequence[Step],
    seen: Counter[str],
    tell: Callable[[str], None] = lambda line: None,
) -> Failure | None:
    """Live through a history and come to rest at its end; the law it broke, if any."""
    opens = [step.seed for step in history[:1] if step.rule == OPEN]
    world = World(_STAGE, seen, *opens)
    number = -1
    try:
        for number, step in enumerate(history):
            if step.rule == OPEN:
                continue
            tell(f"{number:4} {step} at {world.now_s:.1f}")
            with world.step(step.seed, calm=step.calm):
                RULES[step.rule](world)
        come_to_rest(world)
    except Broken as broken:
        return Failure(number, str(broken))
    finally:
        world.close()
    return None


def _isolated(request: Mapping[str, Any], running: Invocation) -> None:
    """Law 6: nothing of a ledger is read or written but by who came with its credential."""
    assert running.ledgers is not None
    for key in _keys(request):
        if key.startswith("L#") and key.split("#")[1] not in running.ledgers:
            raise Broken(f"law 6: {running.name} for {set(running.ledgers)} touched {key}")


def _keys(request: Mapping[str, Any]) -> Iterator[str]:
    for action in request.get("TransactItems", ()):
        for part in action.values():
            yield (part.get("Item") or part["Key"])["pk"]["S"]
    for wanted in request.get("RequestItems", {}).values():
        if isinstance(wanted, list):  # writes
            for write in wanted:
                for part in write.values():
                    yield (part.get("Item") or part["Key"])["pk"]["S"]
        else:
            for key in wanted["Keys"]:
                yield key["pk"]["S"]
    for name in ("Key", "Item"):
        if name in request:
            yield request[name]["pk"]["S"]
    if "KeyConditionExpression" in request:
        for value in request["ExpressionAttributeValues"].values():
            if "S" in value:
                yield value["S"]
