"""iCalendar files: lines that any calendar reads."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core import ical

NOW_S = 1_795_330_000
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300)


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").split("\r\n")[:-1]


def plain(text: str) -> str:
    return text.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def test_whole_days_end_on_the_day_after_the_last_and_moments_are_in_utc() -> None:
    taipei = ZoneInfo("Asia/Taipei")
    day = date(2026, 12, 24)
    lines = unfolded(
        ical.file(
            "Shop",
            [
                ical.Happening("a@s", "Christmas", "", day, date(2026, 12, 26)),
                ical.Happening(
                    "b@s", "Tasting", "Tea", day, day, datetime(2026, 12, 24, 19, tzinfo=taipei)
                ),
            ],
            NOW_S,
        )
    )
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20261224" in lines
    assert "DTEND;VALUE=DATE:20261227" in lines
    assert "DTSTART:20261224T110000Z" in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2


@given(texts)
def test_any_text_comes_back_and_no_line_is_longer_than_75_octets(text: str) -> None:
    day = date(2026, 12, 24)
    file = ical.file("Shop", [ical.Happening("a@s", text, text, day, day)], NOW_S)
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    [title] = [line for line in unfolded(file) if line.startswith("SUMMARY:")]
    assert plain(title.removeprefix("SUMMARY:")) == text


def test_lines_of_a_text_stay_in_one_property() -> None:
    day = date(2026, 12, 24)
    file = ical.file("S", [ical.Happening("a", "x\r\nATTACH:evil", "", day, day)], NOW_S)
    assert "SUMMARY:x\\nATTACH:evil" in unfolded(file)
