"""One minute of Black Friday, 40,000 orders, drained: python -m bench.drain [ORDERS]

Eight processes of the packaged worker post the orders to the emulator; eight plain boto3 clients
then send the very same requests to another table. Both in turns, slice by slice, so that what else
runs on the machine hits both alike. The emulator answers one request at a time and is the
bottleneck of either: what counts is how much of the bare clients' throughput is left.

The requests are recorded beforehand, by the worker's handler on a table in memory. A shopper's
orders stay with one process and in order, as the FIFO queue has it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import ground
from bench.quiet import silent
from bench.worker_cpu import Recorder, readdressed
from infra.tools import EMULATOR_PYTHON
from tests.races.workers import Fleet, Pace, Worker

BUDGET = 0.7
ORDERS = 40_000
WORKERS = 8
SLICES = 8
SHOPPERS_AN_ORDER = 0.5
_BARE = Path(__file__).with_name("bare.py")
_AS_FAST_AS_IT_CAN = Pace(share=0.0, pause_s=0.0)
_TIMEOUT_S = 120.0

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Drained:
    """Orders a second, of all eight processes together."""

    orders: int
    workers_per_s: float
    bare_per_s: float
    requests: int

    @property
    def ratio(self) -> float:
        return self.workers_per_s / self.bare_per_s


def measure(orders: int = ORDERS, *, tell: Any = lambda text: None) -> Drained:
    """Run it all."""
    per_slice = max(1, orders // SLICES // WORKERS)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        tell(f"recording the requests of {per_slice * (SLICES + 1) * WORKERS} orders")
        work, requests = _record(home, per_slice)
        with ground.ground() as made:
            fleet = Fleet(home, lambda function: made.environment)
            clients = [_client(home / f"bare{one}.json", made) for one in range(WORKERS)]
            try:
                workers = fleet.of("ledger_worker", WORKERS)
                worker_s = bare_s = 0.0
                for number in range(SLICES + 1):
                    post = [
                        _post(one, slices[number])
                        for one, slices in zip(workers, work, strict=True)
                    ]
                    spent = _together(post), _together([_replay(one, number) for one in clients])
                    if number:  # the first makes clients, and fills caches
                        worker_s += spent[0]
                        bare_s += spent[1]
                    tell(f"slice {number} of {SLICES}: {worker_s:.0f} s, bare {bare_s:.0f} s")
            finally:
                fleet.close()
                for client in clients:
                    client.communicate()
    done = per_slice * SLICES * WORKERS
    return Drained(done, done / worker_s, done / bare_s, requests)


def _record(home: Path, per_slice: int) -> tuple[list[list[Events]], int]:
    """For each process and slice what Lambda would hand to it; the requests go to files."""
    from functions.ledger_worker.handler import handler

    work: list[list[Events]] = []
    requests = 0
    with ground.in_memory() as store:
        recorder = Recorder()
        shoppers = max(1, int(per_slice * SLICES * SHOPPERS_AN_ORDER))
        for one in range(WORKERS):
            slices: list[Events] = []
            lines: list[str] = []
            for _ in range(SLICES + 1):
                events = ground.batches(ground.messages(store, per_slice, shoppers, of=one))
                recorder.taken()
                with silent():
                    for event in events:
                        answer = handler(event, None)
                        assert answer["batchItemFailures"] == [], answer
                sent = [readdressed(call, ground.BARE_TABLE) for call in recorder.taken()]
                requests += len(sent) if slices else 0
                slices.append(events)
                lines.append(json.dumps(sent))
            work.append(slices)
            (home / f"bare{one}.json").write_text("\n".join(lines))
        recorder.close()
    return work, requests


def _client(path: Path, made: ground.Ground) -> subprocess.Popen[str]:
    client = subprocess.Popen(
        [str(EMULATOR_PYTHON), str(_BARE), str(path)],
        env=made.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout is not None
    assert client.stdout.readline() == "ready\n"
    return client


def _post(worker: Worker, events: Events) -> Any:
    def post() -> None:
        for event in events:
            reply = worker.ask(event, _AS_FAST_AS_IT_CAN, _TIMEOUT_S)
            assert reply.answer == {"batchItemFailures": []}, reply

    return post


def _replay(client: subprocess.Popen[str], number: int) -> Any:
    def replay() -> None:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(f"{number}\n")
        client.stdin.flush()
        float(client.stdout.readline())  # nothing when it failed, which is no number

    return replay


def _together(works: Sequence[Any]) -> float:
    """Do all at once; seconds until the last was done."""
    began = time.monotonic()
    with ThreadPoolExecutor(len(works)) as threads:
        for begun in [threads.submit(work) for work in works]:
            begun.result()
    return time.monotonic() - began


def main(orders: str = str(ORDERS)) -> int:
    """Print the figures; 1 when under the budget."""
    found = measure(int(orders), tell=lambda text: print(text, flush=True))
    print(
        f"{found.orders} orders, {found.requests} requests: {found.workers_per_s:.0f} orders a "
        f"second, bare {found.bare_per_s:.0f}: {found.ratio:.2f} (at least {BUDGET})"
    )
    return int(found.ratio < BUDGET)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
