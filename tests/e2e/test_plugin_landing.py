"""The landing page in a page of a WordPress shop: readable on the theme's own ground, light or
dark, whatever the visitor's system prefers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.integration.plugin.test_landing import SHORTCODE, everything
from tests.support.browser import DESKTOP, PHONE, NewPage, axe_findings
from tests.support.wordpress import content, needs_wordpress
from tests.unit.functions.storefront.front.test_front_pages import land

pytestmark = needs_wordpress

# What a theme says of text: its column, its ground, its ink, its links.
_SHOP = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Club</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body {{ margin: 0; background: {ground}; color: {ink}; font: 18px/1.6 serif }}
main {{ max-width: 645px; margin: 0 auto; padding: 0 20px }}
main h1, main h2, main h3 {{ color: {ink} }}
main p, main ul, main ol {{ margin: 1em 0 }}
main a {{ color: #8a5a00 }}
</style></head><body><main>{content}</main></body></html>"""
_LIGHT, _DARK = ("#ffffff", "#111111"), ("#111111", "#f5f5f5")


@pytest.mark.parametrize(
    ("theme", "scheme", "size", "lang"),
    [
        (_LIGHT, "light", DESKTOP, "en"),
        (_LIGHT, "dark", PHONE, "zh-Hant"),
        (_DARK, "light", DESKTOP, "ja"),
        (_DARK, "dark", PHONE, "zh-Hans"),
    ],
)
def test_the_landing_page_is_readable_in_a_theme_of_any_colours(
    new_page: NewPage,
    monkeypatch: pytest.MonkeyPatch,
    theme: tuple[str, str],
    scheme: str,
    size: dict[str, int],
    lang: str,
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example")
    ground, ink = theme
    printed = content(SHORTCODE, land(everything(), lang, embed=True).body)
    page = new_page(size, color_scheme=scheme)
    page.route("https://tea.example/**", lambda route: route.abort())
    page.set_content(_SHOP.format(lang=lang, ground=ground, ink=ink, content=printed))
    for each in page.locator("summary").all():
        each.click()
    rgb = f"rgb({', '.join(str(int(ink[at : at + 2], 16)) for at in (1, 3, 5))})"
    expect(page.locator(".rl h2").first).to_have_css("color", rgb)
    expect(page.locator(".rl-button").first).to_have_css("background-color", "rgb(170, 51, 0)")
    expect(page.locator(".rl-icon").first).to_have_css("stroke", "rgb(255, 255, 255)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe_findings(page) == []
