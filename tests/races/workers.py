"""Worker processes on the packaged handlers, and the pipe to each of them."""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from infra import package
from infra.tools import EMULATOR_PYTHON

_HOST = Path(__file__).with_name("host.py")
START_TIMEOUT_S = 60.0
WORKERS = 8


class Died(Exception):
    """The process ended, or was ended, before it answered: whatever it did is not known."""


@dataclass(frozen=True)
class Pace:
    """What happens to one call on the wire: see host.Wire.pace."""

    opens_at: float = 0.0
    share: float = 0.4
    pause_s: float = 0.01
    dies_at: int | None = None
    answered: bool = False


@dataclass(frozen=True)
class Reply:
    """What a handler answered, or the `error` it raised, and what its process saw of DynamoDB."""

    answer: Any
    error: str
    seen: Counter[str]
    took_s: float


@dataclass
class Worker:
    """One process of one function. At most one thread may ask it at a time; any may kill it."""

    function: str
    number: int
    package: Path
    environment: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> Worker:
        """Start the process, again if it has ended; `wait` says when it can be asked."""
        seed = sum(self.function.encode()) * 100 + self.number
        handler = f"functions/{self.function}/handler"
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [
                    *(str(EMULATOR_PYTHON), "-P", "-s", str(_HOST)),
                    *(str(self.package), handler, str(seed)),
                ],
                cwd=self.package,
                env=dict(self.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return self

    @property
    def pid(self) -> int:
        return self._running.pid

    def wait(self) -> None:
        """Wait until it can be asked. Raises Died with its log when it never can."""
        try:
            self._read(START_TIMEOUT_S)
        except Died as died:
            raise Died(f"{self.function}: {self.log.read_text()[-2000:]}") from died

    def ask(self, event: Mapping[str, Any], pace: Pace, timeout_s: float) -> Reply:
        """The handler's reply. Raises Died; a process that is too slow is killed, as Lambda
        would."""
        line = json.dumps({"event": event, "pace": asdict(pace)}) + "\n"
        try:
            assert self._running.stdin is not None
            self._running.stdin.write(line)
            self._running.stdin.flush()
        except OSError as error:
            raise Died("killed between two calls") from error
        said = self._read(timeout_s)
        seen = Counter({str(name): int(times) for name, times in said["seen"].items()})
        return Reply(said.get("answer"), said.get("error", ""), seen, said["took_s"])

    def kill(self) -> None:
        """SIGKILL, and wait for the end of it."""
        self._running.kill()
        self._running.wait()

    def close(self) -> None:
        """Kill it and let go of the pipe."""
        if self._process is not None:
            self.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                with contextlib.suppress(OSError):  # what a dead process did not take is lost
                    pipe.close()
            self._process = None

    def restart(self) -> None:
        """A fresh process in this one's place, ready."""
        self.close()
        self.start().wait()

    @property
    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            raise RuntimeError(f"{self.function} {self.number} was not started")
        return self._process

    def _read(self, timeout_s: float) -> Any:
        answers = self._running.stdout
        assert answers is not None
        if not select.select([answers], [], [], timeout_s)[0]:
            self.kill()
            raise Died(f"no answer within {timeout_s} s")
        line = answers.readline()
        if not line.endswith("\n"):
            raise Died("killed before it answered")
        return json.loads(line)


class Fleet:
    """Workers by function, each with the function's own package and environment; started when
    first asked for, and kept."""

    def __init__(self, home: Path, environment: Callable[[str], Mapping[str, str]]) -> None:
        self._home = home
        self._environment = environment
        self._workers: dict[str, list[Worker]] = {}

    def of(self, function: str, count: int = WORKERS) -> list[Worker]:
        """So many ready workers of a function."""
        workers = self._workers.setdefault(function, [])
        unpacked = self._unpacked(function)
        started = []
        for number in range(len(workers), count):
            log = self._home / f"{function}-{number}.log"
            worker = Worker(function, number, unpacked, self._environment(function), log)
            started.append(worker.start())
        workers += started
        for worker in started:
            worker.wait()
        return workers[:count]

    def close(self) -> None:
        """End every process."""
        for workers in self._workers.values():
            for worker in workers:
                worker.close()

    def _unpacked(self, function: str) -> Path:
        folder = self._home / function
        if not folder.exists():
            with zipfile.ZipFile(package.build("local") / f"{function}.zip") as archive:
                archive.extractall(folder)
        return folder
