"""Worker processes of a packaged handler, each asked over a socket as Lambda's runtime asks it.

    python -P -s host.py PACKAGE HANDLER SOCKET

Runs in the interpreter that stands for Lambda's, with nothing of this project on its path but the
unpacked PACKAGE. HANDLER is "functions/ledger_worker/handler". It imports the handler once, and
for each connection to SOCKET forks a process that has called nothing yet: a worker, for as long as
the connection lasts. One JSON document a line: first comes {"seed"}, answered with {"pid"}; then
{"event", "pace"}, answered with {"answer" or "error", "seen", "took_s"}.

Hooks between botocore and the wire count what DynamoDB answers, widen the time between a read and
the write that follows from it, and end the process around a chosen call. The handler knows of
none of it.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import time
from collections import Counter
from typing import Any

_WRITES = ("TransactWriteItems", "PutItem", "DeleteItem", "UpdateItem")


class Context:
    """What Powertools wants of a Lambda's context."""

    function_name = "race"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:race"
    aws_request_id = "00000000-0000-0000-0000-000000000000"


class Wire:
    """What stands between botocore and DynamoDB.

    It counts calls by name, refusals by code ("TransactionCanceledException"), botocore's own
    retries ("wire retry") and calls without an answer ("no answer").
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._random = random.Random()
        self._meeting: tuple[str, int, float] | None = None
        self._share = self._pause_s = 0.0
        self._calls_left: int | None = None
        self._dies_answered = False

    def seed(self, seed: int) -> None:
        """Decides what it does by chance."""
        self._random = random.Random(seed)

    def taken(self) -> dict[str, int]:
        """What was counted since the last time."""
        seen, self._seen = self._seen, Counter()
        return dict(seen)

    def pace(
        self,
        *,
        meeting: tuple[str, int, float] | None,
        share: float,
        pause_s: float,
        dies_at: int | None,
        answered: bool,
    ) -> None:
        """From now on: the first write waits at the `meeting` (a folder, how many meet there, how
        many seconds it waits for them), and a `share` of all writes waits up to `pause_s`. At the
        call number `dies_at` the process is killed, before it is sent or when it was `answered`."""
        self._meeting, self._share, self._pause_s = meeting, share, pause_s
        self._calls_left, self._dies_answered = dies_at, answered

    def watch(self, client: Any) -> Any:
        """Register with a client."""
        events = client.meta.events
        events.register("before-call.dynamodb", self._before)
        events.register("after-call.dynamodb", self._after)
        events.register("after-call-error.dynamodb", self._unanswered)
        return client

    def _before(self, model: Any, **_: Any) -> None:
        if model.name in _WRITES:
            self._meet()
            if self._random.random() < self._share:
                time.sleep(self._random.uniform(0, self._pause_s))
        if self._calls_left is not None:
            self._calls_left -= 1
            self._die(answered=False)

    def _meet(self) -> None:
        """Wait, once, until all parties are about to write what they decided."""
        if self._meeting is None:
            return
        folder, parties, patience_s = self._meeting
        self._meeting = None
        present = os.path.join(folder, str(os.getpid()))
        if os.path.exists(present):
            return
        with open(present, "x"):
            until = time.monotonic() + patience_s
        while len(os.listdir(folder)) < parties and time.monotonic() < until:
            time.sleep(0.002)

    def _after(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        self._die(answered=True)
        self._seen[model.name] += 1
        retries = parsed.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        if retries:
            self._seen["wire retry"] += retries
        code = parsed.get("Error", {}).get("Code")
        if code:
            self._seen[code] += 1

    def _unanswered(self, **_: Any) -> None:
        self._seen["no answer"] += 1

    def _die(self, *, answered: bool) -> None:
        if self._calls_left == 0 and self._dies_answered == answered:
            os.kill(os.getpid(), signal.SIGKILL)


def _load(package: str, handler: str, wire: Wire) -> Any:
    """The packaged handler. AssertionError when its code came from anywhere else."""
    sys.path.insert(0, package)
    import botocore.session

    create = botocore.session.Session.create_client

    def watched(session: Any, service_name: str, *args: Any, **options: Any) -> Any:
        client = create(session, service_name, *args, **options)
        return wire.watch(client) if service_name == "dynamodb" else client

    botocore.session.Session.create_client = watched
    module = importlib.import_module(handler.replace("/", "."))
    for name in ("core", "functions", "integrations"):
        path = sys.modules[name].__file__ or ""
        assert path.startswith(package), path
    return module.handler


def _work(connection: socket.socket, handle: Any, wire: Wire) -> None:
    """Be one worker, until the connection is closed."""
    with connection.makefile("r") as asked_for, connection.makefile("w") as said_to:

        def say(said: dict[str, Any]) -> None:
            said_to.write(json.dumps(said) + "\n")
            said_to.flush()

        wire.seed(json.loads(asked_for.readline())["seed"])
        say({"pid": os.getpid()})
        for line in asked_for:
            asked = json.loads(line)
            wire.pace(**asked["pace"])
            began = time.monotonic()
            said: dict[str, Any] = {}
            try:
                said["answer"] = handle(asked["event"], Context())
            except Exception as error:
                said["error"] = f"{type(error).__name__}: {error}"
            say(said | {"seen": wire.taken(), "took_s": time.monotonic() - began})


def main() -> None:
    """Fork workers until standard input is closed."""
    package, handler, path = sys.argv[1:]
    wire = Wire()
    handle = _load(package, handler, wire)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        print("ready", flush=True)
        os.dup2(2, 1)  # handlers log to standard output
        while sys.stdin not in select.select([sys.stdin, door], [], [])[0]:
            connection, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _work(connection, handle, wire)
                os._exit(0)
            connection.close()


if __name__ == "__main__":
    main()
