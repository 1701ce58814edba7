"""Secrets that may be exchanged: the one before a new one counts for a while, and then no more.

What was signed before the exchange may still be under way, and people need days to enter a new
secret elsewhere. A secret that has leaked gets no such days.

A document (JSON) holds a secret under its name, the one before under `{name}_previous`, and until
when that one counts under `{name}_previous_until_s`. Without the last it counts as long as it is
there: somebody put it there by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PREVIOUS_COUNTS_S = 7 * 86400


def exchanged(
    held: Mapping[str, Any], name: str, new: str, now_s: int, *, leaked: bool = False
) -> dict[str, Any]:
    """`held` with the secret `name` being `new`. The same secret again changes nothing; `leaked`
    drops the one before at once."""
    before = held.get(name) or ""
    after = {**held, name: new}
    if before and before != new:
        after[f"{name}_previous"] = before
        after[f"{name}_previous_until_s"] = now_s + PREVIOUS_COUNTS_S
    return dropped(after, name) if leaked else after


def dropped(held: Mapping[str, Any], name: str) -> dict[str, Any]:
    """`held` without the secret before."""
    gone = (f"{name}_previous", f"{name}_previous_until_s")
    return {key: value for key, value in held.items() if key not in gone}


def counting(held: Mapping[str, Any], name: str, now_s: float) -> tuple[str, ...]:
    """The secrets of that name that count, the newest first; none that is empty."""
    until_s = held.get(f"{name}_previous_until_s")
    ended = until_s is not None and now_s >= until_s
    both = (held.get(name), None if ended else held.get(f"{name}_previous"))
    return tuple(str(secret) for secret in both if secret)
