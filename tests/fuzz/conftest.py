"""Fixtures of the fuzzers."""

from __future__ import annotations

from tests.fuzz.world import world
from tests.support.operator import operator

__all__ = ["operator", "world"]
