"""Days of a member's own as memos, and the index by which they are found when they come.

The index is like that of due work (core/ledger/due.py) and lies beside it: a release that does not
know such days would drop them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core import calendar
from core.identity import Ledger
from core.ledger import keys, memos
from core.ledger.due import DueDayRow, DueRow
from core.ledger.memos import Memo
from core.ledger.table import Commit, Row
from core.yearly import Yearly

WORK = "yearly"
WHAT = ("birthday", "first_purchase", "joined")
_KEPT_S = 3 * 86400


def memo_name(what: str) -> str:
    return f"{WORK}#{what}"


def state(memo: Memo) -> Yearly:
    data = memo.data
    return Yearly(**{name: value for name, value in data.items() if name in Yearly.__slots__})


def put(
    commit: Commit, ledger: Ledger, before: Memo, after: Yearly, now_s: int, tz: ZoneInfo
) -> None:
    """Put a day's next state into a transaction, with its line in the index; the line of before
    goes. The day itself is registered at once: no crash may leave a line where nobody looks."""
    line = _line(ledger, before, after, now_s, tz) if after.due_on else None
    rows = [(line.pk, line.sk)] if line is not None else []
    memos.put(commit, ledger, before, asdict(after), rows)
    if line is not None:
        day_row(line.pk.split("#")[1]).save()
        commit.put(line, DueRow.pk.does_not_exist() | (DueRow.at_s <= line.at_s))
    for pk, sk in before.rows - set(rows):
        commit.delete(DueRow(pk, sk))


def day_row(day: str) -> DueDayRow:
    """The line by which runs find a day of the index."""
    return DueDayRow(keys.YEARLY_DAYS, day)


def line_at(ledger: Ledger, what: str, member_id: str, at_s: int) -> DueRow:
    """The line of a day that comes at unix second `at_s`."""
    name = f"{what}/{member_id}"
    return DueRow(
        keys.yearly(calendar.iso(at_s)[:10], name),
        f"{WORK}#{ledger.ledger_id}#{name}",
        work=WORK,
        ledger_id=ledger.ledger_id,
        name=name,
        at_s=at_s,
    )


def _line(ledger: Ledger, memo: Memo, day: Yearly, now_s: int, tz: ZoneInfo) -> DueRow:
    """Days that have passed become today, since past days are swept away."""
    at_s = max(start_s(day.due_on, tz), now_s)
    return line_at(ledger, memo.name.split("#")[1], memo.member_id, at_s)


def start_s(day: str, tz: ZoneInfo) -> int:
    """Unix second at which a store's day begins."""
    return int(datetime.combine(date.fromisoformat(day), time(), tz).timestamp())


def due_at(now_s: int) -> Iterator[DueRow]:
    """Days that have come by `now_s`, earliest first. Days of the index long past and empty are
    dropped."""
    today = calendar.iso(now_s)[:10]
    # Half the price of the very last state: what it lacks is there for the next run.
    for day in list(Row.query(keys.YEARLY_DAYS, Row.sk <= today)):
        empty = True
        for shard in keys.yearly_shards(day.sk):
            for row in Row.query(shard, consistent_read=True):
                empty = False
                if isinstance(row, DueRow) and row.at_s <= now_s:
                    yield row
        if empty and calendar.start_s(day.sk) < now_s - _KEPT_S:
            day.delete()
