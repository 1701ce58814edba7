"""Both languages say everything."""

from __future__ import annotations

import re
from pathlib import Path

from infra.local.sandbox.pages import words
from infra.local.sandbox.pages.frame import money

SANDBOX = Path(words.__file__).parents[1]


def test_every_text_exists_in_both_languages() -> None:
    for key in words.all_keys():
        assert words.say(key, "en")
        assert words.say(key, "zh-Hant")
        assert words.say(key, "zh-Hant") != words.say(key, "en")


def test_every_text_that_a_page_asks_for_is_known() -> None:
    known = {*words.all_keys()}
    sources = [*SANDBOX.glob("templates/*.html"), *SANDBOX.glob("pages/*.py")]
    for source in sources:
        text = source.read_text("utf-8")
        asked = re.findall(r"\bt\('([a-z0-9_-]+)'\)|say_here\(\"([a-z_]+)\"\)", text)
        assert {a or b for a, b in asked} <= known, source.name


def test_a_status_that_nobody_knows_is_shown_as_it_is() -> None:
    assert words.say("status_ry-at-cvs", "zh-Hant") == "ry-at-cvs"


def test_money_reads_as_in_a_shop() -> None:
    shown = [money(5250, "USD"), money(5000, "USD"), money(150_000, "TWD"), money(-800, "JPY")]
    assert shown == ["$52.50", "$50.00", "NT$1,500", "−¥800"]
