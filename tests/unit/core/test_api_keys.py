"""Keys of the API: their form, and what may be asked of one."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import api_keys
from core.errors import BadInput


def made(seed: int) -> str:
    return api_keys.make(random.Random(seed).choice)


@given(st.integers(0, 2**32))
def test_every_key_has_the_form_that_scanners_look_for(seed: int) -> None:
    key = made(seed)
    assert re.fullmatch(r"rgk_live_[0-9A-Za-z]{50}", key)
    key_id = api_keys.id_of(key)
    assert key_id is not None
    assert api_keys.KEY_ID.fullmatch(key_id)


@given(st.integers(0, 2**32), st.integers(9, 58), st.sampled_from("0Zz9"))
def test_a_typing_error_is_no_key(seed: int, place: int, letter: str) -> None:
    key = made(seed)
    bent = key[:place] + letter + key[place + 1 :]
    assert (api_keys.id_of(bent) is None) == (bent != key)


@given(st.text(max_size=80))
def test_what_is_no_key_is_none(text: str) -> None:
    assert api_keys.id_of(text) is None


def test_a_digest_opens_for_its_own_key_alone() -> None:
    one, other = made(1), made(2)
    assert api_keys.opens(one, api_keys.digest(one))
    assert not api_keys.opens(one, api_keys.digest(other))
    assert one not in api_keys.digest(one)


def test_a_key_counts_until_its_end() -> None:
    key = api_keys.ApiKey("k", "s", "n", frozenset(), "d", ends_at_s=100)
    assert key.counts(99)
    assert not key.counts(100)
    assert api_keys.ApiKey("k", "s", "n", frozenset(), "d").counts(2**40)


@pytest.mark.parametrize("scopes", [[], ["members"], ["members:read", "all"]])
def test_scopes_are_chosen_from_those_that_there_are(scopes: list[str]) -> None:
    with pytest.raises(BadInput, match="members:read"):
        api_keys.checked_scopes(scopes)


def test_a_name_is_tidied_and_no_longer_than_it_may_be() -> None:
    assert api_keys.checked_name("  Point   of sale ") == "Point of sale"
    for name in ("", " ", "x" * 61, "a\x00b"):
        with pytest.raises(BadInput):
            api_keys.checked_name(name)
