"""Laying a message that cannot be done among the dead letters, with its reason.

SQS moves a message there by itself after its last receive, but keeps no reason. So a function does
it itself, and says the message is done only after the send has succeeded. Where that fails, or the
function dies, SQS's own move still catches the message.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from typing import Any

from core import calendar
from core.errors import RegularsError, Terminal
from integrations.aws.queues import send

# The run of `deadletters redrive` that put a message back, so that it takes none back twice.
REDRIVE = "redrive"
_TEXT_MAX = 500
_ADDRESS = re.compile(r"\S+@\S+")
_UNPRINTABLE = re.compile(r"[^ -\ud7ff\ue000-\ufffd]")


def is_last(record: Mapping[str, Any]) -> bool:
    """Whether SQS would give the message to nobody again. False without a dead-letter queue."""
    permitted = os.environ.get("MAX_RECEIVES")
    return permitted is not None and receives(record) >= int(permitted)


def receives(record: Mapping[str, Any]) -> int:
    """How often the message was received, this time included."""
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def hopeless(error: Exception) -> bool:
    """Whether trying again cannot help. A refused credential may be mended any minute, and what
    nobody foresaw may be a passing fault: those use up their receives first."""
    return isinstance(error, Terminal)


def lay(record: Mapping[str, Any], error: Exception, context: Any) -> bool:
    """Send a message to its queue's dead letters. False when there are none for it.

    Whatever the send raises is raised: the message is not there then. In a FIFO queue each letter
    is a group of its own, because SQS shows at most ten of a group at a time; `group` says which
    it had.
    """
    url = os.environ.get("DEAD_LETTERS_QUEUE_URL")
    if not url:
        return False
    code, reason = described(error)
    given = record.get("attributes", {})
    attributes = {
        "code": code,
        "reason": reason,
        "function": getattr(context, "function_name", "unknown"),
        "at": calendar.iso(time.time()),
        "receives": str(receives(record)),
        "request_id": getattr(context, "aws_request_id", "unknown"),
    }
    if "SentTimestamp" in given:
        attributes["sent_at"] = calendar.iso(int(given["SentTimestamp"]) / 1000)
    if "MessageGroupId" in given:
        attributes["group"] = given["MessageGroupId"]
    again = record.get("messageAttributes", {}).get(REDRIVE)
    if again is not None:
        attributes[REDRIVE] = again["stringValue"]
    letter_id = record["messageId"]
    # A second try of the same message within five minutes adds no second letter.
    group, dedup = (letter_id, letter_id) if url.endswith(".fifo") else (None, None)
    send(url, record["body"], group=group, dedup=dedup, attributes=attributes)
    return True


def described(error: Exception) -> tuple[str, str]:
    """A code, and what an operator may read of an error: the texts of the error tree tell nothing
    of people. What nobody foresaw may tell anything, so only its kind and its place are kept."""
    if isinstance(error, RegularsError):
        return error.code, _readable(str(error)) or error.code
    trace = error.__traceback__
    place = "nowhere"
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}.{code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return "unforeseen", _readable(f"{type(error).__name__} in {place}")


def _readable(text: str) -> str:
    """What SQS takes as an attribute. An address may come from a store's own words."""
    return _ADDRESS.sub("(address)", _UNPRINTABLE.sub(" ", text)).strip()[:_TEXT_MAX]
