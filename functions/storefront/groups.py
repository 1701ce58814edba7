"""Group purchases as the shopper's side is told of them: those announced, running, or just over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core import calendar
from core.groups import Count, State, phase
from core.ledger import groups
from core.ledger.groups import Joined
from core.ledger.posting import Books
from core.money import to_major
from core.program.awards import NOTHING, Award
from core.program.groups import Group
from functions.storefront.reward_shapes import name_of

# Days for which people see what became of an event.
_SHOWN_AFTER = 30


def groups_json(books: Books, member_id: str | None, now_s: int) -> list[dict[str, Any]]:
    """All that is to be seen now. `member_id`: who asks, None for a visitor."""
    program = books.programs.in_force(now_s)
    today = calendar.day(now_s, books.tz).isoformat()
    found = [one for one in program.groups if is_shown(one, today)]
    standing = groups.shown(books.ledger, [one.id for one in found])
    mine: dict[str, Joined] = {}
    if member_id is not None and found:
        living = books.living(books.member(member_id)).member_id
        mine = groups.parts_in(books.ledger, [one.id for one in found], living)
    return [
        group_json(one, standing[one.id], today, program.currency)
        | ({"mine": _mine(mine[one.id])} if one.id in mine else {})
        for one in found
    ]


def is_shown(group: Group, today: str) -> bool:
    """Whether a group purchase is to be seen on the store's day `today`."""
    last = date.fromisoformat(group.last_day) + timedelta(_SHOWN_AFTER)
    return group.preview_day <= today <= last.isoformat()


def group_json(
    group: Group, standing: tuple[Count, State], today: str, currency: str
) -> dict[str, Any]:
    """A group purchase for anybody to see; what it does not have is left out."""
    count, state = standing
    more = {
        "link": group.link,
        "early_bird": _early(group, today, currency),
        "missed_award": _award(group.missed_award),
        "organiser": _organiser(group),
    }
    return {
        "id": group.id,
        "name": name_of(group.names),
        "names": dict(group.names),
        "phase": phase(group, state, today),
        "from": group.from_day,
        "until": group.until_day,
        "target": target_json(group, count, currency),
        "orders": count.orders,
        "award": _award(group.award),
        "products": sorted(group.match.products),
        "sets": sorted(group.match.sets),
        **{name: figure for name, figure in more.items() if figure},
    }


def target_json(group: Group, count: Count, currency: str) -> dict[str, Any]:
    """How far it has come: pieces, or money in major units; `percent` at most 100."""
    so_far = count.units if group.target_units else count.minor
    figures: dict[str, Any] = {"percent": min(100, so_far * 100 // group.target)}
    if group.target_units:
        return {"kind": "units", "goal": group.target, "so_far": so_far, **figures}
    return {
        "kind": "amount",
        "goal": to_major(group.target, currency),
        "so_far": to_major(so_far, currency),
        "currency": currency,
        **figures,
    }


def _early(group: Group, today: str, currency: str) -> dict[str, Any]:
    if not group.early_until:
        return {}
    price = group.early_price_minor
    more = {
        "award": _award(group.early_award),
        "price": to_major(price, currency) if price else None,
    }
    return {
        "until": group.early_until,
        "open": group.from_day <= today <= group.early_until,
        **{name: figure for name, figure in more.items() if figure},
    }


def _organiser(group: Group) -> dict[str, Any]:
    given = _award(group.organiser_award)
    return given and given | {"per": "unit" if group.organiser_per_unit else "once"}


def _award(award: Award) -> dict[str, Any]:
    if award == NOTHING:
        return {}
    figures = {"points": award.points, "reward_id": award.reward_id}
    return {name: figure for name, figure in figures.items() if figure}


def _mine(joined: Joined) -> dict[str, int]:
    return {
        "units": joined.units,
        "early_units": joined.early_units,
        "orders": joined.orders,
        "waiting": joined.waiting,
    }
