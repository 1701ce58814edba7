"""The due-date index: what must happen on a day is found by the day, never by scanning members.

A row per piece of work under DUE#day#shard, and a row per day that has any, so that a run visits
only days that exist. `work`: "member" (expiry, tier review), "hold" (a redemption that should have
ended, or whose owner is to be reminded), "code" (a code whose life ended), "order" (its points may
become available)."""

from __future__ import annotations

from collections.abc import Iterator

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from core import calendar
from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Row

REDACTION = "redact"
DRAW = "draw"
HOOK = "hook"

_DAYS = "DUE"
_REDACTIONS = "REDACTIONS"
_DRAWS = "DRAWS"
_HOOKS = "HOOKS"
_KEPT_S = 3 * 86400


class DueRow(Row, discriminator="D"):
    work = UnicodeAttribute()
    ledger_id = UnicodeAttribute()
    name = UnicodeAttribute()
    at_s = NumberAttribute()


class DueDayRow(Row, discriminator="DD"):
    """A day that has due work."""


def due_row(ledger: Ledger, work: str, name: str, at_s: int) -> DueRow:
    """Work to be done from unix second `at_s` on. Writing it twice changes nothing. The day
    itself must be registered first (`register_day`)."""
    day = calendar.iso(at_s)[:10]
    return DueRow(
        keys.due(day, name),
        f"{work}#{ledger.ledger_id}#{name}",
        work=work,
        ledger_id=ledger.ledger_id,
        name=name,
        at_s=at_s,
    )


def register_day(at_s: int) -> None:
    """Make runs visit the day of `at_s`. Before the work itself is written, so that no crash
    leaves work on a day that nobody visits."""
    day_row(at_s).save()


def day_row(at_s: int) -> DueDayRow:
    """The line by which runs find the day of `at_s`."""
    return DueDayRow(_DAYS, calendar.iso(at_s)[:10])


def register(ledger: Ledger, work: str, name: str, at_s: int) -> None:
    """Register work outside a transaction."""
    register_day(at_s)
    due_row(ledger, work, name, at_s).save()


def register_member(ledger: Ledger, member_id: str, day: str, now_s: int) -> None:
    """A member's due day. A day that has passed becomes today, since past days are swept away."""
    register(ledger, "member", member_id, max(noon_s(day), now_s))


def register_order(ledger: Ledger, store_id: str, order_id: str, day: str, now_s: int) -> None:
    """The store's day on which an order's held points become available."""
    register(ledger, "order", order_name(store_id, order_id), max(noon_s(day), now_s))


def order_name(store_id: str, order_id: str) -> str:
    """An order in the index; `order_id` comes last, and a store's id has no slash."""
    return f"{store_id}/{order_id}"


def noon_s(day: str) -> int:
    """Noon UTC of a store's day: after its start in every time zone."""
    return calendar.start_s(day) + 12 * 3600


def register_redaction(ledger: Ledger, store_id: str, at_s: int) -> None:
    """A store's redaction to go on with from unix second `at_s` on. Apart from the days, whose
    work releases before this one would take for a hold."""
    DueRow(
        _REDACTIONS,
        f"{at_s:010d}#{store_id}",
        work=REDACTION,
        ledger_id=ledger.ledger_id,
        name=store_id,
        at_s=at_s,
    ).save()


def redactions_at(now_s: int) -> Iterator[DueRow]:
    """Redactions to go on with by `now_s`, oldest first."""
    yield from _apart(_REDACTIONS, now_s)


def _apart(pk: str, now_s: int) -> Iterator[DueRow]:
    by_now = Row.sk < f"{now_s + 1:010d}"
    # Registered a minute before its time at least; half the price of the very last state.
    for row in Row.query(pk, by_now):
        if isinstance(row, DueRow):
            yield row


def register_draw(ledger: Ledger, draw_id: str, at_s: int) -> None:
    """A draw to go on with from unix second `at_s` on. Apart from the days, as redactions are."""
    DueRow(
        _DRAWS,
        f"{at_s:010d}#{ledger.ledger_id}#{draw_id}",
        work=DRAW,
        ledger_id=ledger.ledger_id,
        name=draw_id,
        at_s=at_s,
    ).save()


def draws_at(now_s: int) -> Iterator[DueRow]:
    """Draws to go on with by `now_s`, oldest first."""
    yield from _apart(_DRAWS, now_s)


def forget_draws(ledger: Ledger) -> None:
    """Drop all draws of a ledger that is emptied."""
    for row in Row.query(_DRAWS, consistent_read=True):
        if isinstance(row, DueRow) and row.ledger_id == ledger.ledger_id:
            row.delete()


def register_hook(ledger: Ledger, endpoint_id: str, tries: int, line: str, at_s: int) -> None:
    """A webhook that was tried so often, to be tried again from unix second `at_s` on. Apart from
    the days, as redactions are."""
    name = f"{endpoint_id}/{tries}/{line}"
    DueRow(
        _HOOKS,
        f"{at_s:010d}#{ledger.ledger_id}#{name}",
        work=HOOK,
        ledger_id=ledger.ledger_id,
        name=name,
        at_s=at_s,
    ).save()


def hooks_at(now_s: int) -> Iterator[DueRow]:
    """Webhooks to be tried again by `now_s`, the longest overdue first."""
    yield from _apart(_HOOKS, now_s)


def forget_hooks(ledger: Ledger) -> None:
    """Drop all webhooks of a ledger that is emptied."""
    for row in Row.query(_HOOKS, consistent_read=True):
        if isinstance(row, DueRow) and row.ledger_id == ledger.ledger_id:
            row.delete()


def due_at(now_s: int) -> Iterator[DueRow]:
    """Work due by `now_s`, earliest day first. Days long past and empty are dropped."""
    today = calendar.iso(now_s)[:10]
    for day in list(Row.query(_DAYS, Row.sk <= today, consistent_read=True)):
        empty = True
        for shard in keys.due_shards(day.sk):
            for row in Row.query(shard, consistent_read=True):
                empty = False
                if isinstance(row, DueRow) and row.at_s <= now_s:
                    yield row
        if empty and calendar.start_s(day.sk) < now_s - _KEPT_S:
            day.delete()


def done(row: DueRow) -> None:
    """Drop a piece of work, unless it was registered anew for another time meanwhile."""
    try:
        row.delete(condition=DueRow.at_s == row.at_s)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
