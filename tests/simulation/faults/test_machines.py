"""Faults of queues, functions and the table, by their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulation.aws import faults
from tests.simulation.aws.wire import Around, Killed
from tests.simulation.faults.scene import Scene
from tests.simulation.shops import Item

Perform = Callable[[], dict[str, Any]]


def test_poison_among_good(scene: Scene) -> None:
    ada, bo = (scene.customer(scene.packs, place) for place in (0, 1))
    queue = scene.stage.queue("events")
    for person in (ada, bo):
        scene.packs.buy([Item(1, 1, 25_000)], customer_id=person.customer_id)
    scene.hand_over()
    poison = '{"generation": 1, "event": {"kind": "no such thing"}}'
    scene.poisoned = True
    queue.send(poison, scene.stage.clock.now_ns, group="poison")
    for _ in range(12):
        scene.pass_time(130)
        if scene.stage.queue("events").deliverable(scene.stage.clock.now_ns):
            scene.run("events")
    assert scene.balance(ada) == scene.balance(bo) == (250, 0, 0)
    assert [body["event"]["kind"] for body in scene.stage.dead()] == ["no such thing"]


def test_time_out_mid_batch(scene: Scene) -> None:
    """Lambda stops the function between two messages: all come again, each counts once."""
    ada, bo = (scene.customer(scene.packs, place) for place in (0, 1))
    for person in (ada, bo):
        scene.packs.buy([Item(1, 1, 25_000)], customer_id=person.customer_id)
    scene.hand_over()
    posted = [0]

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if operation == "TransactWriteItems":
            posted[0] += 1
            if posted[0] == 2:
                raise Killed
        return perform()

    scene.script = script
    with pytest.raises(Killed):
        scene.run("events")
    scene.script = None
    assert len(scene.member_rows()) == 1
    scene.ends()
    assert scene.balance(ada) == scene.balance(bo) == (250, 0, 0)


@pytest.mark.parametrize(
    "trouble",
    [faults.throttled, faults.conflicted, faults.in_progress, faults.timed_out_after],
    ids=["throttling", "transaction conflict", "transaction in progress", "lost answer"],
)
def test_throttling_and_transaction_conflict(scene: Scene, trouble: Around) -> None:
    mia = scene.customer(scene.packs)
    met = [3]

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if operation == "TransactWriteItems" and met[0]:
            met[0] -= 1
            return trouble(service, operation, request, perform)
        return perform()

    scene.packs.buy([Item(1, 1, 25_000)], customer_id=mia.customer_id)
    scene.hand_over()
    scene.script = script
    assert scene.run("events") == {"batchItemFailures": []}
    scene.script = None
    scene.ends()
    assert met == [0]
    assert scene.balance(mia) == (250, 0, 0)
    assert len(scene.entries(mia)) == 1


def test_rotated_secret(scene: Scene) -> None:
    """What was signed before the rotation still comes in; what nobody ever used does not."""
    mia = scene.customer(scene.packs)
    scene.packs.buy([Item(1, 1, 25_000)], customer_id=mia.customer_id)
    scene.collect()
    scene.rotate(scene.packs)
    scene.pass_time(301)  # a container knows the new secret after this
    scene.packs.buy([Item(1, 1, 10_000)], customer_id=mia.customer_id)
    scene.settle_queues()
    assert scene.seen["webhook 200"] >= 6
    assert scene.seen["webhook 401"] == 0
    assert scene.balance(mia) == (350, 0, 0)
    scene.rotate(scene.packs)
    scene.pass_time(301)
    oldest = scene.delivered[0]
    scene.deliver(oldest, again=True)
    assert scene.seen["webhook 401"] == 1


def test_uninstalled_and_reinstalled_with_events_in_flight(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.packs.buy([Item(1, 1, 25_000)], customer_id=mia.customer_id)
    scene.uninstall(scene.packs)
    scene.hand_over()
    scene.reinstall(scene.packs)
    scene.packs.buy([Item(1, 1, 10_000)], customer_id=mia.customer_id)
    scene.ends()
    assert scene.installed(scene.packs)
    assert scene.balance(mia) == (350, 0, 0)


def test_uninstalled_for_good(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 25_000)
    scene.uninstall(scene.packs)
    scene.settle_queues()
    assert not scene.installed(scene.packs)
    assert scene.asks(mia, "GET", "/storefront/member")[0] == 401
