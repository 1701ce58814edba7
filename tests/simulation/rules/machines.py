"""What runs by itself: deliveries, queues, the stream, the schedule; and what goes wrong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.rules.registry import rule

if TYPE_CHECKING:
    from tests.simulation.world import World


@rule(34)
def deliver(world: World) -> None:
    """The next delivery, or one that overtakes it."""
    if world.outbox:
        late = world.rng.random() < 0.3
        world.deliver(world.outbox.pop(world.rng.randrange(len(world.outbox)) if late else 0))


@rule(8)
def deliver_again(world: World) -> None:
    """A delivery of any age comes a second time."""
    if world.delivered:
        world.deliver(world.rng.choice(world.delivered), again=True)


@rule(2)
def lose(world: World) -> None:
    """But for requests to forget somebody, of which a shop's own records say nothing: Shopify
    comes again with those until they are answered 200."""
    losable = [one for one in world.outbox if one.topic != "customers/redact"]
    if losable:
        world.outbox.remove(world.rng.choice(losable))
        world.seen["delivery lost"] += 1


@rule(2)
def forge(world: World) -> None:
    """Somebody else signs, or the right store signs for another."""
    if world.delivered:
        world.forge(world.rng.choice(world.delivered))


@rule(34)
def work(world: World) -> None:
    world.drain("events", world.rng.randint(1, 3))


@rule(16)
def relay(world: World) -> None:
    world.relay(world.rng.randint(1, 8))


@rule(8)
def fetch(world: World) -> None:
    world.drain("fetches", 1)


@rule(8)
def make_codes(world: World) -> None:
    world.drain("codes", 1)


@rule(2)
def copy_balances(world: World) -> None:
    world.drain("balances", 5)


@rule(3)
def due(world: World) -> None:
    world.schedule({"job": "due"})


@rule(2)
def sum_figures(world: World) -> None:
    world.schedule({"job": "numbers"})


@rule(1)
def sweep(world: World) -> None:
    world.schedule({"job": "sweep"})


@rule(14)
def go_on(world: World) -> None:
    """One that waited goes on, for a few calls or to its end."""
    if world.hub.waiting:
        one = world.rng.choice(world.hub.waiting)
        world.resume(one, world.rng.choice((0, 1, 2, None)))


@rule(3)
def kill(world: World) -> None:
    if world.hub.waiting:
        world.seen["killed while waiting"] += 1
        world.hub.kill(world.rng.choice(world.hub.waiting))


@rule(1)
def quiet(world: World) -> None:
    """Everything comes to rest; the books must be what the shops say."""
    if world.rng.random() < 0.3:
        world.settle()
