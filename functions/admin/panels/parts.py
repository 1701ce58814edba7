"""What tiles and panels are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from core.money import exponent, money_text, to_major
from core.program.model import Program, Programs
from core.stats.figures import Book, Seen, Share
from functions.admin import charts
from functions.admin.charts import Series
from functions.admin.language import current, name_in, number, say

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


# More days than these are shown by weeks.
_MOST_DAYS = 45
T = TypeVar("T")


@dataclass(frozen=True)
class Looked:
    """What a page is made from: the sums, the period and the one before it, and the program.
    `since`: the day on which the store was connected."""

    book: Book
    seen: Seen
    past: Seen
    today: date
    since: date
    program: Program
    programs: Programs

    @property
    def currency(self) -> str:
        return self.program.currency

    def money(self, minor: int) -> str:
        """Money in short: a hundred and more without cents."""
        unit = 10 ** exponent(self.currency)
        return money_text(
            round(minor / unit) * unit if abs(minor) >= 100 * unit else minor, self.currency
        )

    def money_axis(self, minor: int) -> str:
        return charts.short(minor // 10 ** exponent(self.currency))

    def reward_name(self, reward_id: str) -> str:
        """By the newest program that has it."""
        for program in reversed(self.programs.all):
            for reward in program.rewards:
                if reward.id == reward_id:
                    return name_in(reward.names)
        return reward_id


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, and what it was in the period before ("" where there is no such thing)."""

    id: str
    value: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`raw`: as a CSV file has it. `bar` stands beside the text; `style`: a class."""

    raw: str | int
    text: str
    bar: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart with its table, or a table alone. The first cell of a row names it. `legend`: names
    of lines by their class."""

    id: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    chart: str = ""
    legend: Sequence[tuple[str, str]] = ()
    empty: bool = False
    wide: bool = False


Shown = Callable[[int], str]
Raw = Callable[[int], str | int]


def plain(value: int) -> Cell:
    return Cell(value, number(value))


def name(text: str) -> Cell:
    return Cell(text, text)


def share_text(share: Share) -> str:
    """ "12.5%", or a dash for a share of nothing."""
    percent = share.percent
    return "\N{EN DASH}" if percent is None else f"{percent:.1f}%".replace("100.0", "100")


def share_cell(share: Share, bar: str = "") -> Cell:
    percent = share.percent
    drawn = charts.bar(share.part, share.whole, bar) if bar and share.whole else ""
    raw = "" if percent is None else f"{percent:.2f}"
    return Cell(raw, share_text(share), drawn)


def money_cell(minor: int | None, currency: str) -> Cell:
    if minor is None:
        return Cell("", "\N{EN DASH}")
    return Cell(to_major(minor, currency), money_text(minor, currency))


def count_tile(of: str, looked: Looked, count: Callable[[Seen], int], shown: Shown) -> Tile:
    """A figure that is a number."""
    return Tile(of, shown(count(looked.seen)), shown(count(looked.past)))


def share_tile(of: str, looked: Looked, share: Callable[[Seen], Share]) -> Tile:
    """A figure that is a share."""
    return Tile(of, share_text(share(looked.seen)), share_text(share(looked.past)))


def over_time(
    of: str,
    looked: Looked,
    series: Sequence[Series],
    shown: Shown = number,
    axis: Shown | None = None,
    raw: Raw = int,
    standing: bool = False,
) -> Panel:
    """A chart of lines over the period, with its table. Many days go by weeks: their sums, or, of
    what is `standing`, how it was at the end of each."""
    title = say(f"numbers.panel.{of}")
    period = looked.seen.period
    units, by = period.units, str(period.by)
    if by == "day" and len(units) > _MOST_DAYS:
        units, by = [week[0] for week in _weeks(units)], "week"
        series = [replace(one, values=_weekly(one.values, standing)) for one in series]
    own = [one for one in series if not one.faint]
    described = "; ".join(
        f"{one.name}: {say('numbers.most', value=shown(max(one.values, default=0)))}" for one in own
    )
    labels = [unit_name(unit) for unit in units]
    drawn = charts.lines(title, described, labels, series, shown, axis or charts.short)
    heading = say(f"numbers.by.{by}")
    rows = [
        [Cell(unit, unit_name(unit)), *(Cell(raw(n), shown(n)) for n in values)]
        for unit, *values in zip(units, *(one.values for one in series), strict=True)
    ]
    legend = [("faint" if one.faint else f"s{place}", one.name) for place, one in enumerate(series)]
    return Panel(
        id=of,
        headings=[heading, *(one.name for one in series)],
        rows=rows,
        chart=drawn,
        legend=legend if len(series) > 1 else (),
        empty=not any(any(one.values) for one in series),
    )


def _weeks(days: Sequence[T]) -> list[Sequence[T]]:
    """Seven at a time, so that the last are whole."""
    ends = range(len(days), 0, -7)
    return [days[max(0, end - 7) : end] for end in ends][::-1]


def _weekly(values: Sequence[int], standing: bool) -> list[int]:
    return [week[-1] if standing else sum(week) for week in _weeks(values)]


def ranked(of: str, heading: str, counts: Mapping[str, int], shown: Shown = number) -> Panel:
    """A table of bars, the longest first."""
    most = max(counts.values(), default=0)
    rows = [
        [name(label), Cell(n, shown(n), charts.bar(n, most))]
        for label, n in sorted(counts.items(), key=lambda one: -one[1])
    ]
    return Panel(of, [heading, say("numbers.count")], rows, empty=not any(counts.values()))


def stepped(of: str, heading: str, names: Sequence[str], groups: Sequence[Series]) -> Panel:
    """A table of bars in an order of their own, one column for each of `groups`."""
    most = max((n for one in groups for n in one.values), default=0)
    rows = [
        [
            name(label),
            *(
                Cell(one.values[place], number(one.values[place]), _bar(one, place, most, column))
                for column, one in enumerate(groups)
            ),
        ]
        for place, label in enumerate(names)
    ]
    headings = [heading, *(one.name for one in groups)]
    return Panel(of, headings, rows, empty=not most)


def _bar(one: Series, place: int, most: int, column: int) -> str:
    return charts.bar(one.values[place], most, f"s{column}")


def unit_name(unit: str) -> str:
    """ "29 Nov" or "11/29" for a day, "Nov 2026" or "2026/11" for a month."""
    if current() == "zh-Hant":
        return f"{int(unit[5:7])}/{int(unit[8:])}" if len(unit) == 10 else unit.replace("-", "/")
    month = _MONTHS[int(unit[5:7]) - 1]
    return f"{int(unit[8:])} {month}" if len(unit) == 10 else f"{month} {unit[:4]}"
