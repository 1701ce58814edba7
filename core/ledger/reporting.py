"""What a merchant's own systems report that somebody did, each report once."""

from __future__ import annotations

from typing import Any

from core.awards import AwardState
from core.errors import BadInput, KeyReused
from core.ledger import awards, keys, performing
from core.ledger.members import CommandRow, find_member_id
from core.ledger.posting import Books
from core.ledger.table import Commit, read_rows
from core.member import Contact, MemberState
from core.program.actions import YEARLY, Action


def report(
    books: Books,
    store_id: str,
    customer: str,
    action: Action,
    key: str,
    now_ms: int,
    at_s: int | None = None,
) -> AwardState:
    """Give what an action earns to a customer of the store, by the platform's id or an address.
    The same `key` again finds the same award. Raises KeyReused for the same key with another
    customer or action, ActionClosed where the action's conditions do not hold, BadInput for what
    comes by the calendar."""
    if action.kind in YEARLY:
        raise BadInput(f"A {action.kind} comes by itself.", code="not_reported")
    ledger = books.ledger
    name = ledger.action_id(store_id, key)
    asked = ledger.action_id(name, f"{action.id}\0{customer.lower()}")
    command = keys.command(ledger, f"action-{name}")
    before = _reported(command)
    if before is not None:
        return _repeated(books, before, asked, name)
    member_id = find_member_id(ledger, store_id, customer)

    def also(commit: Commit, member: MemberState) -> None:
        other = _reported(command)  # the same key, at the same moment
        if other is not None:
            _repeated(books, other, asked, name)
        row = CommandRow(command, "COMMAND", what=f"{asked} {member_id}")
        commit.put(row, CommandRow.pk.does_not_exist())

    contact = (
        Contact(email=customer.lower())
        if member_id == ledger.guest_id(customer)
        else Contact({} if "@" in customer else {store_id: customer})
    )
    return performing.perform(
        books,
        member_id,
        action,
        name,
        store_id,
        now_ms,
        at_s=at_s,
        contact=contact,
        also=also,
    )


def command_of(award_id: str) -> str:
    """The command's id of an award that may have been reported; "" for one that was not."""
    what, _, name = award_id.partition(":")
    return f"action-{name}" if performing.award_id("") == f"{what}:" else ""


def _reported(command: str) -> str | None:
    rows: list[Any] = read_rows([(command, "COMMAND")])
    return next((row.what for row in rows if isinstance(row, CommandRow)), None)


def _repeated(books: Books, before: str, asked: str, name: str) -> AwardState:
    digest, _, member_id = before.partition(" ")
    if digest != asked:
        raise KeyReused(
            "This idempotency key was used for another customer or action; use a new one."
        )
    return awards.find(books, member_id, performing.award_id(name))
