"""How deep a body is nested is told exactly, and before any parser recurses into it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from integrations.payload import MAX_DEPTH, load_object

# Strings that would mislead whoever counts without reading them as JSON does.
_TEXTS = st.text(alphabet='[]{}"\\/ a', max_size=12)
_VALUES = st.recursive(
    _TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=30,
)


def depth_of(value: object) -> int:
    """The plain way: containers inside containers."""
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth_of, value), default=0)
    return 0


@settings(deadline=None)
@given(
    value=_VALUES,
    levels=st.integers(0, MAX_DEPTH + 3),
    kinds=st.sampled_from([(list,), (dict,), (list, dict)]),
)
def test_a_body_is_taken_up_to_the_limit_and_refused_beyond_it(
    value: object, levels: int, kinds: tuple[type, ...]
) -> None:
    for level in range(levels):
        value = [value, "]"] if kinds[level % len(kinds)] is list else {"[": value}
    document = {"id": value}
    body = json.dumps(document).encode()
    if depth_of(document) <= MAX_DEPTH:
        assert load_object(body) == document
    else:
        with pytest.raises(BadInput, match="deeper"):
            load_object(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' + b"[" * 200_000,
        b'{"a":"\\"[' + b"[" * 40 + b'","b":' + b'{"c":[' * 200_000,
        b'{"a":"\\\\",' + b'"b":[{"c":' * 200_000,
    ],
)
def test_a_body_that_never_closes_is_refused_for_its_depth(body: bytes) -> None:
    with pytest.raises(BadInput, match="deeper"):
        load_object(body)


@pytest.mark.parametrize("body", [b'{"a":\\"[', b"\\" * 3 + b"[" * 100_000, b'{"a":1}\\"' * 50])
def test_a_backslash_outside_of_strings_is_no_json(body: bytes) -> None:
    with pytest.raises(BadInput):
        load_object(body)
