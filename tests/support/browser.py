"""A real Chromium for tests: one browser a session, a fresh context for each page.

Give it to a test file with `pytest_plugins` in tests/conftest.py.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize, sync_playwright

from infra.local.npm import package

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}

NewPage = Callable[..., Page]


def chromium_path() -> str | None:
    """Debian's Chromium (CHROMIUM names another), where there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium (CHROMIUM names another)."""
    path = chromium_path()
    if path is None:
        pytest.fail("Chromium is needed: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """new_page(viewport, **context options): a page of its own context, without motion unless asked
    for. The test fails when the page throws."""
    contexts: list[BrowserContext] = []
    errors: list[Error] = []

    def make(viewport: ViewportSize = DESKTOP, **options: Any) -> Page:
        context = chromium.new_context(**{"reduced_motion": "reduce", **options}, viewport=viewport)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(error))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, errors


@functools.cache
def _axe() -> str:
    return (package("axe-core") / "axe.min.js").read_text()


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds wrong on `page` by WCAG 2.2 A and AA and its best practices."""
    page.evaluate(_axe())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(tags)}}}).then((r) => r.violations)"
    )
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
