"""The widget in a real browser: what shoppers see and do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.widget_steps import (
    enter,
    focused,
    issued,
    launcher,
    open_panel,
    panel,
    press,
    redeem,
    status,
    visit,
)
from tests.support.browser import PHONE, NewPage
from tests.support.shopper_api import ShopperApi


@pytest.fixture
def shop() -> Iterator[ShopperApi]:
    with ShopperApi() as running:
        yield running


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def test_the_launcher_shows_the_points_and_the_panel_the_rest(shop: ShopperApi, page: Page) -> None:
    visit(page, shop)
    expect(launcher(page)).to_have_text("Rewards340 points")
    launcher(page).click()
    for sentence in (
        "Silver",
        "NT$1,200 more by 31 March 2027 for Gold.",
        "You keep Silver until May 31, 2027",
        "48 points on the way: usable once your order is paid.",
        "60 points end on Dec 31, 2026.",
        "160 points to go",
    ):
        expect(panel(page).get_by_text(sentence, exact=True)).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "97")
    expect(page.get_by_role("button", name="160 points to go NT$900 off")).to_be_disabled()


def test_a_debt_is_explained_in_plain_words(shop: ShopperApi, page: Page) -> None:
    shop.member["balance"] |= {"available": 0, "debt": 30}
    open_panel(page, shop)
    expect(panel(page)).to_contain_text(
        "30 points to make up: an order was returned after its points were used."
    )


def test_the_highest_tier_and_a_shopper_never_seen_have_words_of_their_own(
    shop: ShopperApi, page: Page
) -> None:
    shop.member["progress"] |= {"next": None, "needed_minor": 0, "keep_until": None}
    open_panel(page, shop)
    expect(panel(page)).to_contain_text("You have reached the highest tier")
    shop.member |= {"known": False, "progress": None, "tier": None, "expiring": []}
    shop.member["balance"] = {"available": 0, "pending": 0, "debt": 0}
    open_panel(page, shop)
    expect(page.get_by_role("button", name="100 points to go NT$150 off")).to_be_disabled()


def test_a_reward_is_confirmed_then_its_code_shown_and_listed(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    press(page, "Redeem NT$150 off")
    expect(panel(page)).to_contain_text("This uses 100 points and leaves you 240 points.")
    assert not shop.posts("redemptions")
    press(page, "Use 100 points")
    expect(status(page)).to_have_text("Your code is ready")
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X1")
    expect(launcher(page)).to_contain_text("240 points")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    press(page, "Back")
    assert focused(page) == "Redeem NT$150 off"
    enter(page, "My codes")
    expect(page.get_by_role("heading", name="My codes")).to_be_visible()
    expect(panel(page)).to_contain_text("Valid until Feb 18, 2027")


def test_saying_no_redeems_nothing_and_goes_back_to_the_reward(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    press(page, "Redeem NT$150 off")
    press(page, "Cancel")
    assert focused(page) == "Redeem NT$150 off"
    assert not shop.posts("redemptions")


def test_a_double_click_redeems_once(shop: ShopperApi, page: Page) -> None:
    shop.delay_s = 0.3
    open_panel(page, shop)
    press(page, "Redeem NT$150 off")
    page.get_by_role("button", name="Use 100 points").dblclick()
    expect(status(page)).to_have_text("Your code is ready")
    assert len(shop.posts("redemptions")) == 1
    assert shop.member["balance"]["available"] == 240


@pytest.mark.parametrize("gateway", [False, True], ids=["cut off", "504"])
def test_a_retry_after_a_lost_answer_redeems_once(
    shop: ShopperApi, page: Page, gateway: bool
) -> None:
    shop.lose_answers, shop.lose_to_gateway = 1, gateway
    open_panel(page, shop)
    redeem(page)
    expect(status(page)).to_contain_text("your points are not taken twice")
    press(page, "Use 100 points")
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X1")
    first, second = shop.posts("redemptions")
    assert first.key == second.key
    assert shop.member["balance"]["available"] == 240


def test_one_request_too_many_loses_nothing_and_is_tried_again_under_the_same_key(
    shop: ShopperApi, page: Page
) -> None:
    shop.too_many = 1
    open_panel(page, shop)
    redeem(page)
    expect(status(page)).to_contain_text("Try again: your points are not taken twice")
    press(page, "Use 100 points")
    expect(status(page)).to_have_text("Your code is ready")
    first, second = shop.posts("redemptions")
    assert first.key == second.key
    assert shop.member["balance"]["available"] == 240


def test_giving_back_turned_away_says_so_and_may_be_tried_again(
    shop: ShopperApi, page: Page
) -> None:
    shop.redemptions.append(issued(1))
    shop.too_many = 1
    open_panel(page, shop)
    enter(page, "My codes")
    press(page, "Give back NT$150 off REG-7KQ2-M4X1")
    press(page, "Give back the code")
    expect(status(page)).to_have_text("That did not work. Please try again later.")
    press(page, "Give back the code")
    expect(status(page)).to_have_text("100 points are back")


def test_a_reload_after_a_lost_answer_offers_to_go_on_and_redeems_once(
    shop: ShopperApi, page: Page
) -> None:
    shop.lose_answers = 1
    open_panel(page, shop)
    redeem(page)
    expect(status(page)).to_contain_text("We did not hear back")
    open_panel(page, shop)
    expect(panel(page)).to_contain_text("Redeeming NT$150 off was interrupted")
    press(page, "Try again")
    press(page, "Use 100 points")
    expect(status(page)).to_have_text("Your code is ready")
    first, second = shop.posts("redemptions")
    assert first.key == second.key
    assert shop.member["balance"]["available"] == 240
    page.keyboard.press("Escape")
    launcher(page).click()
    expect(panel(page)).not_to_contain_text("interrupted")


def test_the_next_redemption_is_a_new_one(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    redeem(page)
    expect(status(page)).to_have_text("Your code is ready")
    open_panel(page, shop)
    redeem(page)
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X2")
    first, second = shop.posts("redemptions")
    assert first.key != second.key


def test_points_spent_elsewhere_meanwhile_are_told_and_nothing_is_taken(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    press(page, "Redeem NT$150 off")
    shop.member["balance"]["available"] = 20
    press(page, "Use 100 points")
    expect(status(page)).to_have_text("You no longer have enough points for this")
    expect(page.get_by_role("button", name="80 points to go NT$150 off")).to_be_disabled()
    expect(panel(page)).not_to_contain_text("interrupted")


def test_a_held_redemption_becomes_a_code_without_a_reload(shop: ShopperApi, page: Page) -> None:
    shop.slow_codes = True
    open_panel(page, shop)
    redeem(page)
    expect(panel(page)).to_contain_text("Your code is being made.")
    shop.settle("issued")
    expect(status(page)).to_have_text("Your code is ready")
    expect(page.get_by_label("Your code NT$150 off")).to_have_value("REG-7KQ2-M4X1")


def test_a_held_redemption_that_fails_says_that_the_points_are_back(
    shop: ShopperApi, page: Page
) -> None:
    shop.slow_codes = True
    open_panel(page, shop)
    redeem(page)
    expect(launcher(page)).to_contain_text("240 points")
    shop.settle("returned")
    expect(status(page)).to_have_text("The code could not be made. Your points are back.")
    expect(launcher(page)).to_contain_text("340 points")


def test_an_unused_code_is_given_back_after_a_yes(shop: ShopperApi, page: Page) -> None:
    shop.redemptions.append(issued(1))
    open_panel(page, shop)
    enter(page, "My codes")
    press(page, "Give back NT$150 off REG-7KQ2-M4X1")
    expect(panel(page)).to_contain_text(
        "The code REG-7KQ2-M4X1 stops working and 100 points return to you."
    )
    press(page, "Give back the code")
    expect(status(page)).to_have_text("100 points are back")
    expect(page.get_by_label("Your code NT$150 off")).to_have_count(0)
    expect(launcher(page)).to_contain_text("440 points")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("returned", "100 points are back"), ("used", "This code has already been used")],
)
def test_a_code_that_takes_long_to_give_back_ends_in_words(
    shop: ShopperApi, page: Page, outcome: str, words: str
) -> None:
    shop.redemptions.append(issued(1))
    shop.slow_codes = True
    open_panel(page, shop)
    enter(page, "My codes")
    press(page, "Give back NT$150 off REG-7KQ2-M4X1")
    press(page, "Give back the code")
    expect(panel(page)).to_contain_text("Being given back…")
    shop.settle(outcome)
    expect(status(page)).to_have_text(words)


def test_codes_that_are_over_say_so(shop: ShopperApi, page: Page) -> None:
    shop.redemptions += [issued(3, "expired"), issued(2, "used"), issued(1, "returned")]
    open_panel(page, shop)
    enter(page, "My codes")
    for words in ("Expired", "Used", "Given back"):
        expect(panel(page).get_by_text(words, exact=True)).to_be_visible()
    expect(panel(page)).not_to_contain_text("REG-7KQ2")


def test_a_code_is_copied(shop: ShopperApi, new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    shop.redemptions.append(issued(1))
    open_panel(page, shop)
    enter(page, "My codes")
    press(page, "Copy NT$150 off REG-7KQ2-M4X1")
    expect(status(page)).to_have_text("Code copied")
    assert page.evaluate("navigator.clipboard.readText()") == "REG-7KQ2-M4X1"


def test_each_code_of_a_bundle_is_copied_by_itself(shop: ShopperApi, new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    codes = ["REG-7KQ2-M4X1", "REG-7KQ2-M4X1-2"]
    shop.redemptions.append(issued(1) | {"kind": "bundle", "codes": codes})
    open_panel(page, shop)
    enter(page, "My codes")
    for code in codes:
        press(page, f"Copy NT$150 off {code}")
        assert page.evaluate("navigator.clipboard.readText()") == code


def test_store_credit_and_what_was_donated_are_said_in_words(shop: ShopperApi, page: Page) -> None:
    shop.redemptions.append(issued(1, "used") | {"kind": "store_credit", "code": None})
    shop.program["rewards"][0] |= {"kind": "donation", "donated": "1250.00"}
    open_panel(page, shop)
    expect(panel(page).get_by_text("NT$1,250 given so far", exact=True)).to_be_visible()
    enter(page, "My codes")
    expect(panel(page).get_by_text("It is in your account", exact=True)).to_be_visible()


def test_without_a_clipboard_the_code_is_selected(shop: ShopperApi, page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    shop.redemptions.append(issued(1))
    open_panel(page, shop)
    enter(page, "My codes")
    press(page, "Copy NT$150 off REG-7KQ2-M4X1")
    expect(status(page)).to_have_text("Code selected, ready to copy")
    assert (
        page.get_by_label("Your code NT$150 off").evaluate(
            "(input) => input.value.slice(input.selectionStart, input.selectionEnd)"
        )
        == "REG-7KQ2-M4X1"
    )


def test_the_history_tells_why_and_goes_on_page_by_page(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    assert not [call for call in shop.calls if call.path == "entries"], "asked only when opened"
    enter(page, "History")
    rows = page.locator("#entries li")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("Waiting for payment.")
    expect(rows.first.locator(".end")).to_have_text("+48pending")
    expect(rows.nth(1).locator(".end")).to_have_text("-100")
    press(page, "Show more")
    expect(rows).to_have_count(5)
    expect(rows.last).to_contain_text("Order 1004: NT$6,600 net of tax and shipping")
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_words_from_the_store_are_never_markup(shop: ShopperApi, page: Page) -> None:
    evil = "<img src=x onerror=alert(1)>"
    shop.entries[0]["why"]["text"]["en"] = evil
    shop.program["rewards"][0] |= {"name": evil, "names": {}}
    open_panel(page, shop)
    enter(page, "History")
    expect(page.locator("#entries li").first).to_contain_text(evil)
    expect(page.locator("regulars-widget img")).to_have_count(0)


def test_guest_points_are_claimed_by_a_mailed_link(shop: ShopperApi, page: Page) -> None:
    shop.member["claimable"] = True
    open_panel(page, shop)
    enter(page, "Ordered as a guest before?")
    press(page, "Mail me a link")
    expect(status(page)).to_contain_text("Sent. Open the link in the mail")
    expect(page.get_by_role("button", name="Mail me a link")).to_have_count(0)
    assert shop.mails == 1


def test_a_visitor_is_invited_and_sees_rewards_and_earning(shop: ShopperApi, page: Page) -> None:
    shop.signed_in = False
    open_panel(page, shop)
    expect(launcher(page)).to_have_text("Rewards")
    expect(page.get_by_role("link", name="Sign in")).to_have_attribute("href", "#sign-in")
    expect(page.get_by_role("link", name="Join")).to_have_attribute("href", "#join")
    expect(panel(page)).to_contain_text("Free shipping")
    enter(page, "Ways to earn")
    expect(panel(page)).to_contain_text("1 point for every NT$30 you spend")
    expect(page.locator("#t-gold")).to_contain_text("from NT$45,000 in 12 months")
    expect(page.locator("#t-gold .tag")).to_have_text("1.5×")
    assert {call.path for call in shop.calls} == {"program"}


def test_signing_out_elsewhere_turns_the_panel_into_the_visitors(
    shop: ShopperApi, page: Page
) -> None:
    shop.redemptions.append(issued(1))
    open_panel(page, shop)
    shop.signed_in = False
    redeem(page)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(panel(page)).not_to_contain_text("REG-7KQ2")


def test_through_shopifys_proxy_no_token_is_used_and_a_refusal_is_a_visitor(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop, proxy="")
    redeem(page)
    expect(status(page)).to_have_text("Your code is ready")
    assert {call.token for call in shop.calls} == {None}
    shop.signed_in = False
    open_panel(page, shop, proxy="")
    expect(page.get_by_role("link", name="Join")).to_be_visible()


def test_a_page_that_knows_its_visitor_asks_nothing_before_the_panel_opens(
    shop: ShopperApi, page: Page
) -> None:
    visit(page, shop, visitor="", proxy="")
    assert shop.calls == []
    launcher(page).click()
    expect(page.get_by_role("link", name="Join")).to_be_visible()
    assert [call.path for call in shop.calls] == ["program"]


def test_a_refused_token_is_renewed_once_and_the_call_goes_through(
    shop: ShopperApi, page: Page
) -> None:
    open_panel(page, shop)
    shop.forget_tokens()
    redeem(page)
    expect(status(page)).to_have_text("Your code is ready")
    refused, taken = shop.posts("redemptions")
    assert refused.token != taken.token
    assert refused.key == taken.key


def test_a_token_is_renewed_before_it_ends(shop: ShopperApi, page: Page) -> None:
    shop.token_life_s = 1
    open_panel(page, shop)
    before = shop.calls[-1].token
    page.wait_for_timeout(900)
    enter(page, "History")
    expect(page.locator("#entries li")).to_have_count(4)
    assert shop.calls[-1].token != before
    assert shop.calls[-1].path == "entries"


def test_a_dead_back_end_leaves_the_page_alone_and_says_so_until_it_is_back(
    shop: ShopperApi, page: Page
) -> None:
    shop.down = True
    visit(page, shop)
    expect(launcher(page)).to_have_text("Rewards")
    page.get_by_role("button", name="Filter").click()
    launcher(page).click()
    expect(page.get_by_role("alert")).to_have_text(
        "We cannot reach your points right now. They are safe."
    )
    press(page, "Try again")
    expect(page.get_by_role("alert")).to_be_visible()
    shop.down = False
    press(page, "Try again")
    expect(panel(page)).to_contain_text("NT$1,200 more by 31 March 2027 for Gold")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(launcher(page)).to_contain_text("340 points")


def test_a_back_end_that_dies_later_keeps_what_is_shown(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    page.keyboard.press("Escape")
    shop.down = True
    launcher(page).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(panel(page)).to_contain_text("NT$1,200 more by 31 March 2027 for Gold")


@pytest.mark.parametrize("how", [{"lang": "zh-Hant"}, {"page_lang": "zh-TW"}])
def test_everything_is_there_in_traditional_chinese(
    shop: ShopperApi, new_page: NewPage, how: dict[str, str]
) -> None:
    page = new_page(PHONE)
    open_panel(page, shop, **how)
    expect(launcher(page)).to_contain_text("340 點")
    for sentence in (
        "2027 年 3 月 31 日前再消費 NT$1,200，即可升等為金卡會員。",
        "銀卡會員資格保留至 2027年5月31日",
        "48 點待入帳：訂單完成付款後即可使用。",
        "還差 160 點",
    ):
        expect(panel(page).get_by_text(sentence, exact=True)).to_be_visible()
    press(page, "兌換 折抵 NT$150")
    press(page, "使用 100 點兌換")
    expect(status(page)).to_have_text("優惠碼已產生")
    page.keyboard.press("Escape")
    launcher(page).click()
    enter(page, "點數紀錄")
    expect(page.locator("#entries li").first).to_contain_text("訂單 1020")
    english = page.evaluate(
        "document.querySelector('regulars-widget').shadowRoot.querySelector('dialog').innerText"
        ".replace(/REG-[0-9A-Z-]+|NT\\$/g, '').match(/[A-Za-z]+/g)"
    )
    assert english is None


def test_the_language_can_change_while_it_is_open(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    page.evaluate("document.querySelector('regulars-widget').setAttribute('lang', 'zh-Hant')")
    expect(panel(page)).to_contain_text("兌換優惠")
    expect(
        page.locator("regulars-widget > div, regulars-widget div[lang]").first
    ).to_have_attribute("lang", "zh-Hant")


def test_a_page_may_open_close_and_refresh_it(shop: ShopperApi, page: Page) -> None:
    visit(page, shop)
    page.evaluate("document.querySelector('regulars-widget').open()")
    expect(panel(page)).to_be_visible()
    page.evaluate("document.querySelector('regulars-widget').close()")
    expect(panel(page)).to_be_hidden()
    shop.member["balance"]["available"] = 1
    page.evaluate("document.querySelector('regulars-widget').refresh()")
    expect(launcher(page)).to_contain_text("1 point")


def test_a_widget_taken_out_and_put_back_works_on(shop: ShopperApi, page: Page) -> None:
    open_panel(page, shop)
    page.evaluate(
        "() => { const w = document.querySelector('regulars-widget'); w.remove();"
        " setTimeout(() => document.body.append(w), 50); }"
    )
    expect(panel(page)).to_be_hidden()
    launcher(page).click()
    expect(panel(page)).to_contain_text("NT$1,200 more by 31 March 2027 for Gold")
