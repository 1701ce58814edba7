"""Who buys again: by tier, against guests, and by the month of the first order."""

from __future__ import annotations

from core import calendar
from core.stats import figures
from core.stats.figures import Share
from functions.admin import charts
from functions.admin.language import name_in, number, say
from functions.admin.panels.parts import (
    Cell,
    Looked,
    Panel,
    Tile,
    money_cell,
    name,
    plain,
    share_cell,
    share_text,
    share_tile,
    unit_name,
)

_COHORTS = 12


def shown(looked: Looked) -> tuple[list[Tile], list[Panel]]:
    """Tiles and panels."""
    cohorts = _cohorts(looked)
    size = sum(one.size for one in cohorts)
    tiles = [
        share_tile("repurchase", looked, lambda one: figures.repurchase(one, "m")),
        share_tile("repurchase_guests", looked, lambda one: figures.repurchase(one, "g")),
        *(
            Tile(f"again{days}", share_text(Share(sum(one.again[days] for one in cohorts), size)))
            for days in (30, 60, 90)
        ),
        _average("average", looked, "m"),
        _average("average_guests", looked, "g"),
    ]
    return tiles, [_by_tier(looked), _retention(cohorts)]


def _average(of: str, looked: Looked, who: str) -> Tile:
    def text(minor: int | None) -> str:
        return "\N{EN DASH}" if minor is None else looked.money(minor)

    now, before = (figures.average_order(one, who) for one in (looked.seen, looked.past))
    return Tile(of, text(now), text(before))


def _by_tier(looked: Looked) -> Panel:
    seen = looked.seen
    groups = [(name_in(tier.names), f"t:{tier.id}") for tier in looked.program.tiers]
    groups = [*groups, (say("numbers.all_members"), "m"), (say("numbers.guests"), "g")]
    headings = [
        *(say("numbers.tier"), say("numbers.tile.orders"), say("numbers.buyers")),
        *(say("numbers.bought_again"), say("numbers.tile.repurchase")),
        say("numbers.average"),
    ]
    rows = []
    for label, who in groups:
        again = figures.repurchase(seen, who)
        rows.append(
            [
                name(label),
                plain(seen.sum(f"o.{who}")),
                plain(again.whole),
                plain(again.part),
                share_cell(again, "s0"),
                money_cell(figures.average_order(seen, who), looked.currency),
            ]
        )
    return Panel("by_tier", headings, rows, empty=not seen.sum("o.m", "o.g"), wide=True)


def _cohorts(looked: Looked) -> list[figures.Cohort]:
    """Of the twelve months that end with the period."""
    last = looked.seen.period.last.isoformat()[:7]
    months = [calendar.add_months(last, back) for back in range(1 - _COHORTS, 1)]
    return figures.cohorts(looked.book, "m", months, looked.today.isoformat()[:7])


def _retention(cohorts: list[figures.Cohort]) -> Panel:
    """A heat map: the darker, the more of a month's new buyers bought so many months later."""
    headings = [
        *(say("numbers.first_bought"), say("numbers.new_buyers")),
        *(say("numbers.months_later", months=months) for months in range(1, _COHORTS)),
    ]
    rows = []
    for one in cohorts:
        cells = []
        for later in one.later:
            share = Share(later or 0, one.size)
            percent = "" if later is None else f"{100 * share.part / share.whole:.0f}%"
            raw = "" if later is None else f"{100 * share.part / share.whole:.2f}"
            style = "" if later is None else charts.shade(share.part, share.whole)
            cells.append(Cell(raw, percent, style=style))
        rows.append(
            [Cell(one.month, unit_name(one.month)), Cell(one.size, number(one.size)), *cells]
        )
    return Panel("cohorts", headings, rows, empty=not cohorts, wide=True)
