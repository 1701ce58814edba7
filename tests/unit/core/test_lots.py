"""Lots: what is spent first, and when a lot has ended."""

from __future__ import annotations

from core import lots as lot

JANUARY, MARCH = "2027-01-31", "2027-03-31"
LOTS = lot.normal([(lot.NEVER, 100), (MARCH, 100), (JANUARY, 50)])


def test_what_ends_first_is_taken_first_and_what_never_ends_last() -> None:
    assert LOTS == ((JANUARY, 50), (MARCH, 100), (lot.NEVER, 100))
    rest, taken = lot.take(LOTS, 170)
    assert taken == ((JANUARY, 50), (MARCH, 100), (lot.NEVER, 20))
    assert rest == ((lot.NEVER, 80),)


def test_no_more_is_taken_than_there_is() -> None:
    rest, taken = lot.take(LOTS, 999)
    assert (rest, lot.total(taken)) == ((), 250)


def test_lots_of_one_end_are_one_lot_and_empty_ones_are_none() -> None:
    assert lot.normal([(MARCH, 5), (MARCH, 6), (JANUARY, 3), (JANUARY, -3)]) == ((MARCH, 11),)


def test_a_lot_is_alive_on_its_last_day_and_has_ended_on_the_next() -> None:
    assert lot.split_expired(LOTS, JANUARY) == (LOTS, ())
    assert lot.split_expired(LOTS, "2027-02-01") == (LOTS[1:], LOTS[:1])
