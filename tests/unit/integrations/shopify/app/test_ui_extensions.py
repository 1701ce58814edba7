"""The extensions of checkout and customer accounts: small, typed, complete in four languages."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from infra import shopify_app as app_build
from tests.support import shopify_app

# Shopify takes 64 KB compressed: ours is far below that before it is compressed.
_MOST_BYTES = 64 * 1024
_ALLOWED = {"preact", "@preact/signals", "@preact/signals-core", "@shopify/ui-extensions"}
_LANGUAGES = ("en.default", "zh-TW", "zh-CN", "ja")


def _targets() -> list[tuple[str, str, str]]:
    found = []
    for file in sorted(app_build.APP.glob("extensions/*/shopify.extension.toml")):
        for extension in tomllib.loads(file.read_text()).get("extensions", []):
            for one in extension["targeting"]:
                found.append((file.parent.name, one["target"], one["module"]))
    return found


_TARGETS = _targets()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shopify_app.made(tmp_path_factory.mktemp("app"))


def test_each_place_that_shows_points_has_its_target() -> None:
    assert {(folder, target) for folder, target, _ in _TARGETS} == {
        ("regulars-account", "customer-account.page.render"),
        ("regulars-checkout", "purchase.thank-you.block.render"),
        ("regulars-checkout", "customer-account.order-status.block.render"),
    }


@pytest.mark.parametrize(("folder", "target", "module"), _TARGETS, ids=lambda part: str(part))
def test_it_uses_only_what_shopify_declares_for_its_target(
    app: Path, folder: str, target: str, module: str
) -> None:
    assert shopify_app.types(app, app / "extensions" / folder / module, target) == []


def test_an_element_or_attribute_that_shopify_does_not_have_would_be_found(app: Path) -> None:
    page = app / "extensions" / "regulars-account" / "src" / "page.jsx"
    wrong = page.with_name("wrong.jsx")
    wrong.write_text(page.read_text().replace("<s-page heading=", "<s-page headline="))
    assert shopify_app.types(app, wrong, "customer-account.page.render")


@pytest.mark.parametrize(("folder", "target", "module"), _TARGETS, ids=lambda part: str(part))
def test_it_bundles_small_and_imports_only_what_shopify_allows(
    app: Path, folder: str, target: str, module: str
) -> None:
    made, inputs = shopify_app.bundle(app / "extensions" / folder / module)
    assert len(made) <= _MOST_BYTES
    packages = {
        found[1]
        for name in inputs
        if (found := re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)/", name))
    }
    assert packages <= _ALLOWED
    named = json.loads((app / "extensions" / folder / "package.json").read_text())["dependencies"]
    assert set(named) <= _ALLOWED


@pytest.mark.parametrize("folder", ["regulars-account", "regulars-checkout"])
def test_every_language_says_everything_that_the_code_asks_for(folder: str) -> None:
    home = app_build.APP / "extensions" / folder
    texts = [
        json.loads((home / "locales" / f"{language}.json").read_text()) for language in _LANGUAGES
    ]
    assert all(set(text) == set(texts[0]) for text in texts)
    code = "".join(file.read_text() for file in sorted((home / "src").glob("*.js*")))
    asked = set(re.findall(r"say\(\s*'([\w.]+)'", code))
    assert asked
    for text in texts:
        for key in asked:
            assert _at(text, key), key
        for value in text.values():
            # A sentence with a number has a form for every number of its language.
            assert not isinstance(value, dict) or "other" in value or "held" in value
    assert set(texts[0]["points"] if "points" in texts[0] else texts[0]["from"]) == {"one", "other"}


@pytest.mark.parametrize("folder", ["regulars-account", "regulars-checkout"])
def test_what_a_sentence_has_left_open_is_the_same_in_every_language(folder: str) -> None:
    home = app_build.APP / "extensions" / folder / "locales"
    holes = [
        {
            key: set(re.findall(r"{{(\w+)}}", json.dumps(value)))
            for key, value in json.loads((home / f"{language}.json").read_text()).items()
        }
        for language in _LANGUAGES
    ]
    assert all(other == holes[0] for other in holes)


def _at(text: Any, key: str) -> Any:
    for part in key.split("."):
        text = text[part]
    return text
