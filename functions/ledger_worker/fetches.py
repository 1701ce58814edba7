"""What a store has to be asked, put into the queue of the function that asks."""

from __future__ import annotations

import os
from typing import Any

from integrations.aws.queues import send


def fetch(message: dict[str, Any]) -> None:
    """Have a store asked: {"work", "store_id", ...} (functions/fetcher)."""
    send(os.environ["FETCHES_QUEUE_URL"], message)
