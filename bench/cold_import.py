"""Cold import of each function against a bare boto3 client: python -m bench.cold_import [PYTHON]

With Python 3.13, as on Lambda, where there is one (PYTHON, $PYTHON313 or python3.13): it gets an
environment of its own in .build/. Else with the current one. Bytecode is there before.
CPU milliseconds (user and system) of a fresh interpreter, the least of several turns taken in
rotation so that other work on the machine hits all alike. Only the ratios mean anything.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass

from infra.tools import ROOT, UV

TURNS = 5
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


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds by name, "boto3 client" among them, and with which Python."""

    python: str
    cpu_ms: dict[str, float]

    def ratio(self, name: str) -> float:
        return self.cpu_ms[name] / self.cpu_ms["boto3 client"]

    @property
    def exceeded(self) -> list[str]:
        return [name for name, budget in BUDGETS.items() if self.ratio(name) > budget]


def interpreter(wanted: str | None = None) -> str:
    """A Python 3.13 with what the functions need, or the current one."""
    found = shutil.which(wanted or os.environ.get("PYTHON313") or "python3.13")
    if found is None:
        return sys.executable
    home = ROOT / ".build" / "python313"
    made = home / "bin" / "python"
    lock = ROOT / "requirements.lock"
    stamp = home / "stamp"
    if not stamp.exists() or stamp.read_text() != lock.read_text():
        create = [str(UV), "venv", "--quiet", "--allow-existing", "--python", found, str(home)]
        fill = [str(UV), "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode"]
        fill += ["--python", str(made), "-r", str(lock)]
        for command in (create, fill):
            if subprocess.run(command, check=False).returncode:
                return sys.executable  # a shim without its Python, or no network
        stamp.write_text(lock.read_text())
    return str(made)


def measure(python: str = sys.executable, turns: int = TURNS) -> Measured:
    """Take turns."""
    names = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    codes = {"boto3 client": _BARE} | {name: f"import functions.{name}.handler" for name in names}
    for code in codes.values():  # the first turn writes the bytecode
        cpu_ms(code, python)
    least = dict.fromkeys(codes, float("inf"))
    for _ in range(turns):
        for name, code in codes.items():
            least[name] = min(least[name], cpu_ms(code, python))
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True)
    return Measured(version.stdout.strip(), least)


def main(python: str | None = None) -> int:
    """Print the table; 1 when a budget is exceeded."""
    found = measure(interpreter(python))
    print(found.python)
    for name, spent in found.cpu_ms.items():
        note = f"  (at most {BUDGETS[name]})" if name in BUDGETS else ""
        print(f"{name:14} {spent:6.0f} ms  {found.ratio(name):5.2f}{note}")
    return int(bool(found.exceeded))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
