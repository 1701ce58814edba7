"""The stand-in of the Shopper API, for every test of what speaks to it from a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.browser import NewPage
from tests.support.shopper_api import ShopperApi


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        yield running


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()
