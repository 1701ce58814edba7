"""A site's time zone as WordPress tells it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from integrations.woocommerce.timezone import timezone_name


@pytest.mark.parametrize(
    ("name", "offset", "expected"),
    [
        ("Asia/Taipei", "8", "Asia/Taipei"),
        ("", "8", "Etc/GMT-8"),
        ("", 8.0, "Etc/GMT-8"),
        ("", "-5", "Etc/GMT+5"),
        (None, "5.5", "Asia/Kolkata"),
        ("Mars/Olympus", "0", "UTC"),
        ("../etc/passwd", "", "UTC"),
        (None, None, "UTC"),
        ("", "nan", "UTC"),
        ("", "99", "UTC"),
        ("", "0.25", "UTC"),
    ],
)
def test_a_name_wins_then_the_distance_then_utc(
    name: object, offset: object, expected: str
) -> None:
    assert timezone_name(name, offset) == expected
    ZoneInfo(expected)
