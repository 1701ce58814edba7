"""What merchants and operators do: programs, points given and kept for longer, rotated secrets."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from core import calendar
from core.errors import BadInput, Conflict, NotFound
from core.ledger import commands, members, redemptions, tasks
from core.ledger.posting import Books
from core.snapshot import CustomerRef
from integrations.access import books_of
from tests.simulation.rules.registry import rule

if TYPE_CHECKING:
    from tests.simulation.shops import Shop
    from tests.simulation.shops.people import Person
    from tests.simulation.world import World


@rule(2)
def publish(world: World) -> None:
    world.publish(world.a_shop())


@rule(3)
def adjust(world: World) -> None:
    shop = world.a_shop()
    give(world, shop, world.an_account(shop), world.rng.choice((-500, -30, 40, 100, 700)))


def give(world: World, shop: Shop, person: Person, points: int) -> None:
    """A merchant adjusts somebody's points."""
    if not world.installed(shop):
        return
    rng = world.rng
    command = f"command-{rng.getrandbits(48)}"

    def work() -> None:
        books = books_of(world.store_of(shop))
        member_id = books.ledger.member_id(shop.store_id, CustomerRef(person.customer_id))
        for _ in range(rng.randint(1, 2)):  # an impatient merchant sends it twice
            members.adjust(books, member_id or "", points, "thanks", command, world.now_ms)

    world.invoke("adjust", work, ends_in_s=29, shops=(shop,))


@rule(1)
def do_what_was_redeemed(world: World) -> None:
    """The oldest thing that waits for the merchant, who says so once or twice."""
    shop = world.a_shop()
    ledger = world.ledger(shop)

    def work() -> None:
        for redemption_id in tasks.open_ids(ledger)[:1] * world.rng.randint(1, 2):
            with suppress(Conflict):  # given back meanwhile
                redemptions.done(ledger, redemption_id)

    world.invoke("task", work, ends_in_s=29, shops=(shop,))


@rule(1)
def extend(world: World) -> None:
    """A merchant lets somebody's points last longer."""
    until = _day(world)
    _decide(world, lambda books, one: commands.extend(books, one, until, "thanks", world.now_ms))


@rule(1)
def give_tier(world: World) -> None:
    """A merchant gives somebody a tier for a while."""
    until, tier = _day(world), world.rng.choice(("silver", "gold"))

    def work(books: Books, one: str) -> None:
        with suppress(BadInput, NotFound):  # below the earned one, or never seen
            commands.give_tier(books, one, tier, until, "thanks", world.now_ms)

    _decide(world, work)


def _day(world: World) -> str:
    return calendar.iso(world.now_ms / 1000 + world.rng.choice((1, 40, 100)) * 86_400)[:10]


def _decide(world: World, work: Callable[[Books, str], object]) -> None:
    shop = world.a_shop()
    person = world.an_account(shop)
    if not world.installed(shop):
        return

    def carry_out() -> None:
        books = books_of(world.store_of(shop))
        ref = CustomerRef(person.customer_id)
        work(books, books.ledger.member_id(shop.store_id, ref) or "")

    world.invoke("decide", carry_out, ends_in_s=29, shops=(shop,))


@rule(1)
def rotate(world: World) -> None:
    """A secret is rotated; what was signed with the one before still counts."""
    world.rotate(world.a_shop())
