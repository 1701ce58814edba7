"""Reading members, and the commands a merchant gives about one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from core import calendar
from core import lots as lot
from core.errors import BadInput
from core.explain import explain, names_of
from core.identity import Ledger
from core.ledger import keys
from core.ledger.directory import DirectoryRow
from core.ledger.posting import Books
from core.ledger.rows import EntryRow, MemberRow, NoteRow, member_state
from core.ledger.table import Commit, Row, put_alone, read_rows, retrying
from core.member import Contact, MemberState, entry_between
from core.program.model import Program
from core.snapshot import CustomerRef
from core.tiers import Progress, progress
from core.wording import Names

_POINTS_MAX = 10_000_000
_SEQUENCE_MAX = 99_999_999
_NOTED = ("adjust", "extend", "tier", "join")


class AliasRow(Row, discriminator="A"):
    """An account's address (as a pseudonym) and the member it belongs to."""

    member_id = UnicodeAttribute()


class CommandRow(Row, discriminator="C"):
    """A command that was carried out; the same id again does nothing."""

    what = UnicodeAttribute()
    ends_at_s = NumberAttribute(attr_name="ttl", null=True)


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as people see one. `expiring` are (points, last day)."""

    member: MemberState
    progress: Progress
    expiring: tuple[tuple[int, str], ...]

    @property
    def known(self) -> bool:
        """Whether there is, or was, anything to tell; an erased member is forgotten."""
        member = self.member
        return member.version > 0 and (member.erased_at_s is None or bool(member.contact.customers))


def view(books: Books, member_id: str, now_s: int) -> MemberView:
    """The member under that id, merges followed, as of now."""
    member = books.living(books.member(member_id))
    program = books.programs.in_force(now_s)
    expiring = tuple((points, on) for on, points in member.lots if on != lot.NEVER)
    return MemberView(member, progress(member, program, now_s, books.tz), expiring)


def find_member_id(ledger: Ledger, store_id: str, who: str) -> str:
    """The member that an operator means: the platform's customer id, an address, or a telephone
    number as +886912345678. An address finds the guest who ordered under it, else the account that
    has it; a number who verified it last, else the guest who ordered under it."""
    who = who.strip()
    if not who:
        raise BadInput("Name a customer: the store's customer id, or an email address.")
    if who.startswith("+"):
        return _by_phone(ledger, "".join(letter for letter in who if letter.isdigit()))
    if "@" not in who:
        return ledger.member_id(store_id, CustomerRef(customer_id=who)) or ""
    guest = ledger.guest_id(who)
    alias = keys.alias(ledger, ledger.alias(who))
    rows = read_rows([(keys.member(ledger, guest), keys.MEMBER), (alias, "ALIAS")])
    if any(isinstance(row, MemberRow) for row in rows):
        return guest
    accounts = [row.member_id for row in rows if isinstance(row, AliasRow)]
    return accounts[0] if accounts else guest


def _by_phone(ledger: Ledger, phone: str) -> str:
    from core.ledger import phone_rows  # which no worker needs

    guest_id = ledger.phone_guest_id(phone)
    row = phone_rows.read(ledger, guest_id)
    return row.member_id if row is not None else guest_id


def note_alias(ledger: Ledger, alias_id: str, member_id: str) -> None:
    """Let an account be found by its address, as long as it has it: an entry may be relayed late,
    after the member was erased. Repeating it changes nothing."""
    _write_alias(ledger, alias_id, member_id)
    # Afterwards: an erasure that this look does not see yet deletes what was just written.
    if not has_alias(ledger, alias_id, member_id):
        drop_alias(ledger, alias_id, member_id)


def has_alias(ledger: Ledger, alias_id: str, member_id: str) -> bool:
    """Whether the member has the address of that pseudonym now."""
    rows = read_rows([(keys.member(ledger, member_id), keys.MEMBER)])
    emails = [member_state(row).contact.email for row in rows if isinstance(row, MemberRow)]
    return any(email is not None and ledger.alias(email) == alias_id for email in emails)


def _write_alias(ledger: Ledger, alias_id: str, member_id: str) -> None:
    AliasRow(keys.alias(ledger, alias_id), "ALIAS", member_id=member_id).save()


def drop_alias(ledger: Ledger, alias_id: str, member_id: str) -> bool:
    """Let a member be found by an address no more; False when it is not theirs (any more)."""
    try:
        AliasRow(keys.alias(ledger, alias_id), "ALIAS").delete(
            condition=AliasRow.member_id == member_id
        )
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def entries(
    ledger: Ledger,
    member_id: str,
    program: Program,
    *,
    cursor: str | None = None,
    limit: int = 50,
    newest_first: bool = False,
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of a member's entries, ready to show, and the cursor of the next page."""
    edge = _sequence(cursor)
    first, last = 0, _SEQUENCE_MAX
    if edge is not None:
        first, last = (0, edge - 1) if newest_first else (edge + 1, last)
    found = [
        row
        for row in Row.query(
            keys.member(ledger, member_id),
            Row.sk.between(keys.entry(first), keys.entry(max(first, last))),
            scan_index_forward=not newest_first,
            limit=limit + 1,
            consistent_read=True,
        )
        if isinstance(row, EntryRow)
    ]
    notes = _notes(ledger, member_id, [row for row in found if row.entry_kind in _NOTED])
    names = names_of(program)
    shown = [entry_json(row, notes.get(int(row.sequence)), names) for row in found[:limit]]
    more = len(found) > limit
    return shown, str(int(found[limit - 1].sequence)) if more else None


def entry_of(books: Books, member_id: str, number: int) -> dict[str, Any] | None:
    """One entry of a member by its number, ready to show; None for one that there is not."""
    pk = keys.member(books.ledger, member_id)
    rows = read_rows([(pk, keys.entry(number))]) if 0 < number <= _SEQUENCE_MAX else []
    found = [row for row in rows if isinstance(row, EntryRow)]
    notes = _notes(books.ledger, member_id, found)
    names = names_of(books.programs.newest)
    return next((entry_json(row, notes.get(number), names) for row in found), None)


def _sequence(cursor: str | None) -> int | None:
    if cursor is None or cursor == "":
        return None
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > 8:
        raise BadInput("The cursor is not one that an earlier page gave.")
    return int(cursor)


def _notes(ledger: Ledger, member_id: str, noted: list[EntryRow]) -> dict[int, str]:
    if not noted:
        return {}
    pk = keys.member(ledger, member_id)
    rows = read_rows([(pk, keys.note(int(row.sequence))) for row in noted])
    return {int(row.sk[2:]): row.text for row in rows if isinstance(row, NoteRow)}


def entry_json(row: EntryRow, note: str | None, names: Names) -> dict[str, Any]:
    """An entry as the command line and the HTTP answers give it."""
    why = dict(row.why)
    if note is not None:
        why["note"] = note
    shown = {
        "id": f"{row.pk.rsplit('#', 1)[1][:8]}-{int(row.sequence)}",
        "at": calendar.iso(row.at_ms / 1000),
        "points": int(row.available) - int(row.debt),
        "pending": int(row.pending),
        "kind": row.entry_kind,
        "source": row.source,
        "why": why,
    }
    why["text"] = explain(shown, names)
    return shown


def adjust(
    books: Books, member_id: str, points: int, reason: str, command_id: str, now_ms: int
) -> MemberState:
    """Give or take points by hand, with a reason. The same command id again changes nothing.

    A deduction takes what is available, then makes debt: the merchant asked for it.
    """
    if not reason.strip():
        raise BadInput("Say why: the member sees the reason next to the points.")
    if points == 0 or abs(points) > _POINTS_MAX:
        raise BadInput(f"Points must be between 1 and {_POINTS_MAX:,}, or as many less than zero.")
    ledger = books.ledger
    done = keys.command(ledger, command_id)

    def attempt() -> MemberState:
        rows = read_rows([(keys.member(ledger, member_id), keys.MEMBER), (done, "COMMAND")])
        states = [member_state(row) for row in rows if isinstance(row, MemberRow)]
        member = books.living(states[0] if states else MemberState(member_id))
        if any(isinstance(row, CommandRow) for row in rows):
            return member
        after = _adjusted(books, member, points, now_ms)
        source = {"type": "adjustment", "id": command_id}
        entry = entry_between(
            member, after, kind="adjust", source=source, why={"reason": "adjust", "points": points}
        )
        commit = Commit()
        row = books.add(commit, member, after, entry, now_ms)
        note = NoteRow(row.pk, keys.note(int(row.sequence)), text=reason.strip()[:500])
        commit.put(note, NoteRow.pk.does_not_exist())
        commit.put(CommandRow(done, "COMMAND", what="adjust"), CommandRow.pk.does_not_exist())
        commit.send()
        return replace(after, sequence=member.sequence + 1)

    return retrying(attempt)


def _adjusted(books: Books, member: MemberState, points: int, now_ms: int) -> MemberState:
    if points > 0:
        program = books.programs.in_force(now_ms // 1000)
        return member.credit(points, program.expiry.last_day(now_ms // 1000, books.tz))
    rest, taken = lot.take(member.lots, -points)
    missing = -points - lot.total(taken)
    return replace(member.with_lots(rest), debt=member.debt + missing)


def note_contact(books: Books, member_id: str, contact: Contact) -> None:
    """Refresh how a known member can be reached; a member without history gets no row, and one
    who was erased or joined into another keeps none."""

    ledger = books.ledger

    def attempt() -> None:
        member = books.member(member_id)
        new, old = contact.email, member.contact.email
        if member.erased_at_s is not None or member.merged_into is not None:
            if new:  # an attempt before this one may have written it
                drop_alias(ledger, ledger.alias(new), member_id)
            return
        after = member.contact.updated(contact)
        if not member.version or after == member.contact:
            return
        # Before the contact: a crash in between is finished by the queue's redelivery.
        if new and new != old:
            _write_alias(ledger, ledger.alias(new), member_id)
        commit = Commit()
        books.put_member(commit, member, replace(member, contact=after))
        commit.send()
        if old and new and new != old:
            drop_alias(ledger, ledger.alias(old), member_id)

    retrying(attempt)


def list_member_ids(
    ledger: Ledger, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[str], str | None]:
    """A page of the ledger's members, by pseudonym, and the cursor of the next page."""
    condition = Row.sk > cursor if cursor else None
    rows = Row.query(keys.member_directory(ledger), condition, limit=limit + 1)
    found = [row.sk for row in rows if isinstance(row, DirectoryRow)]
    return found[:limit], found[limit - 1] if len(found) > limit else None


def states(ledger: Ledger, member_ids: list[str]) -> list[MemberState]:
    """The members of those ids (at most 100), in their order; ids without a row are left out."""
    rows = read_rows([(keys.member(ledger, one), keys.MEMBER) for one in member_ids])
    found = {state.member_id: state for state in map(member_state, _member_rows(rows))}
    return [found[one] for one in member_ids if one in found]


def _member_rows(rows: list[Row]) -> list[MemberRow]:
    return [row for row in rows if isinstance(row, MemberRow)]


def once(ledger: Ledger, command_id: str, what: str, ends_at_s: int) -> bool:
    """True for the first caller with this id, False for every later one; it may be forgotten from
    unix second `ends_at_s` on, since nothing else names it."""
    key = keys.command(ledger, command_id)
    row = CommandRow(key, "COMMAND", what=what, ends_at_s=ends_at_s)

    def attempt() -> bool:
        if read_rows([(row.pk, row.sk)]):
            return False
        put_alone(row, CommandRow.pk.does_not_exist())
        return True

    return retrying(attempt)


def not_done(ledger: Ledger, command_id: str) -> None:
    """Let the next caller of `once` be the first: what was to be done came to nothing."""
    CommandRow(keys.command(ledger, command_id), "COMMAND").delete()
