"""Channels on the merchant page: their links, codes and counts, and by which one a member came."""

from __future__ import annotations

import time

import pytest

from core.ledger import drafts, programs, sources, tallies
from core.member import Contact
from core.program.defaults import default_document
from core.program.schema import validate
from core.snapshot import CustomerRef
from integrations import access
from tests.support.merchant import Merchant
from tests.unit.core.program.test_shopfront_rules import CAFE

GIVING = {name: value for name, value in CAFE.items() if name != "until"}


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://api.example")
    tallies._cached.clear()


def publish(at: Merchant, *channels: dict[str, object]) -> None:
    document = default_document(at.store.currency) | {"channels": list(channels)}
    programs.publish(access.ledger_of(at.store), validate(document), "test", 0)
    programs._cached.clear()


def test_each_channel_has_its_link_its_code_and_how_many_joined(maple: Merchant) -> None:
    publish(maple, GIVING)
    books, store_id = access.books_of(maple.store), maple.store.store_id
    cafe = books.programs.channel("cafe")
    assert cafe is not None
    now_ms = int(time.time()) * 1000
    for customer_id in ("31", "32"):
        member_id = books.ledger.member_id(store_id, CustomerRef(customer_id=customer_id)) or ""
        contact = Contact({store_id: customer_id})
        sources.join(books, member_id, cafe, store_id, contact, now_ms)
    maple.come_in()
    page = maple.get("/admin/channels").text
    assert "Cafe Blue" in page
    assert "2 joined" in page
    assert f'href="https://api.example/j/{store_id}/cafe"' in page
    assert "gets 80 points" in page
    assert f"https://api.example/storefront/landing?store={store_id}" in page
    code = maple.get("/admin/channels/cafe.svg")
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert code.text.startswith("<svg")
    assert maple.get("/admin/channels/nobody.svg").status_code == 404
    member = maple.get(f"/admin/members/{member_id}").text
    assert "Joined by Cafe Blue on " in member
    assert "藍咖啡" in maple.get("/admin/channels?lang=zh-Hant").text


def test_a_channel_that_was_taken_out_is_still_counted(maple: Merchant) -> None:
    publish(maple, GIVING)
    publish(maple)
    maple.come_in()
    page = maple.get("/admin/channels").text
    assert "Cafe Blue" in page
    assert "Not in the program any more" in page


def test_without_channels_the_page_says_so(maple: Merchant) -> None:
    maple.come_in()
    assert "There is no channel yet." in maple.get("/admin/channels").text


def test_a_channel_is_made_with_a_form_and_has_an_id_that_reads_well(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/program/channels/new")
    sent = maple.send(
        "/admin/program/channels/new",
        page,
        **{"name.en": "Cafe Blue", "name.zh-Hant": "藍咖啡", "award.points": "８０"},
    )
    assert sent.status_code == 303
    document = drafts.get(access.ledger_of(maple.store)).document
    [made] = document["channels"]
    assert (made["id"], made["award"]) == ("cafe-blue", {"points": 80})


def test_what_is_wrong_stands_beside_its_field(maple: Merchant) -> None:
    page = maple.come_in().get("/admin/program/look")
    sent = maple.send("/admin/program/look", page, color="red", logo="http://a.example/l.png")
    assert sent.status_code == 422
    assert "Enter a color like #17634a." in sent.text
    assert "Enter an address that begins with https://." in sent.text
