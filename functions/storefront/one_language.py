"""Answers in the one language that the asker reads."""

from __future__ import annotations

from typing import Any

from core.wording import LANGUAGES, pick

# What is told by language under these names, here and in the shapes.
_BY_LANGUAGE = ("text", "texts", "names")


def only(body: Any, language: str | None) -> Any:
    """The JSON-ready `body` with texts and names in `language` alone, or the nearest there is; as
    it is for a language that we do not speak."""
    if language not in LANGUAGES:
        return body
    if isinstance(body, list):
        return [only(one, language) for one in body]
    if not isinstance(body, dict):
        return body
    return {
        name: {language: pick(value, language)}
        if name in _BY_LANGUAGE and isinstance(value, dict) and value
        else only(value, language)
        for name, value in body.items()
    }
