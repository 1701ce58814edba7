"""Clocks: ours, and the shops', which run ahead or behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.rules.registry import rule

if TYPE_CHECKING:
    from tests.simulation.world import World


@rule(10)
def seconds(world: World) -> None:
    world.pass_time(world.rng.choice((0.1, 0.7, 1, 3, 6, 30)))


@rule(4)
def minutes(world: World) -> None:
    world.pass_time(60 * world.rng.choice((1, 2, 5, 16)))


@rule(2)
def days(world: World) -> None:
    world.empty_queues()
    world.pass_time(86_400 * world.rng.choice((0.3, 1, 2, 9)))


@rule(1)
def months(world: World) -> None:
    world.empty_queues()
    world.pass_time(86_400 * world.rng.choice((31, 60, 120)))


@rule(1)
def skew(world: World) -> None:
    """A shop's clock is set: by seconds mostly, by minutes sometimes."""
    shop = world.a_shop()
    world.skews[shop.store_id] = world.rng.choice((-40, -1, 0, 0, 1, 40))
