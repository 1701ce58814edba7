"""Partners' codes as they are pasted: nothing lost, nothing added twice, what is none is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes_pasted import read

codes = st.from_regex(r"[A-Z0-9-]{1,20}-[0-9]{1,9}", fullmatch=True)


@given(st.lists(codes, max_size=50))
def test_every_code_that_was_pasted_is_read_once(given_codes: list[str]) -> None:
    found = read("\r\n".join(given_codes))
    assert found.codes == tuple(dict.fromkeys(given_codes))
    assert set(found.twice) == {one for one in given_codes if given_codes.count(one) > 1}
    assert found.faults == ()


@pytest.mark.parametrize(
    "text",
    [
        "A-1\nB-2\n",
        "\ufeffcode,partner\nA-1,Cinema\nB-2,Cinema\n",
        "序號\tpartner\nA-1\tx\nB-2\ty",
        'A-1;"x;y"\r\nB-2;z\r\n',
        '  A-1  \n\n"B-2"\n',
    ],
)
def test_codes_are_the_lines_or_the_first_column_of_a_table(text: str) -> None:
    assert read(text).codes == ("A-1", "B-2")


def test_lines_that_are_no_code_are_named_and_the_rest_is_read() -> None:
    found = read("A-1\n" + "x" * 101 + "\nB\x07-2\nC-3")
    assert (found.codes, found.faults) == (("A-1", "C-3"), (2, 3))
