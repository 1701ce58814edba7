"""What of the table's changes is told to endpoints that merchants' own systems have given. A ledger
is asked whether it has any, once in some seconds, and nothing more if it has none."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from core import hooks
from core.identity import Ledger
from core.ledger import hook_endpoints, keys
from core.ledger.raw import number, text
from functions import hook_messages

# What is older comes from a table that was restored, and was told when it happened: the stream
# itself keeps a day.
_NEWS_MS = 3 * 86_400_000


def of_entry(ledger: Ledger, member_id: str, image: Mapping[str, Any]) -> None:
    """Tell of a new entry."""
    if not hook_endpoints.told(ledger):
        return
    sequence = number(dict(image), "seq")
    moved = any(number(dict(image), name) for name in ("a", "p", "d"))
    topics = hooks.topics_of_entry(sequence, text(dict(image), "k"), moved)
    about = {"member": member_id, "entry": sequence}
    at_ms = number(dict(image), "at_ms")
    if not _old(at_ms) and not _imported(dict(image), at_ms):
        _tell(ledger, topics, about, at_ms)


def of_other(ledger: Ledger, record: Mapping[str, Any]) -> None:
    """Tell of a redemption's new state, a program that was published, or a job that has ended."""
    image = dict(record["dynamodb"]["NewImage"])
    pk, sk = image["pk"]["S"], image["sk"]["S"]
    at_ms = round(
        float(record["dynamodb"].get("ApproximateCreationDateTime") or time.time()) * 1000
    )
    if record["eventName"] == "INSERT" and _old(_made_ms(image)):
        return
    if sk == keys.REDEMPTION:
        status = text(image, "status")
        topic = hooks.topic_of_redemption(status)
        about = {
            "redemption": text(image, "redemption_id"),
            "status": status,
            "version": number(image, "v"),
        }
        _tell(ledger, (topic,) if topic else (), about, at_ms)
    elif text(image, "t") == "JB":
        about = {"job": sk, "store": text(image, "store_id"), "version": number(image, "v")}
        _tell(ledger, ("job.finished",), about, at_ms)
    elif keys.is_program(pk) and record["eventName"] == "INSERT":
        _tell(ledger, ("program.published",), {"program": number(image, "version")}, at_ms)


def _imported(image: dict[str, Any], at_ms: int) -> bool:
    """Whether an entry is the first of an order of long ago: nobody waits to hear of a past that is
    taken in, and what happens now would wait behind it."""
    first = "list" in text(image, "flags").split(",")
    return first and number(image, "placed_at_s") * 1000 < at_ms - _NEWS_MS


def _made_ms(image: dict[str, Any]) -> int:
    """When a redemption was made, or a program counts from; 0 for a store's very first program."""
    return number(image, "created_at_ms") or number(image, "effective_from_s") * 1000


def _old(at_ms: int) -> bool:
    return at_ms < time.time() * 1000 - _NEWS_MS


def _tell(ledger: Ledger, topics: Iterable[str], about: Mapping[str, Any], at_ms: int) -> None:
    for endpoint in hook_endpoints.told(ledger):
        for topic in topics:
            if topic in endpoint.topics:
                hook_messages.tell(ledger, endpoint, topic, about, at_ms)
