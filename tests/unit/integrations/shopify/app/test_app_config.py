"""What shopify.app.toml tells Shopify, held to what the code reads and what the README asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from infra import shopify_app as app_build
from infra.local.npm import ROOT
from infra.local.shopify_schema import API_VERSION
from integrations.shopify import parse
from tests.support.shopify_app import CLIENT_ID, ORIGIN

_TOML = (app_build.APP / "shopify.app.toml").read_text()
_CONFIG = tomllib.loads(_TOML)
_SCOPE = r"(?:read|write)_[a-z_]+"
_COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}


def test_the_topics_are_those_that_the_webhook_reads() -> None:
    topics: list[str] = []
    for subscription in _CONFIG["webhooks"]["subscriptions"]:
        topics += subscription.get("topics", []) + subscription.get("compliance_topics", [])
    assert len(topics) == len(set(topics))
    assert set(topics) == set(parse._READERS) | {"app/uninstalled"}


def test_the_three_compliance_topics_are_subscribed_as_such() -> None:
    [compliance] = [
        one["compliance_topics"]
        for one in _CONFIG["webhooks"]["subscriptions"]
        if "compliance_topics" in one
    ]
    assert set(compliance) == _COMPLIANCE


def test_the_scopes_are_those_that_the_readme_asks_for() -> None:
    readme = (ROOT / "README.md").read_text()
    needed, _, optional = readme.partition("with the scopes ")[2].partition("also ")
    optional = optional.partition(")")[0]
    access = _CONFIG["access_scopes"]
    assert set(access["scopes"].split(",")) == set(re.findall(_SCOPE, needed))
    assert set(access["optional_scopes"]) == set(re.findall(_SCOPE, optional))


def test_each_scope_has_its_reason_beside_it() -> None:
    access = _CONFIG["access_scopes"]
    for scope in [*access["scopes"].split(","), *access["optional_scopes"]]:
        assert re.search(rf"^# {scope} +\S+ \S+", _TOML, re.MULTILINE), scope


def test_the_api_version_is_the_one_that_queries_are_checked_against() -> None:
    assert _CONFIG["webhooks"]["api_version"] == API_VERSION
    for file in app_build.APP.glob("extensions/*/shopify.extension.toml"):
        assert tomllib.loads(file.read_text()).get("api_version", API_VERSION) == API_VERSION


def test_the_app_proxy_is_where_the_theme_looks_for_it() -> None:
    proxy = _CONFIG["app_proxy"]
    path = f"/{proxy['prefix']}/{proxy['subpath']}"
    blocks = list((app_build.APP / "extensions" / "regulars-theme" / "blocks").glob("*.liquid"))
    assert blocks
    for block in blocks:
        assert f'"default": "{path}"' in block.read_text(), block.name


def test_building_fills_in_the_deployments_own_addresses(tmp_path: Path) -> None:
    app = app_build.build(f"{ORIGIN}/", CLIENT_ID, tmp_path / "app")
    config = tomllib.loads((app / "shopify.app.toml").read_text())
    assert config["client_id"] == CLIENT_ID
    assert config["application_url"] == f"{ORIGIN}/admin"
    assert config["app_proxy"]["url"] == f"{ORIGIN}/storefront"
    assert {one["uri"] for one in config["webhooks"]["subscriptions"]} == {
        f"{ORIGIN}/webhooks/shopify"
    }
    for file in app.rglob("*"):
        if file.is_file():
            assert b"api.example.com" not in file.read_bytes(), file


def test_building_again_leaves_nothing_of_before(tmp_path: Path) -> None:
    app = app_build.build(ORIGIN, CLIENT_ID, tmp_path / "app")
    (app / "left.txt").write_text("of before")
    app_build.build(ORIGIN, CLIENT_ID, tmp_path / "app")
    assert not (app / "left.txt").exists()


@pytest.mark.parametrize(
    ("origin", "client_id"),
    [
        ("http://points.shop.example", CLIENT_ID),
        ("points.shop.example", CLIENT_ID),
        ("https://points.shop.example/storefront", CLIENT_ID),
        (ORIGIN, ""),
        (ORIGIN, "not-a-client-id"),
    ],
)
def test_what_cannot_be_an_address_or_a_client_id_builds_nothing(
    tmp_path: Path, origin: str, client_id: str
) -> None:
    with pytest.raises(ValueError, match=r"origin|client id"):
        app_build.build(origin, client_id, tmp_path / "app")
    assert not (tmp_path / "app").exists()
