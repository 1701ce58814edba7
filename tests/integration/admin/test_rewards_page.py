"""Rewards with their stock, and partners' codes."""

from __future__ import annotations

import io
from typing import Any

import pytest

from core.ledger import drafts, programs, stores, tallies, vouchers
from core.program.schema import validate
from integrations import access
from tests.support.forms import form_to, send
from tests.support.merchant import Merchant

FILM = {"id": "film", "kind": "voucher", "name": {"en": "Cinema"}, "points": 300}


@pytest.fixture
def film(maple: Merchant) -> Merchant:
    """A store that gives cinema tickets."""
    ledger = access.ledger_of(maple.store)
    _, document = programs.document(ledger)
    new = validate(document | {"rewards": [*document["rewards"], FILM]})
    programs.publish(ledger, new, "test", 0)
    return maple.come_in()


def draft_of(merchant: Merchant, reward_id: str) -> dict[str, Any]:
    rows = drafts.get(access.ledger_of(merchant.store)).document["rewards"]
    return next(row for row in rows if row["id"] == reward_id)


def test_stock_goes_into_the_draft_and_counts_once_published(maple: Merchant) -> None:
    maple.come_in()
    form = form_to(maple.get("/admin/rewards"), "/rewards/off-small")
    assert send(maple, form, stock="40", do="save").status_code == 303
    assert draft_of(maple, "off-small")["stock"] == 40
    page = maple.get("/admin/rewards")
    assert "not published yet" in page.text
    assert "Review changes" in page.text
    _, published = programs.document(access.ledger_of(maple.store))
    assert "stock" not in published["rewards"][0]


def test_a_reward_is_paused_and_goes_on(maple: Merchant) -> None:
    maple.come_in()
    form = form_to(maple.get("/admin/rewards"), "/rewards/off-small")
    send(maple, form, do="pause")
    assert draft_of(maple, "off-small")["paused"] is True
    page = maple.get("/admin/rewards")
    assert 'value="resume"' in page.text
    send(maple, form_to(page, "/rewards/off-small"), do="resume")
    assert "paused" not in draft_of(maple, "off-small")


def test_a_bad_number_is_refused_beside_its_field_and_stays_there(maple: Merchant) -> None:
    maple.come_in()
    form = form_to(maple.get("/admin/rewards"), "/rewards/off-small")
    answer = send(maple, form, stock="many", do="save")
    assert answer.status_code == 422
    assert 'id="off-small-stock-fault"' in answer.text
    assert form_to(answer, "/rewards/off-small").fields["stock"] == "many"
    assert maple.send("/admin/rewards/none", answer, do="save").status_code == 404


def test_codes_are_pasted_and_uploaded_and_what_was_there_is_named(film: Merchant) -> None:
    ledger = access.ledger_of(film.store)
    path = "/admin/rewards/film/codes"
    form = form_to(film.get(path), path)
    data = dict(form.fields) | {
        "codes": "A-1\nA-2\nA-2",
        "file": (io.BytesIO(b"code\nA-3\n"), "c.csv"),
    }
    answer = film.browser.post(path, data=data, content_type="multipart/form-data")
    assert "3 codes were added." in answer.text
    assert "One stood there more than once" in answer.text
    answer = send(film, form_to(answer, path), codes="A-3\nA-4", file=None)
    assert "One code was added." in answer.text
    assert "One was there already and stays as it is: <code>A-3</code>" in answer.text
    assert tallies.read(ledger, "film").pool == 4
    assert vouchers.known(ledger, "film", ["A-1", "A-9"]) == ("A-1",)


def test_where_a_line_is_no_code_nothing_is_added_and_what_was_pasted_stays(
    film: Merchant,
) -> None:
    path = "/admin/rewards/film/codes"
    form = form_to(film.get(path), path)
    pasted = "A-1\n" + "x" * 101
    answer = send(film, form, codes=pasted, file=None)
    assert answer.status_code == 422
    assert "look at these lines: 2" in answer.text
    assert form_to(answer, path).fields["codes"].replace("\r\n", "\n") == pasted
    assert tallies.read(access.ledger_of(film.store), "film").pool == 0
    many = "\n".join(f"C-{n}" for n in range(2001))
    assert "add at most 2,000 at a time" in send(film, form, codes=many, file=None).text
    data = dict(form.fields) | {"file": (io.BytesIO(b"\xff\xfe\x00"), "c.csv")}
    answer = film.browser.post(path, data=data, content_type="multipart/form-data")
    assert "no text in UTF-8" in answer.text


def test_enough_codes_put_the_warning_away(film: Merchant) -> None:
    store_id = film.store.store_id
    stores.note_health(store_id, "vouchers_low", "film", 1_795_330_000)
    path = "/admin/rewards/film/codes"
    form = form_to(film.get(path), path)
    send(film, form, codes="A-1", file=None)
    assert [one["what"] for one in stores.health(store_id)] == ["vouchers_low"]
    send(film, form, codes="\n".join(f"B-{n}" for n in range(20)), file=None)
    assert stores.health(store_id) == []


def test_only_rewards_of_this_store_that_give_codes_take_any(
    film: Merchant, tea_house: Merchant
) -> None:
    for reward_id in ("off-small", "none"):
        assert film.get(f"/admin/rewards/{reward_id}/codes").status_code == 404
    tea_house.come_in()
    page = tea_house.get("/admin/rewards")
    assert "Cinema" not in page.text
    path = "/admin/rewards/film/codes"
    assert tea_house.get(path).status_code == 404
    assert tea_house.send(path, page, codes="A-1").status_code == 404
    assert tallies.read(access.ledger_of(film.store), "film").pool == 0
