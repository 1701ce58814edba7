"""What a store's customers do of which its own webhooks tell: they sign up, they subscribe."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from core import calendar
from core.awards import AwardState
from core.errors import ActionClosed
from core.ledger import keys, performing, yearly
from core.ledger.orders import contacted
from core.ledger.posting import Books
from core.ledger.rows import EntryRow
from core.ledger.table import read_rows
from core.member import Contact
from core.program.actions import SEEN, Action
from core.snapshot import CustomerSeen


def customer_seen(books: Books, member_id: str, event: CustomerSeen, now_ms: int) -> None:
    """Give what a customer's delivery is about, once ever: what began before the rule did, or
    before the member was erased, earns nothing."""
    program = books.programs.in_force(now_ms // 1000)
    asked = [one for one in program.actions if one.kind in SEEN or one.yearly == yearly.JOINED]
    if not asked:
        return
    contact = contacted(Contact(), event.store_id, event.customer)
    moments = {"signup": event.joined_at_s, "newsletter": event.subscribed_at_s}
    for action in asked:
        at_s = moments.get(action.kind)
        if at_s is not None and at_s >= books.programs.since(action.id):
            _give(books, member_id, action, event.store_id, at_s, contact, now_ms)
    if event.joined_at_s is not None and any(one.yearly for one in asked):
        since = _day(books, event.joined_at_s).isoformat()
        with suppress(ActionClosed):
            yearly.joined(
                books, member_id, since, event.store_id, contact, event.joined_at_s, now_ms
            )


def sign_up(
    books: Books, member_id: str, action: Action, store_id: str, contact: Contact, now_ms: int
) -> AwardState:
    """Give what signing up earns to a signed-in shopper, once ever. Raises ActionClosed for one
    whom the ledger knew before the rule was there."""
    member = books.living(books.member(member_id))
    rows = read_rows([(keys.member(books.ledger, member.member_id), keys.entry(1))])
    began_s = min((row.at_ms // 1000 for row in rows if isinstance(row, EntryRow)), default=None)
    if began_s is not None and began_s < books.programs.since(action.id):
        text = {"en": "This is for new members.", "zh-Hant": "此活動限新會員。"}
        raise ActionClosed(text["en"], code="action_for_new_members", text=text)
    return performing.perform(
        books, member_id, action, _once(action), store_id, now_ms, contact=contact
    )


def _once(action: Action) -> str:
    return f"{action.id}:ever"


def _give(
    books: Books,
    member_id: str,
    action: Action,
    store_id: str,
    at_s: int,
    contact: Contact,
    now_ms: int,
) -> None:
    with suppress(ActionClosed):
        performing.perform(
            books,
            member_id,
            action,
            _once(action),
            store_id,
            now_ms,
            at_s=at_s,
            on=_day(books, at_s),
            contact=contact,
        )


def _day(books: Books, at_s: int) -> date:
    return calendar.day(at_s, books.tz)
