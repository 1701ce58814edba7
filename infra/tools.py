"""Where the programs are that building and running need; `make setup` puts them there."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EMULATOR_PYTHON = ROOT / ".tools" / "emulator" / "bin" / "python"
OSLS = ROOT / "node_modules" / "osls" / "bin" / "serverless.js"
NODE_MAJOR = 20

UV = Path(sys.executable).with_name("uv")


@functools.cache
def node() -> str:
    """A Node of version 20 or later: the machine's, else the one from PyPI.

    RuntimeError when there is none.
    """
    for candidate in (shutil.which("node"), str(ROOT / ".tools" / "node" / "bin" / "node")):
        if candidate is not None and Path(candidate).exists() and _major(candidate) >= NODE_MAJOR:
            return candidate
    raise RuntimeError(f"no Node {NODE_MAJOR} or later: run `make setup`")


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait until no other process is in here for the same lock file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def osls(*arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
    """Run osls in the project, one at a time: whatever folder it is told to write to, it works in
    .serverless, so that of two at once one would come out with the other's template.

    `how` is for subprocess.run. RuntimeError when there is no Node.
    """
    with one_at_a_time(ROOT / ".build" / "osls.lock"):
        return subprocess.run([node(), str(OSLS), *arguments], cwd=ROOT, text=True, **how)


def _major(program: str) -> int:
    """The major version that the program prints, 0 when it does not run."""
    try:
        printed = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        return int(printed.stdout.strip().removeprefix("v").partition(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


if __name__ == "__main__":  # python -m infra.tools package --stage …
    sys.exit(osls(*sys.argv[1:]).returncode)
