"""What a shopper thinks of a reward they redeemed: one to five stars, once, and what all of them
come to. The score of a reward knows numbers alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.errors import BadInput, Conflict
from core.redemptions import Redemption
from core.wording import say

FEWEST, MOST = 1, 5
# What was had, and was not given back.
RATEABLE = ("issued", "used")
# Who slipped, or thought again, may say otherwise for so long.
CHANGED_WITHIN_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Rating:
    """`version` 0: none so far. `at_ms`: when it was first given."""

    redemption_id: str
    stars: int = 0
    at_ms: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """All ratings of one reward. `counts`: how many gave one star, two, … five."""

    reward_id: str
    counts: tuple[int, ...] = (0,) * MOST
    version: int = 0

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(self.counts)

    @property
    def tenths(self) -> int:
        """Their average in tenths of a star, rounded to the nearest, halves up; 0 for none."""
        total = sum(stars * count for stars, count in enumerate(self.counts, FEWEST))
        return (total * 20 + self.number) // (2 * self.number) if self.number else 0

    def changed(self, before: int, after: int) -> Score:
        """The score when a rating became another one; `before` 0 for a new one."""
        counts = list(self.counts)
        if before:
            counts[before - FEWEST] -= 1
        counts[after - FEWEST] += 1
        return replace(self, counts=tuple(counts))


def checked(stars: object) -> int:
    """The stars that somebody sent. Raises BadInput for what is none."""
    whole = isinstance(stars, int) and not isinstance(stars, bool)
    if not whole or not FEWEST <= stars <= MOST:  # type: ignore[operator]
        raise BadInput(f'Say how many stars, {FEWEST} to {MOST}: {{"stars": {MOST}}}.')
    return stars  # type: ignore[return-value]


def rated(redemption: Redemption, before: Rating, stars: int, now_ms: int) -> Rating:
    """The rating that those stars make of the one before. Raises Conflict for a redemption that
    gave nothing, or that was rated more than a day ago."""
    if redemption.status not in RATEABLE:
        text = say("not_rateable")
        raise Conflict(text["en"], code="not_rateable", text=text)
    if not before.version:
        return Rating(redemption.redemption_id, stars, now_ms)
    if now_ms - before.at_ms > CHANGED_WITHIN_MS and stars != before.stars:
        text = say("rated_before")
        raise Conflict(text["en"], code="rated_before", text=text)
    return replace(before, stars=stars)
