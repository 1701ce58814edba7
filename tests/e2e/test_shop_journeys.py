"""A newcomer clicks through the sandbox, and the points follow."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.ledger import stores
from infra.local.sandbox.config import Platform
from tests.e2e.shop_steps import Admin, Visit
from tests.support.browser import DESKTOP, PHONE, NewPage
from tests.support.running import Running, eventually

VISITS = [
    pytest.param("woo", "phone", "en", id="woo-390-en"),
    pytest.param("shopify", "desktop", "en", id="shopify-1280-en"),
    pytest.param("woo", "desktop", "zh-Hant", id="woo-1280-zh"),
    pytest.param("shopify", "phone", "zh-Hant", id="shopify-390-zh"),
]
SIZES = {"phone": PHONE, "desktop": DESKTOP}


def address(name: str) -> str:
    return f"{name}.{uuid.uuid4().hex[:8]}@example.com"


def shopper_page(new_page: NewPage, size: str = "desktop") -> Page:
    return new_page(SIZES[size], permissions=["clipboard-read", "clipboard-write"])


@pytest.mark.parametrize(("platform", "size", "lang"), VISITS)
def test_buy_earn_redeem_use_the_code_and_return_an_item(
    running: Running, new_page: NewPage, platform: Platform, size: str, lang: str
) -> None:
    visit = Visit(shopper_page(new_page, size), running, platform, lang)
    visit.sign_in(address("mina"), "Mina Ito")
    visit.sees(0)
    first = visit.buy("day-backpack", 3, payment="bank")
    visit.open_widget()
    expect(visit.in_widget("#notes")).to_contain_text(visit.points_text(150))
    visit.close_widget()
    visit.on_order(first, "do_pay")
    visit.sees(150)

    visit.open_widget()
    code = visit.redeem()
    visit.close_widget()
    visit.sees(50)
    visit.put_in_cart("day-backpack")
    visit.use_code(code)
    expect(visit.page.locator(".note.good")).to_have_text(visit.say("code_applied"))
    expect(visit.page.locator(".sums")).to_contain_text("−$5.00")
    visit.check_out()
    visit.sees(95)
    visit.open_widget()
    expect(visit.enter("codes")).to_contain_text(visit.text("codes.used"))
    visit.close_widget()

    visit.on_order(first, "return_one")
    visit.sees(45)
    visit.open_widget()
    moves = [line.splitlines()[-1] for line in visit.history()]
    assert moves[:3] == ["-50", "+45", "-100"]
    assert running.cli("ledger", "verify", visit.shop.store_id)["mismatches"] == []


@pytest.mark.parametrize(("platform", "size", "lang"), VISITS[1:3])
def test_a_code_given_back_is_points_again_and_works_in_no_cart(
    running: Running, new_page: NewPage, platform: Platform, size: str, lang: str
) -> None:
    visit = Visit(shopper_page(new_page, size), running, platform, lang)
    visit.sign_in(address("nora"), "Nora Ito")
    visit.buy("day-backpack", 2)
    visit.sees(100)
    visit.open_widget()
    code = visit.redeem()
    visit.close_widget()
    visit.sees(0)
    visit.open_widget()
    codes = visit.enter("codes")
    codes.get_by_text(visit.text("codes.give"), exact=True).click()
    expect(codes).to_contain_text(code)
    codes.locator(".btn").first.click()
    expect(codes).to_contain_text(visit.text("codes.returned"))
    visit.close_widget()
    visit.sees(100)
    visit.put_in_cart("camp-mug")
    visit.use_code(code)
    refused = visit.page.locator(".note.bad")
    expect(refused).to_be_visible()
    said = [visit.say(f"code_{why}") for why in ("unknown", "expired", "used")]
    assert refused.inner_text() in said


def test_cash_on_delivery_counts_when_completed(running: Running, new_page: NewPage) -> None:
    visit = Visit(shopper_page(new_page), running, "woo")
    visit.sign_in(address("omar"), "Omar Ito")
    order = visit.buy("day-backpack", payment="cod")
    expect(visit.page.locator("main")).to_contain_text(visit.say("points_later"))

    def pending() -> None:
        visit.page.reload()
        visit.open_widget()
        expect(visit.in_widget("#notes")).to_contain_text("50 points on the way", timeout=3000)

    eventually(pending)
    expect(visit.in_widget(".big")).to_have_text("0")
    visit.close_widget()
    visit.on_order(order, "do_ship")
    visit.sees(50)


def test_a_cancelled_order_takes_its_points_back_and_un_cancelling_returns_them(
    running: Running, new_page: NewPage
) -> None:
    visit = Visit(shopper_page(new_page), running, "woo")
    visit.sign_in(address("pia"), "Pia Ito")
    order = visit.buy("day-backpack")
    visit.sees(50)
    for action, points in (
        ("do_cancel", 0),
        ("do_uncancel", 50),
        ("do_trash", 0),
        ("do_restore", 50),
        ("do_refund", 0),
    ):
        visit.on_order(order, action)
        visit.sees(points)
    assert running.cli("ledger", "verify", visit.shop.store_id)["mismatches"] == []


def test_an_order_cancelled_or_refunded_on_shopify_takes_its_points_back(
    running: Running, new_page: NewPage
) -> None:
    visit = Visit(shopper_page(new_page), running, "shopify")
    visit.sign_in(address("pia"), "Pia Ito")
    first = visit.buy("day-backpack")
    second = visit.buy("camp-mug")
    visit.sees(64)
    visit.on_order(first, "do_cancel")
    visit.sees(14)
    visit.on_order(second, "do_refund")
    visit.sees(0)


@pytest.mark.parametrize(("size", "lang"), [("phone", "en"), ("desktop", "zh-Hant")])
def test_a_guest_who_registers_gets_the_points_by_the_mailed_link_and_not_before(
    running: Running, new_page: NewPage, size: str, lang: str
) -> None:
    email = address("Quinn")
    visit = Visit(shopper_page(new_page, size), running, "woo", lang)
    visit.buy("day-backpack", guest=email)

    def earned() -> None:
        assert running.balance(running.woo, email) == (50, 0, 0)

    eventually(earned, every_s=1)
    # Whoever registers the address, its owner or not, sees nothing and has nothing.
    visit.sign_in(email.lower(), "Quinn Ito")
    visit.sees(0)
    visit.open_widget()
    assert visit.history() == []
    visit.enter("claim").get_by_role("button").click()
    expect(visit.in_widget("#panel [role=status]")).to_have_text(visit.text("claim.sent"))
    visit.close_widget()
    earned()
    visit.sees(0)

    shop_page = visit.page.url
    visit.page.locator(".bench").get_by_role("link", name=visit.say("mail")).click()
    letter = visit.page.locator("article.mail", has_text=email.lower())
    expect(letter).to_have_count(1)
    with visit.page.expect_popup() as opening:
        letter.get_by_role("link").click()
    proof = opening.value
    # Opening the link alone, as a mail scanner does, moves nothing.
    expect(proof.get_by_role("button")).to_be_visible()
    assert email.lower() in proof.locator("main").inner_text()
    earned()
    proof.get_by_role("button").click()
    expect(proof.get_by_text("50")).to_have_count(1)
    visit.page.goto(shop_page)
    visit.sees(50)
    assert running.balance(running.woo, email) == (50, 0, 0)
    # The link does no harm when it is opened again.
    proof.reload()
    assert running.cli("ledger", "verify", running.woo.store_id)["mismatches"] == []


def test_shopify_proves_an_address_itself_so_a_guests_points_move_at_once(
    running: Running, new_page: NewPage
) -> None:
    email = address("rosa")
    visit = Visit(shopper_page(new_page), running, "shopify")
    visit.buy("day-backpack", guest=email)
    visit.sign_in(email, "Rosa Ito")
    visit.sees(50)


def test_a_status_that_nobody_mapped_takes_nothing_and_shows_in_store_health(
    running: Running, new_page: NewPage
) -> None:
    visit = Visit(shopper_page(new_page), running, "woo")
    visit.sign_in(address("sven"), "Sven Ito")
    order = visit.buy("day-backpack")
    visit.sees(50)
    number = order.rpartition("/")[2]
    status = f"pick-up-{number}"
    running.control("POST", f"woo/orders/{number}/status", {"status": status})

    def noticed() -> None:
        health = running.cli("store", "health", running.woo.store_id)["health"]
        assert {"what": "unmapped_status", "detail": status} in [
            {name: one[name] for name in ("what", "detail")} for one in health
        ]

    eventually(noticed, every_s=1)
    visit.sees(50)
    # The merchant says what it means, on the page that shows it.
    page = Admin(new_page(DESKTOP), running, "woo").page
    row = page.locator("#page li", has_text=status)
    row.get_by_role("combobox").select_option("void")
    row.get_by_role("button").click()
    expect(page.get_by_role("status")).to_be_visible()
    time.sleep(stores.CACHE_S + 1)  # until every function has read the store's row anew
    running.control("POST", f"woo/orders/{number}/touch")
    visit.sees(0)


def test_an_order_deleted_for_good_is_found_by_the_sweep(
    running: Running, new_page: NewPage
) -> None:
    visit = Visit(shopper_page(new_page), running, "woo")
    visit.sign_in(address("tess"), "Tess Ito")
    order = visit.buy("day-backpack")
    visit.sees(50)
    running.control("DELETE", f"woo/orders/{order.rpartition('/')[2]}")
    assert running.cli("sweep", running.woo.store_id)["gone"] >= 1
    visit.page.locator("a.brand").click()
    visit.sees(0)


@pytest.fixture
def _programs_kept(running: Running, tmp_path: Path) -> Iterator[None]:
    """What the merchant publishes is taken back afterwards, for the other tests."""
    shops = (running.woo, running.shopify)
    before = [running.cli("program", "show", shop.store_id)["program"] for shop in shops]
    yield
    for shop, document in zip(shops, before, strict=True):
        if running.cli("program", "show", shop.store_id)["program"] != document:
            kept = tmp_path / "program.json"
            kept.write_text(json.dumps(document))
            running.cli("program", "publish", shop.store_id, str(kept))


@pytest.mark.usefixtures("_programs_kept")
@pytest.mark.parametrize(("platform", "size", "lang"), VISITS[1:3])
def test_a_merchant_changes_the_rate_and_gives_points_and_the_shopper_sees_both(
    running: Running, new_page: NewPage, platform: Platform, size: str, lang: str
) -> None:
    email, reason = address("uma"), f"A late parcel {uuid.uuid4().hex[:6]}"
    shop = Visit(shopper_page(new_page), running, platform, lang)
    shop.sign_in(email, "Uma Ito")
    shop.buy("day-backpack")
    shop.sees(50)

    admin = Admin(shopper_page(new_page, size), running, platform, lang)
    admin.go("nav.program")
    admin.page.locator("#rules a[href*='/rules/of/']").first.click()
    admin.page.locator("[name='points']").fill("2")
    admin.press("program.keep")
    review = admin.page.get_by_role("link", name=admin.say("program.review"), exact=True)
    review.first.click()
    expect(admin.page.locator("#page")).to_contain_text(admin.say("review.effect"))
    admin.press("review.publish")
    expect(admin.page.get_by_role("status")).to_be_visible()
    published = time.monotonic()

    admin.go("nav.members")
    heading = admin.page.get_by_role("heading", name=email)

    def found() -> None:
        """By the address, as soon as the relay has noted it."""
        admin.page.get_by_role("searchbox").fill(email)
        admin.press("members.find")
        admin.page.wait_for_load_state()
        assert heading.is_visible()

    eventually(found)
    admin.page.get_by_label(admin.say("member.points"), exact=True).fill("25")
    admin.page.get_by_label(admin.say("member.reason"), exact=True).fill(reason)
    admin.press("member.adjust_button")
    expect(admin.page.locator("main")).to_contain_text(reason)
    shop.page.reload()
    shop.sees(75)
    shop.open_widget()
    assert any(reason in line for line in shop.history())
    shop.close_widget()

    # It takes effect after two lives of a worker's cache.
    time.sleep(max(0.0, published + 11 - time.monotonic()))
    shop.buy("day-backpack")
    shop.sees(175)
