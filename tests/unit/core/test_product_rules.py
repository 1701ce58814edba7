"""Rules by collection, tag, vendor and sale: what a product was when it was ordered decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import orders
from core.catalogue import Catalogue, ProductFacts, ProductHistory, recorded
from core.errors import BadInput
from core.explain import explain, names_of
from core.member import MemberState
from core.order import OrderState
from core.program.defaults import default_document
from core.program.model import Program, Programs
from core.program.schema import validate
from core.snapshot import Line, Refund
from tests.unit.core.test_earning_rules import bonus, multiplier, program
from tests.unit.core.worlds import STORE, T0, TZ, Books, exact, snapshot

BAG = Line("1", "10", "101", 1, 20_000)
BEANS = Line("2", "11", "111", 2, 5_000)
CARD = Line("3", "12", "121", 1, 3_000)
SETS = {
    "10": ("collection:bags", "vendor:acme"),
    "11": ("collection:coffee", "tag:organic", "vendor:plum", "sale"),
    "12": ("sale:121", "sale:122"),
}


def shop(since_s: int = 0, **sets: tuple[str, ...]) -> Catalogue:
    known = {**SETS, **{name.lstrip("p"): one for name, one in sets.items()}}
    return Catalogue(
        {
            product_id: ProductHistory(since_s, since_s * 1000, ((since_s, frozenset(names)),))
            for product_id, names in known.items()
        }
    )


def books(catalogue: Catalogue | None = None, **earning: Any) -> Books:
    return Books(Programs([program(**earning)]), catalogue=catalogue or shop())


def points(made: Books, *lines: Line, **fields: Any) -> int:
    made.deliver(snapshot(lines=lines or (BAG, BEANS), **fields))
    return made.balance[0]


@pytest.mark.parametrize(
    ("exclude", "earned"),
    [
        ({"collections": ["Bags"]}, 50),
        ({"collections": ["coffee", "bags"]}, 0),
        ({"tags": [" ORGANIC "]}, 200),
        ({"vendors": ["acme"]}, 50),
        ({"sale_items": True}, 200),
        ({"tags": ["no such"]}, 250),
        ({"products": ["10"], "sale_items": True}, 0),
    ],
)
def test_exclusions_by_collection_tag_vendor_and_sale(exclude: dict[str, Any], earned: int) -> None:
    assert points(books(exclude=exclude)) == earned


@pytest.mark.parametrize(
    ("match", "earned"),
    [
        ({"collections": ["bags"]}, 450),
        ({"tags": ["organic"]}, 300),
        ({"vendors": ["plum"], "products": ["10"]}, 500),
        ({"sale_items": True}, 300),
    ],
)
def test_multipliers_by_collection_tag_vendor_and_sale(match: dict[str, Any], earned: int) -> None:
    assert points(books(multipliers=[multiplier("double", "2", match=match)])) == earned


def test_a_bonus_for_a_first_purchase_from_a_collection_is_given_once() -> None:
    made = books(bonuses=[bonus("try", "first_from", 30, match={"collections": ["coffee"]})])
    assert points(made, BAG) == 200
    assert points(made, BEANS, order_id="23") == 200 + 50 + 30
    assert points(made, BEANS, order_id="24") == 280 + 50


def test_a_stamp_card_may_be_about_a_collection() -> None:
    card = bonus("fifth", "stamps", 500, every=5, match={"collections": ["bags"]})
    made = books(bonuses=[card])
    bags = replace(BAG, quantity=5)
    assert points(made, bags, BEANS) == 250 + 500


def test_of_a_product_only_the_variant_on_sale_is_excluded() -> None:
    other = replace(CARD, line_id="4", variant_id="129")
    assert points(books(exclude={"sale_items": True}), CARD, other) == 30


def test_a_sale_that_began_after_the_order_does_not_exclude_it_when_it_is_refunded() -> None:
    made = books(exclude={"sale_items": True})
    assert points(made, BAG, placed_at_s=T0) == 200
    on_sale = ProductFacts("10", T0 + 60, frozenset({"sale"}))
    before = made.catalogue.products()["10"]
    after = recorded(before, on_sale, (T0 + 60) * 1000, T0 + 90, asked=False)
    assert after is not None
    made.catalogue = Catalogue({"10": after})
    refunded = [exact("7", 5_000)]
    assert points(made, BAG, placed_at_s=T0, stamp_s=T0 + 500, refunds=refunded) == 150
    later = points(made, BAG, order_id="23", placed_at_s=T0 + 100, stamp_s=T0 + 100)
    assert later == 150


def test_a_refund_without_lines_asks_for_them_where_something_is_excluded() -> None:
    made = books(exclude={"tags": ["organic"]})
    points(made)
    points(made, refunds=[Refund("1", 5_000)], stamp_s=T0 + 1)
    assert "estimated" in made.entries[-1].flags


def test_a_program_that_asks_nothing_of_products_never_reads_the_catalogue() -> None:
    def ask() -> Catalogue:
        raise AssertionError("the catalogue was read")

    given = (OrderState(STORE, "22"), MemberState("m"), snapshot(), "news")
    plain = program(multipliers=[multiplier("tea", "2", match={"products": ["10"]})])
    orders.decide(*given, Programs([plain]), T0, TZ, ask)  # type: ignore[arg-type]
    asking = program(exclude={"sale_items": True})
    with pytest.raises(AssertionError):
        orders.decide(*given, Programs([asking]), T0, TZ, ask)  # type: ignore[arg-type]


def said(made: Books, rules: Program) -> dict[str, str]:
    entry = made.entries[-1]
    shown = {
        "kind": entry.kind,
        "points": entry.available,
        "source": entry.source,
        "why": entry.why,
    }
    return explain(shown, names_of(rules))


def test_an_entry_says_what_was_left_out_in_both_languages() -> None:
    rules = program(exclude={"sale_items": True})
    made = Books(Programs([rules]), catalogue=shop())
    points(made)
    text = said(made, rules)
    assert "$200 net of tax and shipping, not counting $50 of excluded products" in text["en"]
    assert "另有排除商品 $50 不累點" in text["zh-Hant"]
    nothing = Books(Programs([rules]), catalogue=shop())
    points(nothing, BEANS)
    assert "nothing in it earns points" in said(nothing, rules)["en"]


def test_a_document_of_an_earlier_release_means_what_it_meant() -> None:
    old = default_document("USD")
    assert validate(old) == old
    assert not program().earning.asks_catalogue


def test_a_name_that_is_too_long_is_refused_with_its_place() -> None:
    document = default_document("USD")
    document["earning"]["exclude"] = {"collections": ["x" * 81]}
    with pytest.raises(BadInput) as refused:
        validate(document)
    assert "earning.exclude.collections.0" in str(refused.value)


NAMES = st.frozensets(st.sampled_from(["sale", "collection:bags"]))


# A busy machine draws slowly, which says nothing about points.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 300), NAMES), max_size=6), st.integers(0, 400))
def test_whatever_is_told_of_products_afterwards_moves_no_points(
    told: list[tuple[int, frozenset[str]]], late_s: int
) -> None:
    """Law 2, with product facts as part of the frozen context."""
    made = books(exclude={"sale_items": True, "collections": ["bags"]})
    made.catalogue = shop(p10=("vendor:acme",))
    before = points(made, BAG, BEANS)
    history = made.catalogue.products()["10"]
    for second, (stamp_s, sets) in enumerate(told):
        facts = ProductFacts("10", T0 + stamp_s, sets)
        at_s = T0 + 1 + second
        new = recorded(history, facts, at_s * 1000, at_s + 30, asked=False)
        history = new or history
    made.catalogue = Catalogue({**made.catalogue.products(), "10": history})
    assert points(made, BAG, BEANS, stamp_s=T0 + late_s + 1) == before
