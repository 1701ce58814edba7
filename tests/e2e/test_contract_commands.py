"""The operator's commands against the running stack: what they print, and with which exit code."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from infra.local import facts
from tests.support.running import RECORDED_SECRET, Running, Shop, eventually, recorded, signed

ZEROS = {"available": 0, "pending": 0, "debt": 0}


@pytest.fixture(scope="module")
def shop(running: Running) -> Shop:
    """A store that nobody asks anything."""
    return running.add_store("https://commands.example", "--currency", "TWD")


def test_a_store_added_twice_is_the_same_store_with_the_same_secret(
    running: Running, shop: Shop
) -> None:
    assert shop == running.add_store("https://Commands.example/")
    assert re.fullmatch(r"woo-[0-9a-f]{12}", shop.store_id)
    assert re.fullmatch(r"[0-9a-f]{64}", shop.secret)
    stores = {one["store_id"]: one for one in running.cli("store", "list")["stores"]}
    assert {shop.store_id, running.woo.store_id, running.shopify.store_id} <= set(stores)
    assert stores[shop.store_id]["currency"] == "TWD"


def test_adding_a_store_proves_its_keys_and_reads_its_currency(running: Running) -> None:
    keys = running.shop_settings("woo")
    wrong = running.command(
        *("store", "add", "woocommerce", "--url", f"{running.origin}/sandbox/woo", "--json"),
        *("--consumer-key", keys["consumer_key"], "--consumer-secret", "cs_wrong"),
        *("--webhook-secret", RECORDED_SECRET),
    )
    assert (wrong.exit_code, wrong.out) == (1, "")
    assert json.loads(wrong.err)["error"]["message"]
    shop = running.shop_settings("shopify")
    connect = ("store", "add", "shopify", "--shop", shop["shop_domain"])
    added = running.cli(*connect, "--access-token", shop["access_token"])
    assert set(added) == {"store_id", "shopper_secret"}
    assert added["store_id"] == running.shopify.store_id
    refused = running.command(*connect, "--access-token", "shpat_wrong")
    assert refused.exit_code == 1
    assert refused.err


def test_a_shopper_never_seen_is_all_zeros_and_unknown(running: Running, shop: Shop) -> None:
    for customer in ("123456", "nobody@example.com"):
        shown = running.cli("member", "show", shop.store_id, customer)
        assert shown["known"] is False
        assert {name: shown[name] for name in ("store_id", "customer_id", "balance")} == {
            "store_id": shop.store_id,
            "customer_id": customer,
            "balance": ZEROS,
        }
        assert (shown["lifetime_points"], shown["expiring"]) == (0, [])
        assert set(shown["tier"]) == {"id", "name"}


def test_points_are_adjusted_and_every_entry_says_why(running: Running, shop: Shop) -> None:
    for points in ("120", "-20", "5"):
        shown = running.cli(
            "member", "adjust", shop.store_id, "55", points, "--reason", f"By {points}"
        )
    assert shown["balance"] == ZEROS | {"available": 105}
    first = running.cli("member", "entries", shop.store_id, "55", "--limit", "2")
    rest = running.cli("member", "entries", shop.store_id, "55", "--cursor", first["cursor"])
    entries = first["entries"] + rest["entries"]
    assert [one["points"] for one in entries] == [120, -20, 5]
    assert (len(first["entries"]), rest["cursor"]) == (2, None)
    for entry in entries:
        assert {"id", "at", "points", "kind", "source", "why"} <= set(entry)
    assert entries[0]["why"]["note"] == "By 120"
    refused = running.command("member", "adjust", shop.store_id, "55", "0", "--reason", "x")
    assert refused.exit_code == 1


def test_points_are_redeemed_for_a_code(running: Running) -> None:
    customer_id, _ = running.register("woo", "Buyer")
    store_id = running.woo.store_id
    running.cli("member", "adjust", store_id, customer_id, "150", "--reason", "x")
    made = running.cli("redeem", store_id, customer_id, "off-small", "--points", "100")
    assert made["status"] == "issued"
    assert made["redemption_id"]
    codes = [one["code"] for one in running.control("GET", "woo/codes")["codes"]]
    assert made["code"] in codes
    assert running.balance(running.woo, customer_id) == (50, 0, 0)
    refused = running.command("redeem", store_id, customer_id, "off-small", "--json")
    assert (refused.exit_code, refused.out) == (1, "")
    assert json.loads(refused.err)["error"]["code"] == "insufficient_points"


def test_a_program_is_shown_published_and_tried_over_the_past(
    running: Running, tmp_path: Path
) -> None:
    store_id = running.woo.store_id
    customer_id, _ = running.register("woo", "Buyer")
    lines = [{"sku": "day-backpack", "quantity": 2}]
    running.control("POST", "woo/orders", {"lines": lines, "customer_id": customer_id})

    def earned() -> None:
        assert running.points(running.woo, customer_id) == (100, 0, 0)

    eventually(earned)
    document = running.cli("program", "show", store_id)["program"]
    document["earning"]["rules"][0]["points"] = 3
    changed = tmp_path / "program.json"
    changed.write_text(json.dumps(document))
    tried = running.cli("program", "backtest", store_id, str(changed))
    assert tried["orders"] >= 1
    assert tried["new"]["points"] > tried["current"]["points"]
    earned()

    other = running.add_store().store_id
    published = running.cli("program", "publish", other, str(changed))
    assert published["version"] == 2
    assert running.cli("program", "show", other)["program"] == document
    document["rewards"][0]["points"] = -1
    changed.write_text(json.dumps(document))
    refused = running.command("--json", "program", "publish", other, str(changed))
    assert refused.exit_code == 1
    problems = json.loads(refused.err)["error"]["details"]["problems"]
    assert [one["where"] for one in problems] == ["rewards.0.points"]


def test_verify_ends_with_1_where_a_balance_is_not_the_sum_of_its_entries(
    running: Running,
) -> None:
    shop = running.add_store()
    running.cli("member", "adjust", shop.store_id, "1", "10", "--reason", "x")
    clean = running.command("--json", "ledger", "verify", shop.store_id)
    balanced = {"members": 1, "entries": 1, "mismatches": []}
    assert (clean.exit_code, clean.data) == (0, balanced)
    member_id = running.cli("member", "show", shop.store_id, "1")["member_id"]
    table, key = _table(running), None
    rows = table.scan(
        FilterExpression="contains(pk, :m) AND begins_with(sk, :e)",
        ExpressionAttributeValues={":m": member_id, ":e": "E#"},
    )["Items"]
    key = {"pk": rows[0]["pk"], "sk": rows[0]["sk"]}
    table.delete_item(Key=key)
    try:
        broken = running.command("--json", "ledger", "verify", shop.store_id)
        assert broken.exit_code == 1
        assert json.loads(broken.out)["mismatches"]
    finally:
        table.put_item(Item=rows[0])
    assert running.command("ledger", "verify").exit_code == 0


def _table(running: Running) -> Any:
    known = running.stack.facts
    variables = facts.environ(known)
    return boto3.resource(
        "dynamodb",
        endpoint_url=known.endpoint_url,
        region_name=known.region,
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    ).Table(known.table)


def test_a_sweep_converges_on_what_no_webhook_told(running: Running) -> None:
    customer_id, _ = running.register("woo", "Quiet")
    running.control("PUT", "deliveries/settings", {"platform": "woo", "mode": "hold"})
    try:
        lines = [{"sku": "day-backpack", "quantity": 1}]
        order = {"lines": lines, "customer_id": customer_id}
        number = running.control("POST", "woo/orders", order)["id"]
        since = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
        swept = running.cli("sweep", running.woo.store_id, "--since", since)
        assert swept["changed"] >= 1
        assert running.balance(running.woo, customer_id) == (50, 0, 0)
        # WooCommerce tells nobody of an order that is deleted for good.
        running.control("DELETE", f"woo/orders/{number}")
        assert running.cli("sweep", running.woo.store_id)["gone"] >= 1
    finally:
        running.control("DELETE", "deliveries")
        running.control("PUT", "deliveries/settings", {"platform": "woo", "mode": "auto"})
    assert running.balance(running.woo, customer_id) == (0, 0, 0)
    assert running.cli("ledger", "verify", running.woo.store_id)["mismatches"] == []


def test_the_schedule_expires_points_and_reviews_tiers_at_a_time_to_come(
    running: Running, tmp_path: Path
) -> None:
    shop = running.add_store()
    document = running.cli("program", "show", shop.store_id)["program"]
    document["expiry"] = {"kind": "months", "months": 12}
    changed = tmp_path / "program.json"
    changed.write_text(json.dumps(document))
    effective = running.cli("program", "publish", shop.store_id, str(changed))["effective_from"]
    until = datetime.fromisoformat(effective).timestamp()
    time.sleep(max(0.0, until - time.time()))
    # Silver: 600 spent at once.
    now = datetime.now(UTC)
    order = recorded("006").payload
    line = order["line_items"][0]
    order |= {"customer_id": 77, "line_items": [line | {"total": "600.00", "total_tax": "30.00"}]}
    for name in ("date_created", "date_modified", "date_paid", "date_completed"):
        order[name] = order[f"{name}_gmt"] = now.strftime("%Y-%m-%dT%H:%M:%S")
    body = json.dumps(order).encode()
    assert running.deliver(shop, signed(body), body).status_code == 200

    def silver() -> dict[str, Any]:
        shown: dict[str, Any] = running.cli("member", "show", shop.store_id, "77")
        assert shown["balance"]["available"] == 600
        assert (shown["tier"]["id"], len(shown["expiring"])) == ("silver", 1)
        return shown

    last_day = eventually(silver, every_s=0.5)["expiring"][0]["on"]
    assert last_day > (now + timedelta(days=364)).strftime("%Y-%m-%d")

    def run(at: datetime) -> dict[str, int]:
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        done: dict[str, int] = running.cli("schedule", "run", shop.store_id, "--at", stamp)["done"]
        return done

    assert run(now + timedelta(days=30))["member"] == 0
    silver()
    # The due-date index follows the entries by way of the stream.
    eventually(lambda: _one_done(run(now + timedelta(days=800))), every_s=1)
    shown = running.cli("member", "show", shop.store_id, "77")
    assert (shown["balance"], shown["tier"]["id"]) == (ZEROS, "member")
    assert shown["lifetime_points"] == 600
    assert running.cli("ledger", "verify", shop.store_id)["mismatches"] == []


def _one_done(done: dict[str, int]) -> None:
    assert done["member"] >= 1


def test_a_link_opens_the_merchant_page_once(running: Running) -> None:
    url = running.cli("admin", "link", running.woo.store_id)["url"]
    assert url.startswith(f"{running.origin}/admin/")
    assert requests.get(f"{running.origin}/admin/", timeout=60).status_code == 401
    browser = requests.Session()
    page = browser.get(url, timeout=60)
    assert page.status_code == 200
    fields = dict(re.findall(r'name="(csrf_token|token)" value="([^"]+)"', page.text))
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert action
    target = running.origin + action[1]
    stranger = requests.post(target, data={"token": fields["token"]}, timeout=60)
    assert stranger.status_code in (400, 401, 403)
    inside = browser.post(target, data=fields, headers={"Origin": running.origin}, timeout=60)
    assert inside.status_code == 200, inside.text
    assert browser.get(f"{running.origin}/admin/", timeout=60).status_code == 200
    again = requests.Session()
    page = again.get(url, timeout=60)
    fields = dict(re.findall(r'name="(csrf_token|token)" value="([^"]+)"', page.text)) or {"x": "y"}
    late = again.post(target, data=fields, headers={"Origin": running.origin}, timeout=60)
    assert late.status_code in (400, 401, 403)
    assert again.get(f"{running.origin}/admin/", timeout=60).status_code == 401


def test_a_command_that_makes_no_sense_says_so_with_2(running: Running) -> None:
    for arguments in (("member", "show"), ("nothing",), ("program", "publish", "x")):
        ran = running.command(*arguments)
        assert (ran.exit_code, ran.out) == (2, "")
        assert ran.err
    unknown = running.command("--json", "member", "show", "woo-000000000000", "1")
    assert (unknown.exit_code, unknown.out) == (1, "")
    assert json.loads(unknown.err)["error"]["code"]
