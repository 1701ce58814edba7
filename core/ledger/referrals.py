"""Keeping who brought whom: how a member came is one row with that member, which the first code
wins; who brought them has a line about each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from core import calendar
from core.identity import Ledger
from core.ledger import keys
from core.ledger.family import family, orders_of
from core.ledger.posting import Books
from core.ledger.referral_codes import bump, drop_code, guard, list_unseen
from core.ledger.referral_rows import (
    ReferralLineRow,
    ReferredRow,
    came_state,
    line_row,
    line_state,
    referred_row,
    unchanged,
)
from core.ledger.table import Commit, Row, put_alone, read_rows, retrying
from core.member import MemberState
from core.order import OrderState
from core.referrals import Came, Line


@dataclass(frozen=True, slots=True)
class Referrals:
    """What a member has to do with referrals. `code` "": none was asked for yet. `came`: how they
    came themselves."""

    code: str
    lines: tuple[Line, ...]
    came: Came | None


def view(ledger: Ledger, member_id: str) -> Referrals:
    """Of a member who lives on, and of all who were joined into them; the newest line first."""
    lines = sorted(lines_of(ledger, member_id), key=lambda one: one.line_id)
    lines.sort(key=lambda one: one.came_on, reverse=True)
    return Referrals(guard(ledger, member_id)[1], tuple(lines), find(ledger, member_id))


def find(ledger: Ledger, member_id: str) -> Came | None:
    """How a member came, or one who was joined into them: the earliest."""
    ids = family(ledger, member_id)
    rows = read_rows([(keys.referrals(ledger, one), keys.REFERRED) for one in ids])
    found = [came_state(row) for row in rows if isinstance(row, ReferredRow)]
    return min(found, key=lambda one: one.at_s, default=None)


def note(books: Books, made: Came, friend: MemberState) -> Came:
    """Write how a member came, with the line about it. Raises Contended when somebody else did."""
    ledger = books.ledger
    list_unseen(ledger, friend)
    commit = Commit()
    commit.put(referred_row(ledger, made), unchanged(made))
    # The line of a friend who was erased since stays as it is: they bring nothing twice.
    if line_of(ledger, made) is None:
        on = calendar.day(made.at_s, books.tz).isoformat()
        row = line_row(ledger, made.referrer_id, Line(ledger.friend(made.friend_id), on))
        commit.put(row, ReferralLineRow.pk.does_not_exist())
    commit.send()
    return replace(made, version=made.version + 1)


def settle(ledger: Ledger, came: Came, order: OrderState, reason: str) -> Came:
    """Freeze which of the friend's orders is the first that counts, and why it earns nobody
    anything, "" if it does. Raises Contended."""
    settled = replace(came, order=f"{order.store_id}/{order.order_id}", reason=reason)
    commit = Commit()
    commit.put(referred_row(ledger, settled), unchanged(came))
    line = line_of(ledger, came) if reason else None
    if line is not None:
        refused = replace(line, status="refused", reason=reason)
        commit.put(line_row(ledger, came.referrer_id, refused), ReferralLineRow.pk.exists())
    commit.send()
    return replace(settled, version=came.version + 1)


def refuse(ledger: Ledger, came: Came, line: Line, reason: str) -> None:
    """Say of a friend why they bring who brought them nothing. Raises Contended."""
    refused = replace(line, status="refused", reason=reason)
    put_alone(line_row(ledger, came.referrer_id, refused), ReferralLineRow.pk.exists())


def line_of(ledger: Ledger, came: Came) -> Line | None:
    """The line about a friend; None before there is one, and once who brought them was erased."""
    line_id = ledger.friend(came.friend_id)
    rows = read_rows([(keys.referrals(ledger, came.referrer_id), keys.referral_line(line_id))])
    return next((line_state(row) for row in rows if isinstance(row, ReferralLineRow)), None)


def lines_of(ledger: Ledger, member_id: str) -> list[Line]:
    """All who a member brought, and those joined into them."""
    return [line for one in family(ledger, member_id) for line in _lines(ledger, one)]


def claim(commit: Commit, ledger: Ledger, came: Came, member_id: str, line: Line) -> None:
    """Put a line's new state into the transaction that gives its award or takes it back, on
    condition that none of the member's lines changes meanwhile: they may have been counted.
    `member_id`: who lives on of those who brought the friend."""
    bump(commit, ledger, member_id, *guard(ledger, member_id))
    commit.put(line_row(ledger, came.referrer_id, line), ReferralLineRow.pk.exists())


def forget(books: Books, member_id: str) -> None:
    """Forget how a member came, whom they brought, and what their orders say of who they are."""
    ledger = books.ledger
    page, prefix = keys.referrals(ledger, member_id), keys.REFERRAL_LINE_PREFIX
    drop_code(ledger, member_id)
    gone = [row.sk for row in Row.query(page, Row.sk.startswith(prefix), consistent_read=True)]
    for sk in (keys.REFERRED, keys.REFERRER, keys.CHANNEL, *gone):
        ReferralLineRow(page, sk).delete()
    asked = any(one.referral is not None for one in books.programs.every)
    for row in orders_of(ledger, member_id) if asked else ():
        if row.referral:
            store_id, order_id = row.pk.rsplit("#", 2)[1:]
            retrying(partial(_forget_who_ordered, books, store_id, order_id))


def _forget_who_ordered(books: Books, store_id: str, order_id: str) -> None:
    order, _ = books.read(store_id, order_id, None)
    if order.referral:
        put_alone(*books.order_put(order, replace(order, referral="")))


def _lines(ledger: Ledger, member_id: str) -> list[Line]:
    page, prefix = keys.referrals(ledger, member_id), keys.REFERRAL_LINE_PREFIX
    rows = Row.query(page, Row.sk.startswith(prefix), consistent_read=True)
    return [line_state(row) for row in rows if isinstance(row, ReferralLineRow)]
