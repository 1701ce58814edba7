"""What everything costs with 1,000, 10,000 and 100,000 members in the table:

    python -m bench.growth [MEMBERS ...]

The table is in memory. The ledger's own code makes the rows of a hundred members, each with an
order that was placed, paid and partly refunded; all others get copies of those under keys of their
own, written straight into it. The members that are measured come through the webhooks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import many
from bench.quiet import silent
from bench.scene import Scene, Usage
from core.identity import Ledger
from core.ledger import due, keys
from core.ledger.directory import DirectoryRow
from tests.simulation.aws.values import Item as Row
from tests.simulation.aws.values import item_size
from tests.simulation.shops import Item, Shop

SIZES = (1_000, 10_000, 100_000)
_PATTERNS = 100
_DUE = 20

Cost = tuple[float, float, int]


@dataclass(frozen=True)
class Growth:
    """`costs`: by what happened, and by how many members there were: write units, read units,
    calls. `member_bytes`: of a member with one order, everything that is kept of both."""

    costs: dict[str, dict[int, Cost]]
    member_bytes: float

    @property
    def flat(self) -> bool:
        """Whether nothing costs more in a larger table."""
        return all(len(set(by_size.values())) == 1 for by_size in self.costs.values())


def measure(sizes: Sequence[int] = SIZES) -> Growth:
    """All sizes, each in a table of its own. Raises scene.Scanned when anything scans."""
    costs: dict[str, dict[int, Cost]] = {}
    size_b = 0.0
    for members in sizes:
        with silent(), Scene(lean=True) as scene:
            size_b = _fill(scene, members) / members
            for name, usage in _measured(scene).items():
                every = usage.all()
                costs.setdefault(name, {})[members] = (
                    every.write_units,
                    every.read_units,
                    every.calls.total(),
                )
    return Growth(costs, size_b)


def _fill(scene: Scene, members: int) -> int:
    """Write the rows of so many members of the Shopify shop; how many bytes they have."""
    shop = scene.shopify
    ledger = scene.books(shop).ledger
    patterns = [_pattern(ledger, shop, number) for number in range(min(members, _PATTERNS))]
    table, total = scene.aws.dynamodb, 0
    for number in range(members):
        old = f"{number % _PATTERNS:024x}"
        new = f"{number:024x}"
        order = f"{number % _PATTERNS}-0"
        for (pk, sk), item, size in patterns[number % _PATTERNS]:
            key = (
                pk.replace(old, new).replace(f"#{order}", f"#{number}-0"),
                sk.replace(old, new).replace(f"#{order}", f"#{number}-0"),
            )
            table.apply(key, {**item, "pk": {"S": key[0]}, "sk": {"S": key[1]}}, size)
            total += size
        table.changes.clear()
    return total


def _pattern(ledger: Ledger, shop: Shop, number: int) -> list[tuple[tuple[str, str], Row, int]]:
    items, orders = many.member(ledger, number, 1)
    (entry, *_) = items
    placed_at_s = int(entry["placed_at_s"]["N"])
    lines = [
        DirectoryRow(keys.member_directory(ledger), f"{number:024x}"),
        DirectoryRow(
            keys.order_directory(ledger, shop.store_id),
            keys.order_line(placed_at_s, f"{number}-0"),
        ),
    ]
    found: list[Row] = [*items, *orders, *(line.serialize() for line in lines)]
    return [((one["pk"]["S"], one["sk"]["S"]), one, item_size(one)) for one in found]


def _measured(scene: Scene) -> dict[str, Usage]:
    shop, found = scene.shopify, {}
    person = shop.register("mia@example.com", verified=True)
    scene.deliver_all()
    scene.work_off()

    def count(name: str, work: Callable[[], object]) -> None:
        with scene.counting() as usage:
            work()
            scene.work_off()
        found[name] = usage
        scene.clock.advance(60)

    def ask(method: str, path: str, key: str = "") -> None:
        body = {"reward_id": "off-small"} if key else None
        scene.ask(person.customer_id, method, f"/storefront/{path}", body, key)

    def delivered() -> None:
        """What the shop sent of an order; the rest is nothing that happens with each."""
        orders = [one for one in shop.take() if one.topic.startswith("orders/")]
        scene.deliver(orders[0])

    shop.buy([Item(7, 1, 30_000)], customer_id=person.customer_id, paid=False)
    count("delivery: first of a shopper", delivered)
    shop.buy([Item(7, 1, 30_000)], customer_id=person.customer_id)
    count("delivery: another order", delivered)
    for path in ("member", "entries", "redemptions"):
        count(f"page: {path}", lambda path=path: ask("GET", path))  # type: ignore[misc]
    count("redemption", lambda: ask("POST", "redemptions", "key-1"))
    ledger = scene.books(shop).ledger
    scene.schedule("due")
    for number in range(_DUE):
        due.register(ledger, "member", f"{number:024x}", int(scene.now_s))
    count(f"due run, {_DUE} members", lambda: scene.schedule("due"))
    return found


def main(*sizes: str) -> int:
    """Print the table; 1 when anything grows."""
    found = measure([int(size) for size in sizes] or SIZES)
    for name, by_size in found.costs.items():
        told = "  ".join(f"{n}: {w:g} W {r:g} R {c} calls" for n, (w, r, c) in by_size.items())
        print(f"{name:30} {told}")
    print(f"{found.member_bytes:.0f} bytes a member with one order; flat: {found.flat}")
    return int(not found.flat)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
