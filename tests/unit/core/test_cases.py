"""What a shopper may say is missing, and what they are told of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cases import (
    MOST_CHARACTERS,
    MOST_OPEN,
    Case,
    answer_of,
    message_of,
    order_of,
    refuse_more,
    told,
)
from core.errors import BadInput, Conflict

CASE = Case("m", "c", "woo-1", "22", "Where are they?", 1)
LANGUAGES = {"en", "zh-Hant", "zh-Hans", "ja"}


@settings(deadline=None)
@given(st.text())
def test_a_message_is_kept_as_it_is_or_refused(text: str) -> None:
    """Chinese spaces and several lines are text; what no row carries is none."""
    try:
        kept = message_of(text, "22")
    except BadInput:
        bad = any(ord(one) < 32 or 0xD800 <= ord(one) <= 0xDFFF or one == "\x7f" for one in text)
        assert bad or len(text) > MOST_CHARACTERS
    else:
        assert kept == text.replace("\r\n", "\n").replace("\r", "\n").strip()
        kept.encode()  # which raises for what no row carries


def test_a_message_has_a_length_and_says_something_or_names_an_order() -> None:
    assert message_of("點" * MOST_CHARACTERS, "") == "點" * MOST_CHARACTERS
    assert message_of(None, "22") == ""
    assert message_of("a\u3000b\r\nc\td", "") == "a\u3000b\nc\td"
    for message in ("", "  \n ", None, "x" * (MOST_CHARACTERS + 1), 7, ["x"], "a\x00b"):
        with pytest.raises(BadInput):
            message_of(message, "")
    with pytest.raises(BadInput):
        answer_of("x" * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize("value", ["22", 22, "#1001", "receipt-AB-1", None, ""])
def test_an_order_is_named_as_the_shopper_sees_it(value: object) -> None:
    assert order_of(value) == ("" if value is None else str(value))


@pytest.mark.parametrize("value", [True, 2.5, [], {}, "a/b", "a b", "x" * 65, "٣", "a?b", "a\n"])
def test_what_is_no_order_is_refused(value: object) -> None:
    with pytest.raises(BadInput):
        order_of(value)


def test_there_are_at_most_so_many_open_at_once_and_the_refusal_says_so() -> None:
    refuse_more(MOST_OPEN - 1)
    with pytest.raises(Conflict) as refused:
        refuse_more(MOST_OPEN)
    text = refused.value.details["text"]
    assert isinstance(text, dict)
    assert set(text) == LANGUAGES


def test_a_case_says_how_it_stands() -> None:
    asked = Case("m", "c", "woo-1", "22", "", 1, asked=True)
    closed = Case("m", "c", "woo-1", "22", "", 1, status="closed", asked=True)
    assert told(CASE, None)["en"] == "The shop has your message and will answer here."
    assert "being asked for it right now" in told(asked, None)["en"]
    assert told(asked, 120)["en"].endswith("120 points.")
    assert told(closed, 120)["en"] == "The shop has looked at this."
    for one in (told(CASE, None), told(asked, None), told(asked, 120), told(closed, None)):
        assert set(one) == LANGUAGES
        assert len(set(one.values())) == len(LANGUAGES)
