"""The project's own AWS clients, on the emulator and on the simulation's AWS in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from integrations.aws import sealing, secrets
from tests.simulation.aws import AWS, Clock, installed


@pytest.fixture(params=["memory", "ministack"])
def cloud(request: pytest.FixtureRequest) -> Iterator[str]:
    """Who answers. In memory time passes by `time.sleep` alone, and at once."""
    secrets.forget()
    sealing._opened.clear()
    if request.param == "ministack":
        request.getfixturevalue("aws")
        yield request.param
        return
    with Clock(), installed(AWS("regulars-memory"), lean=False):
        yield request.param


@pytest.fixture
def emulator_is_wrong(cloud: str, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say what the emulator does instead of what AWS documents; the test must then fail on it."""

    def note(what: str) -> None:
        if cloud == "ministack":
            request.applymarker(pytest.mark.xfail(reason=f"the emulator {what}", strict=True))

    return note
