"""Outgoing webhooks: what is told, how it is signed, and when it is tried again.

Signed as the Standard Webhooks specification says, so that its libraries verify ours.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from core.errors import BadInput

Status = Literal["waiting", "delivered", "failed", "stopped"]
Outcome = Literal["delivered", "again", "gone"]

TOPICS = (
    "member.created",
    "member.erased",
    "points.changed",
    "points.expiring",
    "tier.changed",
    "redemption.issued",
    "redemption.used",
    "redemption.returned",
    "redemption.expired",
    "program.published",
    "job.finished",
)
# Sent when somebody asks for it, to endpoints of whatever topics.
TEST_TOPIC = "webhook.test"
SECRET_PREFIX = "whsec_"  # noqa: S105
PAYLOAD_VERSION = 1

# How long after a failed try the next one is due: the clock looks every five minutes. Seven tries
# within a day and a half; what was down over night is told in the morning.
WAITS_S = (300, 900, 3600, 3 * 3600, 8 * 3600, 24 * 3600)
RETRY_AFTER_MAX_S = 24 * 3600
# How long the log keeps a delivery, and with it the possibility to send it again.
KEPT_S = 30 * 86400
SAID_MAX = 200
# The secret before a new one signs as well for so long.
OVERLAP_S = 86400
ENDPOINTS_MAX = 10

_GONE = 410
_REDEMPTION_TOPICS = {
    status: f"redemption.{status}" for status in ("issued", "used", "returned", "expired")
}
_ADDRESS = re.compile(r"\S+@\S+")


def secret_text(key: bytes) -> str:
    """A signing key as people enter it."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signature(keys: Iterable[bytes], message_id: str, at_s: int, body: str) -> str:
    """The header `webhook-signature`: a signature under each of the keys, the newest first."""
    signed = f"{message_id}.{at_s}.{body}".encode()
    made = (base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()) for key in keys)
    return " ".join(f"v1,{one.decode()}" for one in made)


def topics_of_entry(sequence: int, kind: str, moved: bool) -> tuple[str, ...]:
    """What an entry may be told as. `moved`: whether it changes a balance. Whether the tier changed
    with it, its member's row says, which is looked at only where somebody asked for that topic."""
    if kind == "erase":
        return ("member.erased",)
    found = ["member.created"] if sequence == 1 else []
    if moved:
        found.append("points.changed")
    if kind == "remind":
        found.append("points.expiring")
    return (*found, "tier.changed")


def topic_of_redemption(status: str) -> str | None:
    """What a redemption in that state is told as; None for one that is under way."""
    return _REDEMPTION_TOPICS.get(status)


def message_id(*parts: str) -> str:
    """The id under which something is told, the same however often it is sent. The parts are
    pseudonyms and numbers, so the id gives nothing away."""
    return f"msg_{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"


def outcome(http_status: int | None) -> Outcome:
    """What an answer means; None for none at all. A redirect is no answer: nobody follows it."""
    if http_status is not None and 200 <= http_status < 300:
        return "delivered"
    return "gone" if http_status == _GONE else "again"


def next_try_s(tries: int, now_s: int, retry_after: str | None = None) -> int | None:
    """When to try again after that many failed tries; None when it was the last one. A receiver
    that names a later time is given it, up to a day."""
    if tries > len(WAITS_S):
        return None
    wait_s = WAITS_S[tries - 1]
    if retry_after is not None and retry_after.isascii() and retry_after.isdecimal():
        wait_s = max(wait_s, min(int(retry_after[:9]), RETRY_AFTER_MAX_S))
    return now_s + wait_s


def said(body: bytes, hidden: Sequence[str] = ()) -> str:
    """The beginning of what a receiver answered, to be kept: without addresses, and without what
    we ourselves told it of a person (`hidden`)."""
    read = body[: 4 * SAID_MAX].decode("utf-8", "replace")
    text = _ADDRESS.sub("…", "".join(one if one.isprintable() else " " for one in read))
    for one in hidden:
        text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "…", text)
    return text[:SAID_MAX].strip()


def checked_topics(topics: list[str]) -> tuple[str, ...]:
    """The topics, each known, in our order. Raises BadInput."""
    if not topics or set(topics) - set(TOPICS):
        raise BadInput(
            f"Choose topics from: {', '.join(TOPICS)}.", code="bad_topics", field="topics"
        )
    return tuple(one for one in TOPICS if one in topics)
