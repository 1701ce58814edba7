"""Campaigns at festivals of the lunar calendar."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from core.errors import BadInput
from core.program.conditions import Festival
from core.program.defaults import default_document
from core.program.diff import changes
from core.program.festivals import days_of
from core.program.lint import findings
from core.program.model import load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid

TODAY = date(2026, 11, 29)


def document(**window: Any) -> dict[str, Any]:
    made = default_document("TWD")
    rule = {"id": "moon", "name": {"en": "Moon", "zh-Hant": "月圓"}, "factor": "2"}
    made["earning"]["multipliers"] = [rule | {"window": {"festival": "mid_autumn"} | window}]
    return made


@pytest.mark.parametrize(
    ("festival", "days"),
    [  # as Taiwan's and Hong Kong's governments, and almanacs, have them
        ("lunar_new_year", ["2026-02-17", "2027-02-06", "2028-01-26"]),
        ("lantern", ["2026-03-03", "2027-02-20", "2028-02-09"]),
        ("dragon_boat", ["2026-06-19", "2027-06-09", "2028-05-28"]),
        ("qixi", ["2026-08-19", "2027-08-08", "2028-08-26"]),
        ("ghost", ["2026-08-27", "2027-08-16", "2028-09-03"]),
        ("mid_autumn", ["2026-09-25", "2027-09-15", "2028-10-03"]),
        ("double_ninth", ["2026-10-18", "2027-10-08", "2028-10-26"]),
    ],
)
def test_festivals_fall_on_the_days_of_the_lunar_calendar(
    festival: Festival, days: list[str]
) -> None:
    assert days_of(festival, TODAY, 0)[:3] == days


def test_a_leap_month_gives_no_second_festival() -> None:
    # 2028 has a leap fifth month, 2033 a leap eleventh.
    for festival in ("dragon_boat", "mid_autumn"):
        years = [day[:4] for day in days_of(festival, date(2027, 1, 1), 0)]
        assert years == [str(year) for year in range(2026, 2037)]


def test_a_festival_that_goes_on_is_the_first_of_those_to_come() -> None:
    assert days_of("mid_autumn", date(2026, 9, 27), 2)[1] == "2026-09-25"
    assert days_of("mid_autumn", date(2026, 9, 28), 2)[:2] == ["2026-09-25", "2027-09-15"]


def test_the_days_stand_in_the_document_when_it_is_published() -> None:
    full = validate(document(), TODAY)
    dates = full["earning"]["multipliers"][0]["window"]["dates"]
    assert dates[:2] == ["2026-09-25", "2027-09-15"]
    assert (len(dates), dates[-1]) == (11, "2036-10-04")
    assert validate(json.loads(json.dumps(full))) == full


def test_publishing_again_fills_in_the_days_that_have_come_nearer() -> None:
    first = validate(document(), TODAY)
    later = validate(first, date(2030, 1, 1))
    assert later["earning"]["multipliers"][0]["window"]["dates"][-1][:4] == "2039"
    assert first["earning"]["multipliers"][0]["window"]["dates"][-1][:4] == "2036"


def test_a_campaign_holds_from_days_before_a_festival_to_days_after_it_in_every_year() -> None:
    program = load(validate(document(days_before=7, days_after=1), TODAY), 1, 0)
    window = program.earning.multipliers[0].conditions.window
    held = [
        day
        for day in map(date.fromisoformat, ("2027-09-07", "2027-09-08", "2027-09-16", "2027-09-17"))
        if window.covers(day)
    ]
    assert held == [date(2027, 9, 8), date(2027, 9, 16)]
    assert window.covers(date(2028, 10, 3))
    assert not window.covers(date(2037, 9, 24))  # which nobody has filled in


def test_a_festival_can_be_narrowed_to_weekdays_and_to_years() -> None:
    narrowed = document(days_after=6, weekdays=[6], until="2027-12-31")
    window = load(validate(narrowed, TODAY), 1, 0).earning.multipliers[0].conditions.window
    assert window.covers(date(2027, 9, 18))
    assert not window.covers(date(2027, 9, 17))
    assert not window.covers(date(2028, 10, 7))


def test_decisions_need_no_library() -> None:
    """What was published says all: the same days for ever, whatever the library says later."""
    full = validate(document(), TODAY)
    full["earning"]["multipliers"][0]["window"]["dates"] = ["2027-01-01"]
    window = load(full, 1, 0).earning.multipliers[0].conditions.window
    assert window.covers(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("window", "en", "zh"),
    [
        (
            {},
            "2 × the points at the Mid-Autumn Festival (15 September 2027, 3 October 2028 and so "
            "on until 2036).",
            "中秋節當日（2027 年 9 月 15 日、2028 年 10 月 3 日，直到 2036 年），點數 × 2。",
        ),
        (
            {"days_before": 7, "days_after": 1},
            "2 × the points from 7 days before the Mid-Autumn Festival to 1 day after it (15 "
            "September 2027, 3 October 2028 and so on until 2036).",
            "中秋節前 7 天至後 1 天（2027 年 9 月 15 日、2028 年 10 月 3 日，直到 2036 年），"
            "點數 × 2。",
        ),
    ],
)
def test_the_sentence_names_the_next_days_in_both_languages(
    window: dict[str, int], en: str, zh: str
) -> None:
    full = validate(document(**window), TODAY)
    assert sentences(full)["multiplier moon"].text == {"en": en, "zh-Hant": zh}
    assert unsaid(full) == []


def test_the_diff_says_that_a_campaign_moves_to_another_festival() -> None:
    old, new = (validate(document(festival=name), TODAY) for name in ("mid_autumn", "qixi"))
    (change,) = changes(old, new)
    assert "Mid-Autumn" in (change.before or {})["en"]
    assert "七夕" in (change.after or {})["zh-Hant"]


@pytest.mark.parametrize(
    ("window", "what"),
    [
        ({"festival": "easter"}, "window.festival"),
        ({"days_before": 61}, "window.days_before"),
        ({"festival": None, "days_before": 3}, "belong to a festival; name one"),
    ],
)
def test_a_window_that_names_no_festival_that_there_is_is_refused(
    window: dict[str, Any], what: str
) -> None:
    with pytest.raises(BadInput, match=what):
        validate(document(**window), TODAY)


def test_without_its_festival_a_window_has_no_days_of_one() -> None:
    full = validate(document(), TODAY)
    del full["earning"]["multipliers"][0]["window"]["festival"]
    again = validate(full, TODAY)
    assert "dates" not in again["earning"]["multipliers"][0]["window"]


def test_days_that_nobody_filled_in_are_refused() -> None:
    with pytest.raises(BadInput, match="filled in when a program is published"):
        validate(document())


def test_the_linter_warns_when_the_known_days_end_within_a_year() -> None:
    full = validate(document(), TODAY)
    for today, codes in ((date(2035, 10, 1), []), (date(2035, 10, 5), ["festival_runs_out"])):
        assert [one.code for one in findings(full, today=today)] == codes
    ended = validate(document(until="2029-12-31"), TODAY)
    assert findings(ended, today=date(2036, 1, 1)) == []


@pytest.mark.parametrize(
    ("other", "meet"),
    [
        ({"festival": "ghost"}, False),
        ({"festival": "ghost", "days_after": 60}, True),
        ({"festival": None, "from": "2027-09-01", "until": "2027-09-30"}, True),
        ({"festival": None, "from": "2027-11-01", "until": "2027-11-30"}, False),
        ({"festival": None}, True),
    ],
)
def test_the_linter_knows_which_campaigns_meet_a_festival(
    other: dict[str, Any], meet: bool
) -> None:
    made = document()
    second = document(**other)["earning"]["multipliers"][0]
    made["earning"]["multipliers"].append(second | {"id": "other", "name": {"en": "Other"}})
    found = [one.code for one in findings(validate(made, TODAY))]
    assert found == (["overlap"] if meet else [])
