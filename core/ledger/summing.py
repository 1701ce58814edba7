"""Writing what members add into the sums, some thirty of them in one transaction.

A member costs two write units for the line that says up to which entry they are in the sums, two
for having been named, and a share of the few sums that all of them change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.identity import Ledger
from core.ledger import keys, raw
from core.ledger.moved import MovedRow
from core.ledger.number_rows import SummedRow, SumRow, counters_of, sum_row, sums_of
from core.ledger.table import Commit, as_read, read_rows
from core.stats import sums as summed
from core.stats.contribution import World, contribution
from core.stats.facts import Chains, Fact, joined_into
from core.stats.sums import Sums

# What a transaction takes.
_MOST_WRITES = 100
# A member's line, and that they were named.
_OWN_WRITES = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """Up to which entry somebody is in the sums, as one with an account or without."""

    version: int = 0
    sequence: int = 0
    account: bool = False


@dataclass(slots=True)
class _Batch:
    """What one transaction will write: the next line of each member, and how the sums change."""

    lines: dict[str, tuple[_Line, _Line]] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    change: Sums = field(default_factory=dict)

    def takes(self, more: Sums) -> bool:
        """Whether another member fits in."""
        rows = {row for row, _ in (*self.change, *more)}
        writes = len(self.lines) + len(self.named) + len(rows)
        return writes + _OWN_WRITES <= _MOST_WRITES


def sum_up(
    ledger: Ledger, learn: Callable[[], World], edition: int, named: Mapping[str, int | None]
) -> None:
    """Bring members into an edition of the sums. `learn`: asked once a member's entries are read,
    so that it knows every program that one of them was made by. `named`: those who were, with the
    entry for which (None: for none). Raises Contended when somebody else wrote meanwhile; then some
    are in."""
    lines = _lines(ledger, edition, named)
    batch = _Batch()
    for member_id, sequence in named.items():
        line = lines.get(member_id, _Line())
        chains, account = _read(ledger, member_id)
        world = learn()
        account = line.account if account is None else account
        own = chains[member_id]
        before = _adds(member_id, chains, line.sequence, line.account, world)
        upto = len(own)
        while upto > line.sequence or account != line.account:
            after = _adds(member_id, chains, upto, account, world)
            news = summed.difference(after, before)
            if not batch.takes(news) and (batch.lines or batch.named):
                _write(ledger, edition, batch)
                batch = _Batch()
            if not batch.takes(news) and upto > line.sequence + 1:
                # A long history goes in steps: what somebody adds is defined up to any entry.
                upto = line.sequence + (upto - line.sequence) // 2
                continue
            following = _Line(line.version + 1, upto, account)
            summed.add(batch.change, news)
            batch.lines[member_id] = line, following
            if upto < len(own):
                _write(ledger, edition, batch)
                batch = _Batch()
            line, before, upto = following, after, len(own)
        if sequence is not None:
            if not batch.takes({}):
                _write(ledger, edition, batch)
                batch = _Batch()
            batch.named[member_id] = sequence
    _write(ledger, edition, batch)


def _adds(member_id: str, chains: Chains, upto: int, account: bool, world: World) -> Sums:
    """What a member adds by the first entries, up to that one."""
    if not upto:
        return {}
    known = {**chains, member_id: chains[member_id][:upto]}
    return contribution(member_id, known, account, world)


def _write(ledger: Ledger, edition: int, batch: _Batch) -> None:
    if not batch.lines and not batch.named:
        return
    commit = Commit()
    for member_id, (before, after) in batch.lines.items():
        row = SummedRow(
            keys.summed(ledger, edition),
            member_id,
            version=after.version,
            sequence=after.sequence,
            account=int(after.account),
        )
        commit.put(row, as_read(SummedRow, before.version))
    for member_id, sequence in batch.named.items():
        # Who was named again meanwhile, for a newer entry, stays named.
        gone = MovedRow(*keys.moved(ledger, member_id), sequence=sequence)
        commit.delete(gone, MovedRow.sequence == sequence)
    changes = summed.by_row(batch.change)
    there = sums_of(ledger, edition, changes)
    for name, more in changes.items():
        found = there.get(name)
        counters = counters_of(found) if found is not None else {}
        for counter, number in more.items():
            counters[counter] = counters.get(counter, 0) + number
        kept = {counter: number for counter, number in counters.items() if number}
        version = found.version if found is not None else 0
        commit.put(sum_row(ledger, edition, name, version, kept), as_read(SumRow, version))
    commit.send()


def _lines(ledger: Ledger, edition: int, wanted: Mapping[str, int | None]) -> dict[str, _Line]:
    rows = read_rows([(keys.summed(ledger, edition), one) for one in wanted])
    return {
        row.sk: _Line(row.version, row.sequence, bool(row.account))
        for row in rows
        if isinstance(row, SummedRow)
    }


def _read(ledger: Ledger, member_id: str) -> tuple[Chains, bool | None]:
    """The entries of a member and of all who were ever joined into them, and whether the member has
    an account: None where the row says it no more, since they were erased or joined."""
    own, account = _chain(ledger, member_id)
    chains = {member_id: own}
    waiting = joined_into(own)
    while waiting:
        one = waiting.pop()
        if one not in chains:
            chains[one], _ = _chain(ledger, one)
            waiting += joined_into(chains[one])
    return chains, account


def _chain(ledger: Ledger, member_id: str) -> tuple[list[Fact], bool | None]:
    """Entries lie before the member's row, and notes behind it."""
    facts: list[Fact] = []
    for item in raw.partition(keys.member(ledger, member_id), after=keys.ENTRY_PREFIX):
        if item["sk"]["S"] == keys.MEMBER:
            contact = json.loads(raw.text(item, "contact") or "{}")
            known = contact.get("c") or contact.get("e")
            return facts, bool(contact.get("c")) if known else None
        facts.append(fact_of(member_id, item))
    return facts, None


def fact_of(member_id: str, item: raw.Item) -> Fact:
    """What an entry says, as DynamoDB sends it."""
    return Fact(
        member=member_id,
        sequence=raw.number(item, "seq"),
        at_ms=raw.number(item, "at_ms"),
        kind=raw.text(item, "k"),
        available=raw.number(item, "a"),
        pending=raw.number(item, "p"),
        debt=raw.number(item, "d"),
        source=json.loads(raw.text(item, "source")),
        why=json.loads(raw.text(item, "why")),
        placed_at_s=raw.number(item, "placed_at_s") if "placed_at_s" in item else None,
    )
