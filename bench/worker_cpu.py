"""The worker's CPU time per order against the same calls made with bare botocore.

    python -m bench.worker_cpu

Each turn posts ten new orders through the worker's handler on one table, and then sends the very
requests that it sent with a plain boto3 client to another: two calls an order, and nothing else.
Both talk HTTP to the emulator, whose own CPU time is not counted. Process CPU time; the ratio is
the median of the turns' ratios, since what else runs on the machine slows both of a turn alike.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

import boto3
import botocore
from botocore.config import Config

from bench import ground
from bench.quiet import silent
from core.ledger import table as ledger_table

BUDGET = 1.25
TURNS = 60
SHOPPERS = 50
_WARM_UP = 4
_PARAMS = "provide-client-params.dynamodb"


@dataclass(frozen=True)
class Measured:
    """`worker_us`, `bare_us`: CPU microseconds an order, medians. `ratio` to the client that boto3
    gives by default; `unchecked_ratio` to one without parameter validation, which PynamoDB leaves
    out, too."""

    worker_us: float
    bare_us: float
    ratio: float
    unchecked_ratio: float
    calls: float
    orders: int


class Recorder:
    """Keeps the requests that the ledger's client sends, until it is closed."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self._events = ledger_table.connect().client.meta.events
        self._events.register(_PARAMS, self._keep)

    def close(self) -> None:
        """Keep no more."""
        self._events.unregister(_PARAMS, self._keep)

    def _keep(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.requests.append((model.name, params))

    def taken(self) -> list[tuple[str, dict[str, Any]]]:
        """What was sent since the last time."""
        taken, self.requests = self.requests, []
        return taken


def readdressed(request: tuple[str, dict[str, Any]], table: str) -> tuple[str, dict[str, Any]]:
    """The same request for another table, without the token that botocore put in."""
    name, params = request
    params = {key: value for key, value in params.items() if key != "ClientRequestToken"}
    if "TransactItems" in params:
        params["TransactItems"] = [
            {action: {**what, "TableName": table} for action, what in item.items()}
            for item in params["TransactItems"]
        ]
    elif "RequestItems" in params:
        params["RequestItems"] = {table: next(iter(params["RequestItems"].values()))}
    else:
        params["TableName"] = table
    return botocore.xform_name(name), params


def measure(turns: int = TURNS) -> Measured:
    """Run it all."""
    with ground.ground() as made:
        from functions.ledger_worker.handler import handler

        recorder = Recorder()
        clients = (
            boto3.client("dynamodb"),
            boto3.client("dynamodb", config=Config(parameter_validation=False)),
        )
        spent: list[tuple[float, float, int]] = []
        for turn in range(turns + _WARM_UP):
            (event,) = ground.batches(ground.messages(made.store, ground.BATCH, SHOPPERS))
            recorder.taken()
            with silent():
                worker_us = _cpu_us(lambda event=event: handler(event, None))
            # Once in five seconds the worker looks whether store and program have changed.
            sent = [readdressed(one, ground.BARE_TABLE) for one in recorder.taken()]
            client = clients[turn % 2]
            bare_us = _cpu_us(lambda sent=sent, client=client: _replay(client, sent))
            spent.append((worker_us / ground.BATCH, bare_us / ground.BATCH, len(sent)))
    warm = spent[_WARM_UP:]
    return Measured(
        statistics.median(worker for worker, _, _ in warm),
        statistics.median(bare for _, bare, _ in warm[::2]),
        statistics.median(worker / bare for worker, bare, _ in warm[::2]),
        statistics.median(worker / bare for worker, bare, _ in warm[1::2]),
        sum(calls for _, _, calls in warm) / len(warm) / ground.BATCH,
        len(warm) * ground.BATCH,
    )


def _replay(client: Any, sent: list[tuple[str, dict[str, Any]]]) -> None:
    for name, params in sent:
        getattr(client, name)(**params)


def _cpu_us(work: Any) -> float:
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1000


def main() -> int:
    """Print the figures; 1 when over the budget."""
    found = measure()
    print(f"worker         {found.worker_us:6.0f} us an order, {found.calls:.2f} calls")
    print(f"bare botocore  {found.bare_us:6.0f} us")
    print(f"ratio          {found.ratio:6.2f} (at most {BUDGET})")
    print(f"ratio without parameter validation {found.unchecked_ratio:.2f}")
    return int(found.ratio > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
