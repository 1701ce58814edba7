"""One to five stars, once, changed within a day; a score is what all of them come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, Conflict
from core.ratings import CHANGED_WITHIN_MS, Rating, Score, checked, rated
from core.redemptions import Redemption, Status

AT_MS = 1_790_000_000_000
STARS = st.integers(1, 5)
REDEEMED = Redemption(
    "r-1", "woo-1", "m-1", "off-small", "fixed", 100, 500, 0, "USD", "5 off", "rg-a", AT_MS, 0, ()
)


def of(status: Status) -> Redemption:
    return replace(REDEEMED, status=status)


@pytest.mark.parametrize("stars", [0, 6, -1, 3.5, "5", True, None, [5], {}, 10**40])
def test_only_one_to_five_whole_stars_are_a_rating(stars: Any) -> None:
    with pytest.raises(BadInput, match="1 to 5"):
        checked(stars)


@pytest.mark.parametrize("status", ["held", "returning", "returned", "expired"])
def test_what_was_not_had_is_not_rated(status: Status) -> None:
    with pytest.raises(Conflict) as refused:
        rated(of(status), Rating("r-1"), 5, AT_MS)
    assert refused.value.code == "not_rateable"
    assert set(refused.value.details["text"]) == {"en", "zh-Hant", "zh-Hans", "ja"}  # type: ignore[call-overload]


@given(STARS, STARS, st.integers(0, 3 * CHANGED_WITHIN_MS))
def test_a_rating_may_be_changed_within_a_day_of_the_first_one(
    first: int, then: int, later_ms: int
) -> None:
    before = replace(rated(of("used"), Rating("r-1"), first, AT_MS), version=1)
    if later_ms > CHANGED_WITHIN_MS and first != then:
        with pytest.raises(Conflict) as refused:
            rated(of("used"), before, then, AT_MS + later_ms)
        assert refused.value.code == "rated_before"
    else:
        after = rated(of("used"), before, then, AT_MS + later_ms)
        assert (after.stars, after.at_ms) == (then, AT_MS)


@given(st.lists(STARS, min_size=1))
def test_a_score_is_the_average_of_all(stars: list[int]) -> None:
    score = Score("off-small")
    for one in stars:
        score = score.changed(0, one)
    assert score.number == len(stars)
    assert abs(score.tenths / 10 - sum(stars) / len(stars)) <= 0.05 + 1e-9


@given(st.lists(STARS, min_size=1), STARS)
def test_a_changed_rating_counts_once(stars: list[int], then: int) -> None:
    score, other = Score("off-small"), Score("off-small")
    for one in stars:
        score = score.changed(0, one)
    for one in (*stars[:-1], then):
        other = other.changed(0, one)
    assert score.changed(stars[-1], then) == other
