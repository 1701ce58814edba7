"""The sandbox store, served for each test."""

from __future__ import annotations

from tests.support.sandbox import receiver, store

__all__ = ["receiver", "store"]
