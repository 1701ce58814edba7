"""Numbers as people type them."""

from __future__ import annotations

import pytest

from functions.admin.numbers import plain, whole


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 1,500 ", "1500"),
        ("１２．５", "12.5"),
        ("1,5", "1,5"),
        ("1,500.25", "1500.25"),
        ("x", "x"),
    ],
)
def test_numbers_are_taken_as_people_write_them_and_never_guessed(typed: str, meant: str) -> None:
    assert plain(typed) == meant


def test_only_digits_are_a_whole_number() -> None:
    assert [whole(text) for text in ("7", "１,000", "-7", "1.0", "", "²", "9" * 16)] == [
        7,
        1000,
        *[None] * 5,
    ]
