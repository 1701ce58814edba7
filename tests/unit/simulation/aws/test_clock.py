"""Time and chance in the hands of the simulation."""

from __future__ import annotations

import os
import random
import re
import secrets
import time
import uuid
from datetime import UTC, datetime

import pytest

from core.errors import StoreUnavailable
from core.ledger.table import Contended, retrying
from infra.tools import ROOT
from integrations.patience import BUDGET_S, Patience
from tests.simulation.aws import Clock


def drawn() -> list[object]:
    return [
        uuid.uuid4(),
        secrets.token_hex(),
        secrets.randbelow(10**9),
        random.random(),
        random.uniform(0, 1),
        os.urandom(4),
    ]


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    runs = []
    for seed in (1, 1, 2):
        with Clock(seed=seed):
            runs.append(drawn())
    assert runs[0] == runs[1]
    assert not set(map(str, runs[0])) & set(map(str, runs[2]))


def test_chance_goes_on_afterwards_as_if_nothing_had_been() -> None:
    random.seed(5)
    expected = [random.random(), random.random()]
    random.seed(5)
    got = [random.random()]
    with Clock(seed=5):
        drawn()
    got.append(random.random())
    assert got == expected
    assert os.urandom(8) != os.urandom(8)


def test_time_stands_still_until_somebody_sleeps_or_says_so() -> None:
    real = time.time()
    with Clock(start_s=1000) as clock:
        assert (time.time(), time.monotonic()) == (1000.0, 0.0)
        time.sleep(2.5)
        clock.advance(1)
        assert (time.time(), time.monotonic(), time.time_ns()) == (1003.5, 3.5, 1003_500_000_000)
        clock.advance_to(1_000_000_000_000)
        assert time.time() == 1003.5
        with pytest.raises(ValueError, match="does not go back"):
            clock.advance(-1)
        assert clock.slept_ns == 2_500_000_000
    assert real <= time.time() < real + 60


def test_a_skewed_process_is_wrong_about_the_time_of_day_only() -> None:
    with Clock(start_s=1000) as clock:
        clock.skew_ns = -60 * 10**9
        time.sleep(1)
        assert (time.time(), time.monotonic(), clock.now_ns) == (941.0, 1.0, 1001 * 10**9)


def test_waiting_in_the_ledger_and_for_a_store_takes_no_real_time() -> None:
    def contended() -> None:
        raise Contended("always")

    def unavailable() -> None:
        raise StoreUnavailable("always")

    with Clock() as clock:
        with pytest.raises(Exception, match="busy"):
            retrying(contended)
        before_ns = clock.slept_ns
        assert before_ns > 0
        with pytest.raises(StoreUnavailable):
            Patience(1).run(unavailable, repeatable=True)
        assert 0 < clock.slept_ns - before_ns < BUDGET_S * 10**9


def test_a_clock_is_installed_once() -> None:
    with Clock() as clock, pytest.raises(RuntimeError):
        clock.install()
    assert datetime.now(UTC).year > 2000


def test_the_application_asks_no_clock_and_draws_no_lot_that_is_not_in_our_hands() -> None:
    beside = re.compile(r"datetime\.now|utcnow|date\.today|from (time|random|uuid|secrets) import")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in ("core", "functions", "integrations")
        for path in sorted((ROOT / package).rglob("*.py"))
        for line in path.read_text().splitlines()
        if beside.search(line)
    ]
    assert found == []
