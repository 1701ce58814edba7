"""Connecting stores, as an operator does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ledger import programs, stores
from core.program.defaults import default_document
from integrations import access
from tests.support.operator import Operator, shell
from tests.support.sandbox import WOO, SandboxServer


def test_without_a_stack_the_command_says_how_to_start_one(tmp_path: Path) -> None:
    error = shell("store", "list", "--json", environment={"DATA_DIR": str(tmp_path)}).error
    assert error["code"] == "not_running"
    assert "make run" in error["message"]


def test_the_command_works_from_any_directory(operator: Operator, tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "json.py").write_text("raise SystemExit('nor this one')")
    ran = operator.shell("--json", "store", "list", cwd=tmp_path)
    assert ran.data == {"stores": []}
    assert operator.shell("store", "list", cwd=tmp_path).out.startswith("No store is connected")


def test_a_stack_that_has_stopped_counts_as_none(operator: Operator) -> None:
    path = operator.data_dir / "stack.json"
    path.write_text(path.read_text().replace(operator.stack.endpoint_url, "http://127.0.0.1:1"))
    assert operator.error("store", "list")["code"] == "not_running"


def test_connecting_a_woocommerce_store_proves_its_keys_and_reads_what_it_is(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_woo(store)
    assert store_id.startswith("woo-")
    [listed] = operator.json("store", "list")["stores"]
    described = stores.get(store_id, fresh=True)
    assert listed["address"] == f"{store.origin}/woo"
    assert (listed["platform"], listed["installed"]) == ("woocommerce", True)
    assert (described.currency, described.timezone) == ("USD", "UTC")
    assert described.name
    assert access.credentials(described)["consumer_key"] == WOO["consumer_key"]


def test_connecting_with_wrong_keys_connects_nothing(
    operator: Operator, store: SandboxServer
) -> None:
    operator.develop(allow_private_store_urls=True)
    error = operator.error(
        *("store", "add", "woocommerce", "--url", f"{store.origin}/woo", "--consumer-key", "no"),
        *("--consumer-secret", "no", "--webhook-secret", "wh"),
    )
    assert error["code"] == "forbidden"
    assert operator.json("store", "list") == {"stores": []}


def test_connecting_a_shopify_shop_proves_its_token(
    operator: Operator, store: SandboxServer
) -> None:
    store_id = operator.connect_shopify(store)
    assert store_id.startswith("shop-")
    described = stores.get(store_id, fresh=True)
    assert described.address == "backpack-and-bean.myshopify.com"
    assert (described.currency, described.platform) == ("USD", "shopify")


def test_a_store_that_is_not_asked_gets_the_currency_that_is_given(operator: Operator) -> None:
    added = operator.json(
        *("store", "add", "shopify", "--shop", "Tea-House.myshopify.com", "--access-token", "t"),
        *("--no-check", "--currency", "twd", "--timezone", "Asia/Taipei"),
    )
    described = stores.get(added["store_id"])
    assert (described.currency, described.timezone) == ("TWD", "Asia/Taipei")
    shown = operator.json("program", "show", added["store_id"])
    assert shown["program"] == default_document("TWD")
    assert access.shopper_secret(added["store_id"]) == added["shopper_secret"]


def test_connecting_again_is_a_reinstall_and_the_last_webhook_secret_still_counts(
    operator: Operator,
) -> None:
    store_id = operator.connect_unchecked()
    programs.publish(access.ledger_of(stores.get(store_id)), default_document("EUR"), "test", 0)
    again = operator.json(
        *("store", "add", "woocommerce", "--url", "HTTPS://Shop.example/", "--no-check"),
        *("--consumer-key", "ck2", "--consumer-secret", "cs2", "--webhook-secret", "newer"),
    )
    assert again["store_id"] == store_id
    described = stores.get(store_id, fresh=True)
    assert described.generation == 2
    kept = access.credentials(described)
    assert (kept["webhook_secret"], kept["webhook_secret_previous"]) == ("newer", "wh")
    assert operator.json("program", "show", store_id)["version"] == 2
    assert len(operator.json("store", "list")["stores"]) == 1


@pytest.mark.parametrize(
    "url", ["http://shop.example", "https://127.0.0.1:8443", "https://shop.internal", "https://nas"]
)
def test_a_store_that_is_not_on_the_internet_is_refused(operator: Operator, url: str) -> None:
    error = operator.error(
        *("store", "add", "woocommerce", "--url", url, "--no-check", "--consumer-key", "ck"),
        *("--consumer-secret", "cs", "--webhook-secret", "wh"),
    )
    assert error["code"] == "private_store_url"


def test_what_was_noticed_about_a_store_is_shown(operator: Operator) -> None:
    store_id = operator.connect_unchecked()
    stores.note_health(store_id, "unmapped_status", "at-the-shop", 1_800_000_000)
    shown = operator.json("store", "health", store_id)
    [noticed] = shown["health"]
    assert noticed == {
        "what": "unmapped_status",
        "detail": "at-the-shop",
        "seen_at": "2027-01-15T08:00:00Z",
    }
    assert "at-the-shop" in operator.run("store", "health", store_id).out
    assert operator.error("store", "health", "woo-nobody")["code"] == "unknown_store"
