"""A site's time zone as WordPress tells it: a name, or only a distance from UTC."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

# Zones without daylight saving that keep the distances that are no whole hours.
_BROKEN_HOURS = {
    "3.5": "Asia/Tehran",
    "4.5": "Asia/Kabul",
    "5.5": "Asia/Kolkata",
    "5.75": "Asia/Kathmandu",
    "6.5": "Asia/Yangon",
    "8.75": "Australia/Eucla",
    "9.5": "Australia/Darwin",
}


def timezone_name(name: object, gmt_offset: object) -> str:
    """The IANA name; "UTC" when the site tells nothing that can be used."""
    if isinstance(name, str) and _known(name):
        return name
    try:
        hours = Decimal(str(gmt_offset)).normalize()
    except InvalidOperation:
        return "UTC"
    if not hours.is_finite() or hours == 0:
        return "UTC"
    if hours == hours.to_integral_value() and -12 <= hours <= 14:
        return f"Etc/GMT{-int(hours):+d}"  # their signs are the other way round
    return _BROKEN_HOURS.get(str(hours), "UTC")


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
