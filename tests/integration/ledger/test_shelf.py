"""The shelf: what the store tells of products for people to see, kept beside the catalogue."""

from __future__ import annotations

import pytest

from core.catalogue import ProductFacts
from core.ledger import keys, shelf
from core.ledger.posting import Books
from core.ledger.table import Row
from core.shelf import MOST_LISTED, Shown
from tests.support.capacity import measured
from tests.unit.core.worlds import STORE, T0

COFFEE, BAGS = ("22", "Coffee"), ("21", "Bags")


def facts(
    product_id: str,
    *collections: tuple[str, str],
    title: str = "Beans",
    url: str = "/p",
    at: int = 0,
) -> ProductFacts:
    shown = Shown(title, url, collections)
    return ProductFacts(product_id, T0 + at, frozenset(), shown=shown)


def told(books: Books, *some: ProductFacts) -> int:
    return shelf.record(books.ledger, STORE, some)


def listed(books: Books, collection_id: str) -> list[str]:
    found = shelf.listings(books.ledger, STORE, [collection_id]).get(collection_id)
    return [one for one, _ in found.products] if found else []


def test_a_product_lies_in_its_collections_until_it_is_moved_or_hidden(books: Books) -> None:
    told(books, facts("1", COFFEE), facts("2", COFFEE, BAGS))
    assert (listed(books, "22"), listed(books, "21")) == (["2", "1"], ["2"])
    told(books, facts("2", BAGS, at=1))
    assert (listed(books, "22"), listed(books, "21")) == (["1"], ["2"])
    told(books, facts("2", BAGS, url="", at=2))
    assert listed(books, "21") == []
    assert shelf.products(books.ledger, STORE, ["1", "2", "9"]) == {
        "1": Shown("Beans", "/p", (COFFEE,)),
        "2": Shown("Beans", "", (BAGS,)),
    }


def test_what_is_as_it_was_or_older_writes_nothing(books: Books) -> None:
    told(books, facts("1", COFFEE, at=5))
    for same in (facts("1", COFFEE, at=9), facts("1", BAGS, title="Old", at=4)):
        with measured() as usage:
            assert told(books, same) == 0
        assert (usage.write_units, usage.read_units) == (0, 0.5)
    assert listed(books, "22") == ["1"]


def test_a_new_name_is_seen_in_the_collection_too(books: Books) -> None:
    told(books, facts("1", COFFEE))
    told(books, facts("1", COFFEE, title="House beans", at=1))
    found = shelf.listings(books.ledger, STORE, ["22"])["22"]
    assert (found.title, found.products) == ("Coffee", (("1", Shown("House beans", "/p")),))


def test_a_delivery_that_says_nothing_of_collections_leaves_them(books: Books) -> None:
    told(books, facts("1", COFFEE))
    delivered = ProductFacts("1", T0 + 1, frozenset(), False, Shown("New", "/n"))
    assert told(books, delivered) == 1
    assert shelf.products(books.ledger, STORE, ["1"])["1"] == Shown("New", "/n", (COFFEE,))
    assert listed(books, "22") == ["1"]


def test_an_event_of_before_says_nothing(books: Books) -> None:
    assert told(books, ProductFacts("1", T0, frozenset({"collection:22"}))) == 0
    assert not list(Row.query(keys.shelf(books.ledger, STORE)))


def test_a_whole_shop_is_read_and_a_collection_names_a_few(books: Books) -> None:
    many = [facts(str(number), COFFEE) for number in range(1, 131)]
    assert told(books, *many) == 130
    assert len(listed(books, "22")) == MOST_LISTED
    assert told(books, *many) == 0
    [row] = Row.query(keys.shelf(books.ledger, STORE), Row.sk == keys.shelf_list("22"))
    assert len(str(row.serialize())) < 2_000


def test_what_the_shop_has_no_more_goes_and_what_it_made_meanwhile_stays(books: Books) -> None:
    told(books, facts("1", COFFEE), facts("2", COFFEE), facts("3", COFFEE, at=100))
    assert shelf.keep_only(books.ledger, STORE, {"1"}, T0 + 50) == 1
    assert listed(books, "22") == ["3", "1"]
    assert set(shelf.products(books.ledger, STORE, ["1", "2", "3"])) == {"1", "3"}


def test_what_was_cut_off_is_done_again(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(shelf, "_put", break_down)
        with pytest.raises(RuntimeError):
            told(books, facts("1", COFFEE))
    assert told(books, facts("1", COFFEE)) == 1
    assert listed(books, "22") == ["1"]
