"""The clock of the local stack: the emulator starts no schedules. Of the jobs that have one, it
starts the renewal of tokens alone; the others change points, and are run by hand
(`./regulars sweep`, `./regulars schedule run`)."""

from __future__ import annotations

import json
import threading
from typing import Any

from infra.local.settings import STAGE

EVERY_S = 300.0


class Clock:
    """`client`: of Lambda."""

    def __init__(self, client: Any, every_s: float = EVERY_S) -> None:
        self._client = client
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            # One turn that fails is followed by the next, as on AWS.
            try:
                self._client.invoke(
                    FunctionName=f"regulars-{STAGE}-scheduled",
                    InvocationType="Event",
                    Payload=json.dumps({"job": "tokens"}).encode(),
                )
            except Exception as error:
                print(f"The clock missed a turn: {type(error).__name__}", flush=True)
