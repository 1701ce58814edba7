"""The two catalogues say the same things, and every text that the page uses is in them."""

from __future__ import annotations

import re
import string
from pathlib import Path

from functions.admin.forms.faults import _KNOWN
from functions.admin.language import catalogue

_ADMIN = Path(__file__).parents[4] / "functions" / "admin"
_LITERAL = re.compile(r"""say\(\s*['"]([\w .]+?)['"]\s*[,)]""")
# What a text's name begins with where a page puts it together: say('nav.' ~ part).
_STEM = re.compile(r"""['"]((?:\w+\.)+)(?:['"] ~|\{)""")


def _slots(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts_with_the_same_figures_in_them() -> None:
    en, zh = catalogue("en"), catalogue("zh-Hant")
    assert en.keys() == zh.keys()
    assert [key for key in en if _slots(en[key]) != _slots(zh[key])] == []


def test_every_text_that_a_page_names_is_there() -> None:
    sources = [*_ADMIN.rglob("*.py"), *_ADMIN.rglob("*.html")]
    named = {key for path in sources for key in _LITERAL.findall(path.read_text("utf-8"))}
    assert len(named) > 100
    assert named - catalogue("en").keys() == set()


def test_the_chinese_texts_are_chinese() -> None:
    same = {key for key, text in catalogue("zh-Hant").items() if text == catalogue("en")[key]}
    assert same == {"brand"}


def test_no_text_is_left_that_no_page_names() -> None:
    """Texts under "form." have a test of their own: tests/unit/functions/admin/forms."""
    source = "\n".join(
        path.read_text("utf-8") for path in (*_ADMIN.rglob("*.py"), *_ADMIN.rglob("*.html"))
    )
    put_together = tuple(set(_STEM.findall(source)))
    problems = {f"problem.{key}" for _, key, _ in _KNOWN} | {"problem.other"}
    assert problems <= catalogue("en").keys()
    left = {
        key
        for key in catalogue("en")
        if key.removesuffix(".one") not in problems
        and not (key.startswith(put_together) and not key.startswith("problem."))
        and f'"{key.removesuffix(".one")}"' not in source
        and f"'{key.removesuffix('.one')}'" not in source
    }
    assert left == set()
