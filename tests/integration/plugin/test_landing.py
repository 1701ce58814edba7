"""The landing page as the back end sends it, in a page of the shop as WordPress prints it: its
filter for HTML leaves all of it."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from core.program.model import Program
from functions.storefront.front.languages import LANGUAGES
from tests.support.wordpress import content, needs_wordpress
from tests.unit.core.program.test_shopfront_rules import EVERYTHING
from tests.unit.functions.storefront.front.test_front_pages import land, program

SHORTCODE = "[regulars_landing]"
BLOCK = "<!-- wp:regulars/landing /-->"
# By WordPress, to every picture.
_ADDED = ("decoding", "loading", "fetchpriority")

pytestmark = needs_wordpress


class _Seen(HTMLParser):
    """Elements with their attributes, and the text, as a browser finds them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = tuple(sorted(one for one in attrs if one[0] not in _ADDED))
        self.elements.append((tag, kept))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(" ".join(html.unescape(data).split()))


def everything() -> Program:
    """All that a landing page can show, with signs that filters like to change."""
    name = {"en": "Tea & <Cake> \"Club\" – 50% 'off'", "zh-Hant": "茶<與>「點心」 & 9折"}
    look = EVERYTHING["look"] | {"name": name}
    referral = {"id": "friends", "name": name, "referrer": {"points": 200}}
    return program(**EVERYTHING | {"look": look, "referral": referral})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_wordpress_leaves_the_whole_landing_page_in_a_page_of_the_shop(lang: str) -> None:
    body = land(everything(), lang, embed=True).body
    sent, shown = _Seen(body), _Seen(content(SHORTCODE, body))
    assert {"style", "svg", "path", "img", "details", "table", "script"} <= {
        tag for tag, _ in sent.elements
    }
    assert shown.elements == sent.elements
    style, data = body.partition("</style>")[0], '"FAQPage"'
    assert shown.text[0] == sent.text[0] == " ".join(style.removeprefix("<style>").split())
    assert data in shown.text[1]
    assert shown.text[2:] == sent.text[2:]


def test_the_block_prints_the_same_as_the_shortcode() -> None:
    body = land(everything(), embed=True).body
    assert _Seen(content(BLOCK, body)).elements == _Seen(body).elements


def test_nothing_that_runs_comes_with_it() -> None:
    body = land(everything(), embed=True).body
    evil = '<script>alert(1)</script><img src="x" onerror="alert(2)"><iframe src="/"></iframe>'
    shown = content(SHORTCODE, body.replace('<div class="rl"', f'{evil}<div class="rl"'))
    assert not re.search(r"alert\(1\)|onerror|iframe", shown)
