"""The fake WooCommerce API: who may call it, and how its coupons behave."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from woocommerce import API

from tests.support.sandbox import WOO, SandboxServer


@pytest.fixture
def api(store: SandboxServer) -> API:
    return API(f"{store.origin}/woo", WOO["consumer_key"], WOO["consumer_secret"])


def coupon(**changes: Any) -> dict[str, Any]:
    return {
        "code": "RG-ABC123",
        "discount_type": "fixed_cart",
        "amount": "5.00",
        "usage_limit": 1,
        "email_restrictions": ["Mei.Lin@example.com"],
        "meta_data": [{"key": "_regulars_redemption", "value": "r1"}],
        **changes,
    }


def checkout(store: SandboxServer, email: str = "mei.lin@example.com", **order: Any) -> Any:
    body = {"lines": [{"sku": "day-backpack"}], "email": email, "codes": ["rg-abc123"], **order}
    return requests.post(f"{store.origin}/control/woo/orders", json=body, timeout=10)


def test_a_wrong_secret_is_told_by_the_signature(store: SandboxServer) -> None:
    wrong = API(f"{store.origin}/woo", WOO["consumer_key"], "cs_wrong")
    answer = wrong.get("orders")
    assert answer.status_code == 401
    assert answer.json()["code"] == "woocommerce_rest_authentication_error"


def test_a_signed_url_cannot_be_changed_or_sent_twice(store: SandboxServer, api: API) -> None:
    url = api.get("orders", params={"status": "any"}).request.url
    again = requests.get(url, timeout=10)
    assert "nonce" in again.json()["message"]
    changed = requests.get(url.replace("status=any", "status=trash"), timeout=10)
    assert "does not match" in changed.json()["message"]


def test_basic_counts_only_over_https(store: SandboxServer) -> None:
    url = f"{store.origin}/woo/wp-json/wc/v3/orders"
    keys = (WOO["consumer_key"], WOO["consumer_secret"])
    assert requests.get(url, auth=keys, timeout=10).status_code == 401
    secure = {"X-Forwarded-Proto": "https"}
    assert requests.get(url, auth=keys, headers=secure, timeout=10).status_code == 200


def test_the_index_and_settings_tell_zone_and_currency(store: SandboxServer, api: API) -> None:
    store.control("PUT", "stores/woo", {"currency": "TWD", "timezone": "Asia/Taipei"})
    index = requests.get(f"{store.origin}/woo/wp-json/", timeout=10).json()
    assert (index["timezone_string"], index["gmt_offset"]) == ("Asia/Taipei", "8.0")
    assert api.get("settings/general/woocommerce_currency").json()["value"] == "TWD"


def test_a_coupon_is_lower_cased_and_ignores_the_gmt_expiry(api: API) -> None:
    expiry = {"date_expires_gmt": "2027-01-01T00:00:00"}
    made = api.post("coupons", coupon(**expiry))
    assert made.status_code == 201
    assert made.json()["code"] == "rg-abc123"
    assert made.json()["date_expires_gmt"] is None
    number = made.json()["id"]
    changed = api.put(f"coupons/{number}", {"date_expires": "2027-01-01T00:00:00Z"}).json()
    assert changed["date_expires_gmt"] == "2027-01-01T00:00:00"
    assert api.post("coupons", coupon()).status_code == 400


def test_parallel_posts_make_several_coupons_of_one_code(api: API) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: api.post("coupons", coupon()).status_code, range(4)))
    assert answers.count(201) > 1


def test_a_draft_is_not_found_by_its_code_but_by_search(api: API) -> None:
    number = api.post("coupons", coupon()).json()["id"]
    assert len(api.get("coupons", params={"code": "RG-ABC123"}).json()) == 1
    api.put(f"coupons/{number}", {"status": "draft"})
    assert api.get("coupons", params={"code": "rg-abc123"}).json() == []
    assert len(api.get("coupons", params={"search": "rg-abc123"}).json()) == 1
    assert api.get(f"coupons/{number}").json()["status"] == "draft"


def test_the_cart_takes_a_code_from_its_owner_once(store: SandboxServer, api: API) -> None:
    number = api.post("coupons", coupon()).json()["id"]
    assert "code_other" in checkout(store, email="somebody@example.com").text
    order = checkout(store).json()
    assert order["coupon_lines"][0]["code"] == "rg-abc123"
    assert (order["discount_total"], order["line_items"][0]["total"]) == ("5.00", "45.00")
    assert api.get(f"coupons/{number}").json()["usage_count"] == 1
    assert "code_used" in checkout(store).text


def test_a_cancelled_order_gives_its_coupon_back_and_a_refunded_one_does_not(
    store: SandboxServer, api: API
) -> None:
    number = api.post("coupons", coupon()).json()["id"]
    order = checkout(store).json()["id"]

    def uses() -> int:
        return int(api.get(f"coupons/{number}").json()["usage_count"])

    store.control("POST", f"woo/orders/{order}/cancel")
    assert uses() == 0
    store.control("POST", f"woo/orders/{order}/pay")
    assert uses() == 1
    store.control("POST", f"woo/orders/{order}/trash")
    assert uses() == 0
    store.control("POST", f"woo/orders/{order}/restore")
    store.control("POST", f"woo/orders/{order}/refund", {"all": True})
    assert uses() == 1


def test_expired_and_draft_codes_do_not_work(store: SandboxServer, api: API) -> None:
    number = api.post("coupons", coupon(date_expires="2020-01-01T00:00:00Z")).json()["id"]
    assert "code_expired" in checkout(store).text
    api.put(f"coupons/{number}", {"date_expires": None, "status": "draft"})
    assert "code_unknown" in checkout(store).text


def test_a_batch_of_customers_merges_meta_and_reports_the_gone_ones(
    store: SandboxServer, api: API
) -> None:
    customer = store.control("GET", "woo/customers")["customers"][0]["id"]

    def meta(value: str) -> dict[str, Any]:
        entry = {"key": "regulars_points", "value": value}
        return {"update": [{"id": customer, "meta_data": [entry]}, {"id": 9, "meta_data": []}]}

    api.post("customers/batch", meta("10"))
    answer = api.post("customers/batch", meta("20")).json()["update"]
    assert [m["value"] for m in answer[0]["meta_data"]] == ["20"]
    assert answer[1]["error"]["code"] == "woocommerce_rest_invalid_id"


@pytest.mark.parametrize(
    ("kind", "status"),
    [("unauthorized", 401), ("too_many", 429), ("server_error", 503), ("timeout_before", 504)],
)
def test_faults_strike_as_often_as_armed(
    store: SandboxServer, api: API, kind: str, status: int
) -> None:
    fault = {"platform": "woo", "kind": kind, "match": "POST /coupons", "delay_s": 0.05}
    store.control("POST", "faults", fault)
    assert api.get("coupons").status_code == 200
    assert api.post("coupons", coupon()).status_code == status
    assert store.control("GET", "woo/codes")["codes"] == []
    assert api.post("coupons", coupon()).status_code == 201


def test_a_time_out_after_executing_leaves_the_coupon(store: SandboxServer, api: API) -> None:
    fault = {"platform": "woo", "kind": "timeout_after", "match": "POST", "delay_s": 0.05}
    store.control("POST", "faults", fault)
    assert api.post("coupons", coupon()).status_code == 504
    assert [c["code"] for c in store.control("GET", "woo/codes")["codes"]] == ["rg-abc123"]
    calls = store.control("GET", "requests")["requests"]
    assert [(c["method"], c["path"], c["status"]) for c in calls] == [("POST", "/coupons", 504)]
