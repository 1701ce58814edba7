"""A merchant makes a connection link for another shop."""

from __future__ import annotations

import re
import time

import pytest

from core.errors import Forbidden
from core.ledger import invites
from tests.support.merchant import Merchant


def test_a_button_makes_a_link_that_connects_one_shop(
    maple: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://regulars.example/")
    maple.come_in()
    page = maple.browser.get("/admin/invite")
    assert "/connect/" not in page.text
    made = maple.send("/admin/invite", page)
    found = re.search(r'value="https://regulars\.example/connect/([\w-]{43})"', made.text)
    assert found
    now_s = int(time.time())
    assert invites.problem(found[1], now_s) == ""
    with pytest.raises(Forbidden):
        invites.problem(found[1], now_s + invites.LIFETIME_S + 1)
    assert "/admin/invite" in maple.browser.get("/admin/stores").text
