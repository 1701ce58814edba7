"""What is redeemed, what it costs, how long the first reward takes, and what nobody wants."""

from __future__ import annotations

from datetime import timedelta

from core import calendar
from core.stats import figures
from core.stats.figures import Seen
from core.stats.periods import REWARD_SILENT_DAYS, Period
from functions.admin import charts
from functions.admin.charts import Series
from functions.admin.language import number, say
from functions.admin.panels.parts import (
    Cell,
    Looked,
    Panel,
    Tile,
    count_tile,
    money_cell,
    name,
    over_time,
    plain,
    share_tile,
    stepped,
)

# Up to and including so many days from joining to the first reward.
_WAITS = (0, 7, 30, 90, 180)


def cost_of(seen: Seen) -> int:
    """Minor units that rewards took off."""
    return sum(seen.named("xc.").values())


def shown(looked: Looked) -> tuple[list[Tile], list[Panel]]:
    """Tiles and panels."""
    seen = looked.seen
    tiles = [
        count_tile("redeemed", looked, lambda one: sum(one.named("x.").values()), number),
        share_tile("redemption", looked, figures.redemption_rate),
        count_tile("cost", looked, cost_of, looked.money),
        Tile("first_reward", _median(seen), _median(looked.past)),
    ]
    redeemed = [
        Series(say("numbers.redemptions"), seen.series_named("x.")),
        Series(say("numbers.before_line"), looked.past.series_named("x."), faint=True),
    ]
    return tiles, [
        over_time("redeemed", looked, redeemed),
        _by_reward(looked),
        _waits(seen),
        _silent(looked),
    ]


def _median(seen: Seen) -> str:
    days = figures.first_reward(seen)[1]
    return "\N{EN DASH}" if days is None else say("numbers.days", days=f"{days:g}")


def _by_reward(looked: Looked) -> Panel:
    seen = looked.seen
    counts, points, cost = (seen.named(prefix) for prefix in ("x.", "xp.", "xc."))
    most = max(counts.values(), default=0)
    rows = []
    for reward, count in sorted(counts.items(), key=lambda one: -one[1]):
        spent = cost.get(reward)
        rows.append(
            [
                name(looked.reward_name(reward)),
                Cell(count, number(count), charts.bar(count, most)),
                plain(points.get(reward, 0)),
                money_cell(spent, looked.currency),
            ]
        )
    headings = [
        *(say("numbers.reward"), say("numbers.redemptions")),
        *(say("numbers.points"), say("numbers.tile.cost")),
    ]
    return Panel("by_reward", headings, rows, empty=not rows, wide=True)


def _waits(seen: Seen) -> Panel:
    found = [0] * (len(_WAITS) + 1)
    for days, count in figures.first_reward(seen)[0].items():
        found[next((n for n, most in enumerate(_WAITS) if days <= most), len(_WAITS))] += count
    firsts = [0, *(most + 1 for most in _WAITS)]
    names = [
        say("numbers.same_day")
        if last == 0
        else say("numbers.days_between", first=first, last=last)
        for first, last in zip(firsts, _WAITS, strict=False)
    ]
    names.append(say("numbers.days_over", first=_WAITS[-1]))
    heading = say("numbers.since_joining")
    return stepped("waits", heading, names, [Series(say("numbers.people"), found)])


def _silent(looked: Looked) -> Panel:
    """Rewards that were offered for the last sixty days and that nobody redeemed in them."""
    first = looked.today - timedelta(days=REWARD_SILENT_DAYS - 1)
    lately = Seen(looked.book, Period(first, looked.today, "day")).named("x.")
    then = looked.programs.in_force(calendar.start_s(first.isoformat()))
    old = {reward.id for reward in then.rewards} if looked.since <= first else set()
    silent = [
        reward
        for reward in looked.program.rewards
        if reward.id in old
        and reward.id not in lately
        and not (reward.last_day and reward.last_day < looked.today.isoformat())
        and not reward.first_day > first.isoformat()
    ]
    rows = [[name(looked.reward_name(one.id)), plain(one.least)] for one in silent]
    headings = [say("numbers.reward"), say("numbers.points")]
    return Panel("silent", headings, rows, empty=not rows)
