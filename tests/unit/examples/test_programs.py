"""The example programs: each is valid, says all its rules, and gives what it promises."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core import exclusives, group_awards, groups, rewards
from core.backtest import Replay, compare
from core.batches import following
from core.member import MemberState
from core.past import Past
from core.program.defaults import default_document
from core.program.lint import findings
from core.program.model import Program, Programs, load
from core.program.schema import validate
from core.program.sentences import sentences, unsaid
from core.program.worth import worths
from core.rewards import closed
from core.snapshot import Line, OrderSnapshot
from tests.unit.core.worlds import T0, TZ, Books, snapshot

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "examples" / "programs").glob("*.json"))
# 2026-12-01 in Taipei, a first of the month.
FIRST_S = 1_796_054_400 + 43_200
_DAY_S = 86_400


def document(name: str) -> dict[str, Any]:
    text = (ROOT / "examples" / "programs" / f"{name}.json").read_text("utf-8")
    return validate(json.loads(text))


def program(name: str) -> Program:
    return load(document(name), 1, 0)


def order(
    number: int, minor: int, placed_at_s: int, currency: str, *products: str
) -> OrderSnapshot:
    share = minor // max(1, len(products))
    lines = tuple(Line(str(n), one, "0", 1, share) for n, one in enumerate(products or ("1",)))
    return snapshot(
        order_id=str(number), placed_at_s=placed_at_s, stamp_s=T0, currency=currency, lines=lines
    )


def earned(name: str, *orders: tuple[int, int, str]) -> list[int]:
    """Points of one member's orders of (major units, unix seconds, product), oldest first."""
    by = program(name)
    replay = Replay(by, TZ)
    return [
        replay.place(order(n, major * 100, at_s, by.currency, product), "a")
        for n, (major, at_s, product) in enumerate(orders)
    ]


def test_the_shops_of_the_examples_are_all_there() -> None:
    assert [path.stem for path in FILES] == [
        "backpack-brand",
        "bakery",
        "bookstore",
        "coffee-chain",
        "group-buying-organiser",
        "organic-grocer",
        "pet-shop",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_nothing_about_it_is_doubtful(path: Path) -> None:
    assert [one.text["en"] for one in findings(document(path.stem))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_says_every_rule_in_both_languages(path: Path) -> None:
    found = document(path.stem)
    assert unsaid(found) == []
    for one in sentences(found).values():
        assert one.text["en"].endswith(".")
        assert one.text["zh-Hant"].endswith("。")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_can_be_tried_on_past_orders(path: Path) -> None:
    new = program(path.stem)
    past = Past()
    for n in range(40):
        at_s = T0 - n * 20 * _DAY_S
        past.add(order(n, 30_000 * (1 + n % 7), at_s, new.currency), f"m{n % 5}")
    current = load(default_document(new.currency), 1, 0)
    found = compare(current, new, past, T0, TZ)
    assert (found.orders, found.members) == (40, 5)
    assert found.then.points > 0
    assert found.then.cost_minor is None or found.then.cost_minor > 0
    assert sum(found.moves.values()) == 5


def test_a_coffee_is_100_points_regulars_earn_more_and_the_first_of_the_month_doubles() -> None:
    other = FIRST_S - 5 * _DAY_S
    assert earned("coffee-chain", (80, other, "11"), (80, FIRST_S, "99")) == [180, 160]
    assert earned("coffee-chain", (3000, other, "99"), (80, other + 60, "99")) == [3000, 120]


def test_backpacks_earn_1_or_1_and_a_half_or_2_points_a_dollar_and_every_fifth_a_free_bag() -> None:
    first = earned("backpack-brand", *((100, T0 + n, "77") for n in range(11)))
    assert first == [150, 100, 100, *[150] * 7, 200]
    books = Books(Programs([program("backpack-brand")]))
    for number in range(10):
        books.deliver(order(number, 10_000, T0 + number, "USD", "1001"))
    gifts = [entry.why.get("gifts", []) for entry in books.entries]
    assert [number for number, one in enumerate(gifts, 1) if one] == [5, 10]
    assert gifts[4] == [["fifth-backpack", "bag", 1]]
    bag = program("backpack-brand").reward("bag")
    assert (bag.points, bag.value_minor) == (600, 3_000)


def test_the_grocers_tiers_come_with_the_first_purchase_and_from_3000_and_10000() -> None:
    by = program("organic-grocer")
    assert by.tier_rules.on_first_order
    perks = [{perk.kind for perk in tier.perks.all} for tier in by.tiers]
    assert all("discount_percent" in one for one in perks)
    assert {"free_shipping", "early_access"} <= perks[2]
    assert [(tier.id, tier.from_minor) for tier in by.tiers[1:]] == [
        ("silver", 300_000),
        ("gold", 1_000_000),
    ]


def test_cat_products_earn_twice_at_the_pet_shop_and_the_first_bag_is_worth_more() -> None:
    assert earned("pet-shop", (300, T0, "501"), (300, T0 + 1, "501"), (300, T0 + 2, "9")) == [
        50,
        20,
        10,
    ]


def test_newcomers_of_a_group_purchase_earn_twice_once_and_a_big_box_is_worth_more() -> None:
    assert earned("group-buying-organiser", (299, T0, "1"), (400, T0 + 1, "1")) == [0, 8]
    assert earned("group-buying-organiser", (400, T0, "1"), (3000, T0 + 1, "1")) == [8, 60]


def test_a_group_purchase_has_its_target_its_early_birds_and_the_organisers_share() -> None:
    [event] = program("group-buying-organiser").groups
    opened = int(datetime(2027, 6, 5, tzinfo=TZ).timestamp())
    at = Books(Programs([program("group-buying-organiser")]), now_s=opened)
    boxes = order(1, 120_000, opened, "TWD", "3101", "3101", "9")
    at.deliver(replace(boxes, stamp_s=opened, received_at_ms=opened * 1000))
    part = groups.parts_of(at.order("1"), at.programs.newest, "2027-06-05", TZ)[event.id]
    assert (part.units, part.minor, part.early) == (2, 80_000, True)
    full = groups.Count(units=200)
    state = groups.advanced(groups.State(), full, event, "2027-06-10")
    settled = replace(part, earned=True, joined=1)
    assert group_awards.due(state, [settled], lambda _: event)[0].points == 50
    assert group_awards.due_early([settled], lambda _: event)[0].reward_id == "free-shipping"
    over = groups.advanced(state, full, event, "2027-06-20")
    assert group_awards.due_organiser(over, full, event)[0].points == 1_000


def test_the_bakerys_catalogue_is_renewed_each_month_and_its_cakes_are_given_while_they_keep() -> (
    None
):
    by = program("bakery")
    loaves = [by.reward(one) for one in ("loaf", "loaf-april")]
    offered = {
        day: [one.id for one in loaves if closed(one, day) is None]
        for day in ("2027-02-28", "2027-03-31", "2027-04-01", "2027-05-01")
    }
    assert offered == {
        "2027-02-28": [],
        "2027-03-31": ["loaf"],
        "2027-04-01": ["loaf-april"],
        "2027-05-01": [],
    }
    cakes = by.reward("cakes").batches
    given = [following(cakes, taken, "2027-04-10") for taken in ({}, {"march": 40})]
    assert [batch and batch.id for batch in given] == ["march", "april"]
    assert following(cakes, {}, "2027-05-11") is None


def test_the_bookstores_joint_gift_is_a_notebook_and_an_amount_off_in_one_redemption() -> None:
    gift = program("bookstore").reward("joint-gift")
    assert (gift.value_minor, gift.percent, gift.beside_minor, gift.stock) == (
        18_000,
        100,
        5_000,
        200,
    )


def test_the_coffee_chains_gift_card_is_worth_300() -> None:
    [worth] = worths(program("coffee-chain").rewards)
    assert (worth.reward.kind, worth.cost_minor(2000)) == ("gift_card", 30_000)


@pytest.mark.parametrize(("pet", "open_to"), [("cat", "cat-days"), ("dog", "dogs"), ("", "")])
def test_the_pet_shop_has_a_cat_discount_and_a_dog_course_by_kind_of_pet(
    pet: str, open_to: str
) -> None:
    by = program("pet-shop")
    who = MemberState("m", profile=(("pet", (pet,)),) if pet else ())
    refused = [
        rewards.refusal(who, by.reward(one), by, "2027-03-01") for one in ("cat-days", "dogs")
    ]
    kept = [one is None for one in refused]
    assert kept == [open_to == "cat-days", open_to == "dogs"]
    assert by.reward("cat-days").terms.products == ("501", "502", "503")
    assert [one.id for one in exclusives.sales_for(who, by, "2027-03-01")] == (
        ["litter-week"] if pet == "cat" else []
    )


def test_the_bookstores_afterword_is_for_who_owns_a_limited_edition_or_collects() -> None:
    by = program("bookstore")
    afterword = exclusives.content_of(by, "afterword")
    reader = MemberState("m")
    for who, unlocked in (
        (reader, False),
        (reader.with_counted("own:limited", 1), True),
        (reader.with_tier("collector", T0), True),
    ):
        assert (exclusives.locked(who, afterword, by, "2027-05") is None) is unlocked
