"""What becomes of each row of a file: brought, or refused with what is wrong and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.migrating import tables
from core.migrating.columns import proposed, recognised
from core.migrating.planning import Plan, plan, tiers_called
from core.migrating.reading import Options
from tests.unit.core.worlds import TZ, program

TODAY = date(2026, 11, 29)
MONTHLY: dict[str, Any] = {"expiry": {"kind": "months", "months": 12, "remind_days": None}}


def planned(text: str, options: Options | None = None, **changes: Any) -> Plan:
    table = tables.read(text.encode())
    return plan(table, proposed(table.header), options or Options(), program(**changes), TODAY, TZ)


def refusals(found: Plan) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in found.refused]


def test_each_row_is_one_person_with_an_opening_balance() -> None:
    found = planned('Email,Points,Name\nA@Example.com,"1,200",Ann\nb@example.com,0,Bob\n')
    assert (found.rows, found.points, found.refused) == (2, 1200, ())
    assert [(one.person.email, one.points, one.lots) for one in found.openings] == [
        ("a@example.com", 1200, (("", 1200),)),
        ("b@example.com", 0, ()),
    ]


def test_an_empty_cell_says_nothing_of_points() -> None:
    [only] = planned("email,points,tier\na@example.com,,Gold\n").openings
    assert (only.points, only.lots, only.tier_id) == (None, (), "gold")


def test_a_bad_row_is_named_by_line_and_column_and_its_neighbours_are_brought() -> None:
    found = planned("email,points\na@example.com,5\nno address,5\nb@example.com,x\n,7\n")
    assert refusals(found) == [
        (3, "email", "no_address"),
        (4, "points", "no_number"),
        (5, "email", "nobody"),
    ]
    assert [one.person.email for one in found.openings] == ["a@example.com"]
    for language in ("en", "zh-Hant"):
        assert all(one.text(language) for one in found.refused)


def test_points_last_as_long_as_the_file_says() -> None:
    text = "email,points,expiry date\na@example.com,5,2027-05-03\nb@example.com,6,9999-12-31\n"
    first, second = planned(text, **MONTHLY).openings
    assert first.lots == (("2027-05-31", 5),), "lots end with their month"
    assert second.lots == (("", 6),), "a day that nobody lives to see is none"


def test_without_a_last_day_the_program_says_it_by_the_day_the_points_were_earned() -> None:
    """Some programs take the day of an import for the day on which points were earned."""
    text = "email,points,earned on\na@example.com,5,2026-03-10\nb@example.com,6,\n"
    first, second = planned(text, **MONTHLY).openings
    assert first.lots == (("2027-03-31", 5),)
    assert second.lots == (("2027-11-30", 6),), "by today where the file does not say"


def test_points_that_have_ended_are_refused_and_not_brought_to_end_on_arrival() -> None:
    text = (
        "email,points,expiry date,earned on\na@example.com,5,2026-10-31,\n"
        "b@example.com,5,,2025-01-05\nc@example.com,5,,2027-01-05\nd@example.com,5,2026-11-02,\n"
    )
    found = planned(text, **MONTHLY)
    assert refusals(found) == [
        (2, "expiry date", "ended"),
        (3, "earned on", "ended_by_program"),
        (4, "earned on", "earned_ahead"),
    ]
    assert found.openings[0].lots == (("2026-11-30", 5),)


def test_lots_are_read_as_our_own_export_writes_them() -> None:
    text = (
        'email,points,lots\na@example.com,150,"2027-05-31=100; =50"\nb@example.com,9,2027-05-31=8\n'
    )
    found = planned(text)
    assert found.openings[0].lots == (("2027-05-31", 100), ("", 50))
    assert refusals(found) == [(3, "points", "lots_differ")]


@pytest.mark.parametrize(
    ("twice", "points", "refused"),
    [("refuse", 7, [2, 4]), ("sum", 37, []), ("last", 27, [])],
)
def test_somebody_who_is_there_twice_is_refused_summed_or_taken_last(
    twice: Any, points: int, refused: list[int]
) -> None:
    text = "email,points\na@example.com,10\nb@example.com,7\nA@example.com ,20\n"
    found = planned(text, Options(twice=twice))
    assert found.points == points
    assert [one.line for one in found.refused] == refused
    if refused:
        assert found.refused[0].details == {"lines": "4"}


def test_rows_of_one_person_keep_a_lot_each() -> None:
    text = "email,points,expires on\na@example.com,10,2027-01-31\na@example.com,20,2027-02-28\n"
    [only] = planned(text, Options(twice="sum")).openings
    assert only.lots == (("2027-01-31", 10), ("2027-02-28", 20))
    assert only.person.lines == (2, 3)


def test_an_id_and_an_address_in_one_row_show_that_other_rows_are_one_person() -> None:
    text = "customer id,email,points\n7,,1\n,a@example.com,2\n7,a@example.com,4\n"
    assert planned(text, Options(twice="sum")).points == 7
    assert len(planned(text, Options(twice="sum")).openings) == 1
    assert len(planned(text).refused) == 3


@pytest.mark.parametrize(("negative", "points"), [("refuse", None), ("zero", 0), ("debt", -30)])
def test_a_balance_below_zero_is_refused_forgotten_or_a_debt(
    negative: Any, points: int | None
) -> None:
    found = planned("email,points\na@example.com,-30\n", Options(negative=negative))
    assert [one.points for one in found.openings] == ([] if points is None else [points])


def test_a_tier_is_the_programs_own_or_what_the_merchant_says_it_is() -> None:
    text = "email,tier\na@example.com,GOLD\nb@example.com,Diamond\nc@example.com,member\n"
    found = planned(text)
    assert [one.tier_id for one in found.openings] == ["gold", ""]
    assert refusals(found) == [(3, "tier", "unknown_tier")]
    told = planned(text, Options(tiers={"diamond": "silver"}, tier_until="2026-12-31"))
    assert [(one.tier_id, one.tier_until) for one in told.openings[:2]] == [
        ("gold", "2026-12-31"),
        ("silver", "2026-12-31"),
    ]
    table = tables.read(text.encode())
    assert tiers_called(table, proposed(table.header)) == ["GOLD", "Diamond", "member"]


def test_a_tier_lasts_a_year_where_nobody_says_how_long() -> None:
    [only] = planned("email,tier\na@example.com,gold\n").openings
    assert only.tier_until == "2027-11-30"


@pytest.mark.parametrize("text", ["name,points\nAnn,5\n", "email,name\na@example.com,Ann\n"])
def test_a_file_that_names_nobody_or_says_nothing_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(BadInput):
        planned(text)


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a@example.com", "b@example.com", "c@example.com", "", "nobody"]),
        st.sampled_from(["", "0", "5", "-5", "12", "x", "1,000"]),
    ),
    max_size=8,
)


@given(_ROWS, st.sampled_from(["refuse", "sum", "last"]), st.sampled_from(["refuse", "debt"]))
def test_every_row_is_brought_or_refused_and_lots_are_the_points(
    rows: list[tuple[str, str]], twice: Any, negative: Any
) -> None:
    text = "email;points\n" + "".join(f"{email};{points}\n" for email, points in rows)
    found = planned(text, Options(twice=twice, negative=negative))
    brought = [line for one in found.openings for line in one.person.lines]
    refused = [one.line for one in found.refused]
    assert sorted(brought + refused) == [line for line, _ in tables.read(text.encode()).rows]
    for one in found.openings:
        assert sum(points for _, points in one.lots) == max(one.points or 0, 0)


@pytest.mark.parametrize(
    ("header", "source", "points"),
    [
        ("First name,Email,Points balance,Member status,VIP tier", "smile", 2),
        ("merchant_id,email,points_approved,points_pending,points_spent", "loyaltylion", 2),
        ("Email,First Name,Last Name,Points Balance,Points Spent", "yotpo", 3),
        ("user_email,_wc_points_balance", "woocommerce", 1),
        ("member_id,customer_id,email,points,lots", "regulars", 3),
        ("email,points", None, 1),
    ],
)
def test_exports_of_other_programs_are_recognised_by_their_headers(
    header: str, source: str | None, points: int
) -> None:
    names = header.split(",")
    found = recognised(names)
    assert (found.id if found else None) == source
    assert proposed(names)["points"] == points
    assert "email" in proposed(names)
