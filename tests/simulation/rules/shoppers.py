"""What shoppers do in the widget: look, redeem, give a code back, claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.rules.merchants import give
from tests.simulation.rules.registry import rule

if TYPE_CHECKING:
    from tests.simulation.world import World

_REWARDS = (
    *("off-small", "off-small", "off-small", "off-small", "cash", "tasting", "shelter"),
    *("free-shipping", "off-large", "none-such"),
)


@rule(10)
def redeem(world: World) -> None:
    """Sometimes twice with one key, as a shopper does whose first answer was lost."""
    shop, rng = world.a_shop(), world.rng
    person = world.an_account(shop)
    key = f"key-{rng.getrandbits(48)}"
    wish: dict[str, Any] = {"reward_id": rng.choice(_REWARDS)}
    if wish["reward_id"] == "cash":
        wish["points"] = rng.choice((20, 60, 100, 400, 420, 7))
    for _ in range(1 if rng.random() < 0.7 else 2):
        world.ask(shop, person, "POST", "/storefront/redemptions", wish, key)


@rule(2)
def insist(world: World) -> None:
    """A shopper whose page hangs presses again, while the queue has the code made as well."""
    shop, rng = world.a_shop(), world.rng
    person = world.an_account(shop)
    key, wish = f"key-{rng.getrandbits(48)}", {"reward_id": "off-small"}
    give(world, shop, person, 100)
    world.ask(shop, person, "POST", "/storefront/redemptions", wish, key, hangs=True)
    world.relay(20)
    world.pass_time(rng.choice((0.5, 6, 12)))
    world.ask(shop, person, "POST", "/storefront/redemptions", wish, key)
    world.drain("codes", 2)


@rule(5)
def give_back(world: World) -> None:
    shop = world.a_shop()
    person = world.an_account(shop)
    known = world.redemptions_of(shop, person)
    if known:
        one = world.rng.choice(known)
        world.ask(shop, person, "POST", f"/storefront/redemptions/{one}/return")


@rule(3)
def look(world: World) -> None:
    shop = world.a_shop()
    path = world.rng.choice(("member", "entries", "redemptions"))
    world.ask(shop, world.an_account(shop), "GET", f"/storefront/{path}")


@rule(2)
def claim(world: World) -> None:
    """The mailed link is opened, which proves the address."""
    shop = world.a_shop()
    world.claim(shop, world.an_account(shop))
