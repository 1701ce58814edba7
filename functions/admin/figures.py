"""Numbers that a merchant looks at: tabs of figures and charts, for a period, each as CSV too."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Blueprint, abort, g, render_template, request
from werkzeug.wrappers import Response

from core import calendar
from core.errors import BadInput
from core.exporting.formats import guarded
from core.ledger import rollups
from core.ledger.rollups import Rolled
from core.stats import periods
from core.stats.figures import ISSUED, Seen, points
from core.stats.periods import PRESETS, Period
from functions.admin.language import number, say
from functions.admin.panels.parts import Looked, Tile
from functions.admin.panels.tabs import TABS
from integrations import access

figures = Blueprint("numbers", __name__)

_WEEK = 7


@dataclass(slots=True)
class Picked:
    """The period that was asked for. `faults`: what is wrong with what was typed, by its field."""

    name: str
    period: Period
    first: str
    last: str
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """What leads back to it."""
        if self.name != "custom":
            return {"period": self.name}
        return {"period": self.name, "from": self.first, "to": self.last}


@figures.get("/numbers")
@figures.get("/numbers/<tab>")
def page(tab: str = "overview") -> str | tuple[str, int]:
    """One tab."""
    if tab not in TABS:
        abort(404)
    picked, rolled, looked = _look()
    shown = TABS[tab](looked)
    answer = render_template(
        "numbers.html",
        tab=tab,
        tabs=list(TABS),
        picked=picked,
        presets=PRESETS,
        rolled=rolled,
        shown=shown,
        until=looked.seen.period.last,
        since=looked.seen.period.first,
        before=looked.past.period,
    )
    return (answer, 422) if picked.faults else answer


@figures.get("/numbers/<tab>/<panel>.csv")
def table(tab: str, panel: str) -> Response:
    """The table behind a chart."""
    if tab not in TABS:
        abort(404)
    picked, _, looked = _look()
    found = next((one for one in TABS[tab](looked).panels if one.id == panel), None)
    if found is None or picked.faults:
        abort(404)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_safe(one) for one in found.headings])
    writer.writerows([_safe(cell.raw) for cell in row] for row in found.rows)
    unit = looked.seen.period
    name = f"{tab}-{panel}-{unit.first.isoformat()}-{unit.last.isoformat()}.csv"
    # The mark at the beginning tells Excel that it is UTF-8.
    answer = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@dataclass(frozen=True, slots=True)
class Week:
    """The last seven days against the seven before. `at`: up to when, unix seconds; None before
    anything was summed."""

    tiles: list[Tile]
    at: int | None


def week() -> Week:
    """For the home page."""
    today = _today()
    period = Period(today - timedelta(days=_WEEK - 1), today, "day")
    rolled = rollups.read(access.ledger_of(g.store), period, today, standing=False)
    now, before = Seen(rolled.book, period), Seen(rolled.book, period.before)
    counts: dict[str, Callable[[Seen], int]] = {
        "orders": lambda seen: seen.sum("o.m", "o.g"),
        "issued": lambda seen: sum(points(seen, ISSUED)),
        "redeemed": lambda seen: sum(seen.named("x.").values()),
        "joined": lambda seen: seen.sum("j.m"),
        "returning": lambda seen: seen.distinct("q.m") + seen.distinct("q.g"),
    }
    tiles = [Tile(name, number(of(now)), number(of(before))) for name, of in counts.items()]
    return Week(tiles, None if rolled.at_ms is None else rolled.at_ms // 1000)


def _look() -> tuple[Picked, Rolled, Looked]:
    books, today, now_s = access.books_of(g.store), _today(), int(time.time())
    picked = pick(today)
    rolled = rollups.read(books.ledger, picked.period, today)
    looked = Looked(
        book=rolled.book,
        seen=Seen(rolled.book, picked.period),
        past=Seen(rolled.book, picked.period.before),
        today=today,
        since=calendar.day(g.store.installed_at_s, g.store.tz),
        program=books.programs.in_force(now_s),
        programs=books.programs,
    )
    return picked, rolled, looked


def pick(today: date) -> Picked:
    """The period of the address. One that cannot be says why beside its field, and the figures are
    those of 30 days."""
    asked = request.args.get("period", PRESETS[0])
    if asked != "custom":
        name = asked if asked in PRESETS else PRESETS[0]
        period = periods.preset(name, today)
        return Picked(name, period, period.first.isoformat(), period.last.isoformat())
    typed = {name: request.args.get(name, "")[:20] for name in ("from", "to")}
    faults = {}
    days: dict[str, date] = {}
    for name, text in typed.items():
        try:
            days[name] = date.fromisoformat(text)
        except ValueError:
            faults[name] = say("numbers.no_day")
    period = periods.preset(PRESETS[0], today)
    if not faults:
        try:
            period = periods.chosen(days["from"], days["to"], today)
        except BadInput as error:
            faults["from" if error.code == "period_future" else "to"] = say(f"numbers.{error.code}")
    return Picked("custom", period, typed["from"], typed["to"], faults)


def _today() -> date:
    return calendar.day(int(time.time()), g.store.tz)


def _safe(cell: str | int) -> str | int:
    return guarded(cell) if isinstance(cell, str) and not _number(cell) else cell


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
