"""Group purchases: who joined, who was early, who bought again, who joined the next."""

from __future__ import annotations

from core.program.groups import Group
from core.stats import figures
from core.stats.figures import Share
from functions.admin.language import name_in, number, say
from functions.admin.panels.parts import (
    Cell,
    Looked,
    Panel,
    Tile,
    money_cell,
    plain,
    share_cell,
    share_text,
)


def shown(looked: Looked) -> tuple[list[Tile], list[Panel]]:
    """Tiles and panels; the events are all there ever were, whatever the period."""
    found = figures.gatherings(looked.book)
    events = _events(looked)
    rows = [_row(looked, one, events, found) for one in events if one.id in found]
    every = [found[one.id] for one in events if one.id in found]
    members = sum(one.get("m", 0) for one in every)
    tiles = [
        Tile("events", number(len(every))),
        Tile("event_members", number(members)),
        Tile("early", share_text(_share(every, "e", members))),
        Tile("event_again30", share_text(_share(every, "a30", members))),
        Tile("event_again90", share_text(_share(every, "a90", members))),
    ]
    headings = [
        *(say("numbers.event"), say("numbers.event_joined"), say("numbers.tile.orders")),
        *(say("numbers.pieces"), say("numbers.money"), say("numbers.tile.early")),
        *(say("numbers.event_again30"), say("numbers.event_again90"), say("numbers.joined_next")),
    ]
    return tiles, [Panel("events", headings, rows, empty=not rows, wide=True)]


def _events(looked: Looked) -> list[Group]:
    """Every event that any program named, by the newest that does; the one that began last comes
    first."""
    found: dict[str, Group] = {}
    for program in looked.programs.all:
        found |= {one.id: one for one in program.groups}
    return sorted(found.values(), key=lambda one: one.from_day, reverse=True)


def _row(
    looked: Looked, event: Group, events: list[Group], found: dict[str, figures.Counters]
) -> list[Cell]:
    own = found[event.id]
    members = own.get("m", 0)
    later = [one for one in events if one.from_day > event.from_day]
    if later:
        following = min(later, key=lambda one: one.from_day)
        again = share_cell(Share(own.get(f"n.{following.id}", 0), members), "s0")
    else:
        again = Cell("", say("numbers.no_next"))
    early = Cell("", "\N{EN DASH}")
    if event.early_until:
        early = share_cell(Share(own.get("e", 0), members), "s0")
    label = name_in(event.names)
    return [
        Cell(label, label),
        plain(members),
        plain(own.get("o", 0)),
        plain(own.get("u", 0)),
        money_cell(own.get("v", 0), looked.currency),
        early,
        share_cell(Share(own.get("a30", 0), members), "s0"),
        share_cell(Share(own.get("a90", 0), members), "s0"),
        again,
    ]


def _share(every: list[figures.Counters], counter: str, members: int) -> Share:
    return Share(sum(one.get(counter, 0) for one in every), members)
