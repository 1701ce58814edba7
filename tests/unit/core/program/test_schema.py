"""What the validation makes of a document."""

from __future__ import annotations

import pytest

from core.program.defaults import default_document
from core.program.schema import validate

CURRENCIES = ["USD", "EUR", "GBP", "TWD", "JPY", "HKD", "CNY", "SGD", "CHF"]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_what_is_shown_can_be_published_again_and_is_shown_the_same(currency: str) -> None:
    assert validate(default_document(currency)) == default_document(currency)
