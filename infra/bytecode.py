"""Bytecode for the interpreter that will run it: it halves a cold start.

Compiled files carry no time stamp to check (PEP 552, unchecked hash): a zip keeps none.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from infra.tools import EMULATOR_PYTHON, ROOT, node


def for_lambda(folder: Path) -> None:
    """Compile for Python 3.13, in WebAssembly: the same bytes on every machine."""
    script = str(ROOT / "infra" / "bytecode.cjs")
    subprocess.run([node(), script, str(folder)], cwd=ROOT, check=True)


def for_emulator(folder: Path) -> None:
    """Compile for the interpreter that the emulator runs functions with."""
    # Exit status 1 is normal: some distributions carry templates that are no Python.
    subprocess.run(
        [
            *(str(EMULATOR_PYTHON), "-m", "compileall", "-qq"),
            *("--invalidation-mode", "unchecked-hash", "."),
        ],
        cwd=folder,
        check=False,
    )
