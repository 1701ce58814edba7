"""The GraphQL documents that we send, each checked against Shopify's schema by a test."""

from __future__ import annotations

import functools
from pathlib import Path

FOLDER = Path(__file__).parent


@functools.cache
def document(name: str) -> str:
    """The text of {name}.graphql."""
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
