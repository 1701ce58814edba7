"""The plugin's sentences: the template is the code's, and every language says all of them."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest

from infra import plugin_words

LANGUAGES = ("ja", "zh_CN", "zh_TW")
_PLACES = re.compile(r"%(?:\d\$)?[sd]")


def test_the_template_is_what_the_code_says() -> None:
    wrong = "run python -m infra.plugin_words"
    assert plugin_words.POT.read_text("utf-8") == plugin_words.template(), wrong
    assert len(plugin_words.said()) >= 50


def test_there_is_a_translation_for_each_language() -> None:
    names = [one.stem.removeprefix("regulars-") for one in plugin_words.translations()]
    assert tuple(names) == LANGUAGES


@pytest.mark.parametrize("po", plugin_words.translations(), ids=lambda one: one.stem)
def test_every_sentence_is_translated_with_what_it_leaves_open(po: Path) -> None:
    found = plugin_words.read(po.read_text("utf-8"))
    assert found.keys() - {""} == plugin_words.said().keys()
    for sentence, translation in found.items():
        assert translation.strip(), sentence
        if sentence:
            assert sorted(_PLACES.findall(sentence)) == sorted(_PLACES.findall(translation))


@pytest.mark.parametrize("po", plugin_words.translations(), ids=lambda one: one.stem)
def test_a_compiled_translation_is_one_that_gettext_reads(po: Path) -> None:
    text = po.read_text("utf-8")
    compiled = gettext.GNUTranslations(io.BytesIO(plugin_words.compiled(text)))
    for sentence, translation in plugin_words.read(text).items():
        if sentence:
            assert compiled.gettext(sentence) == translation
