"""The tabs of the page of numbers: which figures each of them shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.money import to_major
from core.program.worth import best_worth
from core.stats import figures
from functions.admin.charts import Series
from functions.admin.language import number, say
from functions.admin.panels import gatherings, repurchase, rewards
from functions.admin.panels.parts import (
    Looked,
    Panel,
    Tile,
    count_tile,
    over_time,
    ranked,
    share_tile,
    stepped,
)


@dataclass(frozen=True, slots=True)
class Tab:
    """What one tab shows."""

    tiles: list[Tile]
    panels: list[Panel]


def _overview(looked: Looked) -> Tab:
    seen, past = looked.seen, looked.past
    tiles = [
        count_tile("orders", looked, lambda one: one.sum("o.m", "o.g"), number),
        count_tile("revenue", looked, lambda one: one.sum("v.m"), looked.money),
        count_tile("joined", looked, lambda one: one.sum("j.m"), number),
        share_tile("repurchase", looked, lambda one: figures.repurchase(one, "m")),
        share_tile("enrolment", looked, figures.enrolment),
        share_tile("participation", looked, figures.participation),
        Tile("outstanding", number(_outstanding(looked))),
        count_tile("cost", looked, rewards.cost_of, looked.money),
    ]
    ordered = [
        Series(say("numbers.members"), seen.series("o.m")),
        Series(say("numbers.guests"), seen.series("o.g")),
        Series(say("numbers.all_before"), past.series("o.m", "o.g"), faint=True),
    ]
    money = [
        Series(say("numbers.tile.revenue"), seen.series("v.m")),
        Series(say("numbers.tile.cost"), seen.series_named("xc.")),
    ]
    return Tab(
        tiles,
        [
            over_time("ordered", looked, ordered),
            over_time("worth", looked, money, looked.money, looked.money_axis, _major(looked)),
        ],
    )


def _members(looked: Looked) -> Tab:
    seen, past, book, today = looked.seen, looked.past, looked.book, looked.today
    here = book.get("T", {})
    churned = figures.longer_than(book, "m", figures.CHURNED_DAYS, today)
    at_risk = figures.longer_than(book, "m", figures.AT_RISK_DAYS, today) - churned
    tiles = [
        Tile("members", number(here.get("n.m", 0))),
        Tile("guests", number(here.get("n.g", 0))),
        count_tile("joined", looked, lambda one: one.sum("j.m"), number),
        share_tile("enrolment", looked, figures.enrolment),
        share_tile("participation", looked, figures.participation),
        Tile("at_risk", number(at_risk)),
        Tile("churned", number(churned)),
    ]
    new = [
        Series(say("numbers.members"), seen.series("j.m")),
        Series(say("numbers.guests"), seen.series("j.g")),
        Series(say("numbers.members_before"), past.series("j.m"), faint=True),
    ]
    done = {
        say("numbers.deed.order"): seen.sum("o.m", "o.g"),
        say("numbers.deed.redeem"): sum(seen.named("x.").values()),
    }
    for kind, count in seen.named("e.").items():
        done[_deed(kind)] = done.get(_deed(kind), 0) + count
    away = [
        Series(say("numbers.members"), figures.since_last(book, "m", today)),
        Series(say("numbers.guests"), figures.since_last(book, "g", today)),
    ]
    return Tab(
        tiles,
        [
            over_time("new", looked, new),
            ranked("activity", say("numbers.what"), done),
            stepped("away", say("numbers.since_order"), _since_names(), away),
        ],
    )


def _points(looked: Looked) -> Tab:
    seen, book, today = looked.seen, looked.book, looked.today

    def of(*kinds: str, sign: int = 1) -> list[int]:
        return [sign * change for change in figures.points(seen, kinds)]

    def tile(name: str, kinds: tuple[str, ...], sign: int) -> Tile:
        return count_tile(name, looked, lambda one: sign * sum(figures.points(one, kinds)), number)

    outstanding = _outstanding(looked)
    worth = best_worth(looked.program)
    dormant = figures.longer_than(book, "p", figures.DORMANT_DAYS, today)
    tiles = [
        tile("issued", figures.ISSUED, 1),
        tile("spent", figures.SPENT, -1),
        tile("expired", ("expire",), -1),
        share_tile("redemption", looked, figures.redemption_rate),
        Tile("outstanding", number(outstanding)),
        Tile("liability", looked.money(worth.cost_minor(outstanding)) if worth else "\N{EN DASH}"),
        Tile("dormant", number(dormant)),
    ]
    moved = [
        Series(say("numbers.tile.issued"), of(*figures.ISSUED)),
        Series(say("numbers.tile.spent"), of(*figures.SPENT, sign=-1)),
        Series(say("numbers.tile.expired"), of("expire", sign=-1)),
        Series(say("numbers.taken_back"), of("reverse", "adjust_down", sign=-1)),
    ]
    left = [Series(say("numbers.tile.outstanding"), figures.outstanding(book, seen, today))]
    held = [Series(say("numbers.points"), figures.since_last(book, "p", today))]
    return Tab(
        tiles,
        [
            over_time("moved", looked, moved),
            over_time("left", looked, left, standing=True),
            stepped("dormant", say("numbers.since_deed"), _since_names(), held),
        ],
    )


def _outstanding(looked: Looked) -> int:
    """At the end of the period."""
    return figures.outstanding(looked.book, looked.seen, looked.today)[-1]


def _since_names() -> list[str]:
    firsts = [0, *(most + 1 for most in figures.SINCE)]
    names = [
        say("numbers.days_between", first=first, last=last)
        for first, last in zip(firsts, figures.SINCE, strict=False)
    ]
    return [*names, say("numbers.days_over", first=figures.SINCE[-1])]


def _deed(kind: str) -> str:
    known = {
        *("signup", "birthday", "anniversary", "newsletter", "review", "social_follow"),
        *("social_share", "tagged_post", "survey", "event", "channel", "friend", "referrer"),
        *("entry_reward", "order_award", "draw", "draw_entry"),
    }
    if kind.startswith("group_"):
        return say("numbers.deed.group")
    return say(f"numbers.deed.{kind}") if kind in known else say("numbers.deed.other")


def _major(looked: Looked) -> Callable[[int], str]:
    return lambda minor: to_major(minor, looked.currency)


def _repurchase(looked: Looked) -> Tab:
    return Tab(*repurchase.shown(looked))


def _rewards(looked: Looked) -> Tab:
    return Tab(*rewards.shown(looked))


def _groups(looked: Looked) -> Tab:
    return Tab(*gatherings.shown(looked))


TABS: dict[str, Callable[[Looked], Tab]] = {
    "overview": _overview,
    "members": _members,
    "repurchase": _repurchase,
    "points": _points,
    "rewards": _rewards,
    "groups": _groups,
}
