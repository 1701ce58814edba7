"""The AWS emulator as a child process: bound to loopback, on a free port."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.local.child import Child, free_port
from infra.tools import EMULATOR_PYTHON

REGION = "us-east-1"
ACCOUNT = "000000000000"
_MAIN = Path(__file__).with_name("emulator_main.py")


def credentials() -> dict[str, str]:
    """The environment that makes any AWS client talk to an emulator: everything but its address."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Emulator:
    """One running emulator.

        with Emulator(home=Path("/some/dir")) as emulator:
            boto3.client("sqs", endpoint_url=emulator.url, ...)

    `home` keeps its log, its scratch files and, when `persist`, its state: written on a clean stop
    and read at the next start. `environment` reaches the functions too. RuntimeError when it does
    not come up.
    """

    def __init__(
        self,
        home: Path,
        *,
        port: int | None = None,
        persist: bool = False,
        environment: Mapping[str, str] | None = None,
        keep_open: Sequence[int] = (),
    ) -> None:
        self.home = home
        self.persist = persist
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._extra = dict(environment or {})
        self._keep_open = keep_open
        self._child = Child("the emulator", home / "emulator.log")

    @property
    def pid(self) -> int:
        """The process's id; RuntimeError when it was not started."""
        return self._child.pid

    @property
    def log_path(self) -> Path:
        """Where it writes what it does, the functions' output included."""
        return self._child.log_path

    def start(self) -> Emulator:
        """Start it and wait until it answers."""
        if not EMULATOR_PYTHON.exists():
            raise RuntimeError(f"{EMULATOR_PYTHON} is missing: run `make setup` first")
        scratch = self.home / "tmp"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        self._child.start(
            [str(EMULATOR_PYTHON), str(_MAIN)],
            self._environment(scratch),
            self.home,
            f"{self.url}/_ministack/health",
            self._keep_open,
        )
        return self

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.alive()

    def stop(self) -> None:
        """Stop it cleanly, so that it writes its state, and the functions' processes with it."""
        self._child.stop()
        shutil.rmtree(self.home / "tmp", ignore_errors=True)

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _environment(self, scratch: Path) -> dict[str, str]:
        return {
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
