"""A telephone number is written in one way, and proves who somebody is for as long as it is
theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.phones import HELD_S, billing_phone, same_person, verified_phone

REST = st.text("0123456789", min_size=8, max_size=8)
MOMENT = st.integers(0, 2_000_000_000)


@given(REST)
def test_a_verified_number_and_the_same_typed_at_home_are_one(rest: str) -> None:
    mobile = f"9{rest}"
    written = {
        billing_phone(typed, "TW")
        for typed in (f"0{mobile}", f"0{mobile[:3]}-{mobile[3:6]}-{mobile[6:]}", f"+886 {mobile}")
    }
    assert written == {verified_phone(f"+886{mobile}", True)} == {f"886{mobile}"}


@pytest.mark.parametrize("verified", [False, None, 1, "true", "1", [True]])
def test_a_number_that_nobody_says_is_verified_proves_nothing(verified: object) -> None:
    assert verified_phone("+886912345678", verified) is None


@pytest.mark.parametrize(
    "stated",
    ["0912345678", "886912345678", "+0912345678", "+886", "+8869123456789012", None, 886912345678],
)
def test_a_verified_number_is_written_as_e164_has_it_or_is_none(stated: object) -> None:
    assert verified_phone(stated, True) is None


@pytest.mark.parametrize(
    ("stated", "country"),
    [("0912345678", ""), ("0912345678", "XX"), ("123", "TW"), ("", "TW"), ("none", "TW")],
)
def test_a_number_that_could_be_of_two_countries_is_nobodys(stated: str, country: str) -> None:
    assert billing_phone(stated, country) is None


@given(st.text(max_size=30), st.text(max_size=3))
def test_whatever_is_typed_is_digits_or_nothing(stated: str, country: str) -> None:
    found = billing_phone(stated, country)
    assert found is None or (found.isascii() and found.isdigit() and 8 <= len(found) <= 15)


@given(MOMENT, MOMENT, MOMENT)
def test_who_has_another_number_since_or_was_not_seen_for_long_may_have_lost_it(
    seen_s: int, other_s: int, now_s: int
) -> None:
    held = same_person(seen_s, other_s, now_s)
    assert held == (other_s <= seen_s and now_s <= seen_s + HELD_S)
