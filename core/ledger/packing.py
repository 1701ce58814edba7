"""Short forms of what a row holds many of, so that both rows stay under 1 KB."""

from __future__ import annotations

from collections.abc import Iterable

from core import calendar
from core import lots as lot
from core.grants import Grant, Kept
from core.lots import Lots


def pack_lots(lots: Lots) -> str:
    """Lots end with a month, so "2027-05-31" is kept as "2705"; "" stays ""."""
    return ",".join(f"{on[2:4]}{on[5:7]}={points}" for on, points in lots)


def unpack_lots(text: str | None) -> Lots:
    pairs = (part.split("=") for part in (text or "").split(",") if part)
    return tuple((_day(key), int(points)) for key, points in pairs)


def _day(key: str) -> str:
    return calendar.last_day(f"20{key[:2]}-{key[2:]}") if key else lot.NEVER


def pack_grants(grants: Kept) -> str:
    """What an order holds of limited rules: "welcome=1", or "stamps=1/2/3/4" where the most it may
    hold, a stamp card's pieces or its position say more."""
    return ",".join(f"{name}={_grant(one)}" for name, one in grants)


def _grant(grant: Grant) -> str:
    most = "" if grant.most == grant.now else str(grant.most)
    parts = [str(grant.now), most, str(grant.pieces or ""), str(grant.position or "")]
    return "/".join(parts).rstrip("/")


def unpack_grants(text: str | None) -> Kept:
    pairs = (part.rsplit("=", 1) for part in (text or "").split(",") if part)
    return tuple((name, _read_grant(figures)) for name, figures in pairs)


def _read_grant(figures: str) -> Grant:
    now, most, pieces, position = [*figures.split("/"), "", "", ""][:4]
    return Grant(int(now), int(most or now), int(pieces or 0), int(position or 0))


def pack_pairs(pairs: Iterable[tuple[str, int]]) -> str:
    """(("2026-11", 25000),) as "2026-11=25000"."""
    return ",".join(f"{key}={number}" for key, number in pairs)


def unpack_pairs(text: str | None) -> tuple[tuple[str, int], ...]:
    pairs = (part.rsplit("=", 1) for part in (text or "").split(",") if part)
    return tuple((key, int(number)) for key, number in pairs)
