"""The pages about a program: what they say, in which language, and that no text in them can be
anything but text."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.stores import Store
from core.program.defaults import default_document
from core.program.model import Program, load
from core.program.schema import validate
from functions.storefront.front import shell
from functions.storefront.front.addresses import Place
from functions.storefront.front.arrival import arrival
from functions.storefront.front.landing import landing
from functions.storefront.front.languages import LANGUAGES, Tongue
from functions.storefront.front.questions import answered
from functions.storefront.front.shell import Page
from tests.unit.core.program.test_shopfront_rules import CAFE, EVERYTHING, LOOK
from tests.unit.functions.admin.forms.documents import Document, documents

TODAY = "2026-11-29"
EXAMPLES = sorted((Path(__file__).parents[5] / "examples" / "programs").glob("*.json"))
WOO = Store(
    *("woo-0123456789ab", "woocommerce", "https://tea.example", "woo-0123456789ab"),
    *("USD", "UTC", ""),
    name="Green Tea",
)


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example/")


def program(**parts: Any) -> Program:
    return load(validate(default_document("USD") | parts), 1, 0)


def land(one: Program, lang: str = "en", *, embed: bool = False, store: Store = WOO) -> Page:
    return landing(Place(store), one, TODAY, Tongue(lang), embed=embed)


def arrive(one: Program, channel_id: str = "cafe", lang: str = "en", today: str = TODAY) -> Page:
    channel = next((each for each in one.channels if each.id == channel_id), None)
    return arrival(Place(WOO), one, channel_id, channel, today, Tongue(lang))


def words_of(page: Page) -> str:
    """What a reader sees."""
    body = page.body.partition("<main")[2]
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Points as cash, from 100 points."),
        ("zh-Hant", "100 點起即可兌換「Points as cash」。"),
        ("zh-Hans", "100 积分起即可兑换“Points as cash”。"),
        ("ja", "100ポイントから「Points as cash」と交換できます。"),
    ],
)
def test_points_as_cash_are_redeemed_from_so_many_points(lang: str, told: str) -> None:
    cash = {"id": "cash", "kind": "amount", "name": {"en": "Points as cash"}, "points": 100}
    assert told in words_of(land(program(rewards=[cash | {"value": "1"}]), lang))


class Outline(HTMLParser):
    """Elements and attributes as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(page: Page) -> Outline:
    found = Outline()
    found.feed(page.body)
    assert found.open == []
    return found


def test_the_landing_page_shows_how_tiers_rewards_and_answers() -> None:
    page = land(program(questions=EVERYTHING["questions"]))
    found = outline(page)
    words = words_of(page)
    for told in (
        "1 point for every $1 you spend",
        "Reach Silver and get more out of every order.",
        "$5 off for 100 points.",
        "Spend $1,500",
        "1.5× points",
        "Free shipping",
        "Do points expire?",
        "No. Points stay until you use them.",
        "Is there a shop?",
        "Join for free",
    ):
        assert told in words, told
    assert found.tags.count("h1") == 1
    assert "script" in found.tags  # the data for search engines, and nothing that runs
    assert [value for tag, name, value in found.attributes if tag == "script"] == [
        "application/ld+json"
    ]
    steps = page.body.partition('<ol class="rl-path">')[2].partition("</ol>")[0]
    assert re.findall(r"<h3>(\w+)</h3>", steps) == ["Earn", "Rise", "Redeem"]
    assert steps.count('aria-hidden="true"') == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_landing_page_can_be_listed_in_each_language(lang: str) -> None:
    page = land(program(), lang)
    found = outline(page)
    assert ("html", "lang", lang) in found.attributes
    own = f"https://api.example/storefront/landing?store=woo-0123456789ab&lang={lang}"
    assert f'rel="canonical" href="{html.escape(own)}"' in page.body
    tongues = {value for tag, name, value in found.attributes if name == "hreflang"}
    assert tongues >= {*LANGUAGES, "x-default"}
    assert "noindex" not in page.body
    assert len(re.findall(r"<title>.+</title>", page.body)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_and_answers_are_there_as_data_too(lang: str) -> None:
    one = program(questions=EVERYTHING["questions"])
    raw = re.findall(r'<script type="application/ld\+json">(.*?)</script>', land(one, lang).body)
    data = json.loads(raw[0])
    assert data["@type"] == "FAQPage"
    asked = {each["name"]: each["acceptedAnswer"]["text"] for each in data["mainEntity"]}
    assert asked == {each.asked: each.told for each in answered(one, "Green Tea", Tongue(lang))}
    assert len(asked) == 8


def test_its_body_alone_is_for_a_theme_that_has_its_own_head() -> None:
    page = land(program(), embed=True)
    assert page.body.startswith("<style>")
    assert not {"html", "head", "body", "main", "header"} & set(outline(page).tags)
    assert 'lang="en"' in page.body


def test_a_merchants_looks_are_followed_and_words_on_the_colour_can_be_read() -> None:
    dark = land(program(look=LOOK))
    assert "<h1>Leaf Club</h1>" in dark.body
    assert "--rl-color:#aa3300;--rl-on:#fff;--rl-radius:4px" in dark.body
    assert 'href="https://tea.example/join"' in dark.body
    assert 'src="https://tea.example/logo.svg"' in dark.body
    assert "img-src https:" in dark.policy
    light = land(program(look={"color": "#ffee00"}))
    assert "--rl-color:#ffee00;--rl-on:#000" in light.body
    assert "img-src" not in light.policy


def test_the_policy_lets_in_the_pages_own_style_and_nothing_that_runs() -> None:
    for page in (land(program(look=LOOK)), arrive(program(channels=[CAFE]))):
        style = re.findall(r"<style>(.*?)</style>", page.body, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in page.policy
        assert "default-src 'none'" in page.policy
        assert "unsafe" not in page.policy
        assert "script-src" not in page.policy
        assert not [name for _, name, _ in outline(page).attributes if name.startswith("on")]
        assert "style" not in {name for _, name, _ in outline(page).attributes}


def test_a_page_is_kept_for_minutes_and_known_again() -> None:
    page = shell.cached(land(program()), "", by_browser=True)
    tag = page.headers["etag"]
    assert page.headers["cache-control"] == "public, max-age=300"
    assert page.headers["vary"] == "accept-language"
    again = shell.cached(land(program()), f'W/{tag}, "x"', by_browser=False)
    assert (again.status, again.body, "vary" in again.headers) == (304, "", False)
    other = shell.cached(land(program(), "ja"), tag, by_browser=False)
    assert other.status == 200


def test_the_join_page_says_who_invites_and_what_joining_by_it_gives() -> None:
    page = arrive(program(channels=[CAFE]))
    words = words_of(page)
    assert "Cafe Blue invites you" in words
    assert "Join now and get 80 points and $5 off" in words
    assert "Until 30 June 2027." in words
    assert "https://tea.example/my-account/?regulars_join=cafe" in page.body
    assert '<meta name="robots" content="noindex">' in page.body


def test_a_channel_that_was_taken_out_of_the_program_invites_and_gives_nothing() -> None:
    channel = program(channels=[CAFE]).channels[0]
    page = arrival(Place(WOO), program(), "cafe", channel, TODAY, Tongue("en"))
    words = words_of(page)
    assert "Cafe Blue invites you" in words
    assert "This offer has ended." in words
    assert "80 points" not in words


@pytest.mark.parametrize(
    ("channel", "today", "told"),
    [
        ("cafe", "2027-07-01", "This offer has ended."),
        ("later", TODAY, "This begins on 1 January 2027."),
        ("<b>x</b>", TODAY, "We do not know this link any more."),
    ],
)
def test_who_comes_too_late_too_early_or_by_nothing_is_invited_all_the_same(
    channel: str, today: str, told: str
) -> None:
    one = program(channels=[CAFE, CAFE | {"id": "later", "from": "2027-01-01"}])
    page = arrive(one, channel, today=today)
    assert page.status == 200
    words = words_of(page)
    assert told in words
    assert "80 points" not in words
    assert "Join for free" in words
    assert "<b>x" not in page.body


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_program_has_its_pages_in_every_language(path: Path, lang: str) -> None:
    one = load(validate(json.loads(path.read_text("utf-8")) | {"channels": [CAFE_PLAIN]}), 1, 0)
    for page in (land(one, lang), land(one, lang, embed=True), arrive(one, lang=lang)):
        outline(page)
        words = words_of(page)
        assert "{" not in words
        assert "None" not in words


CAFE_PLAIN = {"id": "cafe", "name": {"en": "Cafe Blue"}, "award": {"points": 8}}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.sampled_from(list(LANGUAGES)))
def test_any_program_makes_pages_whose_elements_are_ours_alone(
    document: Document, lang: str
) -> None:
    one = load(document, 1, 0)
    page = land(one, lang)
    # Merchants' texts of these programs have tags and quotation marks in them.
    assert "b" not in outline(page).tags
    for channel in one.channels:
        assert "b" not in outline(arrive(one, channel.id, lang)).tags


NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{x}"


def test_a_text_stays_a_text_wherever_it_stands() -> None:
    names = {"en": NASTY[:80]}
    long = {"en": NASTY, "ja": NASTY}
    document = default_document("USD")
    for part in ("tiers", "rewards"):
        for row in document[part]:
            row["name"] = names
    document |= {
        "questions": [{"id": "q", "name": long, "text": long}],
        "channels": [{"id": "cafe", "name": names, "award": {"reward": "off-small"}}],
        "look": {"name": names, "logo": 'https://x.example/"><script>'},
        "actions": [{"id": "a", "kind": "custom", "name": names, "award": {"points": 1}}],
    }
    one = load(validate(document), 1, 0)
    store = Store(
        *("woo-0123456789ab", "woocommerce", "https://tea.example", "woo-0123456789ab"),
        *("USD", "UTC", ""),
        name=NASTY,
    )
    channel = one.channels[0]
    for lang in LANGUAGES:
        place, tongue = Place(store), Tongue(lang)
        for page in (
            landing(place, one, TODAY, tongue, embed=False),
            landing(place, one, TODAY, tongue, embed=True),
            arrival(place, one, "cafe", channel, TODAY, tongue),
        ):
            found = outline(page)
            assert found.tags.count("script") <= 1
            assert {value for tag, _, value in found.attributes if tag == "script"} <= {
                "application/ld+json"
            }
            assert found.tags.count("img") == 1
            assert not [name for _, name, _ in found.attributes if name.startswith("on")]
