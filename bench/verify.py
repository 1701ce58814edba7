"""How fast and in how much memory the books are proven, and checkpoints made:

    python -m bench.verify [ENTRIES ...]        10000 100000 1000000 when not given

No local engine holds a million entries and scans them in a line: a scan's page costs the emulator
all items there are. So a process of its own serves the pages of a file, over HTTP, as DynamoDB
would, and everything on this side of the wire is the real thing: client, ledger, verifier. Making
the file takes about a minute a million; it is kept in the temporary directory for the next run.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import many, pages

_ORDERS = 3
_ENTRIES = _ORDERS * many.ENTRIES_AN_ORDER
_WORK = ("verify", "checkpoint", "export")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(_measured(sys.argv[2])))
        return
    sizes = [int(one) for one in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    print(
        f"{'entries':>10} {'work':>12} {'seconds':>8} {'CPU s':>8} {'per CPU s':>10} {'peak MB':>8}"
    )
    for entries in sizes:
        folder = Path(tempfile.gettempdir()) / f"regulars-bench-{entries}"
        pages.build(folder, entries // _ENTRIES, _ORDERS)
        with pages.Server(folder) as server:
            for work in _WORK:
                _print(entries, work, _in_a_process(work, server.url))


def _print(entries: int, work: str, measured: dict[str, float]) -> None:
    speed = measured["done"] / measured["cpu"]
    print(
        f"{entries:>10,} {work:>12} {measured['seconds']:>8.1f} {measured['cpu']:>8.1f} "
        f"{speed:>10,.0f} {measured['peak_mb']:>8.1f}",
        flush=True,
    )


def _in_a_process(work: str, url: str) -> dict[str, float]:
    """Peak memory is a process's, so each measurement has its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "DYNAMODB_ENDPOINT_URL": url,
        "TABLE_NAME": "regulars-bench",
    }
    command = [sys.executable, "-m", "bench.verify", "--measure", work]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _measured(work: str) -> dict[str, float]:
    from core.ledger.copying import exported
    from core.ledger.heads import heads
    from core.ledger.verify import verify

    ledger = pages.LEDGER
    began, cpu = time.perf_counter(), time.process_time()
    if work == "verify":
        report = verify(None, pages.MASTER_KEY)
        if report.found:
            raise SystemExit(f"the table is wrong: {report.mismatches[:3]}")
        done = report.entries
    elif work == "checkpoint":
        done = sum(1 for _ in heads(ledger))
    else:
        done = sum(1 for _ in exported(lambda item: True, lambda _: ledger, 1 << 60))
    seconds = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time() - cpu
    return {"done": done, "seconds": seconds, "cpu": cpu, "peak_mb": peak_mb}


if __name__ == "__main__":
    main()
