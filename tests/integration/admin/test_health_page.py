"""Store health: what is said is what is known, with what to do."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.errors import Forbidden, StoreUnavailable
from core.ledger import punctuality, stores
from core.ports import StoreFacts
from core.punctuality import Look
from integrations import reach
from tests.support.forms import form_to, send
from tests.support.merchant import Merchant

NOW_S = int(time.time())


class Answers:
    """A store that answers, or raises, when it is asked what it is."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def describe(self) -> StoreFacts:
        if self.error is not None:
            raise self.error
        return StoreFacts("Shop", "USD", "UTC")


def seen(merchant: Merchant, **said: int) -> None:
    """The last sweep's look, just now."""
    stores.note_swept(merchant.store.store_id, NOW_S)
    figures = {"changed": 12, "missed": 0, "slowest_s": 4, "last_ms": NOW_S * 1000, **said}
    punctuality.note(merchant.store.store_id, Look(NOW_S - 4200, NOW_S, **figures))


def shown(merchant: Merchant) -> str:
    return merchant.get("/admin/health?lang=en").text


def test_every_order_since_monday_is_accounted_for_and_the_slowest_delivery_is_told(
    maple: Merchant,
) -> None:
    seen(maple)
    page = shown(maple.come_in())
    assert "All 12 orders that the store changed are accounted for up to" in page
    assert "The slowest delivery took 4 s." in page
    assert "Nothing needs your attention." in page


def test_before_the_first_sweep_nothing_is_claimed(maple: Merchant) -> None:
    page = shown(maple.come_in())
    assert "The store has not been swept yet" in page
    assert "accounted for up to" not in page
    assert "Nothing needs your attention." not in page


def test_deliveries_that_never_came_are_counted_with_what_to_do(maple: Merchant) -> None:
    seen(maple, missed=3)
    page = shown(maple.come_in())
    assert "3 deliveries never came; the sweep fetched those orders." in page
    assert "switch ours on again" in page


def test_a_sweep_that_is_late_is_said_and_nothing_beyond_it_is_claimed(maple: Merchant) -> None:
    stores.note_swept(maple.store.store_id, NOW_S - 5 * 3600)
    page = shown(maple.come_in())
    assert "The sweep is late" in page
    assert "light look" in page


def test_what_was_noticed_comes_with_what_to_do_and_is_put_away(maple: Merchant) -> None:
    store_id = maple.store.store_id
    stores.note_health(store_id, "unmapped_status", "wc-kitchen", NOW_S)
    stores.note_health(store_id, "draw_prize", "spring #1", NOW_S)
    page = maple.come_in().get("/admin/health?lang=en")
    assert "wc-kitchen" in page.text
    assert "Say what it means for points" in page.text
    answer = send(maple, form_to(page, "/notices"))
    assert answer.location == "/admin/health"
    assert [one["what"] for one in stores.health(store_id)] == ["unmapped_status"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (None, "The store lets us in."),
        (Forbidden("no"), "Connect the store again."),
        (StoreUnavailable("slow"), "The store did not answer."),
    ],
)
def test_the_store_itself_is_asked_at_a_button(
    tea_house: Merchant, monkeypatch: pytest.MonkeyPatch, error: Any, told: str
) -> None:
    monkeypatch.setattr(reach, "port_of", lambda store: Answers(error))
    tea_house.come_in()
    page = send(tea_house, form_to(tea_house.get("/admin/health?lang=en"), "/health/ask"))
    assert page.status_code == 200
    assert told in page.text


def test_another_stores_health_is_not_shown(maple: Merchant, tea_house: Merchant) -> None:
    seen(maple)
    stores.note_health(maple.store.store_id, "unmapped_status", "wc-secret", NOW_S)
    page = shown(tea_house.come_in())
    assert "wc-secret" not in page
    assert "12 orders" not in page
