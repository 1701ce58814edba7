"""Where each member's chain of entries ends: what a checkpoint fixes.

Reads the list of members and their rows, not the table: a million members cost ten thousand reads
of a hundred rows, and no more memory than one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.identity import Ledger
from core.ledger import keys, raw
from core.ledger.raw import number, text

_AT_ONCE = 100

Head = tuple[str, int, str]


def heads(ledger: Ledger) -> Iterator[Head]:
    """(member, sequence of the last entry, its hash) of every member of the ledger that has
    entries, in the order of their pseudonyms.

    A row may be a second old: it is some earlier state of the chain, which is as good.
    """
    listed = raw.partition(keys.member_directory(ledger), names="pk, sk")
    for some in raw.batches(listed, _AT_ONCE):
        member_ids = [text(line, "sk") for line in some]
        wanted = [(keys.member(ledger, one), keys.MEMBER) for one in member_ids]
        rows = raw.get(wanted, names="pk, sk, seq, head", consistent=False)
        for member_id, key in zip(member_ids, wanted, strict=True):
            row = rows.get(key)
            if row is not None and number(row, "seq"):
                yield member_id, number(row, "seq"), text(row, "head")
