"""What there is behind the panel, so that a storefront leads to no empty room."""

from __future__ import annotations

from datetime import date, timedelta

from core.program.model import Program
from functions.storefront.groups import is_shown

# Days for which people see who has won.
_DRAWN = timedelta(days=60)


def rooms_json(program: Program, today: str) -> list[str]:
    """The parts of the program in which there is something on the store's day `today`."""
    day = date.fromisoformat(today)
    there = {
        "draws": any(date.fromisoformat(one.last_day) + _DRAWN >= day for one in program.draws),
        "events": any(one.at.date() >= day for one in program.events),
        "surveys": any(
            one.first_day <= today and (not one.last_day or today <= one.last_day)
            for one in program.surveys
        ),
        "groups": any(is_shown(one, today) for one in program.groups),
        "content": bool(program.content),
    }
    return [name for name, something in there.items() if something]
