"""A process whose AWS is in memory, at a time of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.simulation.aws import AWS, Clock, Wire, deployed, fresh_container, installed


@pytest.fixture
def clock() -> Iterator[Clock]:
    with Clock(seed=7) as ticking:
        yield ticking


@pytest.fixture
def wire(clock: Clock) -> Iterator[Wire]:
    with installed(AWS.deployed("simulated")) as connected:
        os.environ.update(deployed.environment())
        fresh_container()
        yield connected
