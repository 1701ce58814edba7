"""What is known of a store's installation besides its row: which permissions its merchant gave,
whether its keys are still taken, and who is renewing them at this moment.

Under the kind of notes, which releases before this one pass over among a store's rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from pynamodb.expressions.condition import Condition

from core.ledger import keys
from core.ledger.rows import NoteRow
from core.ledger.table import put_alone, read_rows, retrying

_SORT_KEY = "INSTALLATION"


@dataclass(frozen=True, slots=True)
class Installation:
    """`scopes`: what the merchant granted, as the platform last said; "" where nobody did.
    `scopes_at_s`: when that was said. `refused_at_s`: when the store refused to renew our keys, 0
    while it takes them. `holder`: who may renew them until `until_ms`."""

    scopes: str = ""
    scopes_at_s: int = 0
    refused_at_s: int = 0
    holder: str = ""
    until_ms: int = 0


def get(store_id: str) -> Installation:
    """As it is now; all empty for a store of which nothing is noted."""
    return _read(store_id)[1]


def take(store_id: str, holder: str, now_ms: int, lease_ms: int) -> bool:
    """Become the one who may renew the store's keys, for `lease_ms`. False while another is."""

    def attempt() -> bool:
        before, found = _read(store_id)
        if found.until_ms > now_ms and found.holder != holder:
            return False
        _save(store_id, before, replace(found, holder=holder, until_ms=now_ms + lease_ms))
        return True

    return retrying(attempt)


def release(store_id: str, holder: str) -> None:
    """Let the next one renew them. Whose lease ran out releases nobody else's."""
    _change(
        store_id,
        lambda found: replace(found, holder="", until_ms=0) if found.holder == holder else found,
    )


def note_granted(store_id: str, scopes: str, at_s: int) -> bool:
    """The platform said which permissions there are. False when it said something newer before."""
    newer = [False]

    def change(found: Installation) -> Installation:
        newer[0] = found.scopes_at_s > at_s
        return found if newer[0] else replace(found, scopes=scopes, scopes_at_s=at_s)

    _change(store_id, change)
    return not newer[0]


def note_keys(store_id: str, *, refused_at_s: int) -> None:
    """The store's keys were refused at that time; 0: they are taken."""
    _change(store_id, lambda found: replace(found, refused_at_s=refused_at_s))


def _change(store_id: str, change: Callable[[Installation], Installation]) -> None:
    def attempt() -> None:
        before, found = _read(store_id)
        after = change(found)
        if after != found:
            _save(store_id, before, after)

    retrying(attempt)


def _read(store_id: str) -> tuple[str, Installation]:
    """The note as it stands, and what it says. What a later release adds is not looked at."""
    rows = read_rows([(keys.store(store_id), _SORT_KEY)])
    text = next((row.text for row in rows if isinstance(row, NoteRow)), "")
    said = json.loads(text) if text else {}
    return text, Installation(**{k: said[k] for k in Installation.__slots__ if k in said})


def _save(store_id: str, before: str, after: Installation) -> None:
    kept = json.loads(before) if before else {}
    row = NoteRow(keys.store(store_id), _SORT_KEY, text=json.dumps(kept | asdict(after)))
    unchanged: Condition = NoteRow.text == before
    put_alone(row, unchanged if before else NoteRow.pk.does_not_exist())
