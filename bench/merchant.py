"""What the merchant's pages about members read with few and with very many members in the table:

    python -m bench.merchant [MEMBERS ...]

As bench.growth has it, the table is in memory and filled with copies. The pages are the real ones,
asked for by a browser that is signed in.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench import growth
from bench.quiet import silent
from bench.scene import Scene
from core.ledger import stores
from core.ledger.posting import Books
from functions.admin.app import create_app
from tests.simulation.shops import Item
from tests.support.merchant import Merchant

SIZES = (100, 20_000)
# Where nobody is found.
_NOBODY = "nobody@example.com"
_STATUS = {f"members?q={_NOBODY}": (404,)}
# Read units, and calls to the table.
Cost = tuple[float, int]


def measure(sizes: Sequence[int] = SIZES) -> dict[str, dict[int, Cost]]:
    """Each page's cost by the number of members. Raises scene.Scanned when a page scans."""
    costs: dict[str, dict[int, Cost]] = {}
    for members in sizes:
        with silent(), Scene(lean=True) as scene:
            growth._fill(scene, members)
            for name, cost in _measured(scene).items():
                costs.setdefault(name, {})[members] = cost
    return costs


def _measured(scene: Scene) -> dict[str, Cost]:
    shop = scene.shopify
    person = shop.register("mia@example.com", verified=True)
    order = shop.buy([Item(7, 1, 30_000)], customer_id=person.customer_id)
    scene.deliver_all()
    scene.work_off()
    scene.ask(
        person.customer_id, "POST", "/storefront/redemptions", {"reward_id": "off-small"}, "k"
    )
    scene.work_off()
    merchant = Merchant(create_app(), stores.get(shop.store_id)).come_in()
    books: Books = scene.books(shop)
    member_id = merchant.member_id(str(person.customer_id))
    [redemption_id] = books.member(member_id).recent
    member = f"members/{member_id}"
    pages = {
        "newest orders": "members",
        "all": "members?by=all",
        "tier": "members?tier=gold",
        "search by order": f"members?q={order.order_id}",
        "search by address": "members?q=mia@example.com",
        "search by pseudonym": f"members?q={member_id[:10]}",
        "search for nobody": f"members?q={_NOBODY}",
        "member": member,
        "member's orders": f"{member}/orders",
        "member's redemptions": f"{member}/redemptions",
        "managing": f"{member}/manage",
        "redemptions": "redemptions",
        "stuck redemptions": "redemptions?state=stuck",
        "redemption": f"redemptions/{redemption_id}",
    }
    found = {}
    for name, path in pages.items():
        with scene.counting() as usage:
            status = merchant.get(f"/admin/{path}").status_code
        assert status in _STATUS.get(path, (200, 303)), f"{name}: {status}"
        every = usage.all()
        assert not every.write_units, f"{name} writes"
        found[name] = (every.read_units, every.calls.total())
    return found


def main(*sizes: str) -> int:
    """Print the table."""
    for name, by_size in measure([int(size) for size in sizes] or SIZES).items():
        told = "  ".join(f"{n}: {read:g} R {calls} calls" for n, (read, calls) in by_size.items())
        print(f"{name:22} {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
