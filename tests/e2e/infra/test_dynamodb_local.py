"""The other engine: what it says is written stays written, whatever is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.tools import ROOT
from tests.support.stack import LocalStack

SHOPPER = "ada@example.com"


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[LocalStack]:
    """A running stack whose table is kept by DynamoDB Local."""
    running = LocalStack(tmp_path / "data", environment={"ENGINE": "dynamodb-local"})
    yield running.start()
    running.stop()


def regulars(stack: LocalStack, *arguments: str) -> Any:
    """./regulars --json ..."""
    done = subprocess.run(
        [str(ROOT / "regulars"), "--json", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(stack.data_dir)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def relayed(stack: LocalStack) -> int:
    """How many batches the relay has carried, as its log says."""
    log = stack.data_dir / "emulator" / "emulator.log"
    return log.read_text(errors="replace").count('"message":"relayed"')


def test_points_survive_a_sigkill_of_everything_and_the_stream_goes_on(
    durable: LocalStack,
) -> None:
    stores = json.loads((durable.data_dir / "sandbox" / "stores.json").read_text())
    store_id = stores["woo"]["store_id"]
    regulars(durable, "member", "adjust", store_id, SHOPPER, "250", "--reason", "a test")
    for pid in durable.facts.pids.values():
        os.kill(pid, signal.SIGKILL)

    durable.start()
    shown = regulars(durable, "member", "show", store_id, SHOPPER)
    assert shown["balance"]["available"] == 250
    before = relayed(durable)
    regulars(durable, "member", "adjust", store_id, SHOPPER, "10", "--reason", "a test")
    deadline = time.monotonic() + 60
    while relayed(durable) == before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert relayed(durable) > before
    assert regulars(durable, "ledger", "verify")["mismatches"] == []


def test_data_of_one_engine_are_not_opened_with_the_other(durable: LocalStack) -> None:
    durable.stop()
    other = LocalStack(durable.data_dir)
    other.log_path = durable.log_path.with_suffix(".other")
    with pytest.raises(AssertionError, match="were made with ENGINE=dynamodb-local"):
        other.start()
