"""Whether deliveries arrive, and how late: what a sweep can honestly say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.punctuality import Look, look, together

T = 1_795_330_000
SWEPT = T - 3600
NOW = T - 600


def of(listed: dict[str, int], held: dict[str, tuple[int, int]]) -> Look:
    return look(listed.items(), held, SWEPT - 600, NOW, SWEPT)


def test_what_came_before_the_sweep_asked_has_arrived_with_its_delay() -> None:
    found = of(
        {"1": T - 2000, "2": T - 1900},
        {"1": (T - 2000, (T - 1996) * 1000 + 500), "2": (T - 1900, (T - 1899) * 1000)},
    )
    assert found == Look(SWEPT - 600, NOW, 2, 0, 4, (T - 1899) * 1000)


def test_what_the_ledger_did_not_have_or_had_older_was_missed() -> None:
    found = of({"1": T - 2000, "2": T - 1900}, {"2": (T - 2500, (T - 2499) * 1000)})
    assert (found.changed, found.missed, found.last_ms) == (2, 2, 0)


def test_what_only_the_sweep_before_brought_was_missed() -> None:
    found = of({"1": SWEPT - 300}, {"1": (SWEPT - 300, SWEPT * 1000)})
    assert (found.changed, found.missed) == (1, 1)
    found = of({"1": SWEPT - 300}, {"1": (SWEPT - 300, SWEPT * 1000 + 1)})
    assert (found.changed, found.missed, found.slowest_s) == (1, 0, 300)


def test_a_change_that_is_newer_than_the_list_counts_as_arrived_without_a_delay() -> None:
    found = of({"1": T - 2000}, {"1": (T - 1000, (T - 999) * 1000)})
    assert (found.missed, found.slowest_s, found.last_ms) == (0, 0, (T - 999) * 1000)


def test_a_clock_that_is_ahead_makes_no_delay_below_nothing() -> None:
    assert of({"1": T - 2000}, {"1": (T - 2000, (T - 2090) * 1000)}).slowest_s == 0


@given(
    st.lists(st.integers(0, 7200), max_size=30),
    st.lists(st.integers(60, 3600), min_size=1, max_size=6),
)
def test_looks_that_follow_each_other_count_each_change_once(
    stamps: list[int], steps: list[int]
) -> None:
    """Whatever the hours of sweeps are: their windows touch and never overlap."""
    listed = [(str(n), T + stamp) for n, stamp in enumerate(stamps)]
    looks, swept = [], T
    for step in steps:
        now = swept + step
        if swept - 600 < now - 600:
            looks.append(look(listed, {}, swept - 600, now - 600, swept))
        swept = now
    every = together(looks)
    assert every is not None
    within = [one for _, one in listed if T - 600 <= one < swept - 600]
    assert (every.changed, every.missed) == (len(within), len(within))
    assert (every.from_s, every.until_s) == (T - 600, swept - 600)


def test_nothing_seen_is_nothing_said() -> None:
    assert together([]) is None
