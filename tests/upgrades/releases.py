"""Two releases of the code on one table, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from infra.tools import ROOT

HERE = Path(__file__).parent
ARCHIVE = HERE / "previous.zip"
WRITTEN = HERE / "written.json"


class Release:
    """One release's code, running: `ask` has it do something (see driver.py)."""

    def __init__(self, name: str, code: Path, log: Path) -> None:
        self.name = name
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(HERE / "driver.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1"},
                text=True,
            )
        self._log = log

    def ask(self, do: str, **request: Any) -> Any:
        """The answer; AssertionError with the reason when it failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"{self.name} ended: {self._log.read_text()[-3000:]}"
        answer = json.loads(line)
        assert "error" not in answer, f"{self.name}: {do}: {answer['error']}"
        return answer["answer"]

    def stop(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def unpack_previous(folder: Path) -> Path:
    """The previous release's code."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder


def previous(log: Path, folder: Path) -> Release:
    return Release("the previous release", unpack_previous(folder), log)


def present(log: Path) -> Release:
    return Release("this release", ROOT, log)
