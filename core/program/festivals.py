"""Festivals of the lunar calendar, and the days on which they fall.

The days come from a library when a program is validated, and stand in the document from then on: so
decisions stay a matter of data, and no worker needs the library.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.program.conditions import Festival

# The month and the day of the lunar calendar; each falls once in every year of ours.
_LUNAR: Mapping[Festival, tuple[int, int]] = {
    "lunar_new_year": (1, 1),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "qixi": (7, 7),
    "ghost": (7, 15),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
}
YEARS = 10
# As far as the library knows.
_LAST_YEAR = 2099


def days_of(festival: Festival, today: date, days_after: int) -> list[str]:
    """The last of its days that was over `days_after` days later by today, and the YEARS that
    follow."""
    from borax.calendars.lunardate import LunarDate  # for programs that name a festival alone

    month, day = _LUNAR[festival]
    years = range(today.year - 2, min(today.year + YEARS + 1, _LAST_YEAR) + 1)
    days = [LunarDate(year, month, day).to_solar_date() for year in years]
    over = timedelta(days_after)
    past = [one for one in days if one + over < today]
    return [one.isoformat() for one in (*past[-1:], *days[len(past) : len(past) + YEARS])]
