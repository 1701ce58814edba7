"""Posting: a member's next state and the entry that leads there, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from pynamodb.expressions.condition import Condition

from core import due
from core.budgets import Key
from core.catalogue import Catalogue
from core.errors import NotFound
from core.identity import Ledger
from core.ledger import budgets, catalogue, keys, moved
from core.ledger.rows import (
    EntryRow,
    MemberRow,
    OrderRow,
    entry_row,
    member_row,
    member_state,
    order_row,
    order_state,
)
from core.ledger.table import Commit, as_read, read_rows
from core.member import Entry, MemberState
from core.order import OrderState
from core.program.model import Programs

# A chain cannot be a circle, so this only ends what a damaged table would keep going.
_MERGES_FOLLOWED = 100


class Books:
    """The books of one ledger: what every posting needs to know, read once.

    `programs` are all published versions; `tz` the store's time zone, which decides days.
    """

    def __init__(self, ledger: Ledger, programs: Programs, tz: ZoneInfo) -> None:
        self.ledger = ledger
        self.programs = programs
        self.tz = tz

    def catalogue(self, store_id: str) -> Catalogue:
        """What the store's products are. Nothing is read before this is asked."""
        return catalogue.catalogue(self.ledger, store_id)

    def spent(self, wanted: Sequence[Key]) -> Mapping[Key, int]:
        """What all members together have had of rules, up to some seconds ago."""
        return budgets.spent(self.ledger, wanted)

    def read(
        self, store_id: str, order_id: str, member_id: str | None
    ) -> tuple[OrderState, MemberState | None]:
        """The order's and the member's rows in one consistent read."""
        wanted = [(keys.order(self.ledger, store_id, order_id), keys.ORDER)]
        if member_id is not None:
            wanted.append((keys.member(self.ledger, member_id), keys.MEMBER))
        order = OrderState(store_id, order_id)
        member = MemberState(member_id) if member_id is not None else None
        for row in read_rows(wanted):
            if isinstance(row, OrderRow):
                order = order_state(row)
            elif isinstance(row, MemberRow):
                member = member_state(row)
        return order, member

    def member(self, member_id: str) -> MemberState:
        """The member's state; one without history for a member never seen. Follows no merge."""
        rows = read_rows([(keys.member(self.ledger, member_id), keys.MEMBER)])
        found = [member_state(row) for row in rows if isinstance(row, MemberRow)]
        return found[0] if found else MemberState(member_id)

    def living(self, member: MemberState) -> MemberState:
        """The member that holds the points now: merges are followed."""
        for _ in range(_MERGES_FOLLOWED):
            if member.merged_into is None:
                return member
            member = self.member(member.merged_into)
        raise NotFound("Too many merges in a row; look at the member's entries.")

    def add(
        self,
        commit: Commit,
        before: MemberState,
        after: MemberState,
        entry: Entry,
        now_ms: int,
        placed_at_s: int | None = None,
    ) -> EntryRow:
        """Put the member's next row and the entry into a transaction; the entry's row.
        `placed_at_s`: when the order was placed that the entry is about, if any."""
        program = self.programs.in_force(now_ms // 1000)
        after, day = due.registering(after, program, now_ms // 1000, self.tz)
        email = after.contact.email
        new_contact = email is not None and email != before.contact.email
        row = entry_row(
            self.ledger,
            before,
            entry,
            now_ms,
            alias=self.ledger.alias(email) if new_contact and email else None,
            due=day,
            placed_at_s=placed_at_s,
        )
        after = replace(after, sequence=before.sequence + 1, head=row.hash)
        self.put_member(commit, before, after)
        commit.put(row, EntryRow.pk.does_not_exist())
        return row

    def put_member(self, commit: Commit, before: MemberState, after: MemberState) -> None:
        """The member's next row, on condition that nobody else wrote it since `before`."""
        row = member_row(self.ledger, replace(after, version=before.version))
        commit.put(row, _unchanged(before))
        if moved.became_account(before, after):
            commit.put(*moved.naming(self.ledger, after))

    def check_member(self, commit: Commit, before: MemberState) -> None:
        """Write only if nobody wrote the member's row since `before`."""
        commit.check(keys.member(self.ledger, before.member_id), keys.MEMBER, _unchanged(before))

    def order_put(self, before: OrderState, after: OrderState) -> tuple[OrderRow, Condition]:
        """The order's next row and the condition that nobody wrote it since `before`."""
        row = order_row(self.ledger, replace(after, version=before.version))
        return row, as_read(OrderRow, before.version)


def _unchanged(before: MemberState) -> Condition:
    return as_read(MemberRow, before.version)
