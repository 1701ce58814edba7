"""The rooms behind the widget's panel, on the real back end: a shopper's visit through them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.ledger import programs
from infra.local.sandbox.config import Platform
from tests.e2e.shop_steps import Visit
from tests.e2e.test_shop_journeys import address, shopper_page
from tests.support.browser import NewPage
from tests.support.running import Running, eventually

Json = dict[str, Any]
VISITS = [
    pytest.param("woo", "phone", id="woo-390"),
    pytest.param("shopify", "desktop", id="shopify-1280"),
]
# What the first call of a function may take.
_SLOW_MS = 30_000


def _day(after: int) -> str:
    return (datetime.now(UTC) + timedelta(days=after)).date().isoformat()


def _named(one: str, **more: Any) -> Json:
    return {"id": one, "name": {"en": one.capitalize()}, **more}


def _parts() -> Json:
    """A part of the program for each room."""
    points = {"points": 20}
    option = {"en": "Hiking"}
    return {
        "actions": [
            _named("welcome", kind="signup", award={"points": 150}),
            _named("follow", kind="social_follow", award=points),
            _named("review", kind="review", award=points, approval=True),
            _named("birthday", kind="birthday", award=points),
        ],
        "channels": [_named("insta", award={"points": 30})],
        "referral": _named("friends", referrer=points, friend=points),
        "draws": [
            _named(
                "backpack",
                **{"from": _day(-2), "until": _day(20)},
                cost=10,
                prizes=[{"name": {"en": "Backpack"}, "count": 1, "award": points}],
            )
        ],
        "events": [
            _named("hike", at=f"{_day(9)}T10:00", place={"en": "At the gate"}, award=points)
        ],
        "surveys": [
            _named(
                "likes",
                questions=[
                    {
                        "id": "what",
                        "kind": "choice",
                        "text": {"en": "What do you like?"},
                        "options": [
                            {"id": "hiking", "text": option},
                            {"id": "town", "text": {"en": "Walks in town"}},
                        ],
                        "required": True,
                    }
                ],
                award=points,
            )
        ],
        "profile": [_named("sport", options=[{"id": "hike", "name": option}])],
        "content": [_named("guide", kind="article", text={"en": "Pack light."})],
        "groups": [
            _named(
                "tents",
                **{"from": _day(-2), "until": _day(20)},
                target={"units": 10},
                link="tents",
                award=points,
            )
        ],
    }


@pytest.fixture(scope="module")
def furnished(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Both shops' programs have something in every room; taken back afterwards."""
    folder = tmp_path_factory.mktemp("programs")

    def publish(store_id: str, document: Json) -> None:
        path: Path = folder / f"{store_id}.json"
        path.write_text(json.dumps(document))
        running.cli("program", "publish", store_id, str(path))

    shops = [shop.store_id for shop in (running.woo, running.shopify)]
    before = [running.cli("program", "show", store_id)["program"] for store_id in shops]
    for store_id, document in zip(shops, before, strict=True):
        publish(store_id, document | _parts())
    time.sleep(2 * programs.CACHE_S + 1)  # it takes effect after two lives of a cache
    yield
    for store_id, document in zip(shops, before, strict=True):
        publish(store_id, document)


def _button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _said(visit: Visit, words: str) -> None:
    expect(visit.in_widget("dialog [role=status]")).to_contain_text(words, timeout=_SLOW_MS)


def _open(visit: Visit) -> None:
    """The panel; asked for again where a function's first call took too long."""
    visit.in_widget("#launcher").click()

    def look() -> None:
        again = visit.in_widget("#dead button")
        if again.count():
            again.click()
        expect(visit.in_widget("#rooms")).to_be_visible()

    eventually(look)


def _step(visit: Visit, name: str) -> None:
    visit.in_widget(f"#to-{name}").click()
    expect(visit.in_widget(f"#room-{name}")).to_be_visible(timeout=_SLOW_MS)


def _room(visit: Visit, name: str) -> None:
    """From wherever one is into a room, by the list of further ones where it is there."""
    while visit.in_widget("#back").count():
        visit.in_widget("#back").click()
        expect(visit.in_widget("#panel .sk")).to_have_count(0, timeout=_SLOW_MS)
    expect(visit.in_widget("#rooms")).to_be_visible()
    if not visit.in_widget(f"#to-{name}").count():
        _step(visit, "more")
    _step(visit, name)


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize(("platform", "size"), VISITS)
def test_a_shopper_takes_part_in_everything(
    running: Running, new_page: NewPage, platform: Platform, size: str
) -> None:
    visit = Visit(shopper_page(new_page, size), running, platform)
    page = visit.page
    page.goto(f"{page.url}?regulars_join=insta")
    visit.sign_in(address("rin"), "Rin Ito")
    visit.sees(180)  # the store told of the new account, and the page of the channel
    _open(visit)

    _room(visit, "earn")
    expect(visit.in_widget("#a-welcome")).to_contain_text("Done")
    _button(page, "I have done this: Follow")
    page.get_by_label("Your name there").fill("@rin")
    _button(page, "Send")
    _said(visit, "20 points are yours")
    _button(page, "I have done this: Review")
    page.get_by_label("Link to it").fill("https://tea.example.com/reviews/1")
    _button(page, "Send")
    _said(visit, "Sent. The shop has a look.")
    page.get_by_label("Month").select_option("3")
    page.get_by_label("Day").select_option("5")
    _button(page, "Save")
    _said(visit, "Saved")
    expect(visit.in_widget("#a-birthday")).to_contain_text("Your birthday: March 5")

    _room(visit, "draws")
    _button(page, "How many entries? +1")
    _button(page, "Enter for 20 points")
    _said(visit, "You are in. Good luck!")
    expect(visit.in_widget("#d-backpack")).to_contain_text("Your entries: 2", timeout=_SLOW_MS)
    _button(page, "Give back: 2 bought for 20 points")
    _said(visit, "20 points are back")

    _room(visit, "refer")
    link = page.get_by_label("Your link", exact=True).input_value()
    assert re.search(r"\?ref=\w+$", link)

    _room(visit, "events")
    _button(page, "I am coming: Hike")
    _said(visit, "You have a place. See you there!")
    _button(page, "Show my ticket")
    expect(page.get_by_role("img", name="Your ticket as a QR code")).to_be_visible()

    _room(visit, "surveys")
    _button(page, "Answer: Likes")
    page.get_by_label("Hiking").check()
    page.get_by_label("The shop may keep my answers").check()
    _button(page, "Send my answers")
    _said(visit, "Thank you for your answers!")

    _room(visit, "about")
    page.get_by_label("Sport").select_option("hike")
    _button(page, "Save")
    _said(visit, "Saved")
    _button(page, "Erase my answers")
    _said(visit, "Your answers are erased")

    _room(visit, "card")
    expect(page.get_by_role("img", name="Your card as a QR code")).to_be_visible()

    _room(visit, "groups")
    expect(visit.in_widget("#g-tents")).to_contain_text("0 of 10 pieces")

    _room(visit, "news")
    _button(page, "Open: Guide")
    expect(visit.in_widget("#c-guide")).to_contain_text("Pack light.")

    visit.close_widget()
    visit.sees(220)
    assert running.cli("ledger", "verify", visit.shop.store_id)["mismatches"] == []


@pytest.mark.parametrize(("platform", "size"), VISITS)
def test_missing_points_are_explained_by_the_order_itself(
    running: Running, new_page: NewPage, platform: Platform, size: str
) -> None:
    visit = Visit(shopper_page(new_page, size), running, platform)
    visit.sign_in(address("sora"), "Sora Ito")
    visit.buy("day-backpack", payment="bank")
    visit.page.locator("a.brand").click()
    _open(visit)
    _room(visit, "orders")
    expect(visit.in_widget(".pick")).to_have_count(1)
    visit.in_widget(".pick").click()
    expect(visit.in_widget("#why")).to_contain_text("50 points are on the way")
    _button(visit.page, "That explains it")
    expect(visit.in_widget(".pick")).to_be_visible()
