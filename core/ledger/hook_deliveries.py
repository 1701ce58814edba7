"""The log of what endpoints were told: for thirty days, and enough to tell it again.

A delivery names what it is about by pseudonyms and numbers; what is sent is made anew each time, of
what is known then. So nothing of a person lies here, and after an erasure nothing is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from core import hooks
from core.errors import BadInput, NotFound
from core.hooks import Status
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Row, as_read, put_alone, read_rows

PAGE = 25


class HookDeliveryRow(Row, discriminator="HD"):
    topic = UnicodeAttribute()
    about = JSONAttribute()
    status = UnicodeAttribute()
    tries = NumberAttribute()
    http_status = NumberAttribute(null=True)
    took_ms = NumberAttribute(null=True)
    said = UnicodeAttribute(null=True)
    sent_at_s = NumberAttribute(null=True)
    next_at_s = NumberAttribute(null=True)
    ends_at_s = NumberAttribute(attr_name="ttl")
    version = NumberAttribute(attr_name="v")


@dataclass(frozen=True, slots=True)
class Delivery:
    """`about`: what is told (functions/hooks/payloads.py reads it). `http_status` None: nobody
    answered. `next_at_s`: when it is tried again, 0 for not by itself."""

    endpoint_id: str
    message_id: str
    topic: str
    at_ms: int
    about: Mapping[str, Any]
    status: Status = "waiting"
    tries: int = 0
    http_status: int | None = None
    took_ms: int = 0
    said: str = ""
    sent_at_s: int = 0
    next_at_s: int = 0
    version: int = 0

    @property
    def line(self) -> str:
        """Its name within the endpoint's log."""
        return keys.hook_line(self.at_ms, self.message_id)


def read(ledger: Ledger, endpoint_id: str, line: str) -> Delivery | None:
    """A delivery; None for one that is not kept."""
    rows = read_rows([(keys.hook_log(ledger, endpoint_id), line[:100])])
    return next((_state(row) for row in rows if isinstance(row, HookDeliveryRow)), None)


def find(ledger: Ledger, endpoint_id: str, line: str) -> Delivery:
    """Raises NotFound."""
    found = read(ledger, endpoint_id, line) if line else None
    if found is None:
        raise NotFound("There is no such delivery, or it is too old.", code="unknown_delivery")
    return found


def save(ledger: Ledger, delivery: Delivery) -> Delivery:
    """Keep a delivery as it is now, on condition that nobody did since it was read. Raises
    Contended."""
    row = HookDeliveryRow(
        keys.hook_log(ledger, delivery.endpoint_id),
        delivery.line,
        topic=delivery.topic,
        about=dict(delivery.about),
        status=delivery.status,
        tries=delivery.tries,
        http_status=delivery.http_status,
        took_ms=delivery.took_ms or None,
        said=delivery.said or None,
        sent_at_s=delivery.sent_at_s or None,
        next_at_s=delivery.next_at_s or None,
        ends_at_s=delivery.at_ms // 1000 + hooks.KEPT_S,
        version=delivery.version + 1,
    )
    put_alone(row, as_read(HookDeliveryRow, delivery.version))
    return replace(delivery, version=delivery.version + 1)


def page(
    ledger: Ledger, endpoint_id: str, before: str | None, limit: int = PAGE
) -> tuple[list[Delivery], str | None]:
    """A page of the log, the newest first, and the cursor of the next. Raises BadInput for a cursor
    that no page gave."""
    if before and (len(before) > 100 or not before[:13].isdecimal()):
        raise BadInput("The cursor is not one that an earlier page gave.", field="cursor")
    condition = Row.sk < before if before else None
    rows = Row.query(
        keys.hook_log(ledger, endpoint_id),
        condition,
        scan_index_forward=False,
        limit=limit + 1,
        consistent_read=True,
    )
    found = [_state(row) for row in rows if isinstance(row, HookDeliveryRow)]
    return found[:limit], found[limit - 1].line if len(found) > limit else None


def delivered_since(ledger: Ledger, endpoint_id: str, at_ms: int) -> bool:
    """Whether anything of the newest hundred deliveries that are no older than that arrived."""
    rows = Row.query(
        keys.hook_log(ledger, endpoint_id),
        Row.sk >= f"{at_ms:013d}",
        scan_index_forward=False,
        limit=100,
    )
    return any(isinstance(row, HookDeliveryRow) and row.status == "delivered" for row in rows)


def _state(row: HookDeliveryRow) -> Delivery:
    stamp, _, message_id = row.sk.partition("#")
    return Delivery(
        endpoint_id=row.pk.rsplit("#", 1)[1],
        message_id=message_id,
        topic=row.topic,
        at_ms=int(stamp),
        about=row.about,
        status=cast(Status, row.status),
        tries=int(row.tries),
        http_status=None if row.http_status is None else int(row.http_status),
        took_ms=int(row.took_ms or 0),
        said=row.said or "",
        sent_at_s=int(row.sent_at_s or 0),
        next_at_s=int(row.next_at_s or 0),
        version=int(row.version),
    )
