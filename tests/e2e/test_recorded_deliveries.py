"""Every delivery recorded from a live WooCommerce, over the whole road from webhook to balance."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.running import RECORDED_SECRET, Running, Shop, eventually
from tests.support.storm import ALL, GUEST, JIA, Family, Storm

KILLS_AT_MOST = 16


@pytest.fixture(scope="module")
def shop(running: Running) -> Shop:
    """A store that gets the recordings in their order."""
    return running.add_store()


def test_order_22_has_0_then_250_then_250_then_200_points(running: Running, shop: Shop) -> None:
    steps = [("001", 0, 0), ("003", 0, 250), ("004", 0, 250)]
    steps += [("005", 250, 0), ("006", 250, 0), ("008", 200, 0)]
    for number, available, pending in steps:
        assert running.deliver_recorded(shop, number).status_code == 200

        def follows(now: tuple[int, int, int] = (available, pending, 0)) -> None:
            assert running.points(shop, JIA) == now

        eventually(follows)
    assert running.cli("ledger", "verify", shop.store_id)["mismatches"] == []


def test_order_27_of_a_guest_has_50_points_and_none_once_cancelled(
    running: Running, shop: Shop
) -> None:
    for number, available in (("013", 50), ("015", 0)):
        assert running.deliver_recorded(shop, number).status_code == 200

        def follows(now: tuple[int, int, int] = (available, 0, 0)) -> None:
            assert running.balance(shop, GUEST) == now

        eventually(follows)


def test_order_29_in_a_currency_without_a_rate_earns_0_and_says_why(
    running: Running, shop: Shop
) -> None:
    before = running.points(shop, JIA)
    assert running.deliver_recorded(shop, "020").status_code == 200

    def said() -> None:
        entries = running.cli("member", "entries", shop.store_id, JIA)["entries"]
        (found,) = [one for one in entries if one["source"].get("id") == "29"]
        assert (found["points"], found["why"]["reason"]) == (0, "no_rate")
        assert "TWD" in found["why"]["text"]["en"]

    eventually(said)
    assert running.points(shop, JIA) == before


def test_the_error_document_of_a_customer_who_is_gone_changes_nothing(
    running: Running, shop: Shop
) -> None:
    before = running.cli("member", "entries", shop.store_id, JIA)
    assert running.deliver_recorded(shop, "027").status_code == 200
    running.settled(fetches=10**6)
    assert running.cli("member", "entries", shop.store_id, JIA) == before


@pytest.fixture(autouse=True)
def _as_usual(running: Running) -> Iterator[None]:
    yield
    running.control("DELETE", "deliveries")
    running.control("POST", "deliveries/enable")
    running.control("PUT", "deliveries/settings", {"platform": "woo", "mode": "auto"})


def test_verbatim_they_may_come_repeated_and_shuffled(running: Running) -> None:
    """The sandbox's store with the secret that signed the recordings, as a rotation leaves it."""
    keys = running.shop_settings("woo")
    running.control("PUT", "stores/woo", {"webhook_secret": RECORDED_SECRET})
    running.cli(
        *("store", "add", "woocommerce", "--url", f"{running.origin}/sandbox/woo"),
        *("--consumer-key", keys["consumer_key"], "--consumer-secret", keys["consumer_secret"]),
        *("--webhook-secret", RECORDED_SECRET),
    )
    storm = Storm(running, [Family(0)])
    line = ALL * 3
    random.Random(7).shuffle(line)
    with ThreadPoolExecutor(3) as senders:
        answers = senders.map(lambda one: running.deliver_recorded(running.woo, one), line)
    assert {answer.status_code for answer in answers} == {200}
    storm.ends_well()


def test_in_whatever_order_they_come_the_stores_own_answer_stands(running: Running) -> None:
    """One shuffle of four shoppers' deliveries: each sees an order of arrival of its own."""
    storm = Storm(running, [Family(n) for n in (11, 12, 13, 14)])
    storm.hold(ALL)
    assert set(storm.send(seed=1)) == {200}
    storm.ends_well()


def test_killing_function_processes_in_the_middle_loses_nothing(running: Running) -> None:
    storm = Storm(running, [Family(n) for n in (41, 42)])
    storm.hold(ALL)
    dice, over = random.Random(4), threading.Event()

    def strike() -> int:
        """Kill often, but not faster than a busy machine starts functions, nor for ever."""
        count = 0
        while not over.wait(1) and count < KILLS_AT_MOST:
            for function in ("webhooks", "ledger_worker", "relay", "fetcher"):
                alive = running.workers(function)
                if alive and dice.random() < 0.5:
                    running.kill_worker(dice.choice(alive))
                    count += 1
        return count

    with ThreadPoolExecutor(1) as aside:
        killer = aside.submit(strike)
        try:
            storm.send(seed=4)
            time.sleep(6)  # the rechecks are delayed: they meet it as well
        finally:
            over.set()
        killed = killer.result()
    assert killed >= 3
    # What was not accepted is the sender's to send again.
    for delivery in storm.failed():
        running.control("POST", f"deliveries/{delivery}/repeat")
    assert storm.failed() == []
    storm.ends_well()


def test_stopping_and_starting_in_the_middle_loses_nothing(running: Running) -> None:
    storm = Storm(running, [Family(n) for n in (51, 52)])
    storm.hold(ALL[:7])
    assert set(storm.send(seed=5)) == {200}
    running.stack.stop()
    running.stack.start()
    running.control("DELETE", "deliveries")
    storm.hold(ALL[2:])
    assert set(storm.send(seed=6, repeat=1)) == {200}
    running.control("DELETE", "deliveries")
    # An older state with the newest stamp: that the store is asked shows that the stream goes on.
    storm.hold(["013"])
    assert set(storm.send(seed=7, repeat=1)) == {200}
    storm.ends_well()
