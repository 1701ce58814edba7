"""The table's stream: entries are the outbox. Writes the lists that entries feed, and hands the
rest to queues, whose retries and dead letters it then is."""

from __future__ import annotations

import os
import time
from typing import Any

from core.identity import Ledger
from core.ledger.index import index_entry
from core.ledger.keys import ledger_of_member
from core.ledger.rows import EntryRow
from functions import logs
from integrations.access import secret
from integrations.aws.queues import send

# Long enough for a burst of deliveries to pass, short enough that nobody sees the wrong points.
RECHECK_DELAY_S = 5
# The request that made the hold usually makes the code as well; this is for when it could not.
CODE_DELAY_S = 5

logger = logs.logger("relay")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of stream records, in order. The first that fails, and all behind it, come again;
    what was done for it is done again without harm."""
    for record in event["Records"]:
        try:
            _relay(record)
        except Exception:
            logger.exception("will come again")
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    logger.info("relayed", extra={"records": len(event["Records"])})
    return {"batchItemFailures": []}


def _relay(record: dict[str, Any]) -> None:
    image = record.get("dynamodb", {}).get("NewImage")
    if record.get("eventName") != "INSERT" or not image:
        return
    pk = image["pk"]["S"]
    ledger_id = ledger_of_member(pk)
    if ledger_id is None or not image["sk"]["S"].startswith("E#"):
        return
    entry = EntryRow.from_raw_data(image)
    member_id = pk.rsplit("#", 1)[1]
    ledger = Ledger.open(ledger_id, secret().master_key)
    now_s = int(time.time())
    index_entry(ledger, member_id, entry, now_s)
    flags = (entry.flags or "").split(",")
    if "code" in flags:
        message = {"ledger_id": ledger_id, "redemption_id": entry.source["id"]}
        send(os.environ["CODES_QUEUE_URL"], message, delay_s=CODE_DELAY_S)
    if "recheck" in flags or "estimated" in flags:
        _recheck(entry)
    send(
        os.environ["BALANCES_QUEUE_URL"],
        {"ledger_id": ledger_id, "member_id": member_id},
        group=ledger_id,
        # One copy a member and bucket: the queue holds each back until its bucket has ended, and
        # the balance is read when it is sent. So a bucket may not outlast the queue's delay.
        dedup=f"{member_id}.{now_s // int(os.environ['BALANCES_DELAY_S'])}",
    )


def _recheck(entry: EntryRow) -> None:
    send(
        os.environ["FETCHES_QUEUE_URL"],
        {
            "work": "order",
            "store_id": entry.source["store"],
            "order_id": entry.source["id"],
        },
        delay_s=RECHECK_DELAY_S,
    )
