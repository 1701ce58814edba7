"""Fixtures of the fuzzers."""

from __future__ import annotations

from tests.fuzz.world import world
from tests.support.merchant import app, maple, tea_house
from tests.support.operator import operator
from tests.support.sandbox import receiver, store

__all__ = ["app", "maple", "operator", "receiver", "store", "tea_house", "world"]
