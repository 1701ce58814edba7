"""Rolling up what all members of a ledger together have had of a rule with a limit for all.

Entries say by how much they change it (`why`: "budgets"). The relay adds up what one batch of the
stream brings and writes each sum once, in one transaction with a line for every entry that is in
it: a batch that comes again finds the lines and adds nothing. The lines lie beside the entries, and
go with them.

A sum is met by as many writers as the table's stream has shards (a handful; each shard is relayed
one batch at a time), once a batch, however many orders come: a conflict is read again and written
again. An entry costs two write units for its line, and a batch two for each sum that it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from core.budgets import Key, add
from core.identity import Ledger
from core.ledger import budgets, keys, raw
from core.ledger.directory import DirectoryRow
from core.ledger.rows import EntryRow
from core.ledger.table import Commit, put_alone, read_rows, retrying

# What a transaction takes.
_MOST_WRITES = 100


def count(ledger: Ledger, entries: Iterable[EntryRow]) -> dict[Key, int]:
    """Add what entries changed, each once, however often they come; what the sums that they are
    about have come to. Raises LedgerBusy when contention outlasts the retries."""
    found: dict[Key, int] = {}
    for some in _fitting(entries):
        found |= retrying(partial(_count, ledger, some))
    return found


def _count(ledger: Ledger, some: Sequence[EntryRow]) -> dict[Key, int]:
    about: dict[Key, int] = {}
    for entry in some:
        add(about, entry.why)
    lines = {(entry.pk, keys.counted(entry.sequence)): entry for entry in some}
    counted = {(row.pk, row.sk) for row in read_rows(lines)}
    sums = budgets.read(ledger, about)
    changes: dict[Key, int] = {}
    commit = Commit()
    for (pk, sk), entry in lines.items():
        if (pk, sk) not in counted:
            add(changes, entry.why)
            commit.put(DirectoryRow(pk, sk), DirectoryRow.pk.does_not_exist())
    points = {key: sums[key].points if key in sums else 0 for key in about}
    for key, change in changes.items():
        points[key] += change
        commit.put(*budgets.changed(ledger, key, sums.get(key), points[key]))
    if changes:
        commit.send()
    return points


def _fitting(entries: Iterable[EntryRow]) -> Iterator[list[EntryRow]]:
    """Entries, as many at a time as one transaction can count."""
    some: list[EntryRow] = []
    about: dict[Key, int] = {}
    for entry in entries:
        mine: dict[Key, int] = {}
        add(mine, entry.why)
        if some and len(some) + 1 + len({*about, *mine}) > _MOST_WRITES:
            yield some
            some, about = [], {}
        some.append(entry)
        about |= mine
    if some:
        yield some


def recount(ledger: Ledger) -> dict[Key, tuple[int, int]]:
    """Make the sums again from the entries; those that were wrong, with what they were and are.

    Reads the whole table, beside a relay that goes on: an entry that it has not counted is counted
    first, and where a sum changes meanwhile all of it is read again. Raises LedgerBusy.
    """
    count(ledger, (entry for entry, counted in _entries(ledger) if not counted))
    return retrying(lambda: _recount(ledger))


def _recount(ledger: Ledger) -> dict[Key, tuple[int, int]]:
    before = budgets.every(ledger)
    made: dict[Key, int] = {}
    for entry, counted in _entries(ledger):
        if counted:
            add(made, entry.why)
    wrong: dict[Key, tuple[int, int]] = {}
    for key in sorted({*before, *made}):
        row = before.get(key)
        was, is_now = row.points if row is not None else 0, made.get(key, 0)
        if was != is_now:
            put_alone(*budgets.changed(ledger, key, row, is_now))
            wrong[key] = (was, is_now)
    return wrong


def _entries(ledger: Ledger) -> Iterator[tuple[EntryRow, bool]]:
    """Every entry of a ledger that changes a sum, and whether it is in it. A member's lines come
    before their entries."""
    lines: set[str] = set()
    member = ""
    for item in raw.scan():
        pk, sk = raw.key_of(item)
        if keys.ledger_of_member(pk) != ledger.ledger_id:
            continue
        if pk != member:
            member, lines = pk, set()
        if sk.startswith(keys.COUNTED_PREFIX):
            lines.add(sk)
        elif sk.startswith(keys.ENTRY_PREFIX) and concerns(item):
            entry = EntryRow.from_raw_data(item)
            yield entry, keys.counted(entry.sequence) in lines


def concerns(item: raw.Item) -> bool:
    """Whether an entry, as DynamoDB sends it, changes a sum: told without reading all of it."""
    return '"budgets"' in raw.text(item, "why")


def forget(ledger: Ledger) -> None:
    """Delete all sums of a ledger."""
    raw.delete(raw.key_of(item) for item in raw.partition(keys.budgets(ledger), names="pk, sk"))
