"""Every kind of rule a program may have, in the sentence that tells it."""

from __future__ import annotations

from typing import Any

import pytest

from core.program.defaults import default_document
from core.program.sentences import sentences, unsaid

NAMES = {"en": "Moon festival", "zh-Hant": "中秋節"}
# The first reward of the default program, in place of points.
GIFT = {"points": None, "reward": "off-small"}


def said(document: dict[str, Any], key: str) -> tuple[str, str]:
    assert unsaid(document) == []
    one = sentences(document)[key].text
    return one["en"], one["zh-Hant"]


def earning(**fields: Any) -> dict[str, Any]:
    document = default_document("TWD")
    document["earning"] |= fields
    return document


@pytest.mark.parametrize(
    ("basis", "en", "zh"),
    [
        ({}, "after discounts, without tax and shipping", "折扣後、未稅且不含運費"),
        ({"discounts": "before"}, "before discounts, without tax and", "折扣前、未稅且不含運費"),
        ({"tax": True}, "with tax and without shipping", "含稅但不含運費"),
        ({"shipping": True}, "with shipping and without tax", "未稅但含運費"),
        ({"tax": True, "shipping": True}, "with tax and shipping", "含稅及運費"),
    ],
)
def test_what_of_the_money_counts_is_said_with_the_rate(basis: Any, en: str, zh: str) -> None:
    found = said(earning(basis=basis), "rule base")
    assert en in found[0]
    assert zh in found[1]


@pytest.mark.parametrize(
    ("row", "en", "zh"),
    [
        ({}, "2 × the points.", "點數 × 2。"),
        (
            {"match": {"products": ["9", "11"]}, "tiers": ["silver", "gold"]},
            "2 × the points for products 11 and 9 for members of Silver or Gold.",
            "限銀卡會員或金卡會員，限商品 11 及 9，點數 × 2。",
        ),
        (
            {"window": {"from": "2027-09-01", "until": "2027-09-15", "weekdays": [6, 7]}},
            "2 × the points from 1 September 2027 to 15 September 2027 on Saturdays and Sundays.",
            "2027 年 9 月 1 日至 2027 年 9 月 15 日，每週六及週日，點數 × 2。",
        ),
        (
            {"window": {"until": "2027-09-15", "month_days": [8, 18]}, "cap": 500},
            "2 × the points until 15 September 2027 on day 8 and 18 of the month, at most "
            "500 points more for one member.",
            "2027 年 9 月 15 日前（含當日），每月 8 及 18 日，點數 × 2，每人最多多得 500 點。",
        ),
        (
            {"match": {"collections": ["bags"], "tags": ["new", "blue"], "sale_items": True}},
            "2 × the points for collection bags, tags blue and new or sale items.",
            "限商品系列 bags、標籤 blue 及 new 或特價商品，點數 × 2。",
        ),
        (
            {"new_members": True},
            "2 × the points on the first order.",
            "限首筆訂單，點數 × 2。",
        ),
    ],
)
def test_a_multiplier_is_said_with_when_on_what_and_for_whom(row: Any, en: str, zh: str) -> None:
    rule = {"id": "moon", "name": NAMES, "factor": "2"} | row
    assert said(earning(multipliers=[rule]), "multiplier moon") == (en, zh)


@pytest.mark.parametrize(
    ("row", "en", "zh"),
    [
        ({"kind": "first_order"}, "50 points for the first order.", "首筆訂單，送 50 點。"),
        (
            {"kind": "order_above", "above": {"TWD": "1000"}, "times": 3},
            "50 points for an order of NT$1,000 or more, at most 3 times for one member.",
            "訂單滿 NT$1,000，送 50 點，每人最多 3 次。",
        ),
        (
            {"kind": "product", "match": {"products": ["9"]}, "tiers": ["gold"]},
            "50 points for each piece bought of product 9 by members of Gold.",
            "限金卡會員，每購買一件商品 9，送 50 點。",
        ),
        (
            {"kind": "first_from", "match": {"products": ["9"]}},
            "50 points for the first purchase from product 9.",
            "首次購買商品 9，送 50 點。",
        ),
        (
            {"kind": "stamps", "every": 5, "match": {"products": ["9"]}},
            "50 points for every 5 pieces bought of product 9, over all orders.",
            "跨訂單累計每購買 5 件商品 9，送 50 點。",
        ),
        (
            {"kind": "stamps", "every": 5, "match": {"products": ["9"]}, **GIFT},
            "NT$150 off for every 5 pieces bought of product 9, over all orders.",
            "跨訂單累計每購買 5 件商品 9，送 折抵 NT$150。",
        ),
        (
            {"kind": "cash_back", "percent": "3", "tier_percent": {"gold": "5"}, **GIFT},
            "3%, 5% for Gold back as NT$150 off for every order, of what it comes to.",
            "每筆訂單依金額，回饋 3%、金卡會員 5%（折抵 NT$150）。",
        ),
    ],
)
def test_a_bonus_is_said_with_what_it_is_for(row: Any, en: str, zh: str) -> None:
    rule = {"id": "moon", "name": NAMES, "points": 50} | row
    rule = {name: value for name, value in rule.items() if value is not None}
    assert said(earning(bonuses=[rule]), "bonus moon") == (en, zh)


@pytest.mark.parametrize(
    ("fields", "key", "en"),
    [
        ({"rounding": "up"}, "rounding", "added up and rounded up once"),
        ({"rounding": "nearest"}, "rounding", "rounded to the nearest whole number once"),
        ({"minimum": {"TWD": "500"}}, "minimum", "Orders of less than NT$500 earn no points."),
        ({"hold": {"days": 14}}, "hold", "Points can be used 14 days after the order was paid."),
        (
            {"hold": {"days": 1, "after": "fulfilled"}},
            "hold",
            "Points can be used 1 day after the order was fulfilled.",
        ),
        (
            {"stacking": "sum", "multipliers": [{"id": "a", "name": NAMES, "factor": "2"}]},
            "stacking",
            "what each gives beyond the points is added up",
        ),
    ],
)
def test_the_rest_of_earning_is_said(fields: Any, key: str, en: str) -> None:
    assert en in said(earning(**fields), key)[0]


@pytest.mark.parametrize(
    ("fields", "en", "zh"),
    [
        (
            {"minimum": "500", "products": ["7"], "tiers": ["gold"], "limit_per_member": 1},
            "of NT$500 or more, on product 7 alone, by members of Gold, at most once by each",
            "，訂單須滿 NT$500，限商品 7，限金卡會員，每人最多 1 次。",
        ),
        (
            {"from": "2027-01-01", "stock": 20, "code_days": 30, "combines": ["order", "shipping"]},
            ", from 1 January 2027 on, 20 in all, with a code valid for 30 days, beside other "
            "order and shipping discounts.",
            "，2027 年 1 月 1 日起，全部共 20 份，優惠碼效期 30 天，可與其他訂單及運費折扣併用。",
        ),
    ],
)
def test_a_reward_is_said_with_everything_that_limits_it(fields: Any, en: str, zh: str) -> None:
    document = default_document("TWD")
    document["rewards"][0] |= fields
    found = said(document, "reward off-small")
    assert en in found[0]
    assert found[1].endswith(zh)


@pytest.mark.parametrize(
    ("fields", "en"),
    [
        (
            {"kind": "amount", "value": "1", "min_points": 100, "max_points": 1000},
            "10 points can be exchanged for NT$1 off an order, as many times as the member likes, "
            "from 100 points on, up to 1,000 points.",
        ),
        (
            {"kind": "product", "value": "45", "products": ["5"]},
            "10 points can be exchanged for a free piece of product 5 (worth NT$45).",
        ),
        (
            {"kind": "product", "value": "45", "price": "9", "products": ["5"]},
            "10 points can be exchanged for product 5 (worth NT$45) at NT$9.",
        ),
        (
            {"kind": "experience", "stock": 8},
            "10 points can be exchanged for “Moon festival”, arranged with the store, 8 in all.",
        ),
        (
            {"kind": "donation", "value": "50"},
            "10 points can be exchanged for a donation of NT$50.",
        ),
        ({"kind": "voucher"}, "10 points can be exchanged for a partner's voucher."),
    ],
)
def test_points_as_cash_products_and_what_needs_no_code_are_said(fields: Any, en: str) -> None:
    document = default_document("TWD")
    document["rewards"] = [{"id": "one", "name": NAMES, "points": 10} | fields]
    assert said(document, "reward one")[0] == en


@pytest.mark.parametrize(
    ("tier", "rules", "en"),
    [
        ({"points": 200}, {}, "spends NT$15,000 and earns 200 points within 12 months is"),
        ({"orders": 3, "need": "any"}, {"months": 6}, "or pays 3 orders within 6 months is Silver"),
        ({"orders": 1, "from": "0"}, {"window": "lifetime"}, "Whoever pays 1 order in all is"),
        (
            {"membership": {"products": ["7"], "months": 12}},
            {"window": "calendar_year"},
            "in a calendar year or has paid for product 7 in the last 12 months is Silver",
        ),
        (
            {"from": "0", "membership": {"products": ["7"], "months": 1}},
            {},
            "Whoever has paid for product 7 in the last 1 months is Silver",
        ),
        (
            {"entry_reward": {"points": 100, "after_days": 3}},
            {},
            "earns 1.25 × the points, with 100 points once 3 days after entering.",
        ),
    ],
)
def test_a_tier_is_said_with_how_one_enters_it(tier: Any, rules: Any, en: str) -> None:
    document = default_document("TWD")
    document["tiers"][1] |= tier
    document["tier_rules"] = rules
    assert en in said(document, "tier silver")[0]


def test_how_tiers_are_entered_kept_and_lost_is_said() -> None:
    document = default_document("TWD")
    document["tier_rules"] = {
        "entry": "first_paid_order",
        "down": "one_step",
        "reviews": [7, 1],
        "grace_days": 10,
    }
    assert "Everybody becomes Member with the first paid order" in said(document, "tier member")[0]
    assert "goes down one step at each review" in said(document, "tiers down")[0]
    assert said(document, "tier reviews")[0] == (
        "Tiers are reviewed on the 1st of January and July, 10 days later."
    )


@pytest.mark.parametrize(
    ("expiry", "en"),
    [
        ({"kind": "yearly", "month": 12}, "Points expire at the end of December."),
        (
            {"kind": "yearly", "month": 12, "months": 12},
            "Points expire at the end of December, not before 12 months have passed.",
        ),
        (
            {"kind": "inactivity", "months": 1},
            "Points expire at the end of the month, 1 month after the last purchase.",
        ),
    ],
)
def test_when_points_end_is_said(expiry: Any, en: str) -> None:
    document = default_document("TWD") | {"expiry": expiry | {"remind_days": 14}}
    assert said(document, "expiry")[0] == en
    assert said(document, "reminder")[1] == "點數到期 14 天前提醒會員。"


def test_multipliers_multiply_each_other_where_nothing_else_is_said() -> None:
    rule = {"id": "moon", "name": NAMES, "factor": "2"}
    assert said(earning(multipliers=[rule]), "stacking")[0].endswith(
        "they multiply each other, the tier's as well."
    )
    assert "stacking" not in sentences(earning())


def test_what_is_left_out_by_collection_tag_vendor_and_sale_is_said() -> None:
    exclude = {"gift_cards": True, "products": [], "collections": ["coffee"], "vendors": ["Acme"]}
    found = said(earning(exclude=exclude), "kinds of products")
    assert found[0] == "Products of collection coffee or vendor Acme earn no points."
    found = said(earning(exclude=exclude | {"sale_items": True}), "kinds of products")
    assert found == (
        "Products of collection coffee, vendor Acme or sale items earn no points.",
        "商品系列 coffee、品牌 Acme 或特價商品不累點。",
    )


def test_what_a_tier_gives_besides_points_is_said() -> None:
    document = default_document("TWD")
    document["tiers"][2]["perks"] = {
        "discount_percent": 15,
        "free_shipping": True,
        "early_access": True,
        "exclusive_products": ["8802"],
        "birthday_gift": {"en": "A bag of tea", "zh-Hant": "茶葉一包"},
        "priority": True,
        "tag": "regulars-gold",
        "texts": [{"en": "two tastings a year", "zh-Hant": "每年兩場品茗會"}],
    }
    assert said(document, "perks gold") == (
        "Gold comes with 15% off, free shipping, early access, priority support, exclusive product "
        "8802, A bag of tea on birthdays and two tastings a year, marked regulars-gold in the "
        "store.",
        "金卡會員享有15% 折扣、免運費、搶先購買、優先客服、專屬商品 8802、生日禮茶葉一包及"
        "每年兩場品茗會，於商店標記為 regulars-gold。",
    )


def test_what_becomes_of_codes_is_said() -> None:
    document = default_document("TWD")
    document["policies"] |= {"code_refund": "restore", "code_reminder_days": 7}
    assert "the points of the code come back once" in said(document, "code refund")[0]
    assert said(document, "code reminder")[0] == (
        "Owners of an unused code are reminded 7 days before it ends."
    )
