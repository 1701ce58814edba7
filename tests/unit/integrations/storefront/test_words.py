"""The widget's sentences: complete in every language, and of one shape."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from infra.local.widget import SOURCE

LANGUAGES = ("en", "zh-Hant", "zh-Hans", "ja")
_PLURAL = re.compile(r"\.(zero|one|two|few|many)$")
_ROOMS = sorted([*(SOURCE / "rooms").glob("**/*.words.json"), *SOURCE.glob("[!r]*/*.words.json")])
# Sentences whose keys are an answer's own: a state, a phase, a source, a period.
_BY_ANSWER = {
    "draws": {"closed", "tier", "award"},
    "groups": {"reached", "lost", "closing", "missed", "amount", "units"},
    "orders": {"open", "closed", "state.pending", "state.paid", "state.void"},
    "refer": {"waiting", "back", "cap.month", "cap.year", "cap.ever"},
    "claims": {"newsletter", "survey"},
    "codes": {"issued", "used", "returned", "expired", "held", "returning"},
}

Words = dict[str, str]


def _languages(path: Path) -> dict[str, Words]:
    """Sentences by language: of a file that holds them all, or of the panel's four."""
    if path.is_dir():
        return {one.stem: json.loads(one.read_text()) for one in path.glob("*.json")}
    found: dict[str, Words] = json.loads(path.read_text())
    return found


def _shape(words: Words) -> dict[str, set[str]]:
    """The placeholders of each sentence; further plural forms are a language's own."""
    return {
        key: set(re.findall(r"{(\w+)}", text))
        for key, text in words.items()
        if not _PLURAL.search(key)
    }


@pytest.mark.parametrize("path", [SOURCE / "words", *_ROOMS], ids=lambda path: str(path.name))
def test_every_language_says_everything_with_the_same_placeholders(path: Path) -> None:
    found = _languages(path)
    assert set(found) >= set(LANGUAGES)
    for language in LANGUAGES:
        assert _shape(found[language]) == _shape(found["en"]), language
        assert all(text.strip() for text in found[language].values()), language


@pytest.mark.parametrize("path", [SOURCE / "words", *_ROOMS], ids=lambda path: str(path.name))
def test_placeholders_are_single_letters_as_the_widget_reads_them(path: Path) -> None:
    for words in _languages(path).values():
        assert all(len(name) == 1 for names in _shape(words).values() for name in names)


@pytest.mark.parametrize("path", [SOURCE / "words", *_ROOMS], ids=lambda path: str(path.name))
def test_no_language_was_left_in_another(path: Path) -> None:
    found = _languages(path)
    for key, text in found["zh-Hans"].items():
        assert not re.search("[點數換優碼購錄閉這個會員還訂單]", text), key
    for key, text in found["zh-Hant"].items():
        assert not re.search("[点数换优码购录闭这个会员还订单]", text), key
    for key, text in found["ja"].items():
        assert not re.search(r"您|请|請|們|们|的", text), key
    for language in ("zh-Hant", "zh-Hans", "ja"):
        for key, text in found[language].items():
            bare = re.sub(r"{\w}", "", text)
            assert not re.search(r"[A-Za-z]{3,}", re.sub("LINE|QR Code", "", bare)), (language, key)


def test_every_room_is_reached_from_the_panel_or_from_the_list_behind_it() -> None:
    rooms = {path.stem for path in (SOURCE / "rooms").glob("*.js")}
    assert rooms <= {path.name.removesuffix(".words.json") for path in _ROOMS}
    first, behind = ((SOURCE / one).read_text() for one in ("panel/rooms.js", "rooms/more.js"))
    named = {*re.findall(r"name: '(\w+)'", first), *re.findall(r"\[\s*'(\w+)',", behind)}
    assert named <= rooms
    # Which begins at a reward.
    assert rooms - named == {"redeem"}


def test_no_sentence_is_left_that_nothing_says() -> None:
    code = "\n".join(path.read_text() for path in SOURCE.glob("[!d]*/**/*.js"))
    rooms = {room.stem for room in (SOURCE / "rooms").glob("*.js")}
    for path in [SOURCE / "words", *_ROOMS]:
        name = path.name.removesuffix(".words.json")
        for key in set(_languages(path)["en"]) - rooms - _BY_ANSWER.get(name, set()):
            base = _PLURAL.sub("", key)
            assert re.search(rf"['\"]{re.escape(base)}['\"]|\.{re.escape(base)}\b", code), (
                name,
                key,
            )
