"""Charts: round axes, numbers that fit, and drawings that a page can take as they are."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from flask import Flask, g
from hypothesis import given
from hypothesis import strategies as st

from functions.admin import charts
from functions.admin.charts import Series

NUMBERS = st.integers(-(10**9), 10**12)


@given(st.lists(NUMBERS, max_size=30))
def test_an_axis_has_round_ticks_that_hold_all_values_and_zero(values: list[int]) -> None:
    low, high, step = charts.scale(values)
    assert low <= min([0, *values])
    assert high >= max([0, *values])
    assert low % step == high % step == 0
    assert 1 <= (high - low) // step <= 6
    assert re.fullmatch(r"[125]0*", str(step))


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("en", 950, "950"),
        ("en", 12_000, "12k"),
        ("en", 2_500_000, "2.5M"),
        ("en", -1_500, "\N{MINUS SIGN}1.5k"),
        ("zh-Hant", 9_500, "9,500"),
        ("zh-Hant", 125_000, "12.5萬"),
    ],
)
def test_a_number_beside_an_axis_is_short(language: str, value: int, shown: str) -> None:
    with Flask(__name__).test_request_context():
        g.language = language
        assert charts.short(value) == shown


def drawn(labels: list[str], *series: Series) -> list[ElementTree.Element]:
    with Flask(__name__).test_request_context():
        text = charts.lines("Orders <b>", "at most 3", labels, series, str, charts.short)
    return list(ElementTree.fromstring(f"<div>{text}</div>"))  # noqa: S314 - our own


@given(st.lists(st.integers(-50, 10**7), min_size=1, max_size=92))
def test_a_chart_is_drawn_for_phone_and_desktop_with_every_value_within_it(
    values: list[int],
) -> None:
    labels = [str(place) for place in range(len(values))]
    for svg in drawn(labels, Series("Members", values), Series("Before", values, faint=True)):
        _, _, width, height = map(int, svg.attrib["viewBox"].split())
        assert svg.attrib["aria-label"] == "Orders <b>. at most 3"
        hits = [one for one in svg if one.attrib.get("class") == "hit"]
        assert [one[0].text for one in hits] == [
            f"{label} · Members: {n} · Before: {n}" for label, n in zip(labels, values, strict=True)
        ]
        for line in svg.iter("polyline"):
            for point in line.attrib["points"].split():
                x, y = map(float, point.split(","))
                assert 0 <= x <= width
                assert 0 <= y <= height


def test_what_a_merchant_typed_is_escaped() -> None:
    (narrow, _) = drawn(["<i>"], Series('"><script>', [1]))
    assert not list(narrow.iter("script"))


def test_a_bar_and_a_shade_stay_within_their_steps() -> None:
    assert 'width="50.0"' in charts.bar(1, 2)
    assert 'width="0.0"' in charts.bar(0, 0)
    assert [charts.shade(part, 100) for part in (0, 1, 10, 50, 100)] == [
        *("h0", "h1", "h2", "h9", "h9"),
    ]
