"""Emptying a ledger after the platform asked for it: along the lists, never through the table.

What a list does not name is found from what it does: a member's entries name their orders,
redemptions, commands and addresses. Each member goes whole, and its line in the list last, so a
redaction that was cut off goes on where it stopped. What was written behind it comes past the
relay, which forgets it as well; what a list lost all the same, `ledger verify` reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from core.identity import Ledger
from core.ledger import (
    activity,
    catalogue,
    due,
    groups,
    jobs,
    keys,
    memos,
    numbering,
    opening_rows,
    people,
    performing,
    personal,
    programs,
    raw,
    reporting,
    spending,
    staff,
    stores,
    views,
)
from core.ledger.directory import DirectoryRow
from core.ledger.due import due_row
from core.ledger.posting import Books
from core.ledger.redemption_rows import RedemptionRow
from core.ledger.referral_codes import drop_code
from core.ledger.rows import EntryRow, MemberRow, NoteRow
from core.ledger.table import Commit, Row, read_rows, retrying
from core.member import MemberState
from core.program.rewards import batch_tally
from core.redemptions import HOLD_MS

Key = tuple[str, str]
Hurry = Callable[[], bool]

_DAY_S = 86400


def empty_ledger(ledger: Ledger, store_ids: Iterable[str], hurry: Hurry) -> bool:
    """Delete everything kept for the ledger of these stores but its published programs, which hold
    nothing personal. False when `hurry()` became true before the end: then call it again."""
    for line in Row.query(keys.member_directory(ledger), consistent_read=True):
        if hurry():
            return False
        forget_member(ledger, line.sk)
        line.delete()
    for store_id in store_ids:
        for line in Row.query(keys.order_directory(ledger, store_id), consistent_read=True):
            if hurry():
                return False
            order_id = line.sk.split("#", 1)[1]
            _delete({(keys.order(ledger, store_id, order_id), keys.ORDER), (line.pk, line.sk)})
        catalogue.forget(ledger, store_id)
        _empty(keys.shelf(ledger, store_id))
        _empty(keys.receipts(ledger, store_id))
        jobs.forget(ledger, store_id)
    if not _empty_draws(ledger, hurry):
        return False
    documents = [row.document for row in programs.versions(ledger)]
    rewards = [one for document in documents for one in document["rewards"]]
    every = {one["id"] for one in rewards}
    lying = {batch_tally(one["id"], b["id"]) for one in rewards for b in one.get("batches") or ()}
    events = {one["id"] for document in documents for one in document.get("events") or ()}
    asked = {one["id"] for document in documents for one in document.get("surveys") or ()}
    done = {one for document in documents for one in performing.tally_ids(document)}
    for group_id in {one["id"] for document in documents for one in document.get("groups") or ()}:
        _delete(groups.keys_of(ledger, group_id))
    came_by = {one["id"] for document in documents for one in document.get("channels") or ()}
    counted = (*every, *lying, *done, *(f"event:{one}" for one in events))
    counted = (*counted, *(f"channel:{one}" for one in came_by))
    _delete((keys.tally(ledger, one), keys.TALLY) for one in counted)
    for pk in (
        keys.redemption_directory(ledger),
        keys.tasks(ledger),
        keys.draft(ledger),
        keys.claims(ledger),
        keys.ratings(ledger),
        keys.cases(ledger),
        *(keys.vouchers(ledger, one) for one in every),
        *(keys.event(ledger, one) for one in events),
        *(keys.survey(ledger, one) for one in asked),
    ):
        _empty(pk)
    spending.forget(ledger)
    numbering.forget(ledger)
    return True


def _empty_draws(ledger: Ledger, hurry: Hurry) -> bool:
    versions = programs.versions(ledger)
    draw_ids = {one["id"] for row in versions for one in row.document.get("draws") or ()}
    for draw_id in draw_ids:
        for pk in (*keys.ticket_shards(ledger, draw_id), keys.draw(ledger, draw_id)):
            if hurry():
                return False
            _empty(pk)
    if draw_ids:
        due.forget_draws(ledger)
    return True


def sweep_up(ledger: Ledger) -> int:
    """Delete what the lists of an emptied ledger had lost; how many rows. Reads the whole table:
    for an operator, whom `ledger verify` told of such rows."""
    programs, deleted = keys.program(ledger), 0
    for item in raw.scan():
        pk, sk = raw.key_of(item)
        if keys.ledger_of(pk) == ledger.ledger_id and pk != programs:
            _delete([(pk, sk)])
            deleted += 1
    return deleted


def forget_member(ledger: Ledger, member_id: str) -> None:
    """Delete a member with all there is about them. The member's own rows go last: they name the
    others."""
    page = list(Row.query(keys.member(ledger, member_id), consistent_read=True))
    about: set[Key] = set()
    for row in page:
        if isinstance(row, EntryRow):
            about |= _named_by(ledger, member_id, row)
        elif isinstance(row, MemberRow):
            about |= _named_by_member(ledger, member_id, row)
        elif isinstance(row, NoteRow):
            about |= memos.memo_of(row).rows
    codes = [key for key in about if key[1] == keys.REDEMPTION]
    for row in read_rows(codes) if codes else []:
        if isinstance(row, RedemptionRow):
            about |= _due_of(ledger, row)
    for row in Row.query(keys.group_parts(ledger, member_id), consistent_read=True):
        about.add((keys.group(ledger, row.sk), keys.group_member(member_id)))
    _delete(about)
    personal.forget(ledger, member_id, {member_id})
    _empty(keys.awards(ledger, member_id))
    _empty(keys.group_parts(ledger, member_id))
    drop_code(ledger, member_id)
    opening_rows.forget(ledger, member_id)
    _empty(keys.referrals(ledger, member_id))
    numbering.forget_member(ledger, member_id)
    _delete((row.pk, row.sk) for row in page)


def leave_ledger(books: Books, store_id: str, now_ms: int, hurry: Hurry) -> bool:
    """Forget what a ledger knows through one of its stores, while others go on: members known
    through that store alone are erased, of the others its customer id is forgotten. Orders stay
    as entries do, under pseudonyms: they are what the others' points were earned with. False when
    `hurry()` became true before the end."""
    for line in Row.query(keys.member_directory(books.ledger), consistent_read=True):
        if hurry():
            return False
        member = books.member(line.sk)
        views.forget(books.ledger, member.member_id, store_id)
        if _knows(books, member, store_id):
            if set(member.contact.customers) - {store_id}:
                _forget_customer(books, member.member_id, store_id)
            elif not member.contact.customers or store_id in member.contact.customers:
                people.erase(books, member.member_id, now_ms)
    catalogue.forget(books.ledger, store_id)
    _empty(keys.shelf(books.ledger, store_id))
    _empty(keys.receipts(books.ledger, store_id))
    jobs.forget(books.ledger, store_id)
    return True


def forget_store(store_id: str) -> None:
    """Delete what is kept of a store whatever ledger it writes to: what was seen of it, who worked
    there, and what they did."""
    stores.forget_sightings(store_id)
    staff.forget(store_id)
    activity.forget(store_id)


def _knows(books: Books, member: MemberState, store_id: str) -> bool:
    """Whether a member's contact came from the store: by its customer id; of a guest, when all of
    their orders are the store's."""
    if member.merged_into is not None or not (member.contact.customers or member.contact.email):
        return False
    if member.contact.customers:
        return store_id in member.contact.customers
    page = keys.member(books.ledger, member.member_id)
    entries = Row.query(page, Row.sk.startswith(keys.ENTRY_PREFIX), consistent_read=True)
    return {
        row.source["store"]
        for row in entries
        if isinstance(row, EntryRow) and row.source["type"] == "order"
    } == {store_id}


def _forget_customer(books: Books, member_id: str, store_id: str) -> None:
    def attempt() -> None:
        member = books.member(member_id)
        kept = dict(member.contact.customers)
        if kept.pop(store_id, None) is None:
            return
        commit = Commit()
        contact = replace(member.contact, customers=kept)
        books.put_member(commit, member, replace(member, contact=contact))
        commit.send()

    retrying(attempt)


def _named_by(ledger: Ledger, member_id: str, entry: EntryRow) -> set[Key]:
    source = entry.source
    found: set[Key] = set()
    if entry.alias:
        found.add((keys.alias(ledger, entry.alias), "ALIAS"))
    if source["type"] == "order":
        found.add((keys.order(ledger, source["store"], source["id"]), keys.ORDER))
        held_until = entry.why.get("held_until")
        if held_until:
            name = due.order_name(source["store"], source["id"])
            row = due_row(ledger, "order", name, due.noon_s(held_until))
            found.add((row.pk, row.sk))
        if entry.placed_at_s is not None:
            line = keys.order_line(int(entry.placed_at_s), source["id"])
            found.add((keys.order_directory(ledger, source["store"]), line))
    elif source["type"] == "redemption":
        found.add((keys.redemption(ledger, ledger.code(source["id"])), keys.REDEMPTION))
    elif source["type"] == "award":
        if command := reporting.command_of(source["id"]):
            found.add((keys.command(ledger, command), "COMMAND"))
        if source.get("redemption"):
            code = ledger.code(source["redemption"])
            found.add((keys.redemption(ledger, code), keys.REDEMPTION))
    elif source["type"] == "draw":
        found.add(_ticket(ledger, source["id"], member_id, source["ticket"]))
    elif source["type"] == "adjustment":
        found.add((keys.command(ledger, source["id"]), "COMMAND"))
    elif source["type"] == "import":
        line = keys.import_line(int(source["line"]))
        found.add((keys.import_lines(ledger, source["id"]), line))
    for draw_id, _ in entry.why.get("draws", ()):  # of an award
        ticket_id = ledger.ticket(draw_id, source["member"], source["id"])
        found.add(_ticket(ledger, draw_id, source["member"], ticket_id))
    return found


def _ticket(ledger: Ledger, draw_id: str, member_id: str, ticket_id: str) -> Key:
    return keys.tickets(ledger, draw_id, member_id), keys.ticket(member_id, ticket_id)


def _named_by_member(ledger: Ledger, member_id: str, row: MemberRow) -> set[Key]:
    found: set[Key] = set()
    email = (row.contact or {}).get("e")
    if email:
        found.add((keys.alias(ledger, ledger.alias(email)), "ALIAS"))
    if row.due_on:
        due_line = due_row(ledger, "member", member_id, due.noon_s(row.due_on))
        found.add((due_line.pk, due_line.sk))
    return found


def _due_of(ledger: Ledger, redemption: RedemptionRow) -> set[Key]:
    hold_s = (int(redemption.created_at_ms) + HOLD_MS) // 1000
    end_s = int(redemption.expires_at_s) + _DAY_S
    lines = [
        due_row(ledger, "hold", redemption.redemption_id, hold_s),
        due_row(ledger, "code", redemption.redemption_id, end_s),
        due_row(ledger, "hold", redemption.redemption_id, int(redemption.remind_at_s or hold_s)),
    ]
    return {(row.pk, row.sk) for row in lines}


def _empty(pk: str) -> None:
    _delete(raw.key_of(item) for item in raw.partition(pk, names="pk, sk"))


def _delete(wanted: Iterable[Key]) -> None:
    with Row.batch_write() as batch:
        for pk, sk in wanted:
            batch.delete(DirectoryRow(pk, sk))
