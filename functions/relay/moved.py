"""Who has new entries, for the sums of figures: told once for a whole batch of the stream."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from core.identity import Ledger
from core.ledger import keys, numbering, stores


def note(records: Iterable[dict[str, Any]], opened: Callable[[str], Ledger]) -> None:
    """Have the members of a batch's new entries summed again. `opened`: the ledger of an id."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for record in records:
        image = record.get("dynamodb", {}).get("NewImage")
        if record.get("eventName") != "INSERT" or not image:
            continue
        ledger_id = keys.ledger_of_member(image["pk"]["S"])
        if ledger_id is not None and image["sk"]["S"].startswith(keys.ENTRY_PREFIX):
            member_id = image["pk"]["S"].rsplit("#", 1)[1]
            found[ledger_id][member_id] = int(image["seq"]["N"])
    for ledger_id, sequences in found.items():
        if not stores.emptied(ledger_id):
            numbering.note_moved(opened(ledger_id), sequences)
