"""The store's own settings."""

from __future__ import annotations

from typing import Any

from core.ledger import stores
from functions.admin.settings import SPOKEN
from functions.storefront.front import languages
from tests.support.merchant import Merchant

EVERY = {"offer.en": "yes", "offer.zh-Hant": "yes", "offer.zh-Hans": "yes", "offer.ja": "yes"}


def send(merchant: Merchant, **changes: Any) -> Any:
    fields = {"name": "Maple Tea", "timezone": "Asia/Taipei", **EVERY} | changes
    return merchant.send("/admin/settings", merchant.get("/admin/settings"), **fields)


def now(merchant: Merchant) -> stores.Store:
    return stores.get(merchant.store.store_id, fresh=True)


def test_name_and_time_zone_are_changed_and_what_that_means_is_said(maple: Merchant) -> None:
    maple.come_in()
    assert send(maple, name="  Maple  House ", timezone="Asia/Tokyo").status_code == 303
    assert (now(maple).name, now(maple).timezone) == ("Maple House", "Asia/Tokyo")
    assert "by the new time zone from now on" in maple.get("/admin/settings").text


def test_bad_input_is_refused_beside_its_field_and_kept_as_typed(maple: Merchant) -> None:
    maple.come_in()
    answer = send(maple, name=" ", timezone="Mars/Base")
    assert answer.status_code == 422
    for said in ("Type a name of at most 80", "There is no such time zone", 'value="Mars/Base"'):
        assert said in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    none = {f"offer.{code}": "" for code in SPOKEN}
    answer = send(maple, **none)
    assert (answer.status_code, "Tick one language or more" in answer.text) == (422, True)
    assert now(maple) == maple.store


def test_languages_are_offered_in_the_merchants_order_and_the_first_is_for_everybody_else(
    maple: Merchant,
) -> None:
    maple.come_in()
    order = {"offer.zh-Hans": "", "offer.ja": "", "place.zh-Hant": "1", "place.en": "2"}
    assert send(maple, **order).status_code == 303
    store = now(maple)
    assert store.languages == ("zh-Hant", "en")
    offered = languages.offered(store)
    assert languages.chosen("", "de-DE,ja;q=0.9", offered) == "zh-Hant"
    assert languages.chosen("ja", "en-GB", offered) == "en"
    page = maple.get("/admin/settings").text
    assert page.index('name="offer.zh-Hant"') < page.index('name="offer.en"')


def test_a_store_that_chose_none_offers_all_that_there_are(maple: Merchant) -> None:
    assert languages.offered(maple.store) == tuple(languages.LANGUAGES)
    assert dict(SPOKEN) == languages.LANGUAGES


def test_nothing_changed_is_nothing_in_the_log(maple: Merchant) -> None:
    maple.come_in()
    send(maple)
    send(maple)
    log = maple.get("/admin/activity?what=settings.change").text
    assert log.count("Changed the store's settings</th>".replace("'", "&#39;")) == 1
