"""What shoppers look at, kept only while they agree: consent is the row itself, one for each store,
in the member's personal partition. Taking it back deletes the row, and whatever writes it anew does
so on condition that it is still there."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from core import calendar, viewing
from core.errors import Conflict
from core.identity import Ledger
from core.ledger import keys
from core.ledger.directory import list_member
from core.ledger.posting import Books
from core.ledger.table import (
    Commit,
    Contended,
    IntegerAttribute,
    Row,
    as_read,
    put_alone,
    read_rows,
    retrying,
)
from core.viewing import Views


class ViewsRow(Row, discriminator="VWS"):
    """`views`: as "10=2026-11-29,12=2026-11-28". It ends by itself when nothing was looked at for
    so long that none of it may be kept: then the shopper is asked again."""

    version = IntegerAttribute(attr_name="v")
    views = UnicodeAttribute(null=True)
    ends_at_s = NumberAttribute(attr_name="ttl")


def of(books: Books, member_id: str, store_id: str, now_s: int) -> Views | None:
    """What a member looked at in a store, None without their consent. What is too old by now is
    deleted on the way."""
    living = books.living(books.member(member_id)).member_id
    today = calendar.day(now_s, books.tz)
    row = _row(books.ledger, living, store_id, now_s)
    if row is None:
        return None
    found = _views(row)
    left = viewing.kept(found, today)
    if left != found:
        with suppress(Contended):  # whoever wrote it meanwhile left out the same
            put_alone(_next(row, left, today, books), as_read(ViewsRow, row.version))
    return left


def agree(books: Books, member_id: str, store_id: str, now_ms: int) -> None:
    """Keep from now on what the shopper looks at. Raises Conflict for who was erased and has not
    bought since."""
    now_s = now_ms // 1000

    def attempt() -> None:
        member = books.living(books.member(member_id))
        contact = member.contact
        if member.erased_at_s is not None and not (contact.customers or contact.email):
            raise Conflict(
                "This account was erased. Once it has ordered again it can agree.", code="erased"
            )
        if _row(books.ledger, member.member_id, store_id, now_s) is not None:
            return
        if not member.version:
            list_member(books.ledger, member.member_id)  # a redaction must find the row
        today = calendar.day(now_s, books.tz)
        row = ViewsRow(
            keys.personal(books.ledger, member.member_id),
            keys.views(store_id),
            version=1,
            ends_at_s=_end_s(today, books),
        )
        commit = Commit()
        over = ViewsRow.pk.does_not_exist() | (ViewsRow.ends_at_s <= now_s)
        commit.put(row, over)
        if member.version:
            books.check_member(commit, member)
        commit.send()

    retrying(attempt)


def take_back(books: Books, member_id: str, store_id: str) -> None:
    """The shopper agrees no more: all that they looked at in the store is deleted."""
    living = books.living(books.member(member_id)).member_id
    forget(books.ledger, living, store_id)


def look(
    books: Books, member_id: str, store_id: str, product_ids: Sequence[str], now_ms: int
) -> int:
    """Note that a shopper looked at products, in that order; how many are kept of all. Without
    their consent nothing is, and 0."""
    now_s = now_ms // 1000
    today = calendar.day(now_s, books.tz)

    def attempt() -> int:
        living = books.living(books.member(member_id)).member_id
        row = _row(books.ledger, living, store_id, now_s)
        if row is None:
            return 0
        before = _views(row)
        after = viewing.looked(before, product_ids, today)
        if after != before:
            put_alone(_next(row, after, today, books), as_read(ViewsRow, row.version))
        return len(after)

    return retrying(attempt)


def join(commit: Commit, books: Books, from_id: str, into_id: str, today: date) -> None:
    """Put into the transaction that joins two members what one of them looked at: who agreed under
    one name did so as the same person."""
    for row in _of_member(books.ledger, from_id):
        other = _any(books.ledger, into_id, row.sk)
        both = viewing.together(_views(other) if other else (), _views(row), today)
        version = other.version if other is not None else 0
        joined = ViewsRow(
            keys.personal(books.ledger, into_id),
            row.sk,
            version=version + 1,
            views=_packed(both),
            ends_at_s=max(row.ends_at_s, other.ends_at_s if other is not None else 0),
        )
        commit.put(joined, as_read(ViewsRow, version))
        commit.delete(row, as_read(ViewsRow, row.version))


def forget(ledger: Ledger, member_id: str, store_id: str) -> None:
    """Delete what a member looked at in a store, and that they agreed."""
    try:
        ViewsRow(keys.personal(ledger, member_id), keys.views(store_id)).delete()
    except DeleteError as error:
        raise Contended(str(error)[:200]) from error


def _next(row: ViewsRow, views: Views, today: date, books: Books) -> ViewsRow:
    latest = max((date.fromisoformat(day) for _, day in views), default=today)
    return ViewsRow(
        row.pk,
        row.sk,
        version=row.version + 1,
        views=_packed(views),
        ends_at_s=_end_s(latest, books),
    )


def _end_s(day: date, books: Books) -> int:
    end = day + timedelta(days=viewing.DAYS)
    return int(datetime(end.year, end.month, end.day, tzinfo=books.tz).timestamp())


def _row(ledger: Ledger, member_id: str, store_id: str, now_s: int) -> ViewsRow | None:
    row = _any(ledger, member_id, keys.views(store_id))
    # The table deletes it some time after its end.
    return row if row is not None and int(row.ends_at_s) > now_s else None


def _any(ledger: Ledger, member_id: str, sk: str) -> ViewsRow | None:
    rows = read_rows([(keys.personal(ledger, member_id), sk)])
    return next((row for row in rows if isinstance(row, ViewsRow)), None)


def _of_member(ledger: Ledger, member_id: str) -> list[ViewsRow]:
    page, prefix = keys.personal(ledger, member_id), keys.VIEWS_PREFIX
    rows = Row.query(page, Row.sk.startswith(prefix), consistent_read=True)
    return [row for row in rows if isinstance(row, ViewsRow)]


def _views(row: ViewsRow) -> Views:
    pairs = (one.partition("=") for one in (row.views or "").split(",") if one)
    return tuple((product_id, day) for product_id, _, day in pairs)


def _packed(views: Views) -> str | None:
    return ",".join(f"{one}={day}" for one, day in views) or None
