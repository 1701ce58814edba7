"""What the clock starts: due work, and a sweep of every store."""

from __future__ import annotations

import os
import time
from typing import Any

from aws_lambda_powertools import Logger

from core.ledger import stores
from functions.scheduled.due import run_due
from integrations.aws.queues import send

logger = Logger(service="scheduled")


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """{"job": "due"} or {"job": "sweep"}."""
    if event["job"] == "sweep":
        installed = [one for one in stores.list_ids() if stores.get(one).installed]
        for store_id in installed:
            send(os.environ["FETCHES_QUEUE_URL"], {"work": "sweep", "store_id": store_id})
        done = {"stores": len(installed)}
    else:
        done = run_due(int(time.time()), _to_codes_queue)
    logger.info("done", extra={"job": event["job"], **done})
    return done


def _to_codes_queue(ledger_id: str, redemption_id: str) -> None:
    message = {"ledger_id": ledger_id, "redemption_id": redemption_id}
    send(os.environ["CODES_QUEUE_URL"], message)
