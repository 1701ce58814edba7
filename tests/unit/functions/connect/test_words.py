"""Why a store could not be connected is said in words, whatever it was."""

from __future__ import annotations

import pytest

from core.errors import BadInput, Forbidden, RegularsError, StoreRefused, StoreUnavailable
from functions.connect import words

PROBLEMS: list[tuple[RegularsError, str]] = [
    (BadInput("No URL.", code="private_store_url"), "private"),
    (Forbidden("Private.", code="private_address"), "private"),
    (Forbidden("No https.", code="bad_store_url"), "private"),
    (Forbidden("Over.", code="link_over"), "link_over"),
    (Forbidden("Refused.", store_code="woocommerce_rest_cannot_view"), "keys_refused"),
    (BadInput("No URL."), "bad_url"),
    (StoreUnavailable("Slow."), "no_answer"),
    (StoreRefused("Moved.", store_code="redirect"), "redirect"),
    (StoreRefused("Nothing.", store_code="rest_no_route"), "no_plugin"),
    (StoreRefused("Nobody.", store_code="regulars_not_awaited"), "not_awaited"),
    (StoreRefused("No.", store_code="something_new"), "refused"),
    (RegularsError("Else."), "refused"),
]


@pytest.mark.parametrize(("error", "problem"), PROBLEMS)
def test_every_reason_has_its_sentence_in_both_languages(
    error: RegularsError, problem: str
) -> None:
    assert words.problem_of(error) == problem
    assert set(words.text(problem)) == {"en", "zh-Hant"}


@pytest.mark.parametrize(
    "problem", sorted({one for _, one in PROBLEMS} | {"internal", "open_in_plugin"})
)
def test_a_page_says_it_in_both_and_says_which_is_which(problem: str) -> None:
    page = words.page(problem)
    assert '<html lang="en">' in page
    assert '<p lang="zh-Hant">' in page
    assert "<script" not in page
