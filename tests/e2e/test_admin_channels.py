"""Channels on the merchant page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.ledger import programs
from integrations import access
from tests.e2e.test_admin import LOOKS, come_in, origin
from tests.support.browser import NewPage, axe_findings
from tests.support.merchant import Merchant, app, maple
from tests.unit.core.program.test_shopfront_rules import EVERYTHING

__all__ = ["app", "maple", "origin"]


@pytest.mark.parametrize(("viewport", "locale", "scheme"), LOOKS)
def test_the_page_of_channels_and_the_forms_fit_and_are_accessible(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    viewport: dict[str, int],
    locale: str,
    scheme: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example.com")
    ledger = access.ledger_of(maple.store)
    _, newest = programs.document(ledger)
    programs.publish(ledger, newest | EVERYTHING, "test", 1_767_000_000)
    page = new_page(viewport, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    for path in ("channels", "program/channels/of/cafe", "program/news/of/spring", "program/look"):
        page.goto(f"{origin}/admin/{path}")
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.evaluate("window.innerWidth"), f"{path} is too wide"
    page.goto(f"{origin}/admin/channels")
    picture = page.get_by_role("img", name="QR").last
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.naturalWidth") > 0
