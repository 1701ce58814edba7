"""What a product was at a time: recorded once, never changed, never taken back in time."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from core.catalogue import (
    COLLECTION,
    SETTLED_MS,
    STATES_KEPT,
    TAG,
    Catalogue,
    ProductFacts,
    ProductHistory,
    recorded,
    set_name,
)
from core.ledger.catalogue import COUNTS_AFTER_S, packed, page_of, unpacked
from core.snapshot import ProductsSeen, from_json, to_json
from tests.unit.core.worlds import STORE, T0

NOW_MS = T0 * 1000


def facts(*sets: str, stamp_s: int = T0, told: bool = True) -> ProductFacts:
    return ProductFacts("10", stamp_s, frozenset(sets), told)


def after(*told: ProductFacts, asked: bool = False) -> ProductHistory:
    """What is recorded when a store tells these, a minute apart."""
    known: ProductHistory | None = None
    for minute, one in enumerate(told):
        at_s = T0 + 60 * minute
        known = recorded(known, one, at_s * 1000, at_s, asked=asked) or known
    assert known is not None
    return known


def test_a_product_has_the_sets_that_were_recorded_at_the_time() -> None:
    catalogue = Catalogue({"10": after(facts("tag:new"), facts("sale", stamp_s=T0 + 60))})
    assert catalogue.sets_of("10", "", T0 + 59) == {"tag:new"}
    assert catalogue.sets_of("10", "", T0 + 60) == {"sale"}
    assert catalogue.sets_of("10", "", T0 - 1) == {"tag:new"}  # nobody had told us of before
    assert catalogue.sets_of("11", "", T0) == frozenset()


def test_a_state_that_is_older_than_what_is_known_never_takes_its_place() -> None:
    assert after(facts("sale", stamp_s=T0), facts(stamp_s=T0 - 1)).sets == {"sale"}


def test_a_state_of_the_same_second_that_came_later_counts() -> None:
    assert after(facts("sale"), facts()).sets == frozenset()


def test_a_newer_state_with_the_same_sets_keeps_the_older_one_of_others_out() -> None:
    same = after(facts("sale"), facts("sale", stamp_s=T0 + 9))
    assert len(same.states) == 1
    assert recorded(same, facts(stamp_s=T0 + 5), NOW_MS + 90_000, T0 + 90, asked=False) is None


def test_a_repetition_is_no_news() -> None:
    known = after(facts("sale"))
    assert recorded(known, facts("sale"), NOW_MS + 1000, T0 + 1, asked=True) is None


def test_the_answer_of_a_store_whose_clock_was_set_back_counts_after_a_while() -> None:
    known, back = after(facts("sale")), facts(stamp_s=T0 - 3600)
    soon, later = NOW_MS + SETTLED_MS - 1, NOW_MS + SETTLED_MS
    assert recorded(known, back, soon, T0, asked=True) is None
    assert recorded(known, back, later, T0, asked=False) is None
    corrected = recorded(known, back, later, T0 + 600, asked=True)
    assert corrected is not None
    assert corrected.sets == frozenset()


def test_collections_that_a_delivery_does_not_tell_of_stay() -> None:
    known = after(facts("collection:bags", "tag:a"), facts("tag:b", stamp_s=T0 + 1, told=False))
    assert known.sets == {"collection:bags", "tag:b"}


def test_of_several_variants_only_the_reduced_one_is_a_sale_item() -> None:
    catalogue = Catalogue({"10": after(facts("sale:7", "vendor:acme"))})
    assert catalogue.sets_of("10", "7", T0) == {"sale", "vendor:acme"}
    assert catalogue.sets_of("10", "8", T0) == {"vendor:acme"}


def test_a_history_keeps_its_newest_states() -> None:
    told = [facts(f"tag:{number}", stamp_s=T0 + number) for number in range(STATES_KEPT + 5)]
    known = after(*told)
    assert len(known.states) == STATES_KEPT
    assert known.at(0) == {"tag:5"}


def test_names_of_sets_read_the_same_whoever_wrote_them() -> None:
    assert set_name(TAG, "  Organic\n Coffee ") == "tag:organic coffee"
    assert set_name(COLLECTION, "後背包") == "collection:後背包"
    assert set_name(TAG, " \x00 ") == ""


_SETS = st.frozensets(st.sampled_from(["sale", "tag:a", "collection:b", "collection:後背包"]))
_TOLD = st.lists(st.tuples(st.integers(T0, T0 + 5), _SETS, st.booleans()), min_size=1, max_size=9)


@given(_TOLD)
def test_what_was_recorded_for_a_time_stays_so_whatever_is_told_later(
    told: list[tuple[int, frozenset[str], bool]],
) -> None:
    known: ProductHistory | None = None
    for second, (stamp_s, sets, complete) in enumerate(told):
        at_s = T0 + 10 + second
        one = ProductFacts("10", stamp_s, sets, complete)
        new = recorded(known, one, at_s * 1000, at_s + COUNTS_AFTER_S, asked=False)
        if known is not None and new is not None:
            # Whoever decided by now decided by what counts by now.
            assert all(new.at(earlier) == known.at(earlier) for earlier in range(T0, at_s + 1))
        known = new or known


@given(st.lists(_SETS, min_size=1, max_size=5), st.integers(0, 10**13))
def test_a_page_keeps_products_as_they_were_given(
    states: list[frozenset[str]], number: int
) -> None:
    history = ProductHistory(T0, NOW_MS, tuple((T0 + i, sets) for i, sets in enumerate(states)))
    products = {str(number): history, "7": history}
    assert unpacked(packed(products)) == products


def test_ten_thousand_products_take_few_read_units() -> None:
    names = [f"collection:{n}" for n in range(40)] + [f"tag:{n}" for n in range(60)]
    pages: dict[str, dict[str, ProductHistory]] = {}
    for number in range(9782123692001, 9782123702001):
        sets = frozenset({names[number % 40], names[40 + number % 60], "vendor:acme"})
        states = ((T0 + number % 9999, sets), (T0 + 10**6, sets | {"sale"}))
        one = ProductHistory(T0 + number % 99999, NOW_MS, states)
        pages.setdefault(page_of(str(number)), {})[str(number)] = one
    sizes = [len(packed(page)) for page in pages.values()]
    assert max(sizes) <= 4096


def test_products_survive_the_queue() -> None:
    event = ProductsSeen(STORE, (facts("sale", "tag:a", told=False), facts()), NOW_MS, "store")
    assert from_json(json.loads(json.dumps(to_json(event)))) == event
