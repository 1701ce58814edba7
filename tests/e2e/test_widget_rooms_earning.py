"""Rooms of the widget in which shoppers earn: what they do, whom they bring, what they rate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.room_steps import enter, furnish, step_into
from tests.e2e.widget_steps import focused, issued, open_panel, panel, press, status
from tests.support.browser import NewPage
from tests.support.shopper_api import ShopperApi


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        yield furnish(running)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def test_each_action_says_how_it_stands(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "earn")
    for card, words in {
        "welcome": "+50 points",
        "letter": "you can unsubscribe at any time: your points stay.",
        "follow": "Done",
        "share": "Again from Nov 30, 2026",
        "gold-post": "This is for Gold members.",
    }.items():
        expect(page.locator(f"#a-{card}")).to_contain_text(words)


def test_joining_is_collected_in_one_tap_and_the_points_are_there(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "earn")
    press(page, "Collect: Welcome to the club")
    expect(status(page)).to_have_text("50 points are yours")
    expect(page.locator("#a-welcome")).to_contain_text("Done")
    assert focused(page) == "Welcome to the club"
    assert shop.member["balance"]["available"] == 390


def test_a_review_is_claimed_with_its_link_and_waits_for_the_shop(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "earn")
    press(page, "I have done this: Review a tea")
    assert focused(page) == "input"
    expect(page.locator("#a-review")).to_contain_text("The shop has a look first")
    page.get_by_label("Link to it").fill("https://tea.example.com/reviews/7")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Sent. The shop has a look.")
    expect(page.locator("#a-review")).to_contain_text("The shop is having a look")
    expect(page.locator("#past li")).to_have_count(1)
    assert shop.rooms.claims[0]["link"] == "https://tea.example.com/reviews/7"


def test_a_claim_whose_answer_was_lost_is_made_once(shop: ShopperApi, page: Page) -> None:
    shop.lose_answers = 1
    enter(page, shop, "earn")
    press(page, "Collect: Welcome to the club")
    expect(status(page)).to_contain_text("nothing is done twice")
    enter(page, shop, "earn")
    expect(page.locator("#a-welcome")).to_contain_text("Done")
    assert len(shop.rooms.claims) == 1


def test_a_claim_is_tried_again_under_the_same_key(shop: ShopperApi, page: Page) -> None:
    shop.too_many = 1
    enter(page, shop, "earn")
    press(page, "Collect: Welcome to the club")
    expect(status(page)).to_contain_text("nothing is done twice")
    press(page, "Collect: Welcome to the club")
    expect(status(page)).to_have_text("50 points are yours")
    first, second = shop.posts("actions/welcome")
    assert first.key == second.key


def test_a_refusal_is_told_in_the_back_ends_own_words(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "earn", lang="zh-Hant")
    text = {"en": "This is for new members.", "zh-Hant": "僅限新會員。"}
    reason = {"code": "action_for_new_members", "text": text}
    shop.rooms.actions[0] |= {"state": "closed", "reason": reason}
    press(page, "領取: 加入會員禮")
    expect(status(page)).to_have_text("僅限新會員。")


def test_the_birthday_is_told_without_a_year_and_says_when_the_gift_comes(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "earn")
    press(page, "Save")
    expect(page.locator("#a-birthday")).to_contain_text("Choose a month and a day.")
    page.get_by_label("Month").select_option(label="February")
    page.get_by_label("Day").select_option("30")
    press(page, "Save")
    expect(page.locator("#a-birthday")).to_contain_text("Choose a month and a day.")
    page.get_by_label("Day").select_option("29")
    press(page, "Save")
    expect(status(page)).to_have_text("Saved")
    expect(page.locator("#a-birthday")).to_contain_text("Your birthday: February 29")
    expect(page.locator("#a-birthday")).to_contain_text("It can be changed from Nov 29, 2027.")
    assert shop.rooms.birthday["birthday"] == "02-29"


def test_a_birthday_may_be_removed_at_any_time(shop: ShopperApi, page: Page) -> None:
    shop.rooms.birthday = {
        "birthday": "03-05",
        "next_on": "2027-03-05",
        "changeable_on": "2027-11-29",
    }
    enter(page, shop, "earn")
    press(page, "Remove my birthday")
    expect(status(page)).to_have_text("Removed")
    assert shop.rooms.birthday["birthday"] is None


def test_a_visitor_sees_the_ways_to_earn_and_is_asked_nothing(shop: ShopperApi, page: Page) -> None:
    shop.signed_in = False
    enter(page, shop, "earn")
    expect(panel(page)).to_contain_text("Review a tea")
    expect(panel(page).locator("form")).to_have_count(0)
    assert {call.path for call in shop.calls} <= {"program", "member", "guest"}


def test_the_link_and_the_code_for_friends_are_copied(shop: ShopperApi, new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    enter(page, shop, "refer")
    press(page, "Copy: Your link")
    expect(status(page)).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == shop.rooms.referral["link"]
    press(page, "Copy: Your code")
    assert page.evaluate("navigator.clipboard.readText()") == "MEI-7KQ2"


def test_the_link_goes_to_line_and_facebook_and_into_the_share_sheet_where_there_is_one(
    shop: ShopperApi, new_page: NewPage
) -> None:
    page = new_page()
    page.add_init_script(
        "navigator.share = async (what) => { window.shared = what; };"
        "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
    )
    enter(page, shop, "refer")
    link = "https%3A%2F%2Ftea.example.com%2F%3Fref%3DMEI7KQ2"
    line = page.get_by_role("link", name="Share on LINE").get_attribute("href") or ""
    assert line.startswith("https://line.me/R/share?text=")
    assert line.endswith(link)
    facebook = page.get_by_role("link", name="Share on Facebook").get_attribute("href") or ""
    assert facebook == f"https://www.facebook.com/sharer/sharer.php?u={link}"
    press(page, "Share…")
    assert page.evaluate("window.shared.url") == shop.rooms.referral["link"]
    press(page, "Copy: Your link")
    expect(status(page)).to_have_text("Selected, ready to copy")


def test_friends_are_listed_with_what_each_gave_or_why_not(shop: ShopperApi, page: Page) -> None:
    enter(page, shop, "refer")
    expect(page.locator("#terms")).to_contain_text("First order of at least NT$500.")
    expect(page.locator("#terms")).to_contain_text("At most 10 friends a year.")
    lines = page.locator("#friends .list li")
    for at, words in enumerate(
        (
            "Waiting for the first order",
            "+200 points",
            "Both of you use the same address.",
            "Taken back: the order was returned",
        )
    ):
        expect(lines.nth(at)).to_contain_text(words)


def test_a_friends_code_is_taken_and_a_wrong_one_is_said_beside_its_field(
    shop: ShopperApi, page: Page
) -> None:
    enter(page, shop, "refer")
    page.get_by_text("Did a friend recommend us?").click()
    page.get_by_label("Your friend's code").fill("NO-SUCH")
    page.keyboard.press("Enter")
    expect(page.locator("#came-code-e")).to_have_text("There is no such code. Look again?")
    expect(page.get_by_label("Your friend's code")).to_be_focused()
    page.get_by_label("Your friend's code").fill("LIN-3XYZ")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Noted. Thank you!")
    expect(panel(page)).to_contain_text("A friend recommended us to you.")


def test_a_reward_that_was_used_is_rated_with_one_tap(shop: ShopperApi, page: Page) -> None:
    shop.redemptions += [issued(1, "used") | {"rating": None}]
    open_panel(page, shop)
    step_into(page, "codes")
    page.get_by_role("radio", name="4 of 5 stars").click()
    expect(status(page)).to_have_text("Thank you!")
    expect(page.get_by_text("Your rating: 4 of 5")).to_be_visible()
    assert shop.redemptions[0]["rating"] == 4
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Your rating: 5 of 5")).to_be_visible()


def test_a_rating_that_did_not_arrive_is_taken_back(shop: ShopperApi, page: Page) -> None:
    shop.redemptions += [issued(1, "used") | {"rating": None}]
    shop.too_many = 1
    open_panel(page, shop)
    step_into(page, "codes")
    page.get_by_role("radio", name="2 of 5 stars").click()
    expect(status(page)).to_contain_text("We did not hear back")
    expect(page.get_by_text("Your rating")).to_have_count(0)
    assert shop.redemptions[0]["rating"] is None
