"""The program's forms in a real browser: by keyboard, on a phone and a desktop, in both languages.
None of them needs a script, and none may run."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.ledger import programs
from integrations import access
from tests.e2e.test_admin import LOOKS, app, come_in, maple, origin, tea_house
from tests.support.browser import PHONE, NewPage, axe_findings
from tests.support.merchant import Merchant

__all__ = ["app", "maple", "origin", "tea_house"]

# Between them, every kind of field.
PAGES = [
    *("rules/of/base", "counting", "campaigns/new", "bonuses/new?kind=cash_back"),
    *("tiers/new", "tier_rules", "rewards/new?kind=product", "events/new", "surveys/new", "expiry"),
]


def test_a_program_is_edited_and_published_with_the_keyboard_alone(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/program")
    page.get_by_role("link", name="Change Points for purchases").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Amount").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Must be more than zero.")).to_be_visible()
    expect(page.get_by_label("Amount").first).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("25")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved as a draft")
    expect(page.get_by_role("heading", name="not published yet")).to_be_visible()
    page.get_by_role("link", name="Review changes").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 point for every NT$25")).to_be_visible()
    page.get_by_role("button", name="Publish").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Version 2 is published")
    assert programs.document(access.ledger_of(maple.store))[0] == 2


def test_a_reward_is_added_on_a_phone_its_kind_first(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE, locale="zh-TW")
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/program")
    page.get_by_label("新增獎勵").select_option("product")
    page.locator("#rewards").get_by_role("button", name="新增").click()
    expect(page.get_by_label("折扣百分比")).to_have_count(0)
    page.get_by_label("名稱（中文）").fill("馬克杯")
    page.get_by_label("所需點數").fill("900")
    page.get_by_label("商品原價").fill("480")
    page.get_by_label("可兌換的商品").fill("8801")
    stock = page.get_by_label("總數量")
    expect(stock).to_be_hidden()
    page.get_by_role("heading", name="兌換資格與次數").click()
    stock.fill("12")
    page.get_by_role("button", name="存為草稿").click()
    expect(page.get_by_role("status")).to_contain_text("已存為草稿")
    expect(page.get_by_text("全部共 12 份")).to_be_visible()
    page.get_by_role("link", name="修改 馬克杯").click()
    expect(page.get_by_label("總數量")).to_have_value("12")


def test_expiry_shows_only_what_its_kind_needs(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page()
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/program/expiry")
    month = page.get_by_label("Month of the year")
    expect(month).to_be_hidden()
    expect(page.get_by_label("Months", exact=True)).to_be_hidden()
    page.get_by_label("on the last day of the same month every year").check()
    month.fill("12")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_text("Points expire at the end of December.")).to_be_visible()


def test_a_survey_is_written_question_by_question(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(java_script_enabled=False)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/program/surveys/new")
    page.get_by_label("Name in English").fill("Your tea")
    first = page.get_by_role("group", name="Question 1")
    first.get_by_label("Question in English").fill("What do you drink?")
    first.get_by_label("Options in English").fill("Tea\nCoffee")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("link", name="Change Your tea").click()
    second = page.get_by_role("group", name="Question 2")
    second.get_by_label("Question in English").fill("How was it?")
    second.get_by_label("Answered with").select_option("scale")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("link", name="Change Your tea").click()
    expect(second.get_by_label("Question in English")).to_have_value("How was it?")
    expect(first.get_by_label("Options in English")).to_have_value("Tea\nCoffee")


def test_what_is_focused_is_never_behind_the_footer(
    new_page: NewPage, origin: str, maple: Merchant
) -> None:
    page = new_page(PHONE)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/program/tiers/of/gold")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => {
                const at = document.activeElement, box = at.getBoundingClientRect();
                const foot = document.querySelector('.footer');
                const top = foot.getBoundingClientRect().top;
                const hidden = !foot.contains(at) && at.closest('.part') && box.top >= top;
                return [at.id || at.tagName + at.textContent.trim().slice(0, 30), hidden];
            }"""
        )
        assert not where[1], where
        seen.add(where[0])
    assert {"points", "orders", "INPUT"} <= seen


@pytest.mark.parametrize(("size", "locale", "scheme"), LOOKS)
def test_every_form_is_accessible_and_fits_its_screen_folded_out_and_with_its_faults(
    new_page: NewPage,
    origin: str,
    maple: Merchant,
    size: dict[str, int],
    locale: str,
    scheme: str,
) -> None:
    page = new_page(size, locale=locale, color_scheme=scheme, bypass_csp=True)
    come_in(page, origin, maple)
    page.goto(f"{origin}/admin/program/policies")
    page.locator("[name=code_days]").fill("30")
    page.locator(".footer button").click()
    assert axe_findings(page) == []  # the overview with a draft
    for path in PAGES:
        page.goto(f"{origin}/admin/program/{path}")
        for box in page.get_by_role("textbox").all():
            if box.is_visible():
                box.fill("" if box.get_attribute("type") == "date" else "x" * 81)
        page.locator(".footer button").click()
        for folded in page.locator("details").all():
            folded.evaluate("one => one.open = true")
        assert axe_findings(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], path
