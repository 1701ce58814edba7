"""What imports brought for each member, and what each line of an import did. Beside the members'
own partitions, as awards are."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from core.brought import Brought, Change
from core.identity import Ledger
from core.ledger import keys
from core.ledger.packing import (
    pack_lots,
    pack_tier_grants,
    unpack_lots,
    unpack_tier_grants,
)
from core.ledger.table import Commit, IntegerAttribute, Row, as_read, read_rows

OPENING = "OPENING"


class OpeningRow(Row, discriminator="OB"):
    """What one store's imports brought for a member: each store of a wallet brings its own. Follows
    the member into who they are joined into."""

    version = IntegerAttribute(attr_name="v")
    points = IntegerAttribute()
    lifetime = IntegerAttribute()


class ImportedRow(Row, discriminator="OI"):
    """A line that was carried out: it is there once, so it is done once."""

    member_id = UnicodeAttribute()
    at_ms = IntegerAttribute()
    points = IntegerAttribute()
    lifetime = IntegerAttribute()
    lots = UnicodeAttribute(null=True)
    debt = IntegerAttribute()
    given = UnicodeAttribute(null=True)
    before = UnicodeAttribute(null=True)
    undone_at_ms = IntegerAttribute(null=True)


def key_of(ledger: Ledger, member_id: str, store_id: str) -> tuple[str, str]:
    return keys.opening(ledger, member_id), f"{OPENING}#{store_id}"


def brought(row: OpeningRow | None) -> Brought:
    """None: nothing was."""
    return Brought() if row is None else Brought(row.points, row.lifetime)


def put(commit: Commit, key: tuple[str, str], before: OpeningRow | None, now: Brought) -> None:
    """Put what was brought into a transaction, on condition that it is still as it was read."""
    version = before.version if before is not None else 0
    row = OpeningRow(
        *key,
        version=version + 1,
        points=now.points,
        lifetime=now.lifetime,
    )
    commit.put(row, as_read(OpeningRow, version))


def line_row(
    ledger: Ledger, import_id: str, line: int, member_id: str, change: Change, at_ms: int
) -> ImportedRow:
    return ImportedRow(
        keys.import_lines(ledger, import_id),
        keys.import_line(line),
        member_id=member_id,
        at_ms=at_ms,
        points=change.points,
        lifetime=change.lifetime,
        lots=pack_lots(change.lots) or None,
        debt=change.debt,
        given=pack_tier_grants((change.given,)) if change.given else None,
        before=pack_tier_grants((change.before,)) if change.before else None,
    )


def change_of(row: ImportedRow) -> Change:
    given, before = unpack_tier_grants(row.given), unpack_tier_grants(row.before)
    return Change(
        points=row.points,
        lifetime=row.lifetime,
        lots=unpack_lots(row.lots),
        debt=row.debt,
        given=given[0] if given else None,
        before=before[0] if before else None,
    )


def join(commit: Commit, ledger: Ledger, from_id: str, into_id: str) -> None:
    """Put into the transaction that joins two members what was brought for one of them."""
    left = _rows(ledger, from_id)
    if not left:
        return
    pk = keys.opening(ledger, into_id)
    wanted = [(pk, row.sk) for row in left]
    right = {row.sk: row for row in read_rows(wanted) if isinstance(row, OpeningRow)}
    for row in left:
        there = right.get(row.sk)
        total = brought(there).plus(row.points, row.lifetime)
        put(commit, (pk, row.sk), there, total)
        commit.delete(row, OpeningRow.version == row.version)


def forget(ledger: Ledger, member_id: str) -> None:
    """Nothing that was brought is theirs any more, so nothing of it can be undone."""
    for row in _rows(ledger, member_id):
        row.delete()


def _rows(ledger: Ledger, member_id: str) -> list[OpeningRow]:
    rows = Row.query(keys.opening(ledger, member_id), consistent_read=True)
    return [row for row in rows if isinstance(row, OpeningRow)]
