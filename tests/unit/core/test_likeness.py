"""Two people's particulars are the same however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.likeness import same_address, same_card, same_email, same_phone

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
DIGITS = st.text("0123456789", min_size=8, max_size=8)


@given(NAMES, NAMES, st.data())
def test_a_gmail_address_is_the_same_with_dots_case_and_what_follows_a_plus(
    name: str, tag: str, data: st.DataObject
) -> None:
    dots = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    written = "".join(letter + "." * dot for letter, dot in zip(name, dots, strict=True))
    domain = data.draw(st.sampled_from(["gmail.com", "googlemail.com", "GMAIL.com"]))
    spelt = data.draw(st.sampled_from([written, written.upper()]))
    assert same_email(f" {spelt}+{tag}@{domain} ") == f"{name}@gmail.com"


@given(NAMES, NAMES)
def test_dots_tell_mailboxes_apart_where_they_count(first: str, last: str) -> None:
    assert same_email(f"{first}.{last}@example.com") != same_email(f"{first}{last}@example.com")


@given(st.text(max_size=30))
def test_what_comes_out_is_the_same_when_it_goes_in_again(text: str) -> None:
    for same in (same_email, same_phone):
        assert same(same(text)) == same(text)


@given(DIGITS, st.data())
def test_a_taiwanese_mobile_number_is_the_same_at_home_and_from_abroad(
    rest: str, data: st.DataObject
) -> None:
    written = data.draw(
        st.sampled_from(
            [
                f"09{rest}",
                f"09{rest[:2]}-{rest[2:5]}-{rest[5:]}",
                f"+8869{rest}",
                f"+886 9{rest[:4]} {rest[4:]}",
                f"+886 (0)9{rest}",
                f"+88609{rest}",
                f"008869{rest}",
                f"8869{rest}",
                f"9{rest}",
                "".join(chr(ord(one) + 0xFEE0) for one in f"09{rest}"),
            ]
        )
    )
    assert same_phone(written, "TW") == f"8869{rest}"


@pytest.mark.parametrize(
    ("number", "country", "same"),
    [
        ("(415) 555-2671", "US", "14155552671"),
        ("1 415 555 2671", "US", "14155552671"),
        ("020 7946 0018", "GB", "442079460018"),
        ("06 1234 5678", "IT", "390612345678"),
        ("0912345678", "", "0912345678"),
        ("0912", "TW", ""),
        ("n/a", "TW", ""),
        ("", "", ""),
    ],
)
def test_numbers_of_other_countries_and_what_is_no_number(
    number: str, country: str, same: str
) -> None:
    assert same_phone(number, country) == same


def test_an_address_is_the_same_whatever_its_width_case_spacing_and_punctuation() -> None:
    written = same_address("TW", "106", "台北市", "和平東路 一段 12號", "3樓")
    assert same_address("tw", "１０６", "臺北市", "和平東路一段１２號", "３樓") == written
    assert same_address("US", "10001", "New York", "5 W. 31st St.", "Apt #4") == same_address(
        "US", "10001", "NEW YORK", "5 w 31st st", "apt 4"
    )
    assert same_address("TW", "106", "台北市", "和平東路一段 14號") != written


def test_a_town_without_a_street_is_nobodys_address() -> None:
    assert same_address("TW", "106", "Taipei", " ", "-") == ""


def test_a_card_is_told_by_its_digits_together_with_where_its_owner_lives() -> None:
    card = same_card("Visa", "4242", "TW", "106", "Taipei")
    assert same_card("visa", "•••• 4242", "tw", "106", "TAIPEI") == card
    assert same_card("visa", "4242", "TW", "700", "Tainan") != card
    assert same_card("visa", "", "TW", "106", "Taipei") == ""
