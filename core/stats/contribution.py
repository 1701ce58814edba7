"""What one member adds to a ledger's sums: a function of the entries, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from core import calendar, exchange, rewards
from core.program.model import Program, Programs
from core.stats.facts import Chains, Fact, Life, lives_of
from core.stats.purchases import Bought, Redeemed, bought, redeemed
from core.stats.sums import MOST_DAYS, MOST_MONTHS, Sums

COHORT_MONTHS = 24
FIRST_REWARD_DAYS = 400
AGAIN_DAYS = (30, 60, 90)
# Given without anything that the member did.
_GIVEN = frozenset(
    {"birthday", "anniversary", "entry_reward", "referrer", "order_award", "award"}
    | {"group_reached", "group_early", "group_missed", "group_organiser", "draw"}
)


@dataclass(frozen=True)
class World:
    """What besides the entries decides: nothing that ever changes of what is past."""

    programs: Programs
    tz: ZoneInfo

    def program(self, version: int) -> Program:
        return self.programs.of_version(version)

    def worth_minor(self, one: Bought) -> int | None:
        """An order's money in the program's currency; None where the program has no rate."""
        if not one.version:
            return None
        program = self.program(one.version)
        known = exchange.rate(program, one.currency) is not None
        return exchange.counted(one.minor, one.currency, program) if known else None

    def early_until(self, version: int, group_id: str) -> str:
        """The last day of a group purchase's early birds; "" where it has none."""
        groups = self.program(version).groups if version else ()
        return next((one.early_until for one in groups if one.id == group_id), "")

    def cost_minor(self, one: Redeemed) -> int:
        """What a redemption takes off, as far as that is an amount of money."""
        offered = self.programs.in_force(one.at_s).rewards
        reward = next((each for each in offered if each.id == one.reward), None)
        if reward is None or not reward.value_minor:
            return 0
        points = one.points or reward.points
        return rewards.worth_minor(reward, points) if reward.points else reward.value_minor


def contribution(member: str, chains: Chains, account: bool, world: World) -> Sums:
    """What a member adds. `chains` have their entries, and those of all joined into them."""
    adding = _Adding()
    for life in lives_of(member, chains, account):
        _live(adding, life, world)
    return {key: number for key, number in adding.sums.items() if number}


class _Adding:
    """Sums in the making."""

    def __init__(self) -> None:
        self.sums: Sums = {}

    def row(self, row: str, counter: str, number: int = 1) -> None:
        self.sums[row, counter] = self.sums.get((row, counter), 0) + number

    def on(self, day: date, counter: str, number: int = 1) -> None:
        """To a day and to its month."""
        text = day.isoformat()
        self.row(f"D#{text[:7]}", f"{text[8:]}.{counter}", number)
        self.row(f"M#{text[:4]}", f"{text[5:7]}.{counter}", number)

    def days(self, days: Iterable[date], counter: str) -> None:
        """Days on which something was done, each with how long ago it was done last."""
        each = sorted(set(days))
        for before, day in zip([None, *each], each, strict=False):
            gap = MOST_DAYS if before is None else min((day - before).days, MOST_DAYS)
            text = day.isoformat()
            self.row(f"D#{text[:7]}", f"{text[8:]}.{counter}.{gap}")
        months = sorted({day.year * 12 + day.month - 1 for day in each})
        for last, month in zip([None, *months], months, strict=False):
            gap = MOST_MONTHS if last is None else min(month - last, MOST_MONTHS)
            self.row(f"M#{month // 12}", f"{month % 12 + 1:02d}.{counter}.{gap}")


def _live(adding: _Adding, life: Life, world: World) -> None:
    who = "m" if life.account else "g"
    orders = bought(life.facts, world.tz)
    taken = redeemed(life.facts, world.tz)
    joined = calendar.day(min(fact.since_s for fact in life.facts), world.tz)
    adding.on(joined, f"j.{who}")
    _points(adding, life.facts, world.tz)
    _orders(adding, orders, who, world)
    _cohort(adding, orders, who)
    _groups(adding, orders, world)
    for one in taken:
        adding.on(one.day, f"x.{one.reward}")
        adding.on(one.day, f"xp.{one.reward}", one.points)
        adding.on(one.day, f"xc.{one.reward}", world.cost_minor(one))
    chosen = [one.day for one in taken if one.points]
    if chosen:
        waited = min(max(0, (chosen[0] - joined).days), FIRST_REWARD_DAYS)
        adding.on(chosen[0], f"w.{waited}")
    beside = [*chosen, *_deeds(adding, life.facts, world.tz)]
    deeds = [*beside, *(one.day for one in orders)]
    adding.days(beside, f"p.{who}")
    adding.days(deeds, f"a.{who}")
    if not life.ended:
        _now(adding, life.facts, orders, max(deeds, default=joined), who)


def _points(adding: _Adding, facts: Iterable[Fact], tz: ZoneInfo) -> None:
    for fact in facts:
        day = calendar.day(fact.at_ms // 1000, tz)
        kind = fact.kind
        if kind == "adjust":
            kind = "adjust_up" if fact.available - fact.debt > 0 else "adjust_down"
        if fact.available:
            adding.on(day, f"k.{kind}", fact.available)
        if fact.debt:
            adding.on(day, f"kd.{kind}", fact.debt)
        for counter, number in (("a", fact.available), ("p", fact.pending), ("d", fact.debt)):
            adding.row("T", counter, number)


def _orders(adding: _Adding, orders: list[Bought], who: str, world: World) -> None:
    for one in orders:
        classes = [who, f"t:{one.tier}"] if who == "m" and one.tier else [who]
        minor = world.worth_minor(one)
        for each in classes:
            adding.on(one.day, f"o.{each}")
            adding.on(one.day, f"v.{each}", minor or 0)
            adding.on(one.day, f"of.{each}", int(minor is None))
    if orders:
        adding.on(orders[0].day, f"f.{who}")
    again = orders[1:]
    adding.days((one.day for one in orders), f"b.{who}")
    adding.days((one.day for one in again), f"q.{who}")
    for tier in {one.tier for one in orders if one.tier} if who == "m" else ():
        adding.days((one.day for one in orders if one.tier == tier), f"b.t:{tier}")
        adding.days((one.day for one in again if one.tier == tier), f"q.t:{tier}")


def _cohort(adding: _Adding, orders: list[Bought], who: str) -> None:
    """By the month of the first order: who bought in which month after it, and how soon again."""
    if not orders:
        return
    first = orders[0].day
    row = f"C#{first.isoformat()[:7]}"
    later = {(one.day.year - first.year) * 12 + one.day.month - first.month for one in orders}
    for months in later:
        if months <= COHORT_MONTHS:
            adding.row(row, f"{who}.{months}")
    for days in AGAIN_DAYS:
        if len(orders) > 1 and (orders[1].day - first).days <= days:
            adding.row(row, f"{who}.d{days}")


def _groups(adding: _Adding, orders: list[Bought], world: World) -> None:
    """Who joined which group purchase, and what they did afterwards."""
    joined: dict[str, list[Bought]] = {}
    for one in orders:
        for group_id in one.groups:
            joined.setdefault(group_id, []).append(one)
    for group_id, own in joined.items():
        row = f"G#{group_id}"
        adding.row(row, "m")
        adding.row(row, "o", len(own))
        adding.row(row, "u", sum(one.groups[group_id] for one in own))
        adding.row(row, "v", sum(world.worth_minor(one) or 0 for one in own))
        if any(one.day.isoformat() <= world.early_until(one.version, group_id) for one in own):
            adding.row(row, "e")
        since = own[0].day
        others = [one.day for one in orders if group_id not in one.groups and one.day >= since]
        for days in (30, 90):
            if any((day - since).days <= days for day in others):
                adding.row(row, f"a{days}")
        for other in joined:
            if other != group_id:
                adding.row(row, f"n.{other}")


def _deeds(adding: _Adding, facts: Iterable[Fact], tz: ZoneInfo) -> list[date]:
    """The days of what was done besides buying and redeeming."""
    found = []
    for fact in facts:
        what = ""
        if fact.kind == "bonus":
            what = str(fact.why.get("kind") or fact.reason)
        elif fact.kind == "redeem" and fact.source.get("type") == "draw":
            what = "draw_entry"
        if what:
            day = calendar.day(fact.at_ms // 1000, tz)
            adding.on(day, f"e.{what}")
            if what not in _GIVEN:
                found.append(day)
    return found


def _now(
    adding: _Adding, facts: Iterable[Fact], orders: list[Bought], last_deed: date, who: str
) -> None:
    """Who is here, since when they have not bought, and which points have not been touched."""
    adding.row("T", f"n.{who}")
    if orders:
        last = orders[-1].day.isoformat()
        adding.row(f"A#{last[:7]}", f"{who}{last[8:]}")
    held = sum(fact.available for fact in facts)
    if held:
        deed = last_deed.isoformat()
        adding.row(f"A#{deed[:7]}", f"p{deed[8:]}", held)
        adding.row(f"A#{deed[:7]}", f"n{deed[8:]}")
