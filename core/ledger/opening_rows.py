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
    """Follows the member into who they are joined into."""

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


def key_of(ledger: Ledger, member_id: str) -> tuple[str, str]:
    return keys.opening(ledger, member_id), OPENING


def brought(row: OpeningRow | None) -> Brought:
    """None: nothing was."""
    return Brought() if row is None else Brought(row.points, row.lifetime)


def put(
    commit: Commit, ledger: Ledger, member_id: str, before: OpeningRow | None, now: Brought
) -> None:
    """Put what was brought into a transaction, on condition that it is still as it was read."""
    version = before.version if before is not None else 0
    row = OpeningRow(
        *key_of(ledger, member_id),
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
    wanted = [key_of(ledger, from_id), key_of(ledger, into_id)]
    rows = {row.pk: row for row in read_rows(wanted) if isinstance(row, OpeningRow)}
    left, right = rows.get(wanted[0][0]), rows.get(wanted[1][0])
    if left is None:
        return
    put(commit, ledger, into_id, right, brought(right).plus(left.points, left.lifetime))
    commit.delete(left, OpeningRow.version == left.version)


def forget(ledger: Ledger, member_id: str) -> None:
    """Nothing that was brought is theirs any more, so nothing of it can be undone."""
    OpeningRow(*key_of(ledger, member_id)).delete()
