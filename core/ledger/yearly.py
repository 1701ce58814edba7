"""Birthdays and anniversaries: told, changed, begun by a purchase, and seen to when they come."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

from core import calendar
from core import yearly as days
from core.errors import ActionClosed, NotFound
from core.identity import Ledger
from core.ledger import keys, memos, performing, yearly_rows
from core.ledger.directory import list_member
from core.ledger.due import DueRow
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, OrderRow, order_state
from core.ledger.table import Commit, Row, read_rows, retrying
from core.ledger.yearly_rows import memo_name, state
from core.member import Contact, MemberState
from core.order import OrderState
from core.yearly import Yearly

BIRTHDAY = "birthday"
FIRST_PURCHASE = "first_purchase"
JOINED = "joined"

# Among so many of a member's first entries the oldest order is looked for.
_FIRST_ENTRIES = 25


def birthday(ledger: Ledger, member_id: str) -> Yearly:
    """A member's birthday; one without `on` when nobody told it."""
    [memo] = memos.read(ledger, member_id, memo_name(BIRTHDAY))
    return state(memo)


def tell_birthday(
    books: Books,
    member_id: str,
    on: str,
    store_id: str,
    now_ms: int,
    *,
    contact: Contact | None = None,
) -> Yearly:
    """Keep a birthday ("03-05"), or take it back (""). `contact`: of a shopper who tells it of
    themselves, without it the merchant does. Raises Conflict for a shopper's change that comes too
    soon, NotFound for a merchant's about nobody."""
    today = calendar.day(now_ms // 1000, books.tz)
    by_shopper = contact is not None

    def change(day: Yearly) -> Yearly:
        return days.told(day, on, today, store_id, by_shopper=by_shopper)

    return retrying(lambda: _change(books, member_id, BIRTHDAY, change, contact, now_ms))


def joined(
    books: Books,
    member_id: str,
    since: str,
    store_id: str,
    contact: Contact,
    at_s: int,
    now_ms: int,
) -> None:
    """Note the day on which a member joined, at `at_s`; an earlier one stands. Raises ActionClosed
    when they were erased since."""
    today = calendar.day(now_ms // 1000, books.tz)

    def change(day: Yearly) -> Yearly:
        return days.began(day, since, today, store_id)

    retrying(lambda: _change(books, member_id, JOINED, change, contact, now_ms, at_s))


def follow(books: Books, order: OrderState, today: str, now_ms: int) -> None:
    """Note the day of a member's first purchase, and forget it with that purchase: the next order
    that is heard of is the first then."""
    program = books.programs.of_version(order.program_version)
    if not any(one.yearly == FIRST_PURCHASE for one in program.actions):
        return
    on = date.fromisoformat(today)

    def change(day: Yearly) -> Yearly:
        if not order.earned(today):
            gone = replace(day, on="", since="", due_on="", order="")
            return gone if day.order == _named(order) else day
        first = order if day.since else _first_order(books, order)
        placed = calendar.day(first.placed_at_s, books.tz).isoformat()
        return days.began(day, placed, on, first.store_id, _named(first))

    # Erased or redacted meanwhile: nothing of then comes back.
    with suppress(NotFound, ActionClosed):
        at_s = order.placed_at_s
        retrying(lambda: _change(books, order.awarded, FIRST_PURCHASE, change, None, now_ms, at_s))


def _named(order: OrderState) -> str:
    return f"{order.store_id}/{order.order_id}"


def _first_order(books: Books, order: OrderState) -> OrderState:
    """The oldest paid order among those that the first of a member's entries are about, and this
    one: a member from before the rule has bought before."""
    page, begins = keys.member(books.ledger, order.awarded), Row.sk.startswith(keys.ENTRY_PREFIX)
    found = Row.query(page, begins, limit=_FIRST_ENTRIES, consistent_read=True)
    wanted = {
        (keys.order(books.ledger, row.source["store"], row.source["id"]), keys.ORDER)
        for row in found
        if isinstance(row, EntryRow) and row.source["type"] == "order"
    }
    rows = read_rows(wanted) if wanted else []
    known = [order_state(row) for row in rows if isinstance(row, OrderRow)]
    paid = [one for one in known if one.state == "paid" and not one.deleted]
    return min((order, *paid), key=lambda one: one.placed_at_s)


def _change(
    books: Books,
    member_id: str,
    what: str,
    change: days.Change,
    contact: Contact | None,
    now_ms: int,
    at_s: int | None = None,
) -> Yearly:
    member = books.living(books.member(member_id))
    performing.refuse_erased(member, now_ms // 1000 if at_s is None else at_s)
    if contact is None and (not member.version or _gone(member)):
        raise NotFound("There is no such member.", code="unknown_member")
    [memo] = memos.read(books.ledger, member.member_id, memo_name(what))
    before = state(memo)
    after = change(before)
    if after == before:
        return before
    commit = Commit()
    yearly_rows.put(commit, books.ledger, memo, after, now_ms // 1000, books.tz)
    # What is known of somebody who was joined says nothing of whom they were joined into.
    himself = contact is not None and member.member_id == member_id
    known = member.contact.updated(contact) if himself and contact else member.contact
    if not member.version:
        list_member(books.ledger, member.member_id)  # no entry does
    if member.version and known == member.contact:
        books.check_member(commit, member)
    else:
        books.put_member(commit, member, replace(member, contact=known))
    commit.send()
    return after


def _gone(member: MemberState) -> bool:
    """Erased, and not heard of since."""
    return member.erased_at_s is not None and not (member.contact.customers or member.contact.email)


def come(books: Books, line: DueRow, now_s: int) -> None:
    """Give what a day is for that has come, and put it on its day of the next year. Nothing for one
    that was changed, taken back, erased or joined into another's since."""
    what, _, member_id = line.name.partition("/")
    [memo] = memos.read(books.ledger, member_id, memo_name(what))
    day = state(memo)
    if (line.pk, line.sk) not in memo.rows:
        return
    on = date.fromisoformat(day.due_on)
    given = False
    for action in books.programs.in_force(now_s).actions:
        if action.yearly == what:
            name, why = f"{action.id}:{on.year}", {"year": on.year}
            try:
                performing.perform(
                    books,
                    member_id,
                    action,
                    name,
                    day.store_id,
                    now_s * 1000,
                    on=on,
                    why=why,
                )
            except ActionClosed:
                continue
            given = True

    def attempt() -> None:
        member = books.member(member_id)
        [now] = memos.read(books.ledger, member_id, memo_name(what))
        if now != memo:
            return  # changed meanwhile, and on its new day
        today = calendar.day(now_s, books.tz)
        after = days.passed(days.gave(day) if given else day, today)
        commit = Commit()
        yearly_rows.put(commit, books.ledger, memo, after, now_s + 1, books.tz)
        books.check_member(commit, member)
        commit.send()

    retrying(attempt)
