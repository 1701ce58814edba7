"""Days and months in a store's own time zone. Time comes in as an argument, never from a clock."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; UTC when a store reports one that does not exist
    (WordPress allows bare offsets)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day(at_s: int, tz: ZoneInfo) -> date:
    """The store's calendar day at unix second `at_s`."""
    return datetime.fromtimestamp(at_s, tz).date()


def month(at_s: int, tz: ZoneInfo) -> str:
    """The store's month at unix second `at_s`, as "2026-11"."""
    at = datetime.fromtimestamp(at_s, tz)
    return f"{at.year:04d}-{at.month:02d}"


def add_months(month_key: str, months: int) -> str:
    """ "2026-11" plus 3 is "2027-02"."""
    year, number = int(month_key[:4]), int(month_key[5:7])
    index = year * 12 + (number - 1) + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def last_day(month_key: str) -> str:
    """The last day of a month, "2027-02-28"."""
    year, number = int(month_key[:4]), int(month_key[5:7])
    return f"{month_key}-{calendar.monthrange(year, number)[1]:02d}"


def start_s(day_key: str) -> int:
    """Unix seconds of "2027-04-01T00:00:00Z"."""
    return int(datetime.fromisoformat(day_key).replace(tzinfo=UTC).timestamp())


def begin_s(day_key: str, tz: ZoneInfo) -> int:
    """The first unix second of a store's day."""
    at = date.fromisoformat(day_key)
    return int(datetime(at.year, at.month, at.day, tzinfo=tz).timestamp())


def last_s(day_key: str, tz: ZoneInfo) -> int:
    """The last unix second of a store's day."""
    following = date.fromisoformat(day_key) + timedelta(days=1)
    return int(datetime(following.year, following.month, following.day, tzinfo=tz).timestamp()) - 1


def iso(at_s: float) -> str:
    """Unix seconds as "2026-11-22T04:33:21Z"."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
