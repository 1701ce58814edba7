"""What a cart would earn, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.estimate import Club, Estimate, Usable
from core.money import money_text
from core.wording import LANGUAGES, Text, known, say, together


def estimate_text(found: Estimate, currency: str) -> Text:
    """What the cart earns, and when that can be used; without points, why."""
    if not found.points:
        return _nothing(found.why, currency)
    earned = say("estimate", n=found.points)
    since, after = found.usable.since, _after(found.usable)
    return together(earned, say(f"usable.{since}.{after}", days=found.usable.days))


def club_text(club: Club, currency: str) -> Text:
    """What the cart would be worth more to a member of the paid club."""
    key = {
        (True, True): "estimate.club",
        (True, False): "estimate.club_saves",
        (False, True): "estimate.club_earns",
    }[bool(club.saving_minor), bool(club.points_more)]
    money = money_text(club.saving_minor, currency)
    names = club.tier.names
    otherwise = names.get("en") or next(iter(names.values()), club.tier.id)
    tier = {language: names.get(language) or otherwise for language in LANGUAGES}
    return say(key, tier=tier, money=money, n=club.points_more)


def guest_text(points: int) -> Text:
    """To a guest: what joining makes of their own orders, which have earned so many points or are
    about to."""
    return say("estimate.guest", n=points) if points > 0 else say("estimate.guest_nothing")


def _nothing(why: Mapping[str, Any], currency: str) -> Text:
    key = f"estimate.none.{why.get('reason', '')}"
    minimum = money_text(why.get("minimum_minor", 0), currency)
    return say(key if known(key) else "estimate.none", currency=currency, minimum=minimum)


def _after(usable: Usable) -> str:
    return usable.after if usable.since == "days" else "paid"
