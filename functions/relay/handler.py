"""The table's stream: entries are the outbox. Writes the lists that entries feed, and hands the
rest to queues, whose retries and dead letters it then is."""

from __future__ import annotations

import time
from typing import Any

from core.identity import Ledger
from core.ledger import stores
from core.ledger.index import index_entry
from core.ledger.keys import ledger_of, ledger_of_member
from core.ledger.redact import forget_member
from core.ledger.rows import EntryRow
from functions import logs
from functions.relay import effects, hooks, limits, moved
from integrations.access import secret

logger = logs.logger("relay")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One batch of stream records, in order. The first that fails, and all behind it, come again;
    what was done for it is done again without harm."""
    try:
        limits.roll_up(event["Records"], opened)
        moved.note(event["Records"], opened)
    except Exception:
        logger.exception("not rolled up, will come again")
        first = event["Records"][0]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": first}]}
    for record in event["Records"]:
        try:
            relay(record)
        except Exception:
            logger.exception("will come again")
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    logger.info("relayed", extra={"records": len(event["Records"])})
    return {"batchItemFailures": []}


def carry(records: list[dict[str, Any]]) -> None:
    """All of a batch, at once or not: what is done twice is done once. Raises at the first record
    that fails."""
    limits.roll_up(records, opened)
    moved.note(records, opened)
    for record in records:
        relay(record)


def opened(ledger_id: str) -> Ledger:
    """The ledger whose id stands in a key that we wrote."""
    return Ledger.open(ledger_id, secret().master_key)


def relay(record: dict[str, Any]) -> None:
    """Do what a record of the stream asks for: a new entry much, what else webhooks tell of a
    message at most."""
    image = record.get("dynamodb", {}).get("NewImage")
    if not image:
        return
    pk = image["pk"]["S"]
    ledger_id = ledger_of_member(pk)
    if ledger_id is None or not image["sk"]["S"].startswith("E#"):
        _tell_of_other(record, pk)
        return
    if record.get("eventName") != "INSERT":
        return
    entry = EntryRow.from_raw_data(image)
    member_id = pk.rsplit("#", 1)[1]
    ledger = opened(ledger_id)
    if stores.emptied(ledger_id):
        forget_member(ledger, member_id)  # written behind the redaction
        return
    index_entry(ledger, member_id, entry, int(time.time()))
    flags = (entry.flags or "").split(",")
    if "code" in flags:
        effects.code(ledger_id, entry.source.get("redemption") or entry.source["id"])
    if "follow" in flags:
        source, was = entry.source, entry.why.get("was", "")
        effects.follow(ledger_id, source["store"], source["id"], was)
    if "award" in flags:
        effects.award(ledger_id, entry.why["award"])
    if "recheck" in flags or "estimated" in flags:
        effects.recheck(entry.source["store"], entry.source["id"])
    if entry.entry_kind == "erase":
        effects.erased(ledger, member_id, int(entry.at_ms))
    effects.copy(ledger_id, member_id)
    hooks.of_entry(ledger, member_id, image)


def _tell_of_other(record: dict[str, Any], pk: str) -> None:
    ledger_id = ledger_of(pk)
    if ledger_id is not None and not stores.emptied(ledger_id):
        hooks.of_other(opened(ledger_id), record)
