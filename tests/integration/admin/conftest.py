"""The merchant page's fixtures."""

from tests.support.merchant import app, maple, tea_house

__all__ = ["app", "maple", "tea_house"]
