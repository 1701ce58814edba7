"""The WordPress plugin's scripts in a browser, on pages that a real WordPress prints with its own
packages (wp.data, wp.plugins, the editor). WooCommerce's part is a double (doubles/blocks.js)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NewPage
from tests.support.points_api import PointsApi
from tests.support.wordpress import needs_wordpress
from tests.support.wordpress_shop import WordPressShop

pytestmark = needs_wordpress

_OPEN_EDITOR = """() => {
  const { createElement: el, render } = wp.element;
  const { BlockEditorProvider, BlockTools, WritingFlow, BlockList } = wp.blockEditor;
  window.made = wp.blocks.getBlockTypes().map((one) => wp.blocks.createBlock(one.name));
  const kept = { value: made, settings: {}, onInput() {}, onChange() {} };
  const parts = [BlockTools, WritingFlow, BlockList];
  const inside = parts.reduceRight((all, one) => el(one, null, all), null);
  const editor = el(wp.components.SlotFillProvider, null, el(BlockEditorProvider, kept, inside));
  render(editor, document.getElementById('editor'));
}"""

BLOCKS = pytest.mark.parametrize("kind", ["cart-block", "checkout-block"])


@pytest.fixture
def shop() -> Iterator[WordPressShop]:
    regulars = PointsApi()
    with regulars:
        yield WordPressShop(regulars)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def take_a_code(page: Page) -> None:
    """In the cart's box: points become a code."""
    page.get_by_text("Use your 340 points").click()
    page.get_by_role("button", name="Use 100 points").click()
    expect(page.locator("regulars-points .ticket button")).to_be_visible()


@BLOCKS
def test_the_redeem_box_stands_in_the_cart_and_the_checkout_block(
    shop: WordPressShop, page: Page, kind: str
) -> None:
    shop.open(page, kind)
    box = page.locator("#block regulars-points[for=cart]")
    expect(box).to_contain_text("This order earns 120 points")
    expect(page.get_by_text("Use your 340 points")).to_be_visible()
    inset = box.evaluate("(one) => getComputedStyle(one.parentElement).paddingInlineStart")
    assert inset == ("16px" if kind == "checkout-block" else "0px")


@BLOCKS
def test_a_code_is_applied_by_the_store_api_and_the_block_draws_its_totals_anew(
    shop: WordPressShop, page: Page, kind: str
) -> None:
    shop.open(page, kind)
    expect(page.locator("#total")).to_have_text("3600")
    take_a_code(page)
    page.evaluate("window.sameDocument = true")
    page.locator("regulars-points .ticket button").click()
    expect(page.locator("#total")).to_have_text("3000")
    expect(page.locator("regulars-points[for=cart]")).to_contain_text("This order earns 100 points")
    assert shop.coupons == ["reg-7kq2-m4x1"]
    assert page.evaluate("window.sameDocument")


def test_a_code_that_the_cart_does_not_take_changes_nothing(
    shop: WordPressShop, page: Page
) -> None:
    shop.sale = False
    shop.open(page, "cart-block")
    take_a_code(page)
    page.locator("regulars-points .ticket button").click()
    expect(page.locator("regulars-points [role=status]")).not_to_be_empty()
    expect(page.locator("#total")).to_have_text("3600")
    expect(page.locator("regulars-points .ticket button")).to_be_visible()


@BLOCKS
def test_a_visitors_block_asks_for_no_token(shop: WordPressShop, page: Page, kind: str) -> None:
    shop.open(page, kind, signed_in=False)
    expect(page.locator("#block regulars-points")).to_contain_text("120 points")
    assert shop.token_requests == 0


@BLOCKS
def test_a_block_without_that_place_is_as_woocommerce_made_it(
    shop: WordPressShop, page: Page, kind: str
) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'wc', { get: () => this.given, set: (wc) => {"
        " this.given = wc; delete wc.blocksCheckout.ExperimentalOrderMeta; } });"
    )
    shop.open(page, kind)
    expect(page.locator("#total")).to_have_text("3600")
    expect(page.locator("#block regulars-points")).to_have_count(0)


def test_in_the_classic_cart_a_code_counts_without_a_reload(
    shop: WordPressShop, page: Page
) -> None:
    shop.open(page, "classic")
    box = page.locator("regulars-points[for=cart]")
    expect(box).to_contain_text("This order earns 120 points")
    take_a_code(page)
    page.locator("regulars-points .ticket button").click()
    expect(page.locator("#total")).to_have_text("3000")
    expect(box).to_contain_text("This order earns 100 points")


def test_the_variation_that_is_picked_says_its_own_points(shop: WordPressShop, page: Page) -> None:
    shop.open(page, "product")
    line = page.locator("regulars-points[for=product]")
    expect(line).to_contain_text("Earn 120 points")
    page.get_by_role("button", name="Large").click()
    expect(line).to_contain_text("Earn 240 points")
    assert shop.regulars.estimates[-1]["lines"][0]["variant_id"] == "171"


def test_the_accounts_button_opens_the_panel(shop: WordPressShop, page: Page) -> None:
    shop.open(page, "product")
    page.get_by_role("button", name="Open my points").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_visitors_page_asks_for_no_token(shop: WordPressShop, page: Page) -> None:
    shop.open(page, "product", signed_in=False)
    expect(page.locator("regulars-points[for=product]")).to_contain_text("120 points")
    assert shop.token_requests == 0


def test_the_blocks_of_pages_are_there_in_the_editor(shop: WordPressShop, page: Page) -> None:
    shop.open(page, "editor")
    names = "wp.blocks.getBlockTypes().map((one) => [one.name, one.title])"
    assert page.evaluate(names) == [
        ["regulars/landing", "How our points work"],
        ["regulars/badge", "Tier badge"],
        ["regulars/points", "My points"],
        ["regulars/product", "Points for this product"],
    ]
    page.evaluate(_OPEN_EDITOR)
    for title in ("How our points work", "Tier badge", "My points", "Points for this product"):
        expect(page.locator("#editor").get_by_text(f"Regulars: {title}")).to_be_visible()
    # What is kept of a block is its name: the shop's page fills it (php/InsertsTest.php).
    assert page.evaluate("wp.blocks.serialize(made[0])") == "<!-- wp:regulars/landing /-->"
