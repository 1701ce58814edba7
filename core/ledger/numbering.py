"""Bringing the sums of what members did up to their entries.

The stream only says who has new entries (`note_moved`): what they are is read from the books. Sums
are those of what each member adds (core/stats/contribution.py), so what changes by new entries is
what a member adds now, less what they added up to the last entry that was summed; both follow from
the entries, which never change. A member's line and the sums are written in one transaction, on
condition that nobody wrote them meanwhile. So it does not matter how often, in which order and
after how long a member is named, or where a run is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from core.identity import Ledger
from core.ledger import keys, programs, raw
from core.ledger.moved import MovedRow
from core.ledger.number_rows import EDITIONS, NumbersRow, Progress, progress, progress_row
from core.ledger.posting import Books
from core.ledger.summing import sum_up
from core.ledger.table import Contended, Row, as_read, put_alone, read_rows, retrying
from core.stats.contribution import World

# Longer than the function that sums may run.
LEASE_MS = 16 * 60_000
_AT_ONCE = 30
_SAVED_EVERY = 20

Hurry = Callable[[], bool]


@dataclass(slots=True)
class Counted:
    """What a run has done. `over`: whether all that had been relayed is summed."""

    members: int = 0
    over: bool = False


def note_moved(ledger: Ledger, sequences: Mapping[str, int]) -> None:
    """Have members summed again: the newest of their entries by their ids. May be repeated."""
    with Row.batch_write() as batch:
        for member_id, sequence in sequences.items():
            batch.save(MovedRow(*keys.moved(ledger, member_id), sequence=sequence))


def ask_anew(ledger: Ledger) -> None:
    """Have all sums made anew from the books, beside those that are shown until then."""

    def attempt() -> None:
        _save(ledger, replace(progress(ledger), asked=True))

    retrying(attempt)


def catch_up(books: Books, now_ms: int, hurry: Hurry) -> Counted:
    """Sum everything that was relayed; what is left when `hurry()` becomes true is summed by the
    next call. Nothing while another call is at it."""
    ledger, counted = books.ledger, Counted()
    state = progress(ledger)
    if state.lease_ms > now_ms:
        return counted
    try:
        if state.shown is not None and state.made is None and not state.asked and _idle(ledger):
            _save(ledger, replace(state, at_ms=now_ms, lease_ms=0))
            counted.over = True
            return counted
        state = _save(ledger, replace(state, lease_ms=now_ms + LEASE_MS))
    except Contended:
        return counted  # somebody else has just begun
    run = _Run(ledger, lambda: World(programs.programs(ledger), books.tz), counted, hurry, state)
    try:
        run.sum_all()
    finally:
        run.keep(lease_ms=0, at_ms=now_ms if counted.over else state.at_ms)
    return counted


class _Run:
    """One call, which holds the lease. `state`: as it was last written."""

    def __init__(
        self,
        ledger: Ledger,
        learn: Callable[[], World],
        counted: Counted,
        hurry: Hurry,
        state: Progress,
    ) -> None:
        self.ledger, self.learn, self.counted, self.hurry = ledger, learn, counted, hurry
        self.state = state

    def sum_all(self) -> None:
        """What there is to make first, then who has new entries."""
        if self.state.made is None and (self.state.asked or self.state.shown is None):
            edition = 0 if self.state.shown is None else 1 - self.state.shown
            _empty(self.ledger, edition)
            self.keep(made=edition, after="", members=0, asked=False)
        if self.state.made is not None and not self._make(self.state.made):
            return
        current = self.state.shown if self.state.made is None else self.state.made
        if current is not None and self._sum_moved(current):
            if self.state.made is not None:
                self.keep(shown=current, made=None, after="", members=0)
            self.counted.over = True

    def _make(self, edition: int) -> bool:
        """Go on making an edition from the list of members; whether all of them are in it."""
        listing = keys.member_directory(self.ledger)
        listed = raw.partition(listing, after=self.state.after or None, names="pk, sk")
        after, members = self.state.after, self.state.members
        for turn, some in enumerate(raw.batches(listed, _AT_ONCE), 1):
            if self.hurry():
                self.keep(after=after, members=members)
                return False
            ids = [raw.text(line, "sk") for line in some]
            self._sum(edition, dict.fromkeys(ids))
            after, members = ids[-1], members + len(ids)
            if not turn % _SAVED_EVERY:
                self.keep(after=after, members=members)
        self.keep(after=after, members=members)
        return True

    def _sum_moved(self, edition: int) -> bool:
        """Sum who has new entries; whether that was all."""
        for shard in keys.moved_shards(self.ledger):
            for some in raw.batches(raw.partition(shard, names="pk, sk, seq"), _AT_ONCE):
                if self.hurry():
                    return False
                self._sum(edition, {raw.text(one, "sk"): raw.number(one, "seq") for one in some})
        return True

    def _sum(self, edition: int, named: Mapping[str, int | None]) -> None:
        try:
            sum_up(self.ledger, self.learn, edition, named)
        except Contended:
            for member_id in named:  # so that one who is written to does not hold up the others
                retrying(partial(self._sum_one, edition, member_id))
        self.counted.members += len(named)

    def _sum_one(self, edition: int, member_id: str) -> None:
        rows = read_rows([keys.moved(self.ledger, member_id)])
        sequence = next((row.sequence for row in rows if isinstance(row, MovedRow)), None)
        sum_up(self.ledger, self.learn, edition, {member_id: sequence})

    def keep(self, **changes: Any) -> None:
        """Note how far it is. That new sums were asked for meanwhile stays noted. Raises Contended
        when another call has taken over."""

        def attempt() -> Progress:
            return _save(self.ledger, replace(self.state, **changes))

        try:
            self.state = attempt()
        except Contended:
            now = progress(self.ledger)
            if replace(self.state, version=now.version, asked=now.asked) != now:
                raise
            self.state = now
            self.state = attempt()


def _idle(ledger: Ledger) -> bool:
    """Whether nobody has new entries."""
    return not any(
        line for shard in keys.moved_shards(ledger) for line in raw.partition(shard, names="pk, sk")
    )


def _save(ledger: Ledger, state: Progress) -> Progress:
    put_alone(progress_row(ledger, state), as_read(NumbersRow, state.version))
    return replace(state, version=state.version + 1)


def keys_of(ledger: Ledger, member_id: str) -> set[tuple[str, str]]:
    """What is kept of a member, and goes with their books."""
    lines = {(keys.summed(ledger, edition), member_id) for edition in EDITIONS}
    return {*lines, keys.moved(ledger, member_id)}


def forget(ledger: Ledger) -> None:
    """Delete all sums of a ledger, and who is in them."""
    for edition in EDITIONS:
        _delete_all(keys.summed(ledger, edition))
    for pk in (keys.numbers(ledger), *keys.moved_shards(ledger)):
        _delete_all(pk)


def _empty(ledger: Ledger, edition: int) -> None:
    _delete_all(keys.summed(ledger, edition))
    _delete_all(keys.numbers(ledger), f"{edition}#")


def _delete_all(pk: str, beginning: str = "") -> None:
    there = (raw.key_of(item) for item in raw.partition(pk, names="pk, sk"))
    raw.delete(key for key in there if key[1].startswith(beginning))
