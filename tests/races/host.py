"""One worker process: a packaged handler, asked over a pipe as Lambda's runtime asks it.

    python -P -s host.py PACKAGE HANDLER SEED

Runs in the interpreter that stands for Lambda's, with nothing of this project on its path but the
unpacked PACKAGE. HANDLER is "functions/ledger_worker/handler". One JSON document a line: in comes
{"event", "pace"}, out goes {"answer" or "error", "seen", "took_s"}.

Hooks between botocore and the wire count what DynamoDB answers, widen the time between a read and
the write that follows from it, and end the process around a chosen call. The handler knows of
none of it.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
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

    `seen` counts calls by name, refusals by code ("TransactionCanceledException"), botocore's own
    retries ("wire retry") and calls without an answer ("no answer").
    """

    def __init__(self, seed: int) -> None:
        self.seen: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._opens_at = self._share = self._pause_s = 0.0
        self._calls_left: int | None = None
        self._dies_answered = False

    def pace(
        self,
        *,
        opens_at: float,
        share: float,
        pause_s: float,
        dies_at: int | None,
        answered: bool,
    ) -> None:
        """From now on: no write leaves before `opens_at` (by the machine's monotonic clock), and a
        `share` of them waits up to `pause_s` more. At the call number `dies_at` the process is
        killed, before it is sent or when it was `answered`."""
        self._opens_at, self._share, self._pause_s = opens_at, share, pause_s
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
            time.sleep(max(0.0, self._opens_at - time.monotonic()))
            if self._random.random() < self._share:
                time.sleep(self._random.uniform(0, self._pause_s))
        if self._calls_left is not None:
            self._calls_left -= 1
            self._die(answered=False)

    def _after(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        self._die(answered=True)
        self.seen[model.name] += 1
        retries = parsed.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        if retries:
            self.seen["wire retry"] += retries
        code = parsed.get("Error", {}).get("Code")
        if code:
            self.seen[code] += 1

    def _unanswered(self, **_: Any) -> None:
        self.seen["no answer"] += 1

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


def main() -> None:
    """Serve until the pipe is closed."""
    package, handler, seed = sys.argv[1:]
    # Handlers log to standard output: that goes to the log, and the answers keep the pipe.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    wire = Wire(int(seed))
    handle = _load(package, handler, wire)
    answers.write('{"ready": true}\n')
    answers.flush()
    for line in sys.stdin:
        asked = json.loads(line)
        wire.seen.clear()
        wire.pace(**asked["pace"])
        began = time.monotonic()
        said: dict[str, Any] = {}
        try:
            said["answer"] = handle(asked["event"], Context())
        except Exception as error:
            said["error"] = f"{type(error).__name__}: {error}"
        said |= {"seen": wire.seen, "took_s": time.monotonic() - began}
        answers.write(json.dumps(said) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
