"""By what orders of either platform join a group purchase."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integrations.shopify.order import order_snapshot as of_shopify
from integrations.shopify.order_graphql import as_webhook
from integrations.woocommerce.order import order_snapshot as of_woo
from tests.unit.integrations.samples import NOW_MS, SHOP, WOO, shopify_body, woo_body

LANDED = "_wc_order_attribution_session_entry"


def shopify(**fields: Any) -> Any:
    return of_shopify(shopify_body("orders_create") | fields, SHOP, NOW_MS)


def woo(*meta: Any) -> str:
    return of_woo(woo_body("003") | {"meta_data": list(meta)}, WOO, NOW_MS).group


def test_a_shopify_order_has_its_tags_and_the_link_in_its_attributes() -> None:
    assert shopify().tags == ("tag1", "tag2")
    made = shopify(tags="Rice, 新米", note_attributes=[{"name": "group", "value": "Rice-2026"}])
    assert (made.tags, made.group) == (("rice", "新米"), "rice-2026")


def test_an_order_that_is_fetched_has_the_same_as_one_that_is_delivered() -> None:
    fetched = as_webhook(
        {
            "id": "gid://shopify/Order/7",
            "tags": ["tag1", "tag2"],
            "customAttributes": [{"key": "group", "value": "rice"}],
        },
        [],
        [],
    )
    delivered = shopify(note_attributes=[{"name": "group", "value": "rice"}])
    fetched["created_at"] = "2026-09-21T00:00:00Z"
    found = of_shopify(fetched, SHOP, NOW_MS)
    assert (found.tags, found.group) == (delivered.tags, delivered.group)


def test_a_woocommerce_order_has_what_the_shop_noted_or_the_page_it_began_on() -> None:
    landed = {"key": LANDED, "value": "https://rice.example/?utm=x&group=Rice-2026#top"}
    assert woo() == ""
    assert woo(landed) == "rice-2026"
    assert woo({"key": "_group", "value": "tea"}, landed) == "tea"


@pytest.mark.parametrize(
    "odd",
    [None, 7, "x", {}, [None], [7], [{"name": 3}], [{"name": "group", "value": {"a": 1}}]],
)
def test_no_order_is_refused_for_what_somebody_wrote_there(odd: Any) -> None:
    made = shopify(tags=odd, note_attributes=odd)
    assert made.group == ""
    meta = json.loads(json.dumps(odd).replace("name", "key"))
    assert of_woo(woo_body("003") | {"meta_data": meta}, WOO, NOW_MS).group == ""


def test_of_very_many_or_very_long_tags_some_are_left_out() -> None:
    made = shopify(tags=", ".join([f"tag{n:03d}" for n in range(300)] + ["x" * 200, "\x00y"]))
    assert len(made.tags) == 100


def test_a_link_is_a_short_word() -> None:
    for value in ("a b", "x" * 41, "", "å", "-a", "<b>"):
        assert shopify(note_attributes=[{"name": "group", "value": value}]).group == ""
    assert woo({"key": LANDED, "value": "https://[broken?group=a"}) == ""
