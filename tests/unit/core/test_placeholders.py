"""What log-in plugins write where there is no address is taken for none; addresses are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.placeholders import real, why_none

LINE_ID = "U4af4980629e2f3c1a0b9d8c7e6f5a4b3"


@pytest.mark.parametrize(
    "address",
    [
        f"{LINE_ID}@line.me",
        f"{LINE_ID.lower()}@shop.example.com",
        f"line_{LINE_ID}@example.com",
        f"line{LINE_ID}@example.com",
        f"{LINE_ID}+1@example.com",
        "user@line.me",
        "1234@profile.line.me",
        "17@line.com",
        f"line.{LINE_ID}@line.local",
        "line-17@shop.local",
        "17@noemail.example.com",
        "17@no-email.com",
        "noemail@example.com",
        "no-mail2@example.com",
        "17@users.invalid",
        "line_user_mei@example.com",
        "5d41402abc4b2a76b9719d911017c592@example.com",
        "100001234567890@facebook.com",
        "  LINE_USER_MEI@EXAMPLE.COM ",
    ],
)
def test_a_placeholder_is_no_address_and_says_why(address: str) -> None:
    assert why_none(address)
    assert real(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "mei@example.com",
        "mei.line@example.com",
        "online.me@example.com",
        "line@example.com",
        "mei@online.me",
        "mei@airline.com",
        "mei@localhost.example.com",
        "mei@test.example.com",
        "noemailplease@example.com",
        "4f2a@privaterelay.appleid.com",
        "0912345678@example.com",
        "u4af49806@example.com",
    ],
)
def test_an_address_is_one_however_it_looks(address: str) -> None:
    assert real(address) == address


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.sampled_from("uU"))
def test_no_user_of_line_has_a_mailbox_by_their_id(digits: str, letter: str) -> None:
    assert why_none(f"{letter}{digits}@example.com")


def test_none_is_none() -> None:
    assert real(None) is None
