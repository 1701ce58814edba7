"""The AWS emulator as a child process: bound to loopback, on a free port, ended with its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from infra.tools import EMULATOR_PYTHON

REGION = "us-east-1"
ACCOUNT = "000000000000"
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 20.0

# Of this process's environment the emulator gets nothing else: it hands all of its own
# to every function, and a function must see only what the template gives it.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_PR_SET_PDEATHSIG = 1
_MAIN = Path(__file__).with_name("emulator_main.py")


def free_port() -> int:
    """A TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def credentials() -> dict[str, str]:
    """The environment that makes any AWS client talk to an emulator: everything but its address."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def die_with_parent() -> None:
    """In a child, before exec: be told to stop when the parent is gone, however it went (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Emulator:
    """One running emulator.

        with Emulator(home=Path("/some/dir")) as emulator:
            boto3.client("sqs", endpoint_url=emulator.url, ...)

    `home` keeps its log, its scratch files and, when `persist`, its state: written on a clean stop
    and read at the next start. RuntimeError when it does not come up.
    """

    def __init__(
        self,
        home: Path,
        *,
        port: int | None = None,
        persist: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self.persist = persist
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._extra = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process's id; RuntimeError when it was not started."""
        if self._process is None:
            raise RuntimeError("the emulator was not started")
        return self._process.pid

    @property
    def log_path(self) -> Path:
        """Where it writes what it does, the functions' output included."""
        return self.home / "emulator.log"

    def start(self) -> Emulator:
        """Start it and wait until it answers."""
        if not EMULATOR_PYTHON.exists():
            raise RuntimeError(f"{EMULATOR_PYTHON} is missing: run `make setup` first")
        scratch = self.home / "tmp"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        self._log = self.log_path.open("ab")
        self._process = subprocess.Popen(
            [str(EMULATOR_PYTHON), str(_MAIN)],
            env=self._environment(scratch),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the whole foreground group at once; the runner stops things in order.
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self._await_ready()
        return self

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop it cleanly, so that it writes its state; kill it if that takes too long."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            # Its session holds the functions' processes too: one may be in the middle of a call.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._log is not None:
            self._log.close()
        shutil.rmtree(self.home / "tmp", ignore_errors=True)

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _environment(self, scratch: Path) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            **credentials(),
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "PERSIST_STATE": "1" if self.persist else "0",
            "STATE_DIR": str(self.home / "state"),
            "TMPDIR": str(scratch),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            **self._extra,
        }

    def _await_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if not self.alive():
                break
            try:
                with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        self.stop()
        tail = self.log_path.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"the emulator did not come up; its log ends:\n{tail}")
