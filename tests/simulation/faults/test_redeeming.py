"""Faults of redemptions, by their names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.simulation.aws import faults
from tests.simulation.aws.wire import Killed
from tests.simulation.faults.scene import Scene
from tests.simulation.shops import Item, Refused, Trouble

Perform = Callable[[], dict[str, Any]]


def _dies_after(writes: int) -> Callable[..., dict[str, Any]]:
    """The process is killed when so many writes are done."""
    left = [writes]

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if service == "dynamodb" and operation in ("PutItem", "TransactWriteItems"):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return perform()

    return script


def _redeem_and_die(scene: Scene, script: Callable[..., Any]) -> None:
    scene.script = script
    with pytest.raises(Killed):
        scene.redeems(scene.customer(scene.packs))
    scene.script = None


def test_crash_between_hold_and_code(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        answer = perform()
        if operation == "TransactWriteItems":
            raise Killed
        return answer

    _redeem_and_die(scene, script)
    assert scene.redemption()["status"] == "held"
    assert scene.packs.codes == {}
    scene.ends()
    assert scene.redemption()["status"] == "issued"
    assert list(scene.packs.codes) == [scene.redemption()["code"]]
    assert scene.balance(mia) == (0, 0, 0)


def test_crash_after_the_store_made_the_code(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if scene.packs.codes:
            raise Killed
        return perform()

    _redeem_and_die(scene, script)
    assert scene.redemption()["status"] == "held"
    assert list(scene.packs.codes) == [scene.redemption()["code"]]
    scene.ends()
    assert scene.redemption()["status"] == "issued"
    assert [len(made) for made in scene.packs.codes.values()] == [1]
    assert scene.balance(mia) == (0, 0, 0)


@pytest.mark.parametrize("writes", range(7))
def test_crash_after_any_write_of_a_redemption(scene: Scene, writes: int) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)
    scene.script = _dies_after(writes)
    with suppress(Killed):
        scene.redeems(mia)
    scene.script = None
    scene.ends()
    available, _, _ = scene.balance(mia)
    held = list(scene.stage.items("REDEMPTION"))
    assert (available, len(held), len(scene.packs.codes)) in ((100, 0, 0), (0, 1, 1))


def test_two_redemptions_of_the_last_points(scene: Scene) -> None:
    """Both have read the same balance before either wrote."""
    mia = scene.customer(scene.packs)
    scene.buys(mia, 15_000)
    answers: list[tuple[int, Any]] = []
    for key in ("k1", "k2"):
        scene.invoke(
            "redeem",
            lambda key=key: answers.append(scene.redeems(mia, key)),  # type: ignore[misc]
            ends_in_s=29,
        )
    assert sorted(status for status, _ in answers) == [200, 409]
    racing: list[tuple[int, Any]] = []
    scene.buys(mia, 5_000)
    begun: list[str] = []

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if operation == "TransactWriteItems" and not begun:
            begun.append("the second one overtakes the first")
            scene.invoke("redeem", lambda: racing.append(scene.redeems(mia, "k4")), ends_in_s=29)
        return perform()

    scene.script = script
    racing.append(scene.redeems(mia, "k3"))
    scene.script = None
    scene.ends()
    assert sorted(status for status, _ in racing) == [200, 409]
    assert scene.balance(mia) == (0, 0, 0)


def test_code_used_then_refunded(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)
    code = scene.redeems(mia)[1]["code"]
    order = scene.packs.buy([Item(1, 1, 5_000)], customer_id=mia.customer_id, codes=[code])
    scene.settle_queues()
    assert scene.redemption()["status"] == "used"
    scene.pass_time(1)
    scene.packs.refund(order.order_id)
    scene.settle_queues()
    assert scene.redemption()["status"] == "used"
    assert scene.balance(mia) == (0, 0, 0)
    scene.ends()


def test_unused_code_expiring_while_being_used(scene: Scene) -> None:
    """The order that used it on its last day comes after the day has ended it."""
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)
    code = scene.redeems(mia)[1]["code"]
    scene.pass_time(90 * 86_400 - 60)
    scene.packs.buy([Item(1, 1, 5_000)], customer_id=mia.customer_id, codes=[code])
    scene.collect()
    late, scene.outbox = scene.outbox, []
    scene.pass_time(3 * 86_400)
    scene.schedule({"job": "due"})
    assert scene.redemption()["status"] == "expired"
    scene.outbox = late
    scene.settle_queues()
    assert scene.redemption()["status"] == "used"
    assert scene.balance(mia)[2] == 0
    with pytest.raises(Refused):
        scene.packs.buy([Item(1, 1, 5_000)], customer_id=mia.customer_id, codes=[code])
    scene.ends()


def test_somebody_else_s_code_of_that_name_gives_the_points_back(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)
    troubles = [Trouble("taken")]
    scene.packs.trouble = lambda method: (
        troubles.pop() if method == "create_code" and troubles else None
    )
    status, said = scene.redeems(mia)
    assert (status, said["status"]) == (200, "returned")
    assert scene.balance(mia) == (100, 0, 0)


def test_time_out_whose_request_did_succeed(scene: Scene) -> None:
    mia = scene.customer(scene.packs)
    scene.buys(mia, 10_000)
    lost = [True]

    def script(service: str, operation: str, request: dict[str, Any], perform: Perform) -> Any:
        if operation == "TransactWriteItems" and lost:
            lost.clear()
            return faults.timed_out_after(service, operation, request, perform)
        return perform()

    scene.script = script
    status, said = scene.redeems(mia)
    scene.script = None
    assert not lost
    assert (status, said["status"]) == (200, "issued")
    assert scene.balance(mia) == (0, 0, 0)
    scene.ends()
