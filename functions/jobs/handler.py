"""Long work, a slice at a time: imports, exports, and what else takes longer than a page may."""

from __future__ import annotations

import time
from typing import Any

from functions import logs
from functions.batch import process
from functions.jobs.kinds import KINDS
from functions.jobs.slices import do_slice

logger = logs.logger("jobs")

# What a slice leaves of the function's time: for its last piece of work, and to lay the job down.
_SPARE_S = 40.0


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One message {"store_id", "job_id"}."""
    until = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - _SPARE_S

    def one(message: dict[str, Any]) -> None:
        do_slice(message["store_id"], message["job_id"], until, KINDS)

    return process(event, context, logger, one)
