"""Tables for people."""

from __future__ import annotations

from cli.answer import fields, table


def test_numbers_stand_to_the_right_and_have_thousands() -> None:
    assert table(("name", "points"), [("a", 1234), ("bb", 5)]) == (
        "name  points\na      1,234\nbb         5"
    )


def test_wide_characters_take_two_places() -> None:
    assert table(("tier", "at"), [("銀卡", "x"), ("gold", "y")]) == "tier  at\n銀卡  x\ngold  y"


def test_a_table_without_rows_is_its_headings() -> None:
    assert table(("a", "b"), []) == "a  b"


def test_fields_stand_below_each_other() -> None:
    assert fields([("known", False), ("points", 1200), ("until", None)]) == (
        "known   no\npoints  1,200\nuntil   -"
    )
