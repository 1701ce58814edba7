"""The theme app extension: Shopify's own check, our schema of its blocks, Shopify's limits."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from infra import shopify_app as app_build
from infra.plugin import DIST
from integrations.store_ids import of_shop
from tests.support import shopify_app

_SCHEMA = json.loads((Path(shopify_app.__file__).with_name("block_schema.json")).read_text())
_SHIPPED = app_build.APP / "extensions" / "regulars-theme"
_BLOCKS = sorted((_SHIPPED / "blocks").glob("*.liquid"))
_LANGUAGES = ("en.default", "zh-TW", "zh-CN", "ja")
_MOST_JS, _MOST_CSS, _MOST_NAME, _MOST_LIQUID, _MOST_ALL = 10_000, 100_000, 25, 100_000, 10_000_000

Json = dict[str, Any]


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shopify_app.made(tmp_path_factory.mktemp("app")) / "extensions" / "regulars-theme"


def _schema_of(block: Path) -> Json:
    [text] = re.findall(r"{% schema %}(.*?){% endschema %}", block.read_text(), re.DOTALL)
    said: Json = json.loads(text)
    return said


def _faults(schema: Json) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(_SCHEMA)
    return [error.message for error in validator.iter_errors(schema)]


def _said(key: str, language: str) -> str:
    at: Any = json.loads((_SHIPPED / "locales" / f"{language}.schema.json").read_text())
    for part in key.removeprefix("t:").split("."):
        at = at[part]
    assert isinstance(at, str)
    return at


def _keys(document: Json, before: str = "") -> Iterator[str]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{key}.")
        else:
            assert value, key
            yield before + key


def test_theme_check_finds_nothing(extension: Path, tmp_path: Path) -> None:
    assert shopify_app.theme_check(extension, tmp_path) == []


def test_theme_check_would_find_what_is_wrong(extension: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled"
    shutil.copytree(extension, spoiled)
    (spoiled / "assets" / "regulars-points.js").unlink()
    block = spoiled / "blocks" / "tier-badge.liquid"
    block.write_text(block.read_text().replace("t:tier.name", "t:tier.nome"))
    rules = {one["rule"] for one in shopify_app.theme_check(spoiled, tmp_path)}
    assert {"MissingAsset", "ValidSchemaTranslations"} <= rules


def test_there_is_a_block_for_everything_that_the_theme_shows() -> None:
    assert {block.stem: _schema_of(block)["target"] for block in _BLOCKS} == {
        "widget": "body",
        "product-points": "section",
        "tier-badge": "section",
        "cart-points": "section",
        "how-it-works": "section",
    }


@pytest.mark.parametrize("block", _BLOCKS, ids=lambda block: block.stem)
def test_each_blocks_schema_is_valid_by_our_own_json_schema(block: Path) -> None:
    schema = _schema_of(block)
    assert _faults(schema) == []
    ids = [setting["id"] for setting in schema["settings"] if "id" in setting]
    assert len(ids) == len(set(ids))
    for setting in schema["settings"]:
        if setting["type"] == "range":
            steps = (setting["max"] - setting["min"]) / setting["step"]
            assert steps in range(3, 101), setting["id"]
            assert setting["min"] <= setting["default"] <= setting["max"]
        if setting["type"] == "select":
            assert setting["default"] in {option["value"] for option in setting["options"]}
    for key in re.findall(r'"(t:[a-z_.]+)"', json.dumps(schema)):
        for language in _LANGUAGES:
            assert _said(key, language)
    assert all(len(_said(schema["name"], language)) <= _MOST_NAME for language in _LANGUAGES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": "footer"},
        {"name": "Said in one language"},
        {"surprise": True},
        {"enabled_on": {"templates": ["product"]}, "disabled_on": {"templates": ["cart"]}},
        {"enabled_on": {"templates": ["shopping-cart"]}},
        {"settings": [{"type": "range", "id": "r", "label": "t:widget.radius"}]},
        {"settings": [{"type": "colour", "id": "c", "label": "t:widget.color"}]},
        {"settings": [{"type": "color", "id": "c", "label": "t:widget.color", "default": "green"}]},
        {"settings": [{"type": "text", "id": "t", "label": "t:widget.title", "default": ""}]},
        {"settings": [{"type": "checkbox", "label": "t:widget.nudge"}]},
    ],
    ids=lambda wrong: json.dumps(wrong)[:60],
)
def test_our_json_schema_refuses_what_shopify_would(wrong: Json) -> None:
    right = {"name": "t:tier.name", "target": "section", "settings": []}
    assert _faults(right) == []
    assert _faults(right | wrong)


def test_every_setting_that_liquid_reads_is_there_and_none_is_idle() -> None:
    for block in _BLOCKS:
        code = block.read_text().partition("{% schema %}")[0]
        read = set(re.findall(r"block\.settings\.(\w+)", code))
        if "block.settings[id]" in code:
            [texts] = re.findall(r"assign texts = '([^']+)'", code)
            read |= {key.replace("-", "_") for key in texts.split()}
        there = {setting["id"] for setting in _schema_of(block)["settings"] if "id" in setting}
        assert read == there, block.name


def _referenced() -> set[str]:
    blocks = [block.read_text() for block in _BLOCKS]
    return {name for text in blocks for name in re.findall(r"'([^']+)' \| asset_url", text)}


def test_each_asset_stays_within_shopifys_limits(extension: Path) -> None:
    for name in _referenced():
        most = _MOST_CSS if name.endswith(".css") else _MOST_JS
        assert (extension / "assets" / name).stat().st_size <= most, name
    liquid = sum(file.stat().st_size for file in extension.rglob("*.liquid"))
    assert liquid <= _MOST_LIQUID
    assert sum(f.stat().st_size for f in extension.rglob("*") if f.is_file()) <= _MOST_ALL


def test_liquid_references_only_files_that_are_there_once_it_is_built(extension: Path) -> None:
    built = {asset.name for asset in DIST.glob("*.js")}
    shipped = {asset.name for asset in (_SHIPPED / "assets").iterdir()}
    assert not built & shipped, "what is built is never committed twice"
    assert {"regulars-widget.js", "regulars-points.js"} <= _referenced()
    assert _referenced() <= built | shipped
    assert {asset.name for asset in (extension / "assets").iterdir()} == built | shipped


@pytest.mark.parametrize("suffix", ["", ".schema"])
def test_every_language_says_everything(suffix: str) -> None:
    files = [_SHIPPED / "locales" / f"{language}{suffix}.json" for language in _LANGUAGES]
    first, *rest = [set(_keys(json.loads(file.read_text()))) for file in files]
    assert first
    assert all(other == first for other in rest)


def test_liquid_says_whether_somebody_is_signed_in_and_never_who() -> None:
    for file in [*_BLOCKS, *(_SHIPPED / "snippets").glob("*.liquid")]:
        text = file.read_text()
        assert not re.search(r"customer\s*[.\[]", text), file.name
    connection = (_SHIPPED / "snippets" / "regulars-connection.liquid").read_text()
    assert "{% unless customer %} visitor{% endunless %}" in connection


def test_liquid_works_out_the_same_store_id_as_the_back_end() -> None:
    connection = (_SHIPPED / "snippets" / "regulars-connection.liquid").read_text()
    assert "shop.permanent_domain | sha256 | slice: 0, 12 | prepend: 'shop-'" in connection
    shop = "backpack-and-bean.myshopify.com"
    assert of_shop(shop) == "shop-" + hashlib.sha256(shop.encode()).hexdigest()[:12]
