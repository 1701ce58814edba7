"""Short forms of what a row holds many of, so that both rows stay under 1 KB."""

from __future__ import annotations

from collections.abc import Iterable

from core import calendar
from core import lots as lot
from core.grants import Grant, Kept
from core.lots import Lots
from core.member import TierGrant
from core.profile import Answers


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


def pack_profile(answers: Answers) -> str:
    """ "age=25,pet=cat+dog"."""
    return ",".join(f"{field}={'+'.join(options)}" for field, options in answers)


def unpack_profile(text: str) -> Answers:
    pairs = (part.split("=", 1) for part in text.split(","))
    return tuple((field, tuple(options.split("+"))) for field, options in pairs)


def pack_activity(activity: Iterable[tuple[str, int, int]]) -> str:
    """Points and orders of consecutive months: "2611:250/1,,40/2" is November and January."""
    months = {key: f"{points}/{orders}" for key, points, orders in activity}
    if not months:
        return ""
    first, last = min(months), max(months)
    figures, month = [months[first]], first
    while month != last:
        month = calendar.add_months(month, 1)
        figures.append(months.get(month, ""))
    return f"{first[2:4]}{first[5:]}:{','.join(figures)}"


def unpack_activity(text: str | None) -> tuple[tuple[str, int, int], ...]:
    if not text:
        return ()
    head, _, body = text.partition(":")
    first = f"20{head[:2]}-{head[2:]}"
    pairs = [
        (calendar.add_months(first, ahead), *part.split("/"))
        for ahead, part in enumerate(body.split(","))
        if part
    ]
    return tuple((month, int(points), int(orders)) for month, points, orders in pairs)


def pack_past(past: Iterable[tuple[str, int, int, int]]) -> str:
    """(("2025", 25000, 250, 1),) as "25:25000/250/1"; of all years before, the year is empty."""
    return ",".join(f"{year[2:]}:{spend}/{points}/{n}" for year, spend, points, n in past)


def unpack_past(text: str | None) -> tuple[tuple[str, int, int, int], ...]:
    found = []
    for part in (text or "").split(","):
        if part:
            year, _, figures = part.partition(":")
            spend, points, orders = (int(one) for one in figures.split("/"))
            found.append((f"20{year}" if year else "", spend, points, orders))
    return tuple(found)


def pack_tier_grants(grants: Iterable[TierGrant]) -> str:
    """ "manual:gold:20271231"."""
    return ",".join(f"{one.source}:{one.tier_id}:{one.until.replace('-', '')}" for one in grants)


def unpack_tier_grants(text: str | None) -> tuple[TierGrant, ...]:
    parts = (part.split(":") for part in (text or "").split(",") if part)
    return tuple(
        TierGrant(source, tier_id, f"{on[:4]}-{on[4:6]}-{on[6:]}") for source, tier_id, on in parts
    )
