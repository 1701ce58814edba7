"""Worker processes on the packaged handlers, and the connection to each of them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra import package
from infra.tools import EMULATOR_PYTHON

_HOST = Path(__file__).with_name("host.py")
START_TIMEOUT_S = 60.0
WORKERS = 8


class Died(Exception):
    """The process ended, or was ended, before it answered: whatever it did is not known."""


class Slow(Died):
    """It took longer than the function may, and was ended for it."""


@dataclass(frozen=True)
class Pace:
    """What happens to one call on the wire: see host.Wire.pace."""

    meeting: tuple[str, int, float] | None = None
    share: float = 0.3
    pause_s: float = 0.005
    dies_at: int | None = None
    answered: bool = False


@dataclass(frozen=True)
class Reply:
    """What a handler answered, or the `error` it raised, and what its process saw of DynamoDB."""

    answer: Any
    error: str
    seen: Counter[str]
    took_s: float


class Worker:
    """One process of one function. At most one thread may ask it at a time; any may kill it."""

    def __init__(self, function: str, path: Path, number: int) -> None:
        self._function, self._path, self._number = function, path, number
        self._open()

    def restart(self) -> None:
        """A fresh process, in place of the one that was killed."""
        self.close()
        self._open()

    def _open(self) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.settimeout(START_TIMEOUT_S)
        self._connection.connect(str(self._path))
        self._answers = self._connection.makefile("r")
        self._pid = int(self._said({"seed": self._number}, START_TIMEOUT_S)["pid"])

    def ask(self, event: Mapping[str, Any], pace: Pace, timeout_s: float) -> Reply:
        """The handler's reply. Raises Died; a process that is too slow is killed, as Lambda
        would."""
        said = self._said({"event": event, "pace": asdict(pace)}, timeout_s)
        return Reply(
            said.get("answer"), said.get("error", ""), Counter(said["seen"]), said["took_s"]
        )

    def kill(self) -> None:
        """SIGKILL."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """Let go of it, which ends it."""
        self._answers.close()
        self._connection.close()

    def _said(self, asked: Mapping[str, Any], timeout_s: float) -> Any:
        self._connection.settimeout(timeout_s)
        try:
            self._connection.sendall(json.dumps(asked).encode() + b"\n")
            line = self._answers.readline()
        except TimeoutError as error:
            self.kill()
            self.close()
            raise Slow(f"{self._function}: no answer within {timeout_s} s") from error
        except OSError:
            line = ""
        if not line.endswith("\n"):
            self.close()
            raise Died(f"{self._function} ended before it answered")
        return json.loads(line)


class Host:
    """The process that has a function's package imported, and of which its workers are forks."""

    def __init__(self, function: str, home: Path, environment: Mapping[str, str]) -> None:
        self._function, self._home, self._environment = function, home, environment
        # Addresses of sockets are short: pytest's folders may be too long for them.
        self._door = Path(tempfile.mkdtemp(prefix="races-"))
        self._path = self._door / function
        self._log = home / f"{function}.log"
        self._workers: list[Worker] = []
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Unpack the function's zip and import it."""
        unpacked = self._home / self._function
        with zipfile.ZipFile(package.build("local") / f"{self._function}.zip") as archive:
            archive.extractall(unpacked)
        handler = f"functions/{self._function}/handler"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [
                    *(str(EMULATOR_PYTHON), "-P", "-s", str(_HOST)),
                    *(str(unpacked), handler, str(self._path)),
                ],
                cwd=unpacked,
                env=dict(self._environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"ready\n":
            raise Died(f"{self._function}: {self._log.read_text()[-2000:]}")

    def workers(self, count: int) -> list[Worker]:
        """So many workers, ready."""
        if self._process is None:
            self.start()
        for number in range(len(self._workers), count):
            self._workers.append(Worker(self._function, self._path, number))
        return self._workers[:count]

    def close(self) -> None:
        """End the workers, then the host."""
        for worker in self._workers:
            worker.close()
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        shutil.rmtree(self._door)


class Fleet:
    """Workers by function, each with the function's own package and environment; started when
    first asked for, and kept."""

    def __init__(self, home: Path, environment: Callable[[str], Mapping[str, str]]) -> None:
        self._home = home
        self._environment = environment
        self._hosts: dict[str, Host] = {}

    def of(self, function: str, count: int = WORKERS) -> list[Worker]:
        """So many ready workers of a function."""
        if function not in self._hosts:
            self._hosts[function] = Host(function, self._home, self._environment(function))
        return self._hosts[function].workers(count)

    def close(self) -> None:
        """End every process."""
        for host in self._hosts.values():
            host.close()
