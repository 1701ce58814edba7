"""What is found from a member: who was joined into them, whose rows lie in partitions of their own,
and orders."""

from __future__ import annotations

from collections.abc import Iterator

from core.identity import Ledger
from core.ledger import keys
from core.ledger.rows import EntryRow, OrderRow
from core.ledger.table import Commit, Row, read_rows


class JoinedRow(Row, discriminator="RFJ"):
    """Lies with the member that others were joined into; its key names one of them."""


def note(commit: Commit, ledger: Ledger, from_id: str, into_id: str) -> None:
    """Put it into the transaction that joins them."""
    row = JoinedRow(keys.referrals(ledger, into_id), keys.joined(from_id))
    commit.put(row, JoinedRow.pk.does_not_exist())


def family(ledger: Ledger, member_id: str) -> list[str]:
    """The member, then all who were ever joined into them."""
    found, opened = [], [member_id]
    while opened:
        one = opened.pop(0)
        if one in found:
            continue
        found.append(one)
        page = keys.referrals(ledger, one)
        prefix = keys.JOINED_PREFIX
        rows = Row.query(page, Row.sk.startswith(prefix), consistent_read=True)
        opened += [row.sk.removeprefix(prefix) for row in rows]
    return found


def orders_of(
    ledger: Ledger, member_id: str, *, most: int | None = None, newest: bool = False
) -> Iterator[OrderRow]:
    """Orders that a member's entries name. `most`: how many entries are looked at."""
    wanted = {
        (keys.order(ledger, row.source["store"], row.source["id"]), keys.ORDER)
        for row in Row.query(
            keys.member(ledger, member_id),
            Row.sk.startswith(keys.ENTRY_PREFIX),
            consistent_read=True,
            scan_index_forward=not newest,
            limit=most,
        )
        if isinstance(row, EntryRow) and row.source["type"] == "order"
    }
    for row in read_rows(wanted) if wanted else []:
        if isinstance(row, OrderRow):
            yield row
