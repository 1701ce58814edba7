"""Whose news and community links are whose, and who joins by a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import shopfront
from core.program.awards import NOTHING
from core.program.defaults import default_document
from core.program.model import Program, load
from core.program.schema import validate
from core.program.shopfront import Channel
from core.shopfront import NEWCOMER_DAYS
from tests.unit.core.program.test_shopfront_rules import LINE, NEWS

DAY_S = 86_400


def program() -> Program:
    everybody = {"id": "all", "name": {"en": "For all"}, "text": {"en": "Hello"}}
    forum = LINE | {"id": "forum", "kind": "forum", "tiers": ["silver", "gold"]}
    parts = {"news": [NEWS, everybody], "community": [LINE, forum]}
    return load(validate(default_document("USD") | parts), 1, 0)


@pytest.mark.parametrize(
    ("today", "tier", "shown"),
    [
        ("2027-02-28", "gold", ["all"]),
        ("2027-03-01", "gold", ["spring", "all"]),
        ("2027-03-31", "gold", ["spring", "all"]),
        ("2027-04-01", "gold", ["all"]),
        ("2027-03-15", "silver", ["all"]),
        ("2027-03-15", None, ["all"]),
    ],
)
def test_news_is_shown_on_its_days_to_members_of_its_tiers(
    today: str, tier: str | None, shown: list[str]
) -> None:
    assert [one.id for one in shopfront.news_of(program(), today, tier)] == shown


def test_community_links_are_for_their_tiers_and_the_others_for_everybody() -> None:
    def shown(tier: str | None) -> list[str]:
        return [one.id for one in shopfront.community_of(program(), tier)]

    assert shown("gold") == shown("silver") == ["line", "forum"]
    assert shown("member") == shown(None) == ["line"]


BARE = load(default_document("USD"), 1, 0)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31)).map(date.isoformat)


@given(days, days, days)
def test_a_channel_is_open_from_its_first_day_to_its_last(one: str, other: str, today: str) -> None:
    first, last = sorted((one, other))
    dated = Channel("c", {}, first, last, NOTHING)
    refusal = shopfront.channel_closed(replace(BARE, channels=(dated,)), dated, today)
    assert (refusal is None) == (first <= today <= last)
    if refusal is not None:
        assert set(refusal.text) == {"en", "zh-Hant", "zh-Hans", "ja"}
        assert refusal.code == ("channel_not_started" if today < first else "channel_ended")
    always = Channel("c", {}, "", "", NOTHING)
    assert shopfront.channel_closed(replace(BARE, channels=(always,)), always, today) is None
    gone = shopfront.channel_closed(BARE, always, today)
    assert gone is not None
    assert (gone.code, gone.text["en"]) == ("channel_ended", "This has ended.")


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_newcomer_is_known_since_the_channel_is_there_and_for_a_month_at_most(
    known_s: int, channel_s: int, later_s: int
) -> None:
    now_s = known_s + later_s
    refusal = shopfront.no_newcomer(known_s, channel_s, now_s)
    new = known_s >= channel_s and later_s <= NEWCOMER_DAYS * DAY_S
    assert (refusal is None) == new
    assert shopfront.no_newcomer(None, channel_s, now_s) is None
