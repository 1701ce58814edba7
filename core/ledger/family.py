"""Who was joined into whom: what lies in the partition of a member who lives on in another is
found from there."""

from __future__ import annotations

from core.identity import Ledger
from core.ledger import keys
from core.ledger.table import Commit, Row


class JoinedRow(Row, discriminator="J"):
    """Lies with the member that others were joined into; its key names one of them."""


def note(commit: Commit, ledger: Ledger, from_id: str, into_id: str) -> None:
    """Put it into the transaction that joins them."""
    row = JoinedRow(keys.member(ledger, into_id), keys.joined(from_id))
    commit.put(row, JoinedRow.pk.does_not_exist())


def family(ledger: Ledger, member_id: str) -> list[str]:
    """The member, then all who were ever joined into them."""
    found, opened = [], [member_id]
    while opened:
        one = opened.pop(0)
        if one in found:
            continue
        found.append(one)
        page = keys.member(ledger, one)
        prefix = keys.JOINED_PREFIX
        rows = Row.query(page, Row.sk.startswith(prefix), consistent_read=True)
        opened += [row.sk.removeprefix(prefix) for row in rows]
    return found
