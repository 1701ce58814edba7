"""Rates of exchange, as a document says them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def load_exchange(document: Mapping[str, str]) -> dict[str, Fraction]:
    """The valid document's part `exchange`: what one unit of the program's currency is worth, by
    currency."""
    return {currency: Fraction(worth) for currency, worth in document.items()}
