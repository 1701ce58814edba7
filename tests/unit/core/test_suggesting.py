"""Suggestions: from the shopper's own purchases and views, each with the reason why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ports import CodeTerms
from core.shelf import MOST_LISTED, Listing, Shown, shown, with_product
from core.suggesting import (
    MOST_PRODUCTS,
    MOST_REWARDS,
    Because,
    Shopper,
    collections,
    products,
    rewards,
)
from core.suggesting_words import why

DAY_S = 86_400
NOW_S = 1_790_000_000
COFFEE, BAGS = ("22", "Coffee"), ("21", "Bags")
BEANS = Shown("House beans", "/products/house-beans", (COFFEE,))
KIT = Shown("Drip kit", "/products/drip-kit", (COFFEE,))
BAG = Shown("Day bag", "/products/day-bag", (BAGS,))
SHELF = {"1": BEANS, "2": KIT, "3": BAG}
FILTERS, MUG = Shown("Filters", "/products/filters"), Shown("Mug", "/products/mug")
LISTINGS = {
    "22": Listing("22", "Coffee", (("1", BEANS), ("2", KIT), ("4", FILTERS), ("5", MUG))),
    "21": Listing("21", "Bags", (("3", BAG), ("6", Shown("Trail bag", "/products/trail")))),
}


def ago(*days: int, bought: tuple[str, ...] = ("1",)) -> list[tuple[int, tuple[str, ...]]]:
    return [(NOW_S - one * DAY_S, bought) for one in days]


def test_what_lies_in_a_collection_they_bought_from_and_is_not_theirs_is_suggested() -> None:
    shopper = Shopper(ago(5, 6, 9), (), SHELF)
    found = products(shopper, LISTINGS, NOW_S)
    assert [one.id for one in found] == ["2", "4"]
    assert found[0].because == Because("bought", "Coffee", True, 3)
    assert why(found[0].because)["en"] == "Because you bought from Coffee 3 times."


def test_what_they_buy_again_and_again_is_suggested_by_their_own_rhythm() -> None:
    for since, due in ((21, False), (23, True), (90, True), (91, False)):
        shopper = Shopper(ago(since, since + 30, since + 61, since + 90), (), SHELF)
        again = [one for one in products(shopper, {}, NOW_S) if one.because.kind == "again"]
        assert bool(again) == due, since
    shopper = Shopper(ago(28, 58, 88), (), SHELF)
    assert why(products(shopper, {}, NOW_S)[0].because)["en"] == (
        "You buy House beans about every 30 days; the last time was 28 days ago."
    )


def test_twice_is_no_rhythm_nor_are_several_orders_of_a_day() -> None:
    assert products(Shopper(ago(30, 60), (), SHELF), {}, NOW_S) == []
    hours = [(NOW_S - DAY_S - 3600 * one, ("1",)) for one in range(4)]
    assert products(Shopper(hours, (), SHELF), {}, NOW_S) == []


def test_what_they_only_looked_at_comes_last_and_says_so() -> None:
    shopper = Shopper(ago(5), ("3",), SHELF)
    found = products(shopper, LISTINGS, NOW_S)
    assert [one.id for one in found] == ["2", "4", "6"]
    assert why(found[-1].because)["en"] == "Because you looked at Bags."


def test_what_the_shop_does_not_show_is_not_suggested() -> None:
    hidden = {"1": Shown("House beans", "", (COFFEE,))}
    assert products(Shopper(ago(28, 58, 88), (), hidden), {}, NOW_S) == []


def test_a_reward_for_what_they_bought_comes_before_one_for_its_collection_and_for_views() -> None:
    shopper = Shopper([*ago(5), *ago(9, bought=("2",))], ("3",), SHELF)
    offered = [
        ("bags", CodeTerms(collections=("21",))),
        ("coffee", CodeTerms(collections=("22",))),
        ("beans", CodeTerms(products=("9", "1"))),
        ("any-cart", CodeTerms()),
        ("tea", CodeTerms(products=("9",), collections=("29",))),
    ]
    found = rewards(shopper, offered)
    assert [one.id for one in found] == ["beans", "coffee", "bags"]
    assert [why(one.because)["en"] for one in found] == [
        "Because you bought House beans once.",
        "Because you bought from Coffee 2 times.",
        "Because you looked at Bags.",
    ]


def test_who_did_nothing_is_suggested_nothing() -> None:
    shopper = Shopper((), (), {})
    assert products(shopper, LISTINGS, NOW_S) == []
    assert rewards(shopper, [("coffee", CodeTerms(collections=("22",)))]) == []


@pytest.mark.parametrize("kind", ["again", "bought", "looked"])
@pytest.mark.parametrize("collection", [False, True])
def test_every_reason_is_a_sentence_in_four_languages_that_names_its_figures(
    kind: str, collection: bool
) -> None:
    because = Because(kind, "豆子", collection, 4, 30, 28)  # type: ignore[arg-type]
    said = why(because)
    assert said.keys() == {"en", "zh-Hant", "zh-Hans", "ja"}
    figures = {"again": ("30", "28"), "bought": ("4",), "looked": ()}[kind]
    for sentence in said.values():
        assert "豆子" in sentence
        assert all(figure in sentence for figure in figures)


PRODUCTS = st.sampled_from([str(number) for number in range(9)])
SHELVES = st.dictionaries(
    PRODUCTS,
    st.builds(
        Shown,
        st.just("Name"),
        st.sampled_from(["", "/products/one"]),
        st.lists(st.sampled_from([COFFEE, BAGS, ("23", "Tea")]), unique=True).map(tuple),
    ),
)
ORDERS = st.lists(
    st.tuples(st.integers(NOW_S - 400 * DAY_S, NOW_S), st.lists(PRODUCTS, max_size=3).map(tuple)),
    max_size=12,
).map(lambda orders: sorted(orders, reverse=True))


@given(ORDERS, st.lists(PRODUCTS, max_size=5), SHELVES)
def test_suggestions_are_few_shown_not_owned_and_the_same_each_time(
    orders: list[tuple[int, tuple[str, ...]]], looked: list[str], shelf: dict[str, Shown]
) -> None:
    shopper = Shopper(orders, looked, shelf)
    found = products(shopper, LISTINGS, NOW_S)
    assert found == products(Shopper(orders, looked, shelf), LISTINGS, NOW_S)
    assert len(found) <= MOST_PRODUCTS
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.shown is not None
        assert one.shown.url
        assert (one.because.kind == "again") == (one.id in shopper.bought)
    offered = [(key, CodeTerms(collections=(key,))) for key, _ in collections(shopper)]
    assert len(rewards(shopper, offered)) == min(MOST_REWARDS, len(offered))


@given(st.lists(st.tuples(PRODUCTS, st.booleans()), max_size=40))
def test_a_collection_names_a_few_of_the_products_that_lie_in_it(
    steps: list[tuple[str, bool]],
) -> None:
    listing, lying = Listing("22"), set[str]()
    for product_id, lies in steps:
        listing = with_product(listing, "Coffee", product_id, BEANS if lies else None)
        lying = lying | {product_id} if lies else lying - {product_id}
        named = {one for one, _ in listing.products}
        assert named <= lying
        assert len(named) == min(len(lying), MOST_LISTED)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://shop.example.com/p/1", True),
        ("/products/one", True),
        ("javascript:alert(1)", False),
        ("//elsewhere.example.com", False),
        ("/\\elsewhere.example.com", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_an_address_that_is_none_of_the_webs_is_not_kept(url: str, kept: bool) -> None:
    assert bool(shown("One", url, []).url) == kept
