"""Where the files of data requests lie: among the files of jobs, private and for 30 days. There is
one of each member, by their pseudonym, so that an erasure finds it; a later request writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.identity import Ledger
from core.ledger import stores
from integrations.files import Files

_FOLDER = "data-requests"  # named by what may write and delete there (infra/grants.yml)


def files(ledger: Ledger, store_id: str) -> Files:
    """Those of a store."""
    return Files(ledger, store_id, _FOLDER)


def name_of(member_id: str) -> str:
    return f"{member_id}.json"


def forget(ledger: Ledger, member_ids: Iterable[str]) -> None:
    """Delete the files of members who were erased, whichever of the ledger's stores was asked."""
    names = [name_of(one) for one in member_ids]
    for store in stores.of_ledger(ledger.ledger_id):
        files(ledger, store.store_id).drop(*names)
