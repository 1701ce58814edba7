"""Numbers, days and addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.migrating import cells
from core.migrating.cells import DateOrder, Fault
from core.migrating.faults import _TEXTS, said


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1200", 1200),
        (" 1,200 ", 1200),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("１，２００", 1200),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("100.00", 100),
        ("-50", -50),
        ("(50)", -50),
        ("+50", 50),
        ("\u221250", -50),
        ("250 points", 250),
        ("250點", 250),
        ("'0012", 12),
        ("", None),
        ("-", None),
        ("N/A", None),
    ],
)
def test_a_number_is_read_however_it_is_written(cell: str, number: int | None) -> None:
    assert cells.whole(cell) == number


def test_a_dot_parts_thousands_only_where_semicolons_part_the_cells() -> None:
    assert cells.whole("1.234", decimal_comma=True) == 1234
    with pytest.raises(Fault, match="not_whole"):
        cells.whole("1.234")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12.5", "not_whole"),
        ("1,2", "not_whole"),
        ("many", "no_number"),
        ("1e5", "no_number"),
        ("99999999999", "too_many"),
        ("=1+1", "no_number"),
        ("50-", "no_number"),  # below zero, as accountants write it
        ("(50", "no_number"),
        ("--50", "no_number"),
    ],
)
def test_what_is_no_whole_number_is_a_fault(cell: str, code: str) -> None:
    with pytest.raises(Fault, match=code):
        cells.whole(cell)


@given(st.integers(-cells.MOST_POINTS, cells.MOST_POINTS))
def test_any_number_is_read_back_with_and_without_thousands(number: int) -> None:
    assert cells.whole(str(number)) == number
    assert cells.whole(f"{number:,}") == number


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2027-05-31", "auto", "2027-05-31"),
        ("2027/5/31", "auto", "2027-05-31"),
        ("2027-05-31T10:00:00Z", "auto", "2027-05-31"),
        ("2027-05-31 10:00:00 UTC", "auto", "2027-05-31"),
        ("2027年5月31日", "auto", "2027-05-31"),
        ("民國116年5月31日", "auto", "2027-05-31"),
        ("116/05/31", "auto", "2027-05-31"),
        ("31/05/2027", "auto", "2027-05-31"),
        ("05/31/2027", "auto", "2027-05-31"),
        ("04/05/2027", "day", "2027-05-04"),
        ("04/05/2027", "month", "2027-04-05"),
        ("05/05/2027", "auto", "2027-05-05"),
        ("May 31, 2027", "auto", "2027-05-31"),
        ("31 May 2027", "auto", "2027-05-31"),
        ("", "auto", None),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: str, order: DateOrder, day: str | None) -> None:
    assert cells.day(cell, order) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [("04/05/2027", "which_order"), ("2027-02-30", "no_day"), ("soon", "no_day")],
)
def test_a_day_that_may_be_two_is_asked_about_and_one_that_is_none_is_a_fault(
    cell: str, code: str
) -> None:
    with pytest.raises(Fault, match=code):
        cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "order", "on"),
    [
        ("03-05", "auto", "03-05"),
        ("3/5", "auto", "03-05"),
        ("3/5", "day", "05-03"),
        ("25/12", "auto", "12-25"),
        ("3月5日", "auto", "03-05"),
        ("1990-03-05", "auto", "03-05"),
        ("02/29", "auto", "02-29"),
        ("", "auto", None),
    ],
)
def test_of_a_birthday_month_and_day_are_kept(cell: str, order: DateOrder, on: str | None) -> None:
    assert cells.birthday(cell, order) == on


def test_a_birthday_that_no_year_has_is_a_fault() -> None:
    for cell in ("13-32", "02-30", "yes"):
        with pytest.raises(Fault, match="no_birthday"):
            cells.birthday(cell)


def test_addresses_and_ids_are_tidied_and_what_is_none_is_a_fault() -> None:
    assert cells.address(" Mei@Example.COM ") == "mei@example.com"
    assert cells.customer("gid://shopify/Customer/77") == "77"
    assert cells.customer("77.0") == "77"
    assert cells.customer("0") is None
    assert cells.phone("+886 912-345-678") == "886912345678"
    for read, cell, code in (
        (cells.address, "mei@", "no_address"),
        (cells.address, "a b@example.com", "no_address"),
        (cells.customer, "7 7", "no_customer"),
        (cells.phone, "0912345678", "no_phone"),
    ):
        with pytest.raises(Fault, match=code):
            read(cell)


def test_every_fault_is_said_in_both_languages_that_merchants_read() -> None:
    details = dict.fromkeys(("cell", "day", "earned", "lines"), "x")
    for code, texts in _TEXTS.items():
        assert set(texts) == {"en", "zh-Hant"}
        for language in texts:
            assert "{" not in said(code, language, **details, most=1, lots=1, points=1)
