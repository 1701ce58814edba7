"""Cold import of each function against a bare boto3 client: python -m bench.cold_import

CPU milliseconds (user and system) of a fresh interpreter, the least of several turns taken in
rotation so that other work on the machine hits all alike. Only the ratios mean anything.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TURNS = 9
BUDGETS = {"webhooks": 1.1, "ledger_worker": 1.2}
_BARE = "import boto3; boto3.client('dynamodb')"
_ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "PATH": os.environ.get("PATH", ""),
}


def cpu_ms(code: str, python: str) -> float:
    """CPU time of a fresh interpreter that runs `code`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([python, "-c", code], cwd=ROOT, env=_ENVIRONMENT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main(python: str = sys.executable) -> int:
    """Print the table; 1 when a budget is exceeded. `python`: the interpreter to measure with."""
    names = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    codes = {"boto3 client": _BARE} | {name: f"import functions.{name}.handler" for name in names}
    for code in codes.values():  # the first turn writes the bytecode
        cpu_ms(code, python)
    least = dict.fromkeys(codes, float("inf"))
    for _ in range(TURNS):
        for name, code in codes.items():
            least[name] = min(least[name], cpu_ms(code, python))
    bare = least["boto3 client"]
    exceeded = []
    for name, spent in least.items():
        budget = BUDGETS.get(name)
        note = f"  (at most {budget})" if budget else ""
        print(f"{name:14} {spent:6.0f} ms  {spent / bare:5.2f}{note}")
        if budget and spent / bare > budget:
            exceeded.append(name)
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
