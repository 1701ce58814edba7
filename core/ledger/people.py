"""Joining and erasing members, as one transaction each."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core import calendar, joining, tiers
from core.identity import Ledger
from core.ledger import (
    family,
    group_parts,
    keys,
    memos,
    one_person,
    opening_rows,
    personal,
    purchases,
    referrals,
    survey_rows,
    views,
)
from core.ledger.directory import DirectoryRow, list_member
from core.ledger.members import AliasRow, drop_alias
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, NoteRow
from core.ledger.table import Commit, Row, retrying
from core.member import MemberState

# The last is the merchant's own word.
Proof = Literal["platform_verified", "mailed_link", "platform_merge", "phone", "merchant_merge"]


def join(
    books: Books, from_id: str, into_id: str, proof: Proof, now_ms: int, *, reason: str = ""
) -> bool:
    """Join `from_id` into `into_id`, once, on a proof. False when there is nothing to join: the
    same member, one never seen, or joined already. Of an account that the platform merged away
    late events may still come, so that is noted even when it was never seen. `reason`: why, in the
    merchant's words; kept where it can be erased."""

    def attempt() -> bool:
        source = books.member(from_id)
        if source.merged_into is not None or not (source.version or proof == "platform_merge"):
            return False
        target = books.living(books.member(into_id))
        if target.member_id == source.member_id:
            return False
        today = calendar.day(now_ms // 1000, books.tz)
        if not source.version:  # the platform merged them before we heard of either
            list_member(books.ledger, from_id)  # no entry does
            tombstone = Commit()
            books.put_member(tombstone, source, replace(source, merged_into=target.member_id))
            # Else two merges into each other would make a circle.
            books.check_member(tombstone, target)
            family.note(tombstone, books.ledger, from_id, target.member_id)
            views.join(tombstone, books, from_id, target.member_id, today)
            tombstone.send()
            return True
        emptied, out, received, into = joining.join(source, target, proof)
        program = books.programs.in_force(now_ms // 1000)
        received = tiers.promoted(received, program, now_ms // 1000, books.tz, source)
        commit = Commit()
        books.add(commit, source, emptied, out, now_ms)
        row = books.add(commit, target, received, into, now_ms)
        if reason.strip():
            note = NoteRow(row.pk, keys.note(int(row.sequence)), text=reason.strip()[:500])
            commit.put(note, NoteRow.pk.does_not_exist())
        family.note(commit, books.ledger, from_id, target.member_id)
        one_person.together(commit, books, from_id, target.member_id, today, now_ms // 1000)
        opening_rows.join(commit, books.ledger, from_id, target.member_id)
        commit.send()
        return True

    joined = retrying(attempt)
    if joined:  # for what is shown; whoever is paid is looked up again
        group_parts.carry(books.ledger, from_id, books.living(books.member(into_id)).member_id)
    return joined


def erase(books: Books, member_id: str, now_ms: int, *, again: bool = False) -> bool:
    """Forget a member: contact, address look-up and free texts go, the balance with them. A
    member never seen gets a tombstone, so that late events bring nothing back. False when it had
    been done before. `again`: an erasure that a restored table does not know of; it counts from
    `now_ms`, even when an earlier one left nothing to forget."""

    def attempt() -> bool:
        member = books.living(books.member(member_id))
        if member.erased_at_s is not None:
            known = member.erased_at_s >= now_ms // 1000 if again else not _lived_on(member)
            if known:
                return False
        after, entry = joining.forget(member, now_ms // 1000)
        commit = Commit()
        books.add(commit, member, after, entry, now_ms)
        if member.contact.email:
            alias = keys.alias(books.ledger, books.ledger.alias(member.contact.email))
            commit.delete(AliasRow(alias, "ALIAS"))
        commit.send()
        return True

    erased = retrying(attempt)
    living = books.living(books.member(member_id)).member_id
    found, aliases = joined_into(books.ledger, member_id, living)
    survey_rows.forget(books, found)
    for one in found:
        _drop_notes(books, one)
        referrals.forget(books, one)
        personal.forget(books.ledger, one, found)
        purchases.forget(books.ledger, one, found)
        opening_rows.forget(books.ledger, one)
        for alias_id in aliases:  # of addresses that they had before the last one
            drop_alias(books.ledger, alias_id, one)
    return erased


def joined_into(ledger: Ledger, *member_ids: str) -> tuple[set[str], set[str]]:
    """The members and all who were ever joined into them (each has a page of its own), and the
    pseudonyms of all addresses that their entries brought."""
    found: set[str] = set()
    aliases: set[str] = set()
    open_ids = list(member_ids)
    while open_ids:
        one = open_ids.pop()
        if one in found:
            continue
        found.add(one)
        page = keys.member(ledger, one)
        for row in Row.query(page, Row.sk.startswith(keys.ENTRY_PREFIX), consistent_read=True):
            if isinstance(row, EntryRow) and row.alias:
                aliases.add(row.alias)
            if isinstance(row, EntryRow) and row.why.get("reason") == "join_in":
                open_ids.append(row.source["id"])
    return found, aliases


def _lived_on(member: MemberState) -> bool:
    """An erased member who bought again has something to forget again."""
    return bool(
        member.available
        or member.pending
        or member.debt
        or member.profile
        or member.contact.customers
        or member.contact.email
    )


def _drop_notes(books: Books, member_id: str) -> None:
    page = keys.member(books.ledger, member_id)
    for row in Row.query(page, Row.sk.startswith("N#"), consistent_read=True):
        if isinstance(row, NoteRow):
            for pk, sk in memos.memo_of(row).rows:
                DirectoryRow(pk, sk).delete()
        NoteRow(row.pk, row.sk).delete()
