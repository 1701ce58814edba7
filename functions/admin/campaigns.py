"""The calendar of campaigns: everything in the program that has days, past, now and next, month by
month in the store's time zone. It shows the draft, for that is what is being planned."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args

from flask import Blueprint, Response, g, render_template, request, url_for

from core import calendar, ical, month, planned
from core.ledger import drafts, programs
from core.month import Week
from core.planned import Planned, Run, State, Together
from core.program.conditions import Festival
from core.program.festivals import days_of
from core.program.model import load
from core.program.sentences import sentences
from functions.admin import limits_shown
from functions.admin.language import name_in, say
from functions.admin.limits_shown import Bar
from integrations import access

campaigns = Blueprint("campaigns", __name__)

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)
# Days of a file for other calendars.
_BEFORE, _AHEAD = timedelta(days=31), timedelta(days=365)
_RUNS_SHOWN = 3
_STATES: tuple[State, ...] = ("now", "next", "past")
# What is planned from a day on, and on which page.
_NEW: dict[str, tuple[str, dict[str, Any]]] = {
    "campaigns": ("program_part.new", {"part_name": "campaigns"}),
    "bonuses": ("program_part.new", {"part_name": "bonuses", "kind": "order_above"}),
    "events": ("program_part.new", {"part_name": "events"}),
    "sales": ("program_part.new", {"part_name": "sales"}),
    "news": ("program_part.new", {"part_name": "news"}),
    "surveys": ("program_part.new", {"part_name": "surveys"}),
    "draws": ("draws.fresh", {}),
    "groups": ("groups.edit", {}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Something planned, as the list tells it. `unpublished`: only the draft says so."""

    item: Planned
    runs: list[Run]
    when: str
    state: State
    said: str
    url: str
    bars: list[Bar]
    unpublished: bool


@campaigns.get("/campaigns")
def page() -> str:
    """One month: the one that is named, else this one."""
    today = calendar.day(int(time.time()), g.store.tz)
    named = request.args.get("month", "")
    shown = named if _MONTH.fullmatch(named) else today.isoformat()[:7]
    first, last = month.bounds(shown)
    plan = _plan(today)
    lines = [plan.line(item, runs) for item, runs in planned.in_order(plan.items, first, last)]
    return render_template(
        "campaigns.html",
        month=shown,
        before=calendar.add_months(shown, -1),
        after=calendar.add_months(shown, 1),
        this_month=today.isoformat()[:7],
        today=today,
        weeks=_weeks(shown, lines),
        inside=lambda day: day.isoformat()[:7] == shown,
        festivals=_festivals(first, last),
        lines=sorted(lines, key=lambda one: _STATES.index(one.state)),
        always=[plan.line(item, []) for item in plan.items if item.always and _told(item)],
        together=planned.together(plan.document, plan.program, first, last),
        effect=plan.effect,
        new=[(name, url_for(page, **values)) for name, (page, values) in _NEW.items()],
        span=_span,
    )


@campaigns.get("/campaigns/calendar.ics")
def file() -> Response:
    """What is planned, for another calendar."""
    now_s = int(time.time())
    today = calendar.day(now_s, g.store.tz)
    plan = _plan(today)
    happenings = []
    for item, runs in planned.in_order(plan.items, today - _BEFORE, today + _AHEAD):
        for run in runs:
            uid = f"{item.kind}-{item.id}-{run[0].isoformat()}@{g.store.store_id}"
            title = f"{name_in(item.names)} · {say(f'campaigns.kind.{item.kind}')}"
            text = plan.line(item, []).said
            happenings.append(ical.Happening(uid, title, text, *run, at=_moment(item, run[0])))
    name = say("campaigns.file_name", store=g.store.name or g.store.address)
    headers = {"Content-Disposition": 'attachment; filename="campaigns.ics"'}
    text = ical.file(name, happenings, now_s)
    return Response(text, mimetype="text/calendar", headers=headers)


class _Plan:
    """The draft, with what is known of it."""

    def __init__(self, today: date) -> None:
        ledger = access.ledger_of(g.store)
        self.document = drafts.get(ledger).document
        self.program = load(self.document, 0, 0)
        self.items = planned.planned(self.program)
        self._today = today
        _, published = programs.document(ledger)
        self._published = _rows(published)
        self._draft = _rows(self.document)
        self._said = {f"news.{i}": one.text for i, one in enumerate(self.program.news)}
        for one in sentences(self.document).values():
            self._said.setdefault(one.where, one.text)
        self._bars = limits_shown.bars(self.program, int(time.time()))

    def line(self, item: Planned, runs: list[Run]) -> Line:
        """What is told of one."""
        mine = self._draft.get(item.place)
        return Line(
            item=item,
            runs=runs,
            when=_when(item, runs),
            state=item.state(self._today),
            said=name_in(self._said.get(item.place, {})),
            url=_url(item),
            bars=self._bars.get(item.id, []),
            unpublished=mine not in self._published.values(),
        )

    def effect(self, both: Together) -> str:
        """What a purchase gets that both are for."""
        names = {"one": name_in(both.one.names), "other": name_in(both.other.names)}
        days = _several(both.runs)
        if both.factor is None:
            return say("campaigns.both", days=days, **names)
        factor = f"{float(both.factor):g}"
        stacking = self.program.earning.stacking
        return say(f"campaigns.stacking.{stacking}", days=days, factor=factor, **names)


def _plan(today: date) -> _Plan:
    return _Plan(today)


def _rows(document: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of a document's lists by their places."""
    lists = {
        f"earning.{part}": document["earning"].get(part) for part in ("multipliers", "bonuses")
    }
    lists |= {part: rows for part, rows in document.items() if isinstance(rows, list)}
    return {
        f"{part}.{index}": row
        for part, rows in lists.items()
        for index, row in enumerate(rows or ())
    }


def _weeks(shown: str, lines: list[Line]) -> list[Week[Line]]:
    return month.weeks(shown, [(line, run) for line in lines for run in line.runs])


def _told(item: Planned) -> bool:
    """Of what has no days only what could have some and earns: rewards are always there."""
    return item.kind in ("campaigns", "bonuses")


def _url(item: Planned) -> str:
    if item.kind == "draws":
        return url_for("draws.one", draw_id=item.id)
    if item.kind == "groups":
        return url_for("groups.edit", group=item.id)
    return url_for("program_part.one", part_name=item.kind, row_id=item.id)


def _moment(item: Planned, day: date) -> datetime | None:
    if not item.time:
        return None
    return datetime.fromisoformat(f"{day.isoformat()}T{item.time}").replace(tzinfo=g.store.tz)


def _festivals(first: date, last: date) -> dict[date, str]:
    """Festivals of the lunar calendar on days from one to another."""
    return {
        day: say(f"form.window.festival={name}")
        for name in get_args(Festival)
        for day in map(date.fromisoformat, days_of(name, first, 0))
        if first <= day <= last
    }


def _when(item: Planned, runs: list[Run]) -> str:
    """All its days in a row; of those that come again and again some of this month's."""
    window = item.window
    if window.weekdays or window.month_days or window.festival:
        return _several(runs)
    first, last = (date.fromisoformat(day) if day else None for day in _ends(item))
    if first and last:
        return " ".join(filter(None, (_span((first, last)), item.time)))
    if first:
        return say("campaigns.since", first=_span((first, first)))
    return say("campaigns.until", last=_span((last, last))) if last else ""


def _ends(item: Planned) -> tuple[str, str]:
    return item.window.from_day, item.window.until_day


def _several(runs: list[Run]) -> str:
    shown = say("campaigns.and").join(_span(run) for run in runs[:_RUNS_SHOWN])
    return f"{shown} …" if len(runs) > _RUNS_SHOWN else shown


def _span(run: Run) -> str:
    """ "24–31 Dec", of one day only that."""
    first, last = run
    if first == last:
        return say("campaigns.day", **_named(first))
    return say("campaigns.days", first=_span((first, first)), last=_span((last, last)))


def _named(day: date) -> dict[str, str]:
    return {"d": str(day.day), "m": say(f"campaigns.month.{day.month}")}
