"""Values that a store could send, one by one."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal

import pytest

from core.errors import BadInput
from integrations.payload import unix_s, whole


@pytest.mark.parametrize("number", ["1e99999", "1e999999999", "-1e999999999", "NaN", "sNaN"])
def test_a_count_that_no_computer_could_write_out_is_refused_at_once(number: str) -> None:
    began_s = time.thread_time()
    for value in (number, Decimal(number)):
        with pytest.raises(BadInput):
            whole(value, "quantity")
    assert time.thread_time() - began_s < 0.1


@pytest.mark.parametrize(
    ("value", "count"), [("2", 2), (Decimal("1.75"), 1), ("1e3", 1000), (None, 0)]
)
def test_a_count_is_cut_off_to_a_whole_number(value: str | Decimal | None, count: int) -> None:
    assert whole(value, "quantity") == count


@pytest.mark.parametrize(
    ("stated", "counted"),
    [
        ("2026-11-22T04:33:21Z", "2026-11-22T04:33:21+00:00"),
        ("0001-01-01T00:00:00+14:00", "2000-01-01T00:00:00+00:00"),
        ("1970-01-01T00:00:00", "2000-01-01T00:00:00+00:00"),
        ("2080-01-01T00:00:00Z", "2079-12-31T23:59:59+00:00"),
        ("9999-12-31T23:59:59-14:00", "2079-12-31T23:59:59+00:00"),
    ],
)
def test_a_time_that_no_order_can_have_counts_as_the_nearest_that_one_can(
    stated: str, counted: str
) -> None:
    assert unix_s(stated, "created_at") == datetime.fromisoformat(counted).timestamp()
