"""Figures of a period, out of a ledger's sums. docs/numbers.md defines each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.stats.periods import Period

# A ledger's sums: counters by row (core/stats/sums.py).
Counters = Mapping[str, int]
Book = Mapping[str, Counters]

ISSUED = ("earn", "bonus", "adjust_up")
SPENT = ("redeem", "return")
AT_RISK_DAYS = 90
CHURNED_DAYS = 180
DORMANT_DAYS = 180
# Days since the last order or deed, up to and including: 0-30, 31-60 and so on; the last is open.
SINCE = (30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None of nothing."""
        return 100 * self.part / self.whole if self.whole else None


class Seen:
    """What the sums say of a period."""

    def __init__(self, book: Book, period: Period) -> None:
        self.period = period
        self._units = [(unit, *_place(unit)) for unit in period.units]
        self._counters: dict[str, dict[str, int]] = {}
        for unit, row, name in self._units:
            prefix = f"{name}."
            self._counters[unit] = {
                key[len(prefix) :]: number
                for key, number in book.get(row, {}).items()
                if key.startswith(prefix)
            }

    def series(self, *counters: str) -> list[int]:
        """By day or month, these counters together."""
        return [
            sum(self._counters[unit].get(one, 0) for one in counters) for unit, *_ in self._units
        ]

    def sum(self, *counters: str) -> int:
        """Of the whole period."""
        return sum(self.series(*counters))

    def named(self, prefix: str) -> dict[str, int]:
        """Counters that begin so, by the rest of their names."""
        found: dict[str, int] = {}
        for counters in self._counters.values():
            for key, number in counters.items():
                if key.startswith(prefix):
                    rest = key[len(prefix) :]
                    found[rest] = found.get(rest, 0) + number
        return found

    def series_named(self, prefix: str) -> list[int]:
        """By day or month, all counters that begin so together."""
        return [
            sum(n for key, n in self._counters[unit].items() if key.startswith(prefix))
            for unit, *_ in self._units
        ]

    def distinct(self, counter: str) -> int:
        """How many people have such a day in the period: of each the first one counts, which is
        the one whose gap to the day before it reaches back beyond the period's beginning."""
        found = 0
        for place, (unit, *_) in enumerate(self._units):
            for key, number in self._counters[unit].items():
                name, _, gap = key.rpartition(".")
                if name == counter and int(gap) > place:
                    found += number
        return found


def _place(unit: str) -> tuple[str, str]:
    return (f"D#{unit[:7]}", unit[8:]) if len(unit) == 10 else (f"M#{unit[:4]}", unit[5:7])


def enrolment(seen: Seen) -> Share:
    """Of all who bought, those with an account."""
    members = seen.distinct("b.m")
    return Share(members, members + seen.distinct("b.g"))


def participation(seen: Seen) -> Share:
    """Of the members who did anything, those who did more than buy."""
    return Share(seen.distinct("p.m"), seen.distinct("a.m"))


def repurchase(seen: Seen, who: str) -> Share:
    """Of those who bought, those with an order that was not their first. `who`: "m", "g" or
    "t:TIER"."""
    return Share(seen.distinct(f"q.{who}"), seen.distinct(f"b.{who}"))


def average_order(seen: Seen, who: str) -> int | None:
    """Minor units of the program's currency; orders that it has no rate for are left out."""
    orders = seen.sum(f"o.{who}") - seen.sum(f"of.{who}")
    return round(seen.sum(f"v.{who}") / orders) if orders else None


def points(seen: Seen, kinds: Iterable[str]) -> list[int]:
    """Changes of what members are worth (available less debt), by day or month."""
    own = list(kinds)
    up = seen.series(*(f"k.{kind}" for kind in own))
    owed = seen.series(*(f"kd.{kind}" for kind in own))
    return [a - d for a, d in zip(up, owed, strict=True)]


def redemption_rate(seen: Seen) -> Share:
    """Points spent to points issued."""
    return Share(-sum(points(seen, SPENT)), sum(points(seen, ISSUED)))


def outstanding(book: Book, seen: Seen, today: date) -> list[int]:
    """Points that members could spend, at the end of each day or month: what there is now, less
    what came since."""
    left = book.get("T", {}).get("a", 0) - _since(book, seen.period.last, today)
    found = []
    for change in reversed(seen.series_named("k.")):
        found.append(left)
        left -= change
    return found[::-1]


def _since(book: Book, last: date, today: date) -> int:
    """By how much the available points changed after a day."""
    change = 0
    month = last.isoformat()[:7]
    for key, number in book.get(f"D#{month}", {}).items():
        day, _, counter = key.partition(".")
        if counter.startswith("k.") and f"{month}-{day}" > last.isoformat():
            change += number
    for year in range(last.year, today.year + 1):
        for key, number in book.get(f"M#{year}", {}).items():
            number_of_month, _, counter = key.partition(".")
            if counter.startswith("k.") and f"{year}-{number_of_month}" > month:
                change += number
    return change


def since_last(book: Book, kind: str, today: date) -> list[int]:
    """By how long ago it was (SINCE): how many members ("m") or guests ("g") last bought, or how
    many points ("p") were last moved by who holds them."""
    found = [0] * (len(SINCE) + 1)
    for row, counters in book.items():
        if row.startswith("A#"):
            for key, number in counters.items():
                if key.startswith(kind):
                    day = date.fromisoformat(f"{row[2:]}-{key[1:]}")
                    found[_bucket((today - day).days)] += number
    return found


def _bucket(days: int) -> int:
    return next((place for place, most in enumerate(SINCE) if days <= most), len(SINCE))


def longer_than(book: Book, kind: str, days: int, today: date) -> int:
    """Of `since_last`, those of more days ago than that."""
    return sum(since_last(book, kind, today)[SINCE.index(days) + 1 :])


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who first bought in a month: how many, how many of them bought so many months later (None
    for what is still to come), and again within 30, 60 and 90 days."""

    month: str
    size: int
    later: list[int | None]
    again: dict[int, int]


def cohorts(book: Book, who: str, months: list[str], this_month: str) -> list[Cohort]:
    """Those of the months in which anybody first bought."""
    found = []
    for month in months:
        counters = book.get(f"C#{month}", {})
        size = counters.get(f"{who}.0", 0)
        passed = _between(month, this_month)
        if size:
            later = [
                counters.get(f"{who}.{place}", 0) if place <= passed else None
                for place in range(1, len(months))
            ]
            again = {days: counters.get(f"{who}.d{days}", 0) for days in (30, 60, 90)}
            found.append(Cohort(month, size, later, again))
    return found


def _between(month: str, later: str) -> int:
    return (int(later[:4]) - int(month[:4])) * 12 + int(later[5:7]) - int(month[5:7])


def first_reward(seen: Seen) -> tuple[dict[int, int], float | None]:
    """How many redeemed for the first time so many days after they joined, and the median."""
    days = {int(key): number for key, number in seen.named("w.").items()}
    every = sum(days.values())
    if not every:
        return {}, None
    ordered = sorted(days)
    return days, (_nth(days, ordered, (every - 1) // 2) + _nth(days, ordered, every // 2)) / 2


def _nth(days: Mapping[int, int], ordered: list[int], place: int) -> int:
    for day in ordered:
        place -= days[day]
        if place < 0:
            return day
    raise ValueError("there are not so many")


def gatherings(book: Book) -> dict[str, Counters]:
    """The counters of each group purchase that anybody joined."""
    return {row[2:]: counters for row, counters in book.items() if row.startswith("G#")}
