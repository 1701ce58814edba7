"""Answers in the language that is asked for."""

from __future__ import annotations

from functions.storefront.one_language import only

BODY = {
    "text": {"en": "a", "zh-Hant": "b", "zh-Hans": "c", "ja": "d"},
    "rewards": [{"names": {"en": "Off", "zh-Hant": "折"}, "name": "Off", "text": None}],
    "points": 3,
}


def test_texts_and_names_are_told_in_that_language_alone() -> None:
    assert only(BODY, "ja") == {
        "text": {"ja": "d"},
        "rewards": [{"names": {"ja": "Off"}, "name": "Off", "text": None}],
        "points": 3,
    }


def test_what_lacks_a_language_is_told_in_a_related_one() -> None:
    assert only(BODY, "zh-Hans")["rewards"][0]["names"] == {"zh-Hans": "折"}


def test_without_a_language_or_for_one_that_we_do_not_speak_all_are_told() -> None:
    assert only(BODY, None) is BODY
    assert only(BODY, "tlh") is BODY
