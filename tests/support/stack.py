"""The local stack as `make run` starts it, for end-to-end tests."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from infra.local import facts
from infra.local.child import free_port
from infra.local.facts import StackFacts
from infra.tools import ROOT

# Builds and cold starts included, on a machine that does other things besides.
START_TIMEOUT_S = 240
STOP_TIMEOUT_S = 120
_READY = "Ctrl-C stops it."  # the last line that it prints
# What a rotation of the app's secret leaves valid for a while.
PREVIOUS_API_SECRET = "the-apps-secret-before-its-rotation-0123456789"
COMMAND = (str(ROOT / ".venv" / "bin" / "python"), "-m", "infra.local.stack")


def _heed_sigint() -> None:
    """In the child: what a shell starts in the background ignores SIGINT, and so would make, which
    a terminal stops with it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class LocalStack:
    """One stack with a DATA_DIR and a PORT of its own.

    `url` is its origin. `facts` say where its parts are, while it runs.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = data_dir.parent / f"{data_dir.name}.log"
        self._environment = dict(environment or {})
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def facts(self) -> StackFacts:
        return facts.load(self.data_dir)

    @property
    def output(self) -> str:
        """What it printed so far."""
        return self.log_path.read_text(errors="replace")

    def start(self) -> LocalStack:
        """Start it, again if it has ended, and wait until it says that it runs and GET /healthz
        answers 200.

        AssertionError with what it printed when it does not.
        """
        if self._process is not None:
            self._process.wait(STOP_TIMEOUT_S)
        said_before = self.output.count(_READY) if self.log_path.exists() else 0
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={
                    **{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MAKE"))},
                    "PORT": str(self.port),
                    "DATA_DIR": str(self.data_dir),
                    **self._environment,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_heed_sigint,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=10):
                    if self.output.count(_READY) > said_before:
                        return self
            except OSError:
                pass  # not listening yet, or not yet 200
            time.sleep(0.1)
        output = self.output[-3000:]
        self.stop()
        raise AssertionError(f"the stack did not come up:\n{output}")

    def stop(self, signal_number: int = signal.SIGTERM) -> int:
        """Send the signal to the process that was started, and wait; its exit status."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal_number)
        try:
            return self._process.wait(STOP_TIMEOUT_S)
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """One running stack for all tests of the session that ask for it."""
    environment = {"SHOPIFY_API_SECRET_PREVIOUS": PREVIOUS_API_SECRET}
    running = LocalStack(tmp_path_factory.mktemp("stack") / "data", environment=environment)
    yield running.start()
    running.stop()
