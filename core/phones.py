"""Telephone numbers as proof of who somebody is: how they are written, and when two members with
the same verified one are one person."""

from __future__ import annotations

import re

from core.likeness import calling_code, same_phone

# E.164 as a token has it; the shortest numbers there are have seven digits after the country's.
_E164 = re.compile(r"\+([1-9][0-9]{7,14})", re.ASCII)
_FEWEST, _MOST = 8, 15
_DAY_S = 86400
# A number that was given back is not given to somebody else before this: networks keep it for 45 to
# 90 days. So whoever was seen with it since has not lost it to a stranger.
HELD_S = 90 * _DAY_S
# What a guest ordered under a number nobody else can ever claim, so that counts for longer.
GUEST_S = 365 * _DAY_S


def verified_phone(stated: object, verified: object) -> str | None:
    """The digits of a number that somebody vouches to have verified; None unless they say so in so
    many words and the number is written as E.164 has it."""
    found = _E164.fullmatch(stated) if verified is True and isinstance(stated, str) else None
    return found[1] if found else None


def billing_phone(stated: str, country: str) -> str | None:
    """The same of a number as people type it, in an order for `country` (ISO 3166); None where no
    country can be told, and for what no number is."""
    abroad = stated.strip().startswith(("+", "00", "＋"))
    if not abroad and not calling_code(country):
        return None
    digits = same_phone(stated, country)
    return digits if _FEWEST <= len(digits) <= _MOST and digits[0] != "0" else None


def same_person(seen_s: int, other_s: int, now_s: int) -> bool:
    """Whether somebody who verified a number now is the member who did so last at `seen_s`, unix
    seconds. `other_s`: when that member last verified another number, 0 for never. A number changes
    hands: who has another one since, or was not seen with this one for HELD_S, may have lost it."""
    return other_s <= seen_s and now_s - seen_s <= HELD_S
