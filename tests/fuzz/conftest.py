"""Fixtures of the fuzzers."""

from __future__ import annotations

from tests.fuzz.world import world
from tests.support.operator import operator
from tests.support.sandbox import receiver, store

__all__ = ["operator", "receiver", "store", "world"]
