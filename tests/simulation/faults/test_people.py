"""Faults around people: merges and erasures in the middle of something, by their names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.simulation.faults.scene import Scene
from tests.simulation.shops import Item
from tests.simulation.world import resigned

Perform = Callable[[], dict[str, Any]]


def test_merged_customers_during_a_redemption(scene: Scene) -> None:
    """The merge is carried out after the hold and before the code is made."""
    gone, kept = (scene.customer(scene.packs, place) for place in (0, 1))
    scene.buys(gone, 15_000)
    scene.buys(kept, 5_000)
    merged = [False]

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        answer = perform()
        if operation == "TransactWriteItems" and not merged[0]:
            merged[0] = True
            scene.packs.merge(gone.customer_id, kept.customer_id)
            scene.hand_over()
            scene.run("events", overtaking=True)
        return answer

    scene.script = script
    status, said = scene.redeems(gone)
    scene.script = None
    assert merged[0]
    scene.ends()
    assert status in (200, 202)
    assert scene.redemption()["status"] == "issued"
    assert scene.balance(kept) == (100, 0, 0)
    again, _ = scene.asks(kept, "POST", f"/storefront/redemptions/{said['redemption_id']}/return")
    assert again == 200
    assert scene.balance(kept) == (200, 0, 0)


def test_redact_during_a_transaction(scene: Scene) -> None:
    """The redact is carried out between the worker's read and its write: the write is refused, and
    the second look finds that the order is of somebody forgotten."""
    mia = scene.customer(scene.packs)
    scene.buys(mia, 15_000)
    erased = [False]

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if operation == "TransactWriteItems" and not erased[0]:
            erased[0] = True
            scene.erase(scene.packs, mia)
            scene.hand_over()
            scene.run("events", overtaking=True)
        return perform()

    scene.packs.buy([Item(1, 1, 10_000)], customer_id=mia.customer_id)
    scene.hand_over()
    scene.script = script
    scene.run("events")
    scene.script = None
    assert erased[0]
    scene.ends()
    assert all(mia.email not in str(item) for _, item in scene.stage.all_items())
    assert {row["available"]["N"] for row in scene.member_rows()} == {"0"}


def test_the_record_that_a_merge_removed_is_deleted_and_the_survivor_stays(scene: Scene) -> None:
    gone, kept = (scene.customer(scene.packs, place) for place in (0, 1))
    scene.buys(gone, 15_000)
    scene.packs.merge(gone.customer_id, kept.customer_id)
    scene.settle_queues()
    body = json.dumps({"id": int(gone.customer_id)}).encode()
    merged = scene.delivered[-1]
    headers = {**merged.headers, "X-Shopify-Topic": "customers/delete"}
    scene.deliver(resigned(replace(merged, headers=headers, body=body), scene.packs))
    scene.settle_queues()
    assert scene.balance(kept) == (150, 0, 0)
