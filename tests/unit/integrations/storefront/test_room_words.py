"""What parts of rooms say: complete in every language, and nothing that nobody says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from infra.local.widget import SOURCE

LANGUAGES = ("en", "zh-Hant", "zh-Hans", "ja")
_FILES = sorted(
    [*(SOURCE / "rooms").glob("**/*.words.json"), SOURCE / "widget" / "errand.words.json"]
)
# Sentences whose keys are an answer's own: a state, a phase, a source, a period.
_BY_ANSWER = {
    "draws": {"closed", "tier", "award"},
    "groups": {"reached", "lost", "closing", "missed", "amount", "units"},
    "orders": {"open", "closed", "state.pending", "state.paid", "state.void"},
    "refer": {"waiting", "back", "cap.month", "cap.year", "cap.ever"},
    "claims": {"newsletter", "survey"},
    "codes": {"issued", "used", "returned", "expired", "held", "returning"},
}


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.name))
def test_every_language_says_the_same_with_the_same_placeholders(path: Path) -> None:
    found = json.loads(path.read_text())
    assert set(found) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(found[language]) == set(found["en"]), language
        for key, text in found[language].items():
            held = re.findall(r"{(\w)}", text)
            assert sorted(held) == sorted(re.findall(r"{(\w)}", found["en"][key])), (language, key)


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.name))
def test_no_sentence_stands_there_for_nobody(path: Path) -> None:
    name = path.name.removesuffix(".words.json")
    own = path.with_name(f"{name}.js").read_text()
    if name == "claims":
        own += path.with_name("birthday.js").read_text()
    said = set(json.loads(path.read_text())["en"]) - _BY_ANSWER.get(name, set())
    assert {key for key in said if f"'{key}'" not in own and f".{key}" not in own} == set()
